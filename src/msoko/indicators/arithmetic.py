"""Tasks of one shape → one Ibis expression: the frame, scopes and links joined to it, the formula over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators import links, rolling, selecting, tables
from msoko.indicators.building import CannotBuild, Expression, build, double, finite
from msoko.indicators.estimators import Estimator
from msoko.indicators.intervals import student, wilson
from msoko.indicators.parameters import norm, threshold
from msoko.indicators.plan import Column, Coverage, Leaf, Link, Task
from msoko.indicators.registry_leaves import registry_leaf
from msoko.indicators.scoping import ATTRIBUTES, descendants
from msoko.indicators.selecting import ScopeShape
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES


@dataclass(frozen=True)
class TaskShape:
    """What the statement of a task depends on; which scopes and tasks it reads is in the table `members`."""

    arithmetic: Node
    estimator: Estimator
    leaves: tuple[Leaf, ...]
    scopes: tuple[ScopeShape, ...]
    links: tuple[Link, ...]
    coverage: Coverage
    indicator: bool
    uncertain: bool


def shape_of(task: Task) -> TaskShape:
    """What differs from member to member is taken out: it is read from the table `members`."""
    return TaskShape(
        task.arithmetic,
        task.estimator,
        task.leaves,
        tuple(selecting.shape_of(scope) for scope in task.scopes),
        tuple(replace(link, target=-1, code="") for link in task.links),
        task.coverage,
        bool(task.code),
        task.uncertain,
    )


def member_columns(shape: TaskShape) -> list[str]:
    """t, the scope at each scope place, the target at each link place, the number of the received reference (or -1)."""
    return [
        "t",
        *(f"k{n}" for n in range(len(shape.scopes))),
        *(f"r{n}" for n in range(len(shape.links))),
        "code",
        "cond",
    ]


def computed(shape: TaskShape, methodology: Methodology) -> Expression:
    """A row of RESULTS for every row of the frame. Reads `members` and rolled scopes as scope0, …"""
    members = ibis.table(dict.fromkeys(member_columns(shape), "int32"), name="members")
    rows = tables.FRAME.join(members, "t")
    for n, scope in enumerate(shape.scopes):
        rows = _with_scope(rows, n, ibis.table(rolling.rolled(scope, methodology).schema(), name=f"scope{n}"))
    for n, link in enumerate(shape.links):
        rows = links.joined(rows, n, link)
    rows = _with_leaves(_dated(rows, shape), shape)
    leaf = partial(_leaf, rows=rows, methodology=methodology)
    rows = rows.mutate(raw=finite(double(build(shape.arithmetic, leaf))), **_counts(rows, shape))
    return _finished(rows.mutate(**_interval(rows, shape)), shape)


def _dated(rows: Expression, shape: TaskShape) -> Expression:
    """With the last day, the slice columns and the registry of a lone organisation, where the formula asks for them."""
    nodes = list(descendants(shape.arithmetic))
    names = {node.name for node in nodes if isinstance(node, tree.Name)}
    if names & set(SLICES) or any(isinstance(node, tree.Weight | tree.Norm) for node in nodes):
        slices = tables.SLICES_TABLE.rename(sl_s="s")
        periods = tables.PERIODS.select(pe_p="p", last_day="last_day")
        rows = rows.join(slices, rows.s == slices.sl_s)
        rows = rows.join(periods, rows.p == periods.pe_p)
    if names & set(ATTRIBUTES) or any(isinstance(n, tree.Call) and n.name.startswith("teaches_") for n in nodes):
        sole = tables.SOLE.rename({f"so_{name}": name for name in tables.SOLE.columns})
        registry = tables.REGISTRY.rename({f"sole_g_{name}": name for name in tables.REGISTRY.columns})
        on = [rows.cond == sole.so_cond, rows.p == sole.so_p, rows.g == sole.so_g]
        rows = rows.left_join(sole, on)
        rows = rows.left_join(registry, [rows.so_o == registry.sole_g_o, rows.p == registry.sole_g_p])
    return rows


def _with_scope(rows: Expression, n: int, scope: Expression) -> Expression:
    renamed = scope.rename({f"k{n}_{name}": name for name in scope.columns})
    on = [rows[f"k{n}"] == renamed[f"k{n}_sc"]]
    on += [rows[name] == renamed[f"k{n}_{name}"] for name in ("p", "g", "s")]
    return rows.left_join(renamed, on)


def _with_leaves(rows: Expression, shape: TaskShape) -> Expression:
    values = {f"a{n}": _aggregate(rows, leaf) for n, leaf in enumerate(shape.leaves)}
    return rows.mutate(**values) if values else rows


def _leaf(node: Node, rows: Expression, methodology: Methodology | None = None) -> Expression:
    if isinstance(node, Column):
        return rows[f"{node.name}_v"] if node.name.startswith("r") else rows[node.name]
    if isinstance(node, tree.Weight) and methodology is not None:
        return threshold(node.name, rows, methodology)
    if isinstance(node, tree.Norm) and methodology is not None:
        return norm(node.code, rows, methodology)
    if isinstance(node, tree.Name) and node.name in SLICES:  # of the value; there is none in a total
        return rows[node.name].nullif("all")
    if isinstance(node, tree.Name | tree.Call) and "sole_g_o" in rows.columns:
        return registry_leaf(node, rows, "sole_g_")
    if isinstance(node, tree.Field | tree.Name):
        return ibis.null("float64")
    raise CannotBuild(f"{type(node).__name__} at {node.at} cannot be computed outside an aggregate")


# ---- aggregates from measures
def _aggregate(rows: Expression, leaf: Leaf) -> Expression:
    prefix = f"k{leaf.scope}_"
    known = rows[f"{prefix}known"] > 0
    if leaf.measures[0] < 0:  # count(): objects, always counted where the scope stands
        return ibis.coalesce(rows[f"{prefix}c{-1 - leaf.measures[0]}"].cast("int64"), 0)
    m = [rows[f"{prefix}m{n}"] for n in leaf.measures]
    name = leaf.name
    if name in ("sum", "minimum", "maximum"):
        return m[0]
    if name == "count":
        return ibis.cases((known, ibis.coalesce(m[0], 0)))
    if name == "only":
        return ibis.cases((m[1] == 1, m[0]))
    if name == "distinct":
        return ibis.cases((known, ibis.coalesce(m[0].unique().length(), 0)))
    if name in ("median", "quantile"):
        return quantile(m[0], leaf.probability)
    if name == "deviation":
        return deviation(double(m[0]), m[1], m[2])
    if name == "weighted_mean":
        return finite(double(m[0]) / double(m[1]).nullif(0.0))
    if name in ("count_of", "sum_over"):
        return ibis.cases((m[1] > 0, double(m[0])))
    return double(m[0]) / double(m[1]).nullif(0.0)  # mean, share, mean_over, share_of


def quantile(values: Expression, probability: float) -> Expression:
    """Hyndman and Fan (1996), type 7, of an array."""
    ordered = values.sort()
    h = (values.length() - 1).cast("float64") * probability
    below = h.floor().cast("int64")
    above = ibis.least(below + 1, values.length() - 1)
    low = ordered[below]
    found = low + (h - below.cast("float64")) * (ordered[above] - low)
    return ibis.cases(((values.length() > 0) & (0 <= probability <= 1), found))


def deviation(total: Expression, count: Expression, squares: Expression) -> Expression:
    """The sample deviation from sums; none below two rows."""
    n = double(count)
    spread = squares - total * total / n.nullif(0.0)
    certain = squares * 1e-14  # what is less than the error of doubles is nothing
    variance = ibis.cases((spread <= certain, 0.0), else_=spread) / (n - 1).nullif(0.0)
    return ibis.cases((count >= 2, variance.abs().sqrt()))


# ---- n, known, expected, interval
def _counts(rows: Expression, shape: TaskShape) -> dict[str, Expression]:
    """known_ and expected_, null if the formula names no data at all."""
    if shape.coverage.scope is not None:
        known, expected = _pair(rows, f"s{shape.coverage.scope}")
        return {"known_": known, "expected_": expected}
    least = [_pair(rows, name) for name in shape.coverage.least]
    first = [_pair(rows, name) for name in shape.coverage.first]
    shares = [ibis.cases((e > 0, k.cast("float64") / e.cast("float64").nullif(0.0))) for k, e in least]
    lowest = ibis.least(*shares) if len(shares) > 1 else shares[0] if shares else None
    zero, none = ibis.literal(0, type="int64"), ibis.null("int64")
    choices = [(share == lowest, pair) for share, pair in zip(shares, least, strict=True)]
    choices += [(pair[1].notnull(), (zero, zero)) for pair in least]  # nothing is expected of any of them
    choices += [(pair[1].notnull(), pair) for pair in first]
    known = ibis.cases(*((true, pair[0]) for true, pair in choices), else_=none) if choices else none
    expected = ibis.cases(*((true, pair[1]) for true, pair in choices), else_=none) if choices else none
    return {"known_": known, "expected_": expected}


def _pair(rows: Expression, name: str) -> tuple[Expression, Expression]:
    """Known and expected of a link (r0) or of a scope of the task (s0)."""
    if name.startswith("r"):
        return rows[f"{name}_known"].cast("int64"), rows[f"{name}_expected"].cast("int64")
    prefix = f"k{name[1:]}_"
    known, left_out = (ibis.coalesce(rows[prefix + part].cast("int64"), 0) for part in ("known", "left_out"))
    return known, rows.expected.cast("int64") - left_out


def _estimated(rows: Expression, shape: TaskShape) -> tuple[Expression, ...]:
    """total, count and squares behind the estimator, of an aggregate or of entities."""
    node = shape.estimator.node
    assert isinstance(node, Column)
    if node.name.startswith("r"):
        return tuple(rows[f"{node.name}_{part}"] for part in ("total", "count", "squares"))
    leaf = shape.leaves[int(node.name[1:])]
    prefix = f"k{leaf.scope}_m"
    m = [rows[f"{prefix}{n}"] for n in leaf.measures]
    if leaf.name in ("median", "quantile"):
        length = m[0].length()
        return length, length, length
    if leaf.name in ("minimum", "maximum", "share") or len(m) == 2:
        return m[0], m[1], m[1]
    return m[0], m[1] if leaf.name != "weighted_mean" else m[2], m[2]


def _n(rows: Expression, shape: TaskShape) -> Expression:
    estimator = shape.estimator
    if estimator.n == "denominator":
        assert estimator.bottom is not None
        return double(build(estimator.bottom, lambda node: _leaf(node, rows)))
    if estimator.n in ("rows", "entities"):
        return double(_estimated(rows, shape)[1])
    if estimator.n == "self":
        return double(build(estimator.node, lambda node: _leaf(node, rows)))
    return double(ibis.coalesce(rows.known_, rows.expected))


def _interval(rows: Expression, shape: TaskShape) -> dict[str, Expression]:
    found = {"n_": ibis.coalesce(_n(rows, shape), 0.0)}
    none = ibis.null("float64")
    if not shape.uncertain or not shape.estimator.interval:
        return {**found, "low": none, "high": none}
    estimator = shape.estimator
    if estimator.interval == "ratio":
        assert estimator.top is not None and estimator.bottom is not None
        x = double(build(estimator.top, lambda node: _leaf(node, rows)))
        low, high = wilson(x, found["n_"])
    else:
        total, count, squares = (double(part) for part in _estimated(rows, shape))
        share = estimator.interval == "share"
        low, high = wilson(total, count) if share else student(total, count, deviation(total, count, squares))
    a, b = float(estimator.a), float(estimator.b)
    low, high = low * a + b, high * a + b
    return {**found, "low": low if a >= 0 else high, "high": high if a >= 0 else low}


def _finished(rows: Expression, shape: TaskShape) -> Expression:
    columns: dict[str, Any] = {
        "v": rows.raw,
        "n": rows.n_.abs().round().cast("int64") * rows.n_.sign().cast("int64"),
        "known": rows.known_.cast("int64"),
        "expected": rows.expected_.cast("int64"),
        "low": ibis.cases((rows.raw.notnull(), rows.low)),
        "high": ibis.cases((rows.raw.notnull(), rows.high)),
        "standing": rows.expected.cast("int64"),
        "received": ibis.literal(False),
    }
    if not shape.indicator:
        return rows.select("t", "p", "g", "s", **columns)
    away = ~rows.covered
    received = tables.RECEIVED.select(e_code="code", e_p="p", e_g="g", e_s="s", e_v="v", e_n="n")
    on = [rows.code == received.e_code, rows.p == received.e_p, rows.g == received.e_g, rows.s == received.e_s, away]
    rows = rows.left_join(received, on)
    none, unsaid, zero = ibis.null("float64"), ibis.null("int64"), ibis.literal(0, type="int64")
    known = ibis.coalesce(rows.known_, rows.expected).cast("int64")
    expected = ibis.coalesce(rows.expected_, rows.expected).cast("int64")
    nobody = (rows.expected <= 0) | (expected <= 0)
    columns["v"] = ibis.cases((away, rows.e_v), (nobody, none), else_=rows.raw)
    columns["n"] = ibis.cases((away, ibis.coalesce(rows.e_n, 0)), (nobody, zero), else_=columns["n"])
    columns["known"] = ibis.cases((away, unsaid), (nobody, zero), else_=known)
    columns["expected"] = ibis.cases((away, unsaid), (nobody, zero), else_=expected)
    for name in ("low", "high"):
        columns[name] = ibis.cases((away | nobody, none), else_=columns[name])
    columns["received"] = away
    return rows.select("t", "p", "g", "s", **columns)
