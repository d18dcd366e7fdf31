"""Packs are read wholly; every fault is told with its file, line and the nearest right word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.library.methodology.folders import write

from msoko.methodology.loading import built_in_folders, load, load_pack, read_pack
from msoko.methodology.problems import PackError
from msoko.vocabulary import Purpose, Unit


def test_a_pack_is_read_with_all_its_parts(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path))
    assert [fact.code for fact in pack.facts] == ["pupils", "girls"]
    assert pack.facts[1].checks[0].rule == "girls <= pupils"
    share, quality = pack.indicators
    assert (share.code, share.unit, share.purposes) == ("small.girls_share", Unit.PERCENT, (Purpose.MANAGEMENT,))
    assert share.norms[0].at_least == Decimal(40) and share.norms[0].valid_from == date(2020, 9, 1)
    assert share.examples[0].expect["municipality"] == Decimal("48.0")
    assert quality.slices == (("subject", "grade"),) and not quality.total
    assert pack.scales[0].bounds == {3: 7, 4: 11, 5: 15}
    assert pack.thresholds[0].slices == {"subject": "02"}
    assert share.file == "indicators/girls_share.toml"


def test_one_word_slices_are_short_for_a_breakdown(tmp_path: Path) -> None:
    place = write(tmp_path, {"indicators/quality.toml": ('[["subject", "grade"]]', '["sex", ["subject", "grade"]]')})
    assert load_pack(place).indicators[1].slices == (("sex",), ("subject", "grade"))


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        (
            "indicators/quality.toml",
            "purposes =",
            "purpose =",
            8,
            "неизвестный ключ «purpose»: возможно, имелось в виду «purposes»",
        ),
        ("indicators/quality.toml", '"percent"', '"persent"', 4, "«persent»: возможно, имелось в виду «percent»"),
        ("indicators/quality.toml", "total = false", "total = 0", 7, "«total» записано 0, а нужно: true или false"),
        ("indicators/quality.toml", '[["subject", "grade"]]', '[["subject", "grad"]]', 6, "имелось в виду «grade»"),
        ("indicators/quality.toml", 'criterion = "results.vpr"\n', "", 0, "не указан обязательный ключ «criterion»"),
        ("indicators/girls_share.toml", "at_least = 40", 'at_least = "40"', 11, "а нужно: число"),
        ("indicators/girls_share.toml", "2030-09-01", '"2030"', 8, "а нужно: дата вида 2026-09-01 без кавычек"),
        ("facts/pupils.toml", "message =", "mesage =", 16, "имелось в виду «message»"),
        ("facts/pupils.toml", "[[fact.check]]", "[fact.check]", 14, "список в квадратных скобках"),
        ("scales/vpr.toml", "{ 3 = 7", "{ a = 7", 7, "целое число"),
        ("pack.toml", 'table = "outcomes"', 'table = "outcome"', 8, "имелось в виду «outcomes»"),
        ("pack.toml", 'title = "ВПР"', 'title = "ВПР', 19, "нельзя прочитать как TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, file: str, old: str, new: str, line: int, words: str) -> None:
    pack, problems = read_pack(write(tmp_path, {file: (old, new)}))
    assert pack is None
    told = [problem for problem in problems if words in str(problem)]
    assert told, [str(problem) for problem in problems]
    assert (told[0].file, told[0].line) == (file, line)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    changes = {"indicators/quality.toml": ("unit", "unti"), "facts/pupils.toml": ('"person"', '"persons"')}
    with pytest.raises(PackError) as caught:
        load_pack(write(tmp_path, changes))
    assert {problem.file for problem in caught.value.problems} == set(changes)


def test_a_file_in_the_wrong_place_is_not_lost_silently(tmp_path: Path) -> None:
    _, problems = read_pack(write(tmp_path, indicator__lost="code = 'x'"))
    assert [problem.code for problem in problems] == ["file-not-read"]


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    place = write(tmp_path)
    (place / "criteria.toml").write_bytes('[[criterion]]\ncode = "results"\ntitle = "Результаты"'.encode("cp1251"))
    _, problems = read_pack(place)
    assert [problem.code for problem in problems] == ["not-utf8"]


def test_a_folder_without_a_pack_is_told(tmp_path: Path) -> None:
    _, problems = read_pack(tmp_path)
    assert [problem.code for problem in problems] == ["no-file"]


def test_required_packs_come_first(tmp_path: Path) -> None:
    assert [pack.code for pack in load(["results"]).packs] == ["model-352", "results"]
    with pytest.raises(PackError, match="возможно, имелся в виду «results»"):
        load(["result"])


def test_packs_that_require_each_other_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "a", {"pack.toml": ("version =", 'requires = ["other"]\nversion =')})
    second = tmp_path / "b"
    second.mkdir()
    (second / "pack.toml").write_text('code = "other"\ntitle = "Другой"\nversion = "1"\nrequires = ["small"]', "utf-8")
    with pytest.raises(PackError, match="small → other → small"):
        load([], [first, second])


def test_a_municipality_s_own_edition_takes_the_place_of_the_built_in(tmp_path: Path) -> None:
    place = write(tmp_path, {"pack.toml": ('code = "small"', 'code = "model-352"')})
    methodology = load(["results"], [place])
    assert [pack.title for pack in methodology.packs if pack.code == "model-352"] == ["Малый набор (демонстрационный)"]


def test_every_built_in_pack_is_read() -> None:
    folders = [folder.name for folder in built_in_folders()]
    assert {"model-352", "results", "context", "statistics", "nok-uood", "self-examination-1324"} <= set(folders)
    assert sorted(pack.code for pack in load().packs) == folders
