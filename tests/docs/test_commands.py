"""The page of commands says what the commands are, and every example on it runs."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from tests.workplace import Place, write_files

from msoko.cli.manual import examples, page
from msoko.cli.saying import Exit
from msoko.indicators.addresses import short_code

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "commands.md"
SLOW = ("msoko demo", "msoko pack check", "msoko backup", "msoko restore")
# they need a municipality with schools and their social passport: tests/library/cli/test_comparing.py, test_series.py
COMPARING = tuple(
    f"msoko {name}" for name in ("peers", "clusters", "contributions", "places", "forecast", "effect", "changes")
)
# it needs pupils known over years: tests/library/cli/test_support.py
KNOWN_PUPILS = ("msoko support",)
STAYS = "msoko serve"  # until it is stopped: tests/web/project/test_serving.py
# What stands for something in an example -> what it is in the small workplace.
REAL = {
    "впр_2025_ma_5_ф1.xlsx": "{folder}/впр_ф1.xlsx",
    "3fa9c1": "{batch}",
    "7KD49-QX2MB": short_code("results.certificates_9", "municipality", "m1", "2023-24", {}),
    "2024/25": "2022/23",
    "results.": "results.certificates_9",
    "5": "8",
    "прежний": "{results}",
    "новый": "{results}",
    "results.xlsx": "{folder}/results.xlsx",
    "ответы.csv": "{folder}/ответы.csv",
    "ответы_групп.csv": "{folder}/ответы_групп.csv",
    "листы.csv": "{folder}/листы.csv",
    "исследование.csv": "{folder}/исследование.csv",
}


def test_the_page_is_fresh():
    assert PAGE.read_text("utf-8") == page(), "run: python -m msoko.cli.manual > docs/reference/commands.md"


def test_every_command_has_an_example():
    titles = [line.removeprefix("## ") for line in page().split("\n") if line.startswith("## msoko ")]
    assert len(titles) >= 18
    for title in titles:
        assert any(example.startswith(title) for example in examples()), title


def test_every_exit_code_is_told():
    for code in Exit:
        assert f"| {code.value} | " in page()


def real(place: Place, example: str) -> list[str]:
    """The arguments of an example, with what is really there."""
    from importlib import resources

    from msoko.store.store import Store

    known = {
        "folder": place.folder,
        "batch": Store(place.data / "store", create=False).batches()[-1].id[:8],
        "results": resources.files("msoko.packs") / "results",
    }
    words = shlex.split(example)[1:]
    return [REAL.get(word, word).format(**known) for word in words]


@pytest.mark.parametrize(
    "example", [one for one in examples() if not one.startswith((*SLOW, *COMPARING, *KNOWN_PUPILS, STAYS))]
)
def test_an_example_runs(place, example, monkeypatch):
    monkeypatch.chdir(place.folder)
    answer = place(*real(place, example))
    assert answer.code == 0, answer.said
    assert answer.out


@pytest.mark.slow
def test_the_examples_that_take_long_run(place, monkeypatch):
    monkeypatch.chdir(place.folder)
    for example in (one for one in examples() if one.startswith(SLOW)):
        assert place(*real(place, example)).code == 0


def first_steps() -> list[str]:
    text = (DOCS / "first-steps.md").read_text("utf-8")
    lines = [line for line in text.split("\n") if line.startswith("msoko --data НАШ_ОКРУГ ")]
    return [line for line in lines if not line.endswith(" serve")]  # it stays until it is stopped


@pytest.mark.slow
def test_the_first_steps_can_be_walked(tmp_path, monkeypatch):
    """Every line of the page, in its order, from an empty folder."""
    steps = first_steps()
    assert len(steps) > 8
    place = Place(tmp_path)
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    here = REAL | {
        "реестр_организаций.xlsx": "реестр.xlsx", "S9JGC-TV9A7": REAL["7KD49-QX2MB"], "s06": "s1", "s01": "d1",
        "С_ОТМЕТКАМИ": "с_отметками",
    }  # fmt: skip
    for step in steps:
        words = shlex.split(step.removeprefix("msoko --data НАШ_ОКРУГ "))
        shown = [sorted(map(str, Path().glob(word))) if "*" in word else [here.get(word, word)] for word in words]
        if "self-examination-table" in step:
            shown = [["2023"] if word == ["2022/23"] else word for word in shown]
        answer = place(*(word for group in shown for word in group))
        assert answer.code == 0, (step, answer.said)
