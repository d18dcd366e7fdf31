"""What is checked over the registry workbook as a whole: known codes, names and places, no rings of succession."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msoko.organisations.registry import Registry
from msoko.results.problems import Problems

if TYPE_CHECKING:
    from msoko.results.formats.registry.reader import Gathered

_PLACES = ("municipality", "region", "country", "cluster", "branch_of")  # their value is a code of an object
_CODE = re.compile(r"(?=\S)(?!\.+$)[^/\\?#%\x00-\x1f]{0,79}[^\s/\\?#%]")  # it stands in addresses of pages


def whole(rows: Gathered, registry: Registry, problems: Problems) -> None:
    """Notes problems; changes nothing."""
    here = Counter(row["object_id"] for row in rows.objects)
    for row in rows.objects:
        if here[row["object_id"]] > 1:
            _note(problems, "object-twice", row, found=row["object_id"])
    _well_formed(rows, registry, problems)
    _codes(rows, set(here), registry, problems)
    _complete(rows, problems)
    _rings(rows, problems)


def _note(problems: Problems, code: str, row: Mapping[str, Any], **parameters: Any) -> None:
    problems.add(code, row["sheet"], row["row"] - 1, max(row["col"] - 1, 0), **parameters)


def _well_formed(rows: Gathered, registry: Registry, problems: Problems) -> None:
    """Codes of letters and digits; none that differs from another by its case alone."""
    known = {one.lower(): one for one in registry.objects["object_id"].to_pylist()}
    for row in rows.objects:
        code = row["object_id"]
        if not _CODE.fullmatch(code):
            _note(problems, "object-code-wrong", row, found=code)
        elif known.setdefault(code.lower(), code) != code:
            _note(problems, "object-code-alike", row, found=code, expected=known[code.lower()])


def _codes(rows: Gathered, here: set[str], registry: Registry, problems: Problems) -> None:
    for row in (*rows.attributes, *rows.predecessors):
        if row["object_id"] not in here:
            _note(problems, "object-not-listed", row, found=row["object_id"])
    for row in rows.attributes:
        if row["attribute"] in _PLACES and row["value"] not in here and row["value"] not in registry:
            _note(problems, "object-unknown", row, found=row["value"])
    for row in rows.predecessors:
        if row["predecessor_id"] not in here and row["predecessor_id"] not in registry:
            _note(problems, "object-unknown", row, found=row["predecessor_id"])


def _complete(rows: Gathered, problems: Problems) -> None:
    told = {(row["object_id"], row["attribute"]) for row in rows.attributes}
    for row in rows.objects:
        if not {(row["object_id"], "name"), (row["object_id"], "full_name")} & told:
            _note(problems, "object-without-name", row, found=row["object_id"])
        if row["object_type"] == "organisation":
            missing = [title for name, title in _EXPECTED.items() if (row["object_id"], name) not in told]
            if missing:
                _note(problems, "object-without-place", row, found=row["object_id"], expected=", ".join(missing))


_EXPECTED = {"kind": "вид", "municipality": "муниципалитет"}


def _rings(rows: Gathered, problems: Problems) -> None:
    """An organisation does not follow itself, directly or through others."""
    followers: dict[str, set[str]] = {}
    for row in rows.predecessors:
        followers.setdefault(row["predecessor_id"], set()).add(row["object_id"])
    for row in rows.predecessors:
        reached, front = set(), [row["object_id"]]
        while front:
            reached.update(front)
            front = [new for old in front for new in followers.get(old, ()) if new not in reached]
        if row["predecessor_id"] in reached:
            _note(problems, "succession-ring", row, found=row["predecessor_id"])
