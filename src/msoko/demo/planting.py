"""What is hidden in the demonstration data, so that the product can be asked whether it finds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phenomenon:
    """code: stable; organisation: its id ("" = several); words: what was planted, in Russian."""

    code: str
    organisation: str
    words: str


PEAK_SCHOOL, PEAK_YEAR = "s03", 2024
WEAK_COHORT = 0.5  # whoever lifts marks has some to lift
COPYING_SCHOOL, COPYING_CLASS, COPYING_WORK = "s02", "6Б", ("RU", 6, 2024)
HELPED_SCHOOL, HELPED_CLASS, HELPED_WORK = "s04", "8Б", ("RU", 8, 2023)
RISING_SCHOOL, RISING_YEAR, RISE = "s05", 2024, 0.6
FALLING_SCHOOL, FALL_A_YEAR = "s09", 0.22
MERGED_SCHOOL, MERGED_INTO, MERGER_YEAR = "s15", "s07", 2022
RENAMED, RENAMING_YEAR = "s04", 2023
SLIP_SCHOOL, SLIP_LINE, SLIP_YEAR = "s06", "selfexam_oo_2_1", 2023
MISSING_WORK_SCHOOL, MISSING_WORK_YEAR = "s12", 2023
MISSING_FORM, MISSING_FORM_YEAR = "k05", 2024
TINY = ("s13", "s14")

PHENOMENA = (
    Phenomenon("peak", PEAK_SCHOOL, "пик на границе отметок «2» и «3» по математике в 5 классе, 2024/25"),
    Phenomenon("copies", COPYING_SCHOOL, "в 6Б классе большая часть работ по русскому языку списана с одной, 2024/25"),
    Phenomenon("help", HELPED_SCHOOL, "8Б классу помогли с трудными заданиями по русскому языку, 2023/24"),
    Phenomenon("rise", RISING_SCHOOL, "результаты школы в 2024/25 году выросли по всем предметам"),
    Phenomenon("fall", FALLING_SCHOOL, "результаты школы падают из года в год"),
    Phenomenon("merger", MERGED_INTO, "школа № 15 присоединена к школе № 7 в августе 2022 года"),
    Phenomenon("renaming", RENAMED, "школа № 4 переименована 1 сентября 2023 года"),
    Phenomenon("slip", SLIP_SCHOOL, "число компьютеров за 2023 год введено в десять раз больше"),
    Phenomenon("no_work", MISSING_WORK_SCHOOL, "школа не передала результаты ВПР 2023/24"),
    Phenomenon("no_form", MISSING_FORM, "детский сад не сдал показатели самообследования за 2024 год"),
    Phenomenon("tiny", TINY[1], "очень малая школа: числа участников нельзя публиковать"),
)
