"""Statements between tasks: entities counted in their groups, and values normalised among their neighbours."""

from __future__ import annotations

import ibis

from msoko.formulas.tree import Node
from msoko.indicators import tables
from msoko.indicators.building import Expression, boolean, build, finite, fsum, significant
from msoko.indicators.parameters import norm
from msoko.indicators.plan import Link
from msoko.indicators.registry_leaves import registry_leaf
from msoko.methodology.model import Methodology

# link: its number in the plan; t: its target; mask: the breakdown it is counted in; cond: who is applicable.
DERIVED = ibis.table({"link": "int32", "t": "int32", "mask": "int32", "cond": "int32"}, name="derived")


def counted(entity: str, where: Node | None) -> Expression:
    """Rows of OVER: results of the target at level organisation (or organisation × class), gathered into groups."""
    results, placed = tables.RESULTS, tables.PLACED
    groups = tables.GROUPS  # an object that is itself a municipality is no entity
    own = placed.filter(placed.own).join(groups.filter(groups.level == "organisation"), "g")
    own = own.select(w_o="o", w_p="p", w_g="g")
    rows = results.join(DERIVED, "t")
    rows = rows.join(own, [rows.p == own.w_p, rows.g == own.w_g])
    chosen: Expression = ibis.literal(True)
    if where is not None:
        registry = tables.REGISTRY.rename({f"r_{name}": name for name in tables.REGISTRY.columns})
        rows = rows.left_join(registry, [rows.w_o == registry.r_o, rows.p == registry.r_p])
        chosen = boolean(build(where, lambda node: registry_leaf(node, rows, "r_"))).fill_null(False)
    rows = rows.mutate(
        v=ibis.cases((chosen, rows.v)),
        known=ibis.cases((chosen, rows.known)),
        expected=ibis.cases((chosen, rows.expected)),
        applicable=rows.standing > 0,
    )
    if entity == "class":
        slices = tables.SLICES_TABLE
        slices = slices.select(l_s="s", l_class=slices["class"])
        rows = rows.join(slices, rows.s == slices.l_s)
        rows = rows.filter(~rows.l_class.isin(["all", "unknown"]))
    rows = rows.filter(rows.applicable)
    coarser = tables.COARSER.select(c_mask="mask", c_s="s", coarse="coarse")
    rows = rows.join(coarser, [rows["mask"] == coarser.c_mask, rows.s == coarser.c_s])
    objects = rows.group_by(t="link", o="w_o", p="p", s="coarse").aggregate(
        total=fsum(rows.v), count=rows.v.count(), squares=fsum(rows.v * rows.v),
        known=rows.known.max(), expected=rows.expected.max(), left_out=(rows.standing - rows.expected).max(),
    )  # fmt: skip
    joined = objects.join(placed, ["o", "p"])
    found = joined.group_by("t", "p", "g", "s").aggregate(
        total=fsum(joined.total), count=joined["count"].sum(), squares=fsum(joined.squares),
        known=joined.known.sum(), expected=joined.expected.sum(), left_out=joined.left_out.sum(),
    )  # fmt: skip
    return found.select(*tables.OVER.columns)


def wanted(where: Node) -> Expression:
    """Rows of WANTED: how many applicable organisations of a group satisfy the where of count_of and its kin."""
    applicable, placed = tables.APPLICABLE, tables.PLACED
    rows = DERIVED.join(applicable, "cond")
    registry = tables.REGISTRY.rename({f"r_{name}": name for name in tables.REGISTRY.columns})
    rows = rows.join(registry, [rows.o == registry.r_o, rows.p == registry.r_p])
    rows = rows.filter(boolean(build(where, lambda node: registry_leaf(node, rows, "r_"))))
    joined = rows.join(placed, ["o", "p"])
    return joined.group_by(t="link", p="p", g="g").aggregate(n=joined.count())


def normalised(link: Link, methodology: Methodology) -> Expression:
    """Rows of NORMALISED: known values of the target compared with the others of their level inside `among`."""
    results, around, groups = tables.RESULTS, tables.AROUND, tables.GROUPS
    among = around.filter(around.level == link.level).select(a_p="p", a_g="g", among="around")
    rows = results.join(DERIVED, "t")
    rows = rows.join(among, [rows.p == among.a_p, rows.g == among.a_g])
    levels = groups.select(l_g="g", l_level="level")
    rows = rows.join(levels, rows.g == levels.l_g)
    if link.name == "norm":
        slices, periods = tables.SLICES_TABLE.rename(d_s="s"), tables.PERIODS.select(d_p="p", last_day="last_day")
        rows = rows.join(slices, rows.s == slices.d_s)
        rows = rows.join(periods, rows.p == periods.d_p)
    rows = rows.mutate(x=significant(rows.v), known_=rows.v.notnull())
    peers = ibis.window(group_by=[rows.link, rows.p, rows.l_level, rows.s, rows.among, rows.known_])
    value = _method(link, rows, peers, methodology)
    return rows.select(
        t=rows.link, p=rows.p, g=rows.g, s=rows.s, v=finite(value), known=rows.known, expected=rows.expected
    )


def _method(link: Link, rows: Expression, peers: Expression, methodology: Methodology) -> Expression:
    x = rows.v
    if link.name == "best_100":
        if link.lower:
            return 100 * x.min().over(peers) / x.nullif(0.0)
        return 100 * x / x.max().over(peers).nullif(0.0)
    if link.name == "z":
        mean = x.mean().over(peers)
        spread = x.std(how="pop").over(peers)
        return (x - mean) / significant(spread).nullif(0.0)
    if link.name == "rank":
        order = rows.x if link.lower else -rows.x
        ranked = ibis.window(
            group_by=[rows.link, rows.p, rows.l_level, rows.s, rows.among, rows.known_], order_by=order
        )
        return ibis.cases((rows.known_, (ibis.rank().over(ranked) + 1).cast("float64")))
    if not link.code:
        return ibis.null("float64")
    bound = norm(link.code, rows, methodology)
    ratio = bound / x.nullif(0.0) if link.lower else x / bound.nullif(0.0)
    return 100 * ibis.cases((ratio.notnull(), ibis.least(ratio, 1.0)))
