"""The shape of a scope, and its rows: of facts, of expressions of a fact, of sources, each with its slot."""

from __future__ import annotations

from dataclasses import dataclass

import ibis

from msoko.formulas.tree import Node
from msoko.indicators import tables
from msoko.indicators.building import Expression
from msoko.indicators.plan import PARTS_FIRST, PARTS_ONLY, Base, Measure, Scope, Slot
from msoko.indicators.walking import is_exact, only_slices


@dataclass(frozen=True)
class ScopeShape:
    """What the statement of a scope depends on; everything else is in the tables `scopes` and `slots`."""

    slots: tuple[tuple[str, str], ...]  # kind: fact | made | source; where: "" | slices | mixed
    exact: tuple[bool, ...]  # of sources: are sums kept as decimals
    measures: tuple[Measure, ...]
    one_cell: bool  # the grain is the breakdown: one cell an object
    by_grade: bool
    conditions: tuple[Node | None, ...]
    persons: Base | None = None  # persons are gathered for each group by themselves


def shape_of(scope: Scope) -> ScopeShape:
    kinds, exact = [], []
    for slot in scope.slots:
        where = "" if slot.where is None else "slices" if only_slices(slot.where) else "mixed"
        kinds.append((kind_of(slot), where))
        exact.append(slot.base.kind == "source" and is_exact(slot.base.operand))
    same = scope.cell == scope.breakdown
    persons = next((slot.base for slot in scope.slots if slot.base.entity == "person"), None)
    return ScopeShape(
        tuple(kinds), tuple(exact), scope.measures, same, "grade" in scope.breakdown, scope.conditions, persons
    )


def kind_of(slot: Slot) -> str:
    """Which table its rows are in."""
    if slot.base.kind != "fact":
        return "source"
    return "fact" if slot.base.operand is None else "made"


def selected(shape: ScopeShape) -> Expression:
    kinds = {kind for kind, _ in shape.slots}
    wheres = {where for _, where in shape.slots}
    branches = []
    for kind in ("fact", "made", "source"):
        if kind in kinds:
            branches.append(_branch(kind, wheres, shape))
    return ibis.union(*branches) if len(branches) > 1 else branches[0]


def _branch(kind: str, wheres: set[str], shape: ScopeShape) -> Expression:
    source = {"fact": tables.FACT_ROWS, "made": tables.MADE_ROWS, "source": tables.SOURCE_ROWS}[kind]
    rows = source.join(tables.SLOTS.filter(tables.SLOTS.kind == kind), "b")
    if kind != "source":
        mode = rows.mode
        rows = rows.filter(
            ibis.cases((mode == PARTS_ONLY, rows.part), (mode == PARTS_FIRST, rows.part | ~rows.has_part),
                       else_=~rows.part | ~rows.has_total)
        )  # fmt: skip
    picked: Expression = ibis.literal(True)
    if "slices" in wheres:
        picks = tables.PICKS.select(pw="w", ps="s")
        rows = rows.left_join(picks, [rows.w == picks.pw, rows.s == picks.ps])
        picked = picked & ((rows.w < 0) | (rows.w_kind != 1) | rows.pw.notnull())
    if "mixed" in wheres:
        mixed = tables.MIXED_PICKS.select(xw="w", xo="o", xp="p", xs="s")
        rows = rows.left_join(mixed, [rows.w == mixed.xw, rows.o == mixed.xo, rows.p == mixed.xp, rows.s == mixed.xs])
        picked = picked & ((rows.w < 0) | (rows.w_kind != 2) | rows.xw.notnull())
    columns: dict[str, Expression] = {"picked": picked}
    if kind == "source":
        columns |= {"state": ibis.literal(0, type="int8")}
    columns |= _amounts(kind, rows, shape)
    return rows.select(
        "sc", "j", "o", "p", "s", "cell", "mask", "cond", *([] if kind == "source" else ["state"]), **columns
    )


def _amounts(kind: str, rows: Expression, shape: ScopeShape) -> dict[str, Expression]:
    """v: exact number, x: double, and the gathered columns of sources; only those the shape reads."""
    kinds = {k for k, _ in shape.slots}
    found: dict[str, Expression] = {}
    if "fact" in kinds:
        found["v"] = rows.v if kind == "fact" else ibis.null("decimal(18,6)")
    if "made" in kinds:
        found["x"] = rows.x if kind == "made" else ibis.null("float64")
    if "source" in kinds:
        for name, type_ in tables.GATHERED.items():
            found[name] = rows[name] if kind == "source" else ibis.null(type_)
    return found
