"""Values from elsewhere, joined to the rows of a task: other tasks at the same place, earlier, around; references.

What each kind of link leaves on a row: r<n>_v, and for those that may decide coverage r<n>_known and r<n>_expected.
"""

from __future__ import annotations

import ibis

from msoko.indicators import tables
from msoko.indicators.building import Expression
from msoko.indicators.plan import Link


def joined(rows: Expression, n: int, link: Link) -> Expression:
    """The rows with the columns of link n. Its target is the column r<n> of the members."""
    return JOINS[link.kind](rows, n, link)


def _results(n: int, *extra: str) -> Expression:
    """Results under the names of link n."""
    results = tables.RESULTS
    kept = {f"r{n}_{name}": results[name] for name in ("t", "p", "g", "s", "v", "known", "expected", *extra)}
    return results.select(**kept)


def _same(rows: Expression, n: int, link: Link) -> Expression:
    r = _results(n)
    on = [rows[f"r{n}"] == r[f"r{n}_t"], *(rows[name] == r[f"r{n}_{name}"] for name in ("p", "g", "s"))]
    return _expecting_nobody(rows.left_join(r, on), n)


def _expecting_nobody(rows: Expression, n: int) -> Expression:
    """Where the target gives no row for the place, nobody there is applicable to it."""
    absent = rows[f"r{n}_t"].isnull()
    names = [f"r{n}_known", f"r{n}_expected"]
    return rows.mutate(**{name: ibis.cases((absent, 0), else_=rows[name]) for name in names})


def _moved(rows: Expression, n: int, link: Link) -> Expression:
    """Another period, by the table `moves`: the column m of the members says which move."""
    moves = tables.MOVES
    moves = moves.filter(moves["move"] == link.rule).select(**{f"mv{n}_p": moves.p, f"mv{n}_q": moves.q})
    rows = rows.left_join(moves, [rows.p == moves[f"mv{n}_p"]])
    r = _results(n, "standing")
    on = [rows[f"r{n}"] == r[f"r{n}_t"], rows[f"mv{n}_q"] == r[f"r{n}_p"]]
    on += [rows[name] == r[f"r{n}_{name}"] for name in ("g", "s")]
    rows = rows.left_join(r, on)
    absent = rows[f"r{n}_t"].isnull()  # a group that was not there, or had nobody applicable, expects nobody
    if link.kind == "picked":
        absent = absent & rows[f"mv{n}_q"].notnull()
    else:
        absent = absent | (rows[f"r{n}_expected"].isnull() & (rows[f"r{n}_standing"] <= 0))
    names = [f"r{n}_known", f"r{n}_expected"]
    return rows.mutate(**{name: ibis.cases((absent, 0), else_=rows[name]) for name in names})


def _around(rows: Expression, n: int, level: str) -> Expression:
    around = tables.AROUND
    around = around.filter(around.level == level).select(
        **{f"ar{n}_p": around.p, f"ar{n}_g": around.g, f"ar{n}_q": around.around, f"ar{n}_covered": around.covered}
    )
    return rows.left_join(around, [rows.p == around[f"ar{n}_p"], rows.g == around[f"ar{n}_g"]])


def _at(rows: Expression, n: int, link: Link) -> Expression:
    rows = _around(rows, n, link.level)
    r = _results(n)
    on = [rows[f"r{n}"] == r[f"r{n}_t"], rows.p == r[f"r{n}_p"], rows[f"ar{n}_q"] == r[f"r{n}_g"]]
    on.append(rows.s == r[f"r{n}_s"])
    rows = rows.left_join(r, on)
    if link.open:
        return rows
    return rows.mutate(**{f"r{n}_v": ibis.cases((rows[f"ar{n}_covered"], rows[f"r{n}_v"]))})


def _over(rows: Expression, n: int, link: Link) -> Expression:
    over = tables.OVER
    names = ("total", "count", "squares", "known", "expected", "left_out")
    kept = over.select(**{f"r{n}_{name}": over[name] for name in ("t", "p", "g", "s", *names)})
    on = [rows[f"r{n}"] == kept[f"r{n}_t"], *(rows[name] == kept[f"r{n}_{name}"] for name in ("p", "g", "s"))]
    rows = rows.left_join(kept, on)
    total, count = rows[f"r{n}_total"], rows[f"r{n}_count"]
    value = total if link.name in ("count_of", "sum_over") else total / count.cast("float64").nullif(0.0)
    rows = rows.mutate(**{f"r{n}_v": ibis.cases((count > 0, value))})
    everybody, found = rows.expected, rows[f"r{n}_expected"]
    if link.where is not None:
        wanted = tables.WANTED.select(**{f"w{n}_{name}": tables.WANTED[name] for name in ("t", "p", "g", "n")})
        on = [rows[f"r{n}"] == wanted[f"w{n}_t"], rows.p == wanted[f"w{n}_p"], rows.g == wanted[f"w{n}_g"]]
        rows = rows.left_join(wanted, on)
        everybody = ibis.coalesce(rows[f"w{n}_n"], 0)
        found = ibis.cases((everybody == 0, 0), else_=rows[f"r{n}_expected"])  # nobody is asked about
    known = rows[f"r{n}_known"]
    if link.open:
        found = everybody - ibis.coalesce(rows[f"r{n}_left_out"], 0)
        known = ibis.coalesce(known, 0)
    else:
        known = ibis.cases((found == 0, 0), else_=known)
    return rows.mutate(**{f"r{n}_expected": found, f"r{n}_known": known})


def _normalised(rows: Expression, n: int, link: Link) -> Expression:
    table = tables.NORMALISED
    names = ("t", "p", "g", "s", "v", "known", "expected")
    kept = table.select(**{f"r{n}_{name}": table[name] for name in names})
    on = [rows[f"r{n}"] == kept[f"r{n}_t"], *(rows[name] == kept[f"r{n}_{name}"] for name in ("p", "g", "s"))]
    return _expecting_nobody(rows.left_join(kept, on), n)


def _reference(rows: Expression, n: int, link: Link) -> Expression:
    rows = _around(rows, n, link.level)
    received = tables.RECEIVED
    kept = received.select(**{f"r{n}_{name}": received[name] for name in ("code", "p", "g", "s", "v")})
    on = [rows[f"r{n}"] == kept[f"r{n}_code"], rows.p == kept[f"r{n}_p"], rows[f"ar{n}_q"] == kept[f"r{n}_g"]]
    on.append(rows.s == kept[f"r{n}_s"])
    return rows.left_join(kept, on)


JOINS = {
    "same": _same,
    "lag": _moved,
    "picked": _moved,
    "at": _at,
    "over": _over,
    "normalise": _normalised,
    "reference": _reference,
}
