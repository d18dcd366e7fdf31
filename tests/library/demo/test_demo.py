"""The generated municipality: the same seed, the same numbers; what is planted is really there; nobody is real."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from msoko.demo import files_gia, files_registry, generate, lines, planting, selfexam
from msoko.demo.finding import SEARCHES
from msoko.demo.generating import Manifest, _bounds
from msoko.demo.municipality import ADDITIONAL, KINDERGARTENS, Organisation, build, parameters
from msoko.demo.planting import PHENOMENA
from msoko.demo.pupils import answers, generator
from msoko.formulas.evaluating import evaluate
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Name
from msoko.methodology.loading import load
from msoko.organisations.identifiers import is_inn, is_ogrn

LAST = 2024


@pytest.fixture(scope="module")
def packs():
    return load()


@pytest.fixture(scope="module")
def written(packs, tmp_path_factory) -> Manifest:
    """The files of the last school year and those that are about all years."""
    return generate(tmp_path_factory.mktemp("files"), packs, years=[LAST])


def rows_of(path: Path) -> dict[str, list[list[object]]]:
    if path.suffix == ".csv":
        text = path.read_text("cp1251")
        return {"": [line.split(";") for line in text.splitlines()]}
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def named(written: Manifest, name: str) -> Path:
    return next(path for path in written.files if path.name == name)


# --- who there is


def test_the_municipality_has_the_organisations_it_says():
    town = build()
    assert (len(town.of("school", LAST)), len(town.of("kindergarten")), len(town.of("additional"))) == (14, 16, 4)
    assert (KINDERGARTENS, ADDITIONAL) == (16, 4)
    assert len(town.of("school", 2019)) == 15  # one is merged into another later
    assert len(town.years) == 6 and town.years[-1] == LAST
    assert len({one.id for one in town.organisations}) == 35


def test_identifiers_are_well_formed_and_nobodys():
    for one in build().organisations:
        assert is_inn(one.inn) and is_ogrn(one.ogrn)
        assert one.inn.startswith("0000")  # no tax office has this code
        assert all("(демо)" in name for name, _, _ in one.names)


def test_the_registry_says_what_the_municipality_is(tmp_path):
    path = tmp_path / "registry.xlsx"
    files_registry.write(path, build())
    sheets = rows_of(path)
    assert len(sheets["Организации"]) == 1 + 3 + 35
    assert [row[:2] for row in sheets["Преемственность"][1:]] == [["s07", "s15"]]
    renamed = [row[1] for row in sheets["Наименования"] if row[0] == planting.RENAMED]
    assert len(renamed) == 2


# --- the same seed


def test_streams_are_apart_for_everybody():
    """Ids made of the same signs in another order (s03, s12) must not share their chance."""
    keys = [(one.id, year) for one in build().organisations for year in range(2019, 2025)]
    first = [generator(1, *key).random() for key in keys]
    assert len(set(first)) == len(keys)
    assert generator(1, "s03", 2020).random() == generator(1, "s03", 2020).random()
    assert generator(2, "s03", 2020).random() != generator(1, "s03", 2020).random()


def test_the_same_seed_writes_the_same_cells(written, packs, tmp_path):
    again = generate(tmp_path / "again", packs, years=[])
    for path in again.files:
        assert rows_of(path) == rows_of(named(written, path.name)), path.name
    assert len(again.files) == 5
    work = parameters()["work"][3]
    bounds = _bounds(packs, work)
    school = build().of("school", LAST)[0]
    twice = [answers(build(), school, LAST, work, bounds, 1) for _ in range(2)]
    assert np.array_equal(twice[0].scores, twice[1].scores)
    other = answers(build(), school, LAST, work, bounds, 2)
    assert other.scores.shape != twice[0].scores.shape or not np.array_equal(other.scores, twice[0].scores)


# --- nobody is real, and it says so


def test_every_file_is_named_a_demonstration(written):
    for path in written.files:
        text = " ".join(str(cell) for rows in rows_of(path).values() for row in rows for cell in row)
        assert "демо" in text.lower(), path.name


def test_no_person_is_named(written):
    found = 0
    for path in (named(written, f"егэ_{LAST + 1}.csv"), named(written, f"огэ_{LAST + 1}.xlsx")):
        (table,) = rows_of(path).values()
        for row in table[1:]:
            assert re.fullmatch(r"Участник\d{5}", str(row[3])) and row[4:6] == ["Демо", "Демович"]
            assert str(row[6]) == "0000"  # no such series of a document
            found += 1
    assert found > 300


# --- what is planted


def test_every_phenomenon_has_its_search():
    assert [one.code for one in PHENOMENA] == list(SEARCHES)
    ids = {one.id for one in build().organisations}
    assert {one.organisation for one in PHENOMENA} <= ids


def totals(packs, school: Organisation, year: int) -> np.ndarray:
    work = next(one for one in parameters()["work"] if (one["subject"], one["grade"]) == ("MA", 5))
    sheet = answers(build(), school, year, work, _bounds(packs, work), parameters()["municipality"]["seed"])
    return sheet.scores.clip(0).sum(axis=1)


def test_the_peak_stands_at_the_pass_mark(packs):
    work = next(one for one in parameters()["work"] if (one["subject"], one["grade"]) == ("MA", 5))
    least = _bounds(packs, work)[3]
    school = next(one for one in build().organisations if one.id == planting.PEAK_SCHOOL)
    now, before = totals(packs, school, planting.PEAK_YEAR), totals(packs, school, planting.PEAK_YEAR - 1)
    assert not np.isin(now, range(least - 4, least)).any()
    assert (now == least).mean() > 0.2 > (before == least).mean()


def test_the_falling_school_falls():
    school = next(one for one in build().organisations if one.id == planting.FALLING_SCHOOL)
    effects = [school.effects[year] for year in build().years]
    assert all(b < a for a, b in pairwise(effects))


def sheet_of(packs, place: str, work: tuple[str, int, int]):
    subject, grade, year = work
    given = next(one for one in parameters()["work"] if (one["subject"], one["grade"]) == (subject, grade))
    school = next(one for one in build().organisations if one.id == place)
    sheet = answers(build(), school, year, given, _bounds(packs, given), parameters()["municipality"]["seed"])
    return sheet, np.array(list(given["tasks"].values()))


def test_the_copied_class_is_alike_and_its_neighbours_are_not(packs):
    sheet, _ = sheet_of(packs, planting.COPYING_SCHOOL, planting.COPYING_WORK)

    def alike(name: str) -> float:
        rows = sheet.scores[np.array(sheet.classes) == name]
        same = (rows[:, None, :] == rows[None, :, :]).mean(axis=2)
        return float(np.median(same[np.triu_indices(len(rows), 1)]))

    assert alike(planting.COPYING_CLASS) > alike("6А") + 0.1


def test_the_helped_class_solves_what_is_hard_and_not_what_is_easy(packs):
    sheet, maxima = sheet_of(packs, planting.HELPED_SCHOOL, planting.HELPED_WORK)
    own = np.array(sheet.classes) == planting.HELPED_CLASS
    share = sheet.scores.clip(0) / maxima
    half = len(maxima) // 2
    assert share[own][:, half:].mean() > share[~own][:, half:].mean() + 0.3
    assert abs(share[own][:, :half].mean() - share[~own][:, :half].mean()) < 0.15


def test_the_rising_school_rises_in_one_year():
    school = next(one for one in build().organisations if one.id == planting.RISING_SCHOOL)
    assert school.effects[planting.RISING_YEAR] - school.effects[planting.RISING_YEAR - 1] > 0.3


def test_most_marks_are_confirmed_and_more_are_lost_than_won(packs):
    """As everywhere: about two thirds have the journal's mark, and the journal is the kinder one."""
    sheet, _ = sheet_of(packs, "s01", ("MA", 5, LAST))
    bounds = _bounds(packs, next(w for w in parameters()["work"] if (w["subject"], w["grade"]) == ("MA", 5)))
    got = 2 + np.sum([sheet.scores.clip(0).sum(axis=1) >= least for least in bounds.values()], axis=0)
    journal = np.array(sheet.journal)
    assert 0.5 < (got == journal).mean() < 0.8
    assert (got < journal).mean() > 2 * (got > journal).mean()


def test_the_merged_the_renamed_and_the_tiny():
    town = build()
    by_id = {one.id: one for one in town.organisations}
    merged = by_id[planting.MERGED_SCHOOL]
    assert merged.exists(planting.MERGER_YEAR - 1) and not merged.exists(planting.MERGER_YEAR)
    assert len(by_id[planting.RENAMED].names) == 2
    assert all(by_id[one].cohort < 10 for one in planting.TINY)


def test_missing_work_and_missing_form(written, packs):
    (table,) = rows_of(named(written, f"самообследование_doo_{planting.MISSING_FORM_YEAR}.xlsx")).values()
    garden = next(one for one in build().organisations if one.id == planting.MISSING_FORM)
    (row,) = [row for row in table if row[1] == garden.login]
    assert set(row[2:-1]) == {"нет данных"} and row[-1]
    school = next(one for one in build().organisations if one.id == planting.MISSING_WORK_SCHOOL)
    (present,) = rows_of(named(written, f"впр_{LAST + 1}_ma_5_ф1.xlsx")).values()
    assert any(row[0] == school.login for row in present)  # it is missing in its own year only


# --- the forms' own checks


@pytest.mark.parametrize(("kind", "form"), [("school", "1324-2"), ("kindergarten", "1324-1"), ("additional", "1324-5")])
def test_lines_of_self_examination_satisfy_every_check(packs, kind, form):
    from msoko.demo.generating import _Demo, _known_lines

    facts = [fact for fact in packs.facts.values() if fact.form == form]
    checks = [check for fact in facts for check in fact.checks]
    assert checks
    given = parameters()
    demo = _Demo(Path(), 3, build(3), packs, given["lines"])
    for one in demo.municipality.of(kind, LAST):
        known = _known_lines(demo, one, LAST, {"oge": [], "ege": []})
        numbers = selfexam.draw(facts, known, generator(3, one.id, "self-examination"))
        assert set(numbers) == {fact.code for fact in facts}
        assert all(number >= 0 for number in numbers.values())
        for check in checks:
            held = evaluate(parse(check.rule), lambda node: _number(node, numbers))  # noqa: B023
            assert held is not False, (one.id, check.rule)


def _number(node: object, numbers: dict[str, float]) -> object:
    from fractions import Fraction

    return Fraction(numbers[node.name]).limit_denominator(10**6) if isinstance(node, Name) else None


def test_certificates_hang_together():
    town, seed = build(), 1
    for school in town.of("school", LAST):
        numbers = lines.certificates(lines.by_grade(town, school, LAST, seed), school, LAST, seed)
        for grade in (9, 11):
            if f"leavers_{grade}" in numbers:
                chain = [numbers[f"{name}_{grade}"] for name in ("honours", "certificates", "admitted", "leavers")]
                assert chain == sorted(chain)
        if "medals_first" in numbers:
            assert numbers["medals_first"] + numbers["medals_second"] == numbers["medals_confirmed"]


# --- the whole road


@pytest.mark.slow
def test_the_demonstration_finds_what_it_planted(tmp_path):
    import json
    import subprocess
    import sys

    from msoko.store.store import Store

    done = subprocess.run(
        [sys.executable, "-c", "from msoko.cli import main; main()", "demo", "--out", str(tmp_path), "--no-serve",
         "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert {one["code"] for one in said["found"]} == {one.code for one in PHENOMENA}
    assert [one["code"] for one in said["found"] if not one["found"]] == []
    assert [one["code"] for one in said["found"] if one["others"]] == ["tiny"]  # other schools are small as well
    written = sorted((tmp_path / "reports").iterdir())
    assert {path.suffix for path in written} == {".docx", ".pdf", ".xlsx", ".html"}
    assert sorted(map(str, written)) == sorted(said["reports"])
    assert all(path.stat().st_size > 1000 for path in written)
    store = Store(tmp_path / "data" / "store", create=False)
    assert len(store.batches()) == said["files"] == len(list((tmp_path / "files").iterdir()))
    assert all("демонстрационные данные" in batch.reason for batch in store.batches())


def test_pupils_of_grade_11_wrote_the_exam_of_grade_9_two_years_before():
    town = build()
    before, now = files_gia.oge(town, 2020, 7), files_gia.ege(town, 2022, 7)
    known = files_gia.carried_on(before, now, np.random.default_rng(7))
    first = {row[3:8] for row in files_gia.participant_rows(before, 2020, 9)}
    second = {row[3:8] for row in files_gia.participant_rows(now, 2022, 11, known)}
    assert second < first
    assert not first & {row[3:8] for row in files_gia.participant_rows(files_gia.oge(town, 2022, 7), 2022, 9)}
    past, present = files_gia._places(before), files_gia._places(now)
    pairs = [(past[pupil[0], known[pupil]], place) for pupil, place in present.items()]
    assert 0.4 < np.corrcoef(np.array(pairs).T)[0, 1] < 0.95
