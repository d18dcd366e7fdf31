"""Two versions of a pack: what changed, which values may no longer be compared, which part of the version grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.library.methodology.folders import write

from msoko.methodology.comparing import advice, changed_meaning, compare
from msoko.methodology.loading import load_pack

SHARE, QUALITY = "indicators/girls_share.toml", "indicators/quality.toml"
CHANGE = """\
code = "small.change"
title = "Изменение"
criterion = "results"
unit = "percent"
formula = "value('small.quality') - prev(value('small.quality'))"
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "weight", "touched"),
    [
        (SHARE, "100 * sum(girls)", "sum(girls)", "formula", "major", ["small.girls_share"]),
        (SHARE, "100 * sum(girls) /", "100*sum( girls ) /", "formula", "patch", []),
        (SHARE, "at_least = 40", "at_least = 45", "norms", "major", ["small.girls_share"]),
        (SHARE, '"percent"', '"number"', "unit", "major", ["small.girls_share"]),
        (SHARE, 'title = "Доля девочек"', 'title = "Доля учениц"', "title", "patch", []),
        (SHARE, 'purposes = ["management"]', 'purposes = ["management", "support"]', "purposes", "minor", []),
        (QUALITY, ">= 4", "> 4", "formula", "major", ["small.change", "small.quality"]),
        ("pack.toml", "procedure_type == 'vpr'", "grade == '5'", "where", "major", ["small.change", "small.quality"]),
        ("facts/pupils.toml", '"person"', '"person"\nperiod = "date"', "period", "major", ["small.girls_share"]),
        ("thresholds.toml", "27", "30", "value", "major", []),
    ],
)  # fmt: skip
def test_one_change(tmp_path: Path, file: str, old: str, new: str, name: str, weight: str, touched: list[str]) -> None:
    before = load_pack(write(tmp_path / "a", indicators__change=CHANGE))
    after = load_pack(write(tmp_path / "b", {file: (old, new)}, indicators__change=CHANGE))
    changes = compare(before, after)
    assert [(change.what, [field.name for field in change.fields]) for change in changes] == [("changed", [name])]
    assert advice(changes) == weight
    assert sorted(changed_meaning(after, changes)) == touched


def test_added_and_removed(tmp_path: Path) -> None:
    before = load_pack(write(tmp_path / "a"))
    after = load_pack(write(tmp_path / "b", indicators__change=CHANGE))
    assert [(c.kind, c.code, c.what) for c in compare(before, after)] == [("indicators", "small.change", "added")]
    assert advice(compare(before, after)) == "minor"
    assert [(c.kind, c.code, c.what) for c in compare(after, before)] == [("indicators", "small.change", "removed")]
    assert advice(compare(after, before)) == "major"


def test_the_same_pack_has_no_changes(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path))
    assert compare(pack, pack) == () and advice(()) == "none"
