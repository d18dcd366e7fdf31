"""Two versions of a pack side by side: what was added, removed, changed, and what it means for the version number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.methodology.layout import KINDS, Kind
from msoko.methodology.model import Pack
from msoko.methodology.purposes import nodes, values_used

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MAJOR, MINOR, PATCH, NONE = "major", "minor", "patch", "none"

FORMULAS = ("formula", "applies_when", "where", "rule", "ask_when")
# A change of these gives other numbers, or numbers that mean something else: old and new values may not be compared.
MEANING: dict[str, tuple[str, ...]] = {
    "indicators": ("formula", "unit", "period", "applies_when", "norms", "better"),
    "facts": (
        "unit",
        "period",
        "about",
        "over_objects",
        "over_time",
        "weight",
        "sum_from",
        "applies_when",
        "grain",
        "procedure_type",
    ),
    "sources": ("table", "where", "keyed_by"),
    "options": ("choices", "default"),
    "thresholds": ("value", "slices", "valid_from", "valid_to"),
    "scales": ("maximum", "bounds", "valid_from", "valid_to"),
    "questions": ("type", "choices", "ask_when"),
    "procedure_types": ("subjects", "banned_purposes"),
    "cluster_rules": ("set", "rule"),
    "context_variables": ("indicator", "weight", "scale", "applies_when"),
    "requirements": (),
    "criteria": (),
    "finding_rules": ("kind", "indicators", "without", "toward", "level", "between", "least", "least_n"),
}
# Only words: nobody who reads values has to do anything.
WORDS_ONLY = (
    "title", "title_en", "why", "legal_basis", "checked", "authored_by", "checked_by", "reviewed_on", "next_review",
    "words", "examples", "aliases", "subject_aliases", "ban_reason", "approved_by", "message", "conditions",
    "text", "text_en", "advice", "advice_en", "addressee",
)  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One definition that differs. `kind` is a field of Pack ("indicators"); "pack" is the pack's own head."""

    kind: str
    code: str
    what: str  # added | removed | changed
    weight: str  # major | minor | patch: what the version number has to show for it
    fields: tuple[FieldChange, ...] = ()


def compare(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Every difference, in the order of pack files; where a definition is written (`file`) is no difference."""
    changes = [*_head(old, new)]
    for kind in KINDS:
        before, after = _by_identity(kind, old), _by_identity(kind, new)
        changes += [Change(kind.field, code, REMOVED, MAJOR) for code in before if code not in after]
        for code, definition in after.items():
            if code not in before:
                changes.append(Change(kind.field, code, ADDED, MINOR))
            elif fields := tuple(_fields(before[code], definition)):
                changes.append(Change(kind.field, code, CHANGED, _weight(kind.field, fields), fields))
    return tuple(changes)


def advice(changes: Iterable[Change]) -> str:
    """Which part of the version has to grow: major, minor, patch; none if nothing changed."""
    weights = {change.weight for change in changes}
    return next((weight for weight in (MAJOR, MINOR, PATCH) if weight in weights), NONE)


def changed_meaning(new: Pack, changes: Iterable[Change]) -> tuple[str, ...]:
    """Indicators of `new` whose values are not comparable with those of the old version, through value(…) too."""
    touched = {(c.kind, _base(c)) for c in changes if c.weight == MAJOR and c.what == CHANGED}
    found = {code for kind, code in touched if kind == "indicators"}
    found |= {one.code for one in new.indicators if _names(one.formula) & touched}
    grown = True
    while grown:
        more = {one.code for one in new.indicators if one.code not in found and found & set(values_used(one.formula))}
        grown = bool(more)
        found |= more
    return tuple(one.code for one in new.indicators if one.code in found)


def _base(change: Change) -> str:
    """The name by which a formula knows it: of a threshold, without its slices and dates."""
    return change.code.split(" ")[0] if change.kind == "thresholds" else change.code


def _names(formula: str) -> set[tuple[str, str]]:
    """(kind, code) of everything a formula names."""
    found: set[tuple[str, str]] = set()
    for node in nodes(formula):
        if isinstance(node, tree.Name):
            found.add(("facts", node.name))
        elif isinstance(node, tree.Field):
            found.add(("sources", node.source))
        elif isinstance(node, tree.Option):
            found.add(("options", node.name))
        elif isinstance(node, tree.Weight):
            found.add(("thresholds", node.name))
    return found


def _head(old: Pack, new: Pack) -> Iterator[Change]:
    lists = {kind.field for kind in KINDS}
    names = [field.name for field in dataclasses.fields(Pack) if field.name not in lists]
    pairs = [FieldChange(name, getattr(old, name), getattr(new, name)) for name in names]
    if fields := tuple(pair for pair in pairs if pair.old != pair.new and pair.name != "version"):
        yield Change("pack", new.code, CHANGED, PATCH, fields)


def _by_identity(kind: Kind, pack: Pack) -> dict[str, Any]:
    return {identity(kind, definition): definition for definition in getattr(pack, kind.field)}


def identity(kind: Kind, definition: Any) -> str:
    """What makes it the same definition in another version: its code; of scales and thresholds, what they are for."""
    if kind.field == "questions":
        return f"{definition.questionnaire}.{definition.code}"
    if kind.name:
        return str(getattr(definition, kind.name))
    if kind.field == "scales":
        parts = (definition.procedure_type, definition.subject, definition.grade, definition.variant)
        return " ".join((*parts, definition.valid_from))
    slices = (f"{name}={value}" for name, value in sorted(definition.slices.items()))
    return " ".join((definition.name, *slices, str(definition.valid_from or "")))


def _fields(old: Any, new: Any) -> Iterator[FieldChange]:
    for field in dataclasses.fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name != "file" and before != after:
            yield FieldChange(field.name, before, after)


def _weight(kind: str, fields: Sequence[FieldChange]) -> str:
    real = [field for field in fields if not (field.name in FORMULAS and _same_formula(field.old, field.new))]
    if any(field.name in MEANING[kind] for field in real):
        return MAJOR
    return MINOR if any(field.name not in WORDS_ONLY for field in real) else PATCH


def _same_formula(old: str, new: str) -> bool:
    """Spaces, line breaks and comments are no change."""
    try:
        return parse(old) == parse(new)
    except FormulaError:
        return False
