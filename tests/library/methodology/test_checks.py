"""Whole-pack checks: each finds the one thing that is planted, and nothing in a sound pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.library.methodology.folders import FILES, write

from msoko.methodology.checks import check
from msoko.methodology.loading import built_in_folders, load, load_pack
from msoko.methodology.model import Methodology
from msoko.methodology.problems import PackProblem
from msoko.methodology.purposes import banned_purposes, with_components
from msoko.vocabulary import Purpose, Severity

TODAY = date(2026, 11, 1)
SHARE, QUALITY = "indicators/girls_share.toml", "indicators/quality.toml"
NORM = '[[norm]]\nat_least = 40\nvalid_from = 2020-09-01\nlegal_basis = "демонстрационное основание"\n'


def _problems(place: Path, today: date = TODAY) -> tuple[PackProblem, ...]:
    pack = load_pack(place)
    return check(Methodology((pack,)), today, {pack.code: place})


def test_a_sound_pack_has_no_problems(tmp_path: Path) -> None:
    assert [str(problem) for problem in _problems(write(tmp_path))] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"),
    [
        (QUALITY, '"results.vpr"', '"results.vrp"', "unknown-criterion", 3),
        (QUALITY, 'purposes = ["management"]', "purposes = []", "no-purposes", 8),
        (QUALITY, '["management"]', '["management", "staff_appraisal"]', "banned-purpose", 8),
        (QUALITY, 'legal_basis = "демонстрационное основание"\n', "", "no-legal-basis", 0),
        (QUALITY, 'slices = [["subject", "grade"]]\n', "", "nothing-computed", 6),
        (QUALITY, FILES[QUALITY][FILES[QUALITY].index("[[examples]]") :], "", "no-example", 0),
        (QUALITY, "expect = {", "# expect = {", "example-expects-nothing", 11),
        (QUALITY, "share(vpr.mark >= 4)", "share(vpr.mark >= 4", "formula", 5),
        (SHARE, "2030-09-01", "2026-09-01", "review-overdue", 8),
        (SHARE, "at_least = 40\n", "", "norm-without-bound", 10),
        (SHARE, "at_least = 40\n", "at_least = 40\nat_most = 30\n", "bounds-crossed", 10),
        (SHARE, NORM, NORM + NORM, "norms-overlap", 10),
        ("facts/pupils.toml", '"girls"', '"pupils"', "duplicate", 9),
        ("facts/pupils.toml", 'unit = "person"', 'unit = "percent"', "percent-summed", 1),
        (
            "facts/pupils.toml",
            'unit = "person"',
            'unit = "person"\nover_objects = "weighted_mean"',
            "weight-missing",
            5,
        ),
        ("facts/pupils.toml", 'unit = "person"', 'unit = "person"\nweight = "girl"', "unknown-fact", 5),
        ("facts/pupils.toml", "girls <= pupils", "girls =< pupils", "formula", 15),
        (
            "facts/pupils.toml",
            'unit = "person"',
            'unit = "person"\nprocedure_type = "vrp"',
            "unknown-procedure-type",
            5,
        ),
        ("criteria.toml", 'parent = "results"', 'parent = "result"', "unknown-criterion", 9),
        ("criteria.toml", 'block = "results"', 'parent = "results.vpr"', "criterion-cycle", 4),
        ("pack.toml", 'default = "skip"', 'default = "slip"', "default-not-a-choice", 15),
        ("scales/vpr.toml", "4 = 11", "4 = 17", "scale-not-increasing", 7),
        ("scales/vpr.toml", "maximum = 20", "maximum = 14", "scale-above-maximum", 7),
        ("scales/vpr.toml", '"02"', '"99"', "unknown-subject", 3),
        ("scales/vpr.toml", "2022-23", "2022-24", "not-a-period", 5),
        ("scales/vpr.toml", FILES["scales/vpr.toml"], FILES["scales/vpr.toml"] * 2, "scales-overlap", 12),
        ("thresholds.toml", FILES["thresholds.toml"], FILES["thresholds.toml"] * 2, "thresholds-overlap", 12),
        ("comparable.toml", '"small.girls_share"', '"small.girl_share"', "unknown-indicator", 4),
        ("comparable.toml", "kind ==", "knd ==", "formula", 7),
        ("clusters.toml", "< weight", "=< weight", "formula", 5),
    ],
)
def test_what_is_planted_is_found(tmp_path: Path, file: str, old: str, new: str, code: str, line: int) -> None:
    found = [problem for problem in _problems(write(tmp_path, {file: (old, new)})) if problem.code == code]
    assert found, f"{code} was not found"
    assert found[0].file == file and found[0].line == line
    assert "{" not in str(found[0]).split(": ", 2)[-1].replace("{ ", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "fault", "words"),
    [
        (SHARE, "sum(girls)", "sum(girl)", "unknown-name", "girls"),
        (SHARE, "100 * sum(girls) / sum(pupils)", "sum(girls) / sum(pupils) + sum(girls)", "units-do-not-match", ""),
        (SHARE, '"percent"', '"rouble"', "result-unit", ""),
        (QUALITY, "vpr.mark", "vpr.marks", "unknown-column", "mark"),
        (QUALITY, "vpr.mark", "vrp.mark", "unknown-source", "vpr"),
        (QUALITY, ">= 4", ">= option('small_group')", "unknown-option", "small_groups"),
        (QUALITY, ">= 4", ">= weight('list')", "unknown-weight", "least"),
        (QUALITY, "100 * share(vpr.mark >= 4)", "value('small.girl_share')", "unknown-indicator", "small.girls_share"),
        ("clusters.toml", "small.girls_share", "small.girl_share", "unknown-indicator", "small.girls_share"),
        ("clusters.toml", "value('small.girls_share') <", "girls <", "fact-in-condition", ""),
        ("clusters.toml", "weight('least')", "weight('list')", "unknown-weight", "least"),
        (QUALITY, "total = false", "applies_when = \"knd == 'school'\"", None, "kind"),
        ("facts/pupils.toml", "girls <= pupils", "girls <= pupil", None, "pupils"),
        ("pack.toml", "procedure_type ==", "procedure_typ ==", None, "procedure_type"),
    ],
)
def test_a_formula_that_makes_no_sense_is_told_with_a_suggestion(
    tmp_path: Path, file: str, old: str, new: str, fault: str | None, words: str
) -> None:
    problems = [one for one in _problems(write(tmp_path, {file: (old, new)})) if one.code == "formula"]
    assert problems and problems[0].file == file and problems[0].line > 0
    assert words in str(problems[0])
    assert fault is None or problems[0].parameters["fault"] == fault


def test_a_circle_of_values_is_told_with_its_path(tmp_path: Path) -> None:
    quality = FILES[QUALITY].replace("100 * share(vpr.mark >= 4)", "value('small.girls_share') + 1")
    changes = {SHARE: ("100 * sum(girls) / sum(pupils)", "value('small.quality') - 1")}
    problems = _problems(write(tmp_path, changes, indicators__quality=quality))
    circles = [problem for problem in problems if problem.code == "value-cycle"]
    assert len(circles) == 1
    assert circles[0].parameters["path"] == "small.girls_share → small.quality → small.girls_share"


def test_a_ban_follows_the_value_into_whatever_is_computed_from_it(tmp_path: Path) -> None:
    text = FILES[QUALITY].replace("100 * share(vpr.mark >= 4)", "value('small.quality') - prev(value('small.quality'))")
    change = text.replace("small.quality", "small.change", 1).replace('["management"]', '["staff_appraisal"]')
    place = write(tmp_path, indicators__change=change)
    methodology = Methodology((load_pack(place),))
    assert with_components(methodology, "small.change") == ("small.change", "small.quality")
    banned = {Purpose.STAFF_APPRAISAL: "Результаты ВПР не оценивают педагогов."}
    assert banned_purposes(methodology, "small.change") == banned
    assert banned_purposes(methodology, "small.girls_share") == {}
    assert [(p.code, p.definition) for p in _problems(place)] == [("banned-purpose", "small.change")]


def test_a_ban_holds_for_facts_reported_about_the_procedure(tmp_path: Path) -> None:
    place = write(tmp_path, {"facts/pupils.toml": ('unit = "person"', 'unit = "person"\nprocedure_type = "vpr"')})
    assert Purpose.STAFF_APPRAISAL in banned_purposes(Methodology((load_pack(place),)), "small.girls_share")


def test_a_source_that_names_no_procedure_type_carries_every_ban(tmp_path: Path) -> None:
    place = write(tmp_path, {"pack.toml": ("where = \"procedure_type == 'vpr'\"", "where = \"subject == '02'\"")})
    assert Purpose.STAFF_APPRAISAL in banned_purposes(Methodology((load_pack(place),)), "small.quality")


def test_a_missing_example_is_an_error_only_in_a_built_in_pack(tmp_path: Path) -> None:
    text = FILES[QUALITY][: FILES[QUALITY].index("[[examples]]")]
    place = write(tmp_path, indicators__quality=text)
    assert [problem.severity for problem in _problems(place)] == [Severity.WARNING]
    built_in = tmp_path / "b"
    write(built_in, {"pack.toml": ('code = "small"', 'code = "model-352"')}, indicators__quality=text)
    assert [problem.severity for problem in _problems(built_in / "small")] == [Severity.ERROR]


def test_the_line_of_a_formula_of_several_lines_is_its_own(tmp_path: Path) -> None:
    several = "formula = '''\n100 *\n  share(vpr.mark >= 4 +)\n'''"
    problems = _problems(write(tmp_path, {QUALITY: ('formula = "100 * share(vpr.mark >= 4)"', several)}))
    assert [(problem.code, problem.line) for problem in problems] == [("formula", 7)]


def test_built_in_packs_have_no_errors_and_no_overdue_reviews() -> None:
    problems = check(load(), TODAY, {folder.name: folder for folder in built_in_folders()})
    assert [str(problem) for problem in problems if problem.severity is not Severity.NOTE] == []
