"""Where a series may not be joined: the method, the boundaries of marks or the organisation itself changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

import pyarrow as pa

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.methodology.model import Methodology, Scale
from msoko.vocabulary import ALL, SLICES, Period


class BreakKind(StrEnum):
    METHOD = "method"  # another version of the formula
    BOUNDARIES = "boundaries"  # other boundaries of marks, another maximum, another minimum score
    DECLARED = "declared"  # the indicator says from when it is comparable (comparable_from)
    COMPOSITION = "composition"  # organisations merged


@dataclass(frozen=True)
class Break:
    """Values before and from `before` (a period code) are not comparable. reason: in the pack's words; may be empty."""

    before: str
    kind: BreakKind
    reason: str = ""


Versions = Mapping[tuple[str, str], str]  # (indicator, period) -> version of the formula that computed it


@dataclass(frozen=True)
class History:
    """What is known about changes: the methodology, rows of `predecessors`, formula versions of the values compared."""

    methodology: Methodology
    predecessors: pa.Table | None = None
    versions: Versions | None = None
    _known: dict[str, _Needs] = field(default_factory=dict, repr=False, compare=False)
    _moved: dict[Any, bool] = field(default_factory=dict, repr=False, compare=False)  # boundaries, as asked before

    def breaks(
        self, indicator: str, object_id: str, slices: Mapping[str, str], earlier: Period, later: Period
    ) -> tuple[Break, ...]:
        """Every reason why the later value may not be compared with the earlier, before the period it starts in."""
        found = [*self._method(indicator, earlier, later), *self._boundaries(indicator, slices, earlier, later)]
        return (*found, *self._declared(indicator, earlier, later), *self._composition(object_id, earlier, later))

    def _method(self, indicator: str, earlier: Period, later: Period) -> Iterator[Break]:
        versions = self.versions or {}
        old, new = versions.get((indicator, earlier.code)), versions.get((indicator, later.code))
        if old and new and old != new:
            yield Break(later.code, BreakKind.METHOD, f"{old} → {new}")

    def _declared(self, indicator: str, earlier: Period, later: Period) -> Iterator[Break]:
        for code, reason in self.methodology.indicators[indicator].comparable_from:
            start = Period.parse(code)
            if earlier.first_day < start.first_day <= later.first_day:
                yield Break(code, BreakKind.DECLARED, reason)

    def _composition(self, object_id: str, earlier: Period, later: Period) -> Iterator[Break]:
        """A merger counts from its day: the period it falls in is already another organisation."""
        for row in self._merged.get(object_id, ()):
            if earlier.last_day < row["on"] <= later.last_day:
                yield Break(_holding(row["on"], earlier).code, BreakKind.COMPOSITION, row["reason"] or "")

    @cached_property
    def _merged(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.predecessors.to_pylist() if self.predecessors is not None else ():
            found.setdefault(row["object_id"], []).append(row)
        return found

    def _boundaries(self, indicator: str, slices: Mapping[str, str], earlier: Period, later: Period) -> Iterator[Break]:
        """Other boundaries later than earlier, among the scales and minimum scores that the formula reads.

        A scale known for one of the periods only says nothing; received marks are then compared as they are.
        """
        if indicator not in self._known:
            self._known[indicator] = _needs(self.methodology, indicator)
        needs = self._known[indicator]
        key = (indicator, tuple(sorted(slices.items())), earlier, later)
        if key not in self._moved:
            self._moved[key] = self._have_moved(needs, slices, earlier, later)
        if self._moved[key]:
            yield Break(later.code, BreakKind.BOUNDARIES)

    def _have_moved(self, needs: _Needs, slices: Mapping[str, str], earlier: Period, later: Period) -> bool:
        scales = self._scales(needs, slices, earlier), self._scales(needs, slices, later)
        thresholds = self._thresholds(needs, slices, earlier), self._thresholds(needs, slices, later)
        return _differ(*scales) or _differ(*thresholds)

    def _scales(self, needs: _Needs, slices: Mapping[str, str], period: Period) -> dict[Any, Any]:
        return {
            (s.procedure_type, s.subject, s.grade, s.variant): (s.maximum, tuple(sorted(s.bounds.items())))
            for s in self.methodology.scales
            if s.procedure_type in needs.marked
            and _in_force(s, period)
            and needs.concern({"subject": s.subject, "grade": s.grade, "variant": s.variant}, slices)
        }

    def _thresholds(self, needs: _Needs, slices: Mapping[str, str], period: Period) -> dict[Any, Any]:
        day = period.last_day
        return {
            (t.name, tuple(sorted(t.slices.items()))): t.value
            for t in self.methodology.thresholds
            if t.name in needs.weights
            and needs.concern(t.slices, slices)
            and (t.valid_from or date.min) <= day <= (t.valid_to or date.max)
        }


def _differ(old: dict[Any, Any], new: dict[Any, Any]) -> bool:
    """Is something known in both periods otherwise, or is nothing known in both?"""
    both = old.keys() & new.keys()
    return any(old[key] != new[key] for key in both) or bool(old and new and not both)


def _in_force(scale: Scale, period: Period) -> bool:
    first = Period.parse(scale.valid_from).first_day
    last = Period.parse(scale.valid_to).last_day if scale.valid_to else date.max
    return first <= period.last_day <= last


def _holding(day: date, earlier: Period) -> Period:
    """The period after `earlier` that the day lies in; a date series breaks before the first date on or after it."""
    period = earlier.shift(1)
    while period.last_day < day:
        period = period.shift(1)
    return period


@dataclass(frozen=True)
class _Needs:
    """marked: procedure types whose marks or primary scores the formula reads; weights: names in weight("…");

    pinned: slice column -> the values that the formula itself compares it with.
    """

    marked: frozenset[str]
    weights: frozenset[str]
    pinned: Mapping[str, frozenset[str]]

    def concern(self, parameter: Mapping[str, str], slices: Mapping[str, str]) -> bool:
        """Can a parameter given for these slice values enter a value of those slices?"""
        return all(
            value == ALL or (slices.get(name, ALL) in (ALL, value) and value in self.pinned.get(name, {value}))
            for name, value in parameter.items()
        )


@cache
def _walk(text: str) -> tuple[tree.Node, ...]:
    found, waiting = [], [parse(text)]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += tree.children(node)
    return tuple(found)


def _needs(methodology: Methodology, code: str) -> _Needs:
    nodes = list(_nodes(methodology, code, frozenset()))
    marked = {
        kind
        for node in nodes
        if isinstance(node, tree.Field) and node.name in ("mark", "score") and node.source in methodology.sources
        if methodology.sources[node.source].where
        for kind in _pinned(_walk(methodology.sources[node.source].where)).get("procedure_type", ())
    }
    weights = frozenset(node.name for node in nodes if isinstance(node, tree.Weight))
    pinned = {name: values for name, values in _pinned(nodes).items() if name in SLICES}
    return _Needs(frozenset(marked), weights, pinned)


def _nodes(methodology: Methodology, code: str, seen: frozenset[str]) -> Iterator[tree.Node]:
    """The nodes of the formula and of the indicators that it takes values of."""
    indicator = methodology.indicators.get(code)
    if indicator is None or code in seen:
        return
    for node in _walk(indicator.formula):
        yield node
        if isinstance(node, tree.Value):
            yield from _nodes(methodology, node.code, seen | {code})


def _pinned(nodes: list[tree.Node] | tuple[tree.Node, ...]) -> dict[str, frozenset[str]]:
    """Column -> texts it is compared with by == or in."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, tree.Binary) and node.op == "==" and isinstance(node.left, tree.Name):
            if isinstance(node.right, tree.Text):
                found.setdefault(node.left.name, set()).add(node.right.value)
        elif isinstance(node, tree.In) and isinstance(node.operand, tree.Name):
            texts = {choice.value for choice in node.choices if isinstance(choice, tree.Text)}
            found.setdefault(node.operand.name, set()).update(texts)
    return {name: frozenset(values) for name, values in found.items()}
