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
WEAK_COHORT = 1.1  # whoever lifts marks has some to lift
FALLING_SCHOOL, FALL_A_YEAR = "s09", 0.22
MERGED_SCHOOL, MERGED_INTO, MERGER_YEAR = "s15", "s07", 2022
RENAMED, RENAMING_YEAR = "s04", 2023
SLIP_SCHOOL, SLIP_LINE, SLIP_YEAR = "s06", "selfexam_oo_2_1", 2023
MISSING_WORK_SCHOOL, MISSING_WORK_YEAR = "s12", 2023
MISSING_FORM, MISSING_FORM_YEAR = "k05", 2024
TINY = ("s13", "s14")

PHENOMENA = (
    Phenomenon("peak", PEAK_SCHOOL, "пик на границе отметок «2» и «3» по математике в 5 классе, 2024/25"),
    Phenomenon("fall", FALLING_SCHOOL, "результаты школы падают из года в год"),
    Phenomenon("merger", MERGED_INTO, "школа № 15 присоединена к школе № 7 в августе 2022 года"),
    Phenomenon("renaming", RENAMED, "школа № 4 переименована 1 сентября 2023 года"),
    Phenomenon("slip", SLIP_SCHOOL, "число компьютеров за 2023 год введено в десять раз больше"),
    Phenomenon("no_work", MISSING_WORK_SCHOOL, "школа не передала результаты ВПР 2023/24"),
    Phenomenon("no_form", MISSING_FORM, "детский сад не сдал показатели самообследования за 2024 год"),
    Phenomenon("tiny", TINY[1], "очень малая школа: числа участников нельзя публиковать"),
)
