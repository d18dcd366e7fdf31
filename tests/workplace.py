"""A small workplace made once by the commands themselves, and a way to type commands as a person does."""

from __future__ import annotations

import io
import math
import random
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from msoko.cli.application import run
from msoko.workplace import Workplace
from tests.library.results.making_samples import SCHOOLS, individual_rows, registry_rows, report_rows, write

GARDEN = "МБДОУ «Детский сад № 3»"


@pytest.fixture(scope="session")
def packs_read_once():
    """Every command reads the packs; here they stay the same, so each set of folders is read once."""
    genuine = Workplace.methodology_with
    remembered = cache(lambda folders: genuine(Workplace(Path("no local packs")), folders))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workplace, "methodology_with", lambda place, folders: remembered(tuple(folders)))
        yield


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything printed, on one line and without the frame."""
        return " ".join(re.sub(r"[╭╮╰╯│─]", " ", self.out + self.err).split())


def typed(*arguments: object) -> Answer:
    """What the command line answers to these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("COLUMNS", "160")  # as wide as a usual window, wherever the tests run
        with pytest.raises(SystemExit) as leaving:
            run([str(one) for one in arguments])
    return Answer(int(leaving.value.code or 0), out.getvalue(), err.getvalue())


class Place:
    """A folder of received files and the data folder they are imported into."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"

    def __call__(self, *arguments: object, lang: str = "ru") -> Answer:
        return typed("--data", self.data, "--lang", lang, *arguments)

    def file(self, name: str) -> Path:
        return self.folder / name


def write_files(folder: Path) -> None:
    """What the office has received: the registry, works, certificates of two years, what a garden says of itself."""
    write(folder / "реестр.xlsx", registry_rows())
    write(folder / "впр_ф1.xlsx", {"Индивидуальные результаты": individual_rows(16)})
    write(folder / "впр_отметки.xlsx", {"Отчёт": report_rows()})
    for year, shift in ((2022, 0), (2023, 2)):
        write(folder / f"аттестаты_{year}.xlsx", {"Данные": certificates(year, shift)})
    write(folder / "самообследование.xlsx", {"Данные": self_examination()})
    (folder / "ответы.csv").write_text(answers(), "utf-8")
    (folder / "ответы_групп.csv").write_text(answers_of_groups(), "utf-8")
    (folder / "листы.csv").write_text(sheets(), "utf-8")
    (folder / "исследование.csv").write_text(study(), "utf-8")


def study(persons: int = 80) -> str:
    """A sample survey: sex, a weight with eight replicates, three plausible values."""
    rng = random.Random(8)
    head = ["sex", "W_FSTUWT", *(f"W_FSTR{r}" for r in range(1, 9)), *(f"PV{m}MATH" for m in range(1, 4))]
    rows = [
        [rng.choice("12"), 10, *(rng.choice((5, 15)) for _ in range(8)), *(round(rng.gauss(500, 90)) for _ in range(3))]
        for _ in range(persons)
    ]
    return "\n".join(",".join(map(str, row)) for row in [head, *rows])


def answers(persons: int = 60, tasks: int = 8) -> str:
    """Right and wrong answers: the abler solve more, later tasks are harder; the last pupil sat half of it."""
    rng = random.Random(4)
    head = ",".join(f"З{n + 1}" for n in range(tasks))
    able = [rng.gauss(0, 1) for _ in range(persons)]
    lines = [[int(rng.random() < 1 / (1 + math.exp(n / 2 - 1.75 - one))) for n in range(tasks)] for one in able]
    rows = [",".join(map(str, line)) for line in lines]
    rows[-1] = rows[-1][: tasks - 1] + "," * (tasks // 2)
    return "\n".join([head, *rows]) + "\n"


def answers_of_groups(persons: int = 400) -> str:
    """Two groups equally able; the third task is much easier for the second one."""
    head, *rows = answers(persons, 8).splitlines()
    rng = random.Random(5)
    lines = [f"группа,{head}"]
    for n, row in enumerate(rows[:-1]):
        cells = row.split(",")
        if n % 2 and rng.random() < 0.6:
            cells[2] = "1"
        lines.append(",".join(["АБ"[n % 2], *cells]))
    return "\n".join(lines) + "\n"


def sheets(works: int = 30) -> str:
    """Three experts, two on each work; the third is a point stricter every other time."""
    rng = random.Random(6)
    lines = ["работа,эксперт,логика,грамотность"]
    for work in range(works):
        true = [rng.randint(1, 4), rng.randint(0, 3)]
        for expert in {work % 3, (work + 1) % 3}:
            stricter = int(expert == 2 and work % 2)
            lines.append(",".join([f"р{work}", f"Э{expert + 1}", str(true[0] - stricter), str(true[1])]))
    return "\n".join(lines) + "\n"


def certificates(year: int, shift: int) -> list[list[object]]:
    return [
        [f"Аттестаты, {year}/{year + 1} учебный год"], ["Период", f"{year}/{(year + 1) % 100}"], [],
        ["Организация", "Логин ОО", "leavers_9", "admitted_9", "certificates_9", "Примечание"],
        [SCHOOLS[0], "edu990001", 52, 50, 48 - shift], [SCHOOLS[1], "edu990002", 20, 20, 20],
        [SCHOOLS[2], "edu990003", 7, "нет данных", "нет данных", "журнал на проверке"],
    ]  # fmt: skip


def self_examination() -> list[list[object]]:
    return [
        ["Показатели самообследования за 2023 год"], ["Период", "2023"], [],
        ["Организация", "selfexam_doo_1_1", "selfexam_doo_1_7", "selfexam_doo_1_4"], [GARDEN, 120, 14, 0],
    ]  # fmt: skip


COMPUTED = (
    *(f"results.vpr_{name}" for name in ("quality", "mean_score", "participants")),
    "results.certificates_9",
    "selfexam.doo.1_1",
)
FILES = ("реестр", "впр_ф1", "впр_отметки", "аттестаты_2022", "аттестаты_2023", "самообследование")


@pytest.fixture(scope="session")
def filled(tmp_path_factory, packs_read_once) -> Place:
    """Imported and computed; tests only read it."""
    place = Place(tmp_path_factory.mktemp("workplace"))
    write_files(place.folder)
    answer = place(
        "import", *(place.file(f"{name}.xlsx") for name in FILES), "--accept", "проверено", "--by", "officer"
    )
    assert answer.code == 0, answer.said
    answer = place("compute", *COMPUTED)
    assert answer.code == 0, answer.said
    return place


@pytest.fixture
def place(filled, tmp_path) -> Place:
    """A copy that a test may change."""
    shutil.copytree(filled.folder, tmp_path / "copy")
    return Place(tmp_path / "copy")
