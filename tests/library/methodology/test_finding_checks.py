"""What is wrong with a finding rule is told with its file, its line and what was meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.library.methodology.folders import FILES, write

from msoko.methodology.checks import check
from msoko.methodology.comparing import compare
from msoko.methodology.finding_checks import chosen
from msoko.methodology.loading import load, load_pack
from msoko.methodology.model import Methodology
from msoko.methodology.problems import PackError, PackProblem
from msoko.vocabulary import Severity

RULE = "findings/fell.toml"
EXAMPLE = FILES[RULE][FILES[RULE].index("[[examples]]") :]


def problems(place: Path) -> tuple[PackProblem, ...]:
    pack = load_pack(place)
    return check(Methodology((pack,)), date(2026, 11, 1), {pack.code: place})


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('"small.quality"', '"small.qualiti"', "unknown-indicator", 4),
        ('"small.quality"', '"smal."', "unknown-indicator", 4),
        ("{other}", "{othr}", "finding-place", 7),
        ("{other}", "{other", "finding-place", 7),
        ('kind = "change"', 'kind = "gap"', "finding-between", 3),
        ('kind = "change"', 'kind = "gap"\nbetween = "sex"', "finding-slice", 4),
        ("least = 10", 'between = "sex"', "finding-between", 5),
        (EXAMPLE, "", "no-finding-example", 0),
    ],
)
def test_what_is_planted_is_found(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    found = [one for one in problems(write(tmp_path, {RULE: (old, new)})) if one.code == code]
    assert found, [str(one) for one in problems(tmp_path / "small")]
    assert (found[0].file, found[0].line, found[0].definition) == (RULE, line, "small.fell")
    assert str(found[0]) and "findings/fell.toml" in str(found[0])


def test_the_nearest_indicator_is_offered(tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, {RULE: ('"small.quality"', '"small.qualiti"')}))
    assert "возможно, имелся в виду «small.quality»" in str(found)


def test_a_missing_example_is_an_error_only_in_a_built_in_pack(tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, {RULE: (EXAMPLE, "")}))
    assert found.severity is Severity.WARNING


def test_one_threshold_wants_one_unit(tmp_path: Path) -> None:
    files = {"indicators/quality.toml": ('unit = "percent"', 'unit = "mark"')}
    place = write(tmp_path, {**files, RULE: ('["small.quality"]', '["small."]')})
    assert "finding-units" in {one.code for one in problems(place)}


def test_without_a_direction_a_rule_must_look_both_ways(tmp_path: Path) -> None:
    changes = {"indicators/quality.toml": ("purposes", 'better = "none"\npurposes')}
    assert [one.code for one in problems(write(tmp_path, changes))] == ["finding-direction"]
    both = {**changes, RULE: ("least = 10", 'least = 10\ntoward = "either"')}
    assert problems(write(tmp_path, both)) == ()


def test_a_word_that_is_not_on_the_list_is_refused_with_the_list(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="methodist"):
        load_pack(write(tmp_path, {RULE: ('"methodist"', '"metodist"')}))


def test_rules_of_norms_take_every_indicator_that_has_one(tmp_path: Path) -> None:
    new = 'kind = "norm"\nwithout = ["results.vpr_mark_2_change"]'
    pack = load_pack(write(tmp_path, {RULE: ('kind = "change"\nindicators = ["small.quality"]', new)}))
    (rule,) = pack.finding_rules
    assert [one.code for one in chosen(rule, Methodology((pack,)))] == ["small.girls_share"]
    every = [one.code for one in chosen(rule, load())]
    assert "results.vpr_journal_mismatch" in every and "results.vpr_mark_2_change" not in every


def test_other_thresholds_are_another_meaning_and_other_words_are_not(tmp_path: Path) -> None:
    before = load_pack(write(tmp_path / "a"))
    (words,) = compare(before, load_pack(write(tmp_path / "b", {RULE: ("Качество снизилось", "Качество упало")})))
    (size,) = compare(before, load_pack(write(tmp_path / "c", {RULE: ("least = 10", "least = 15")})))
    assert (words.weight, size.weight) == ("patch", "major")
