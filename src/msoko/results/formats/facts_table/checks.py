"""What is checked over facts together: names that mean one fact, a fact told twice, a digit too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.methodology.model import Methodology
from msoko.results.columns import heading
from msoko.results.context import Context
from msoko.results.formats.facts_table.values import looks_ten_times
from msoko.results.problems import Problems
from msoko.store.schemas import KEYS
from msoko.vocabulary import Period

_KEY = KEYS["facts"]
_WITHOUT_PERIOD = tuple(name for name in _KEY if name != "period")


def names_of(methodology: Methodology) -> dict[str, tuple[str, ...]]:
    """Heading -> codes of the facts it may mean. A code means its fact alone, whatever else is called so."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in methodology.facts.values():
        for name in (fact.title, *fact.aliases):
            found[heading(name)][fact.code] = None
    codes = {heading(code): (code,) for code in methodology.facts}
    return {name: tuple(named) for name, named in found.items()} | codes


def twice(facts: pa.Table, problems: Problems) -> None:
    """One number a fact, object, period and slice."""
    if facts.group_by(list(_KEY)).aggregate([]).num_rows == facts.num_rows:
        return
    seen: dict[tuple[str, ...], str] = {}
    for key, (sheet, row, col) in zip(_rows(facts, _KEY), _rows(facts, ("sheet", "row", "col")), strict=True):
        if key in seen and key[1] is not None:
            problems.add("fact-twice", sheet, row - 1, col - 1, found=key[2], expected=seen[key])
        seen.setdefault(key, f"{sheet}, {row}")


def against_the_period_before(facts: pa.Table, context: Context, problems: Problems) -> None:
    """A warning where a number is ten or a hundred times the one of the same object in the period before."""
    earlier = context.earlier.get("facts")
    if earlier is None or not earlier.num_rows or not facts.num_rows:
        return
    before = {code: _before(code).code for code in pc.unique(facts["period"]).to_pylist()}
    wanted = earlier.filter(pc.is_in(earlier["period"], pa.array(set(before.values()), pa.string())))
    known = dict(
        zip(zip(*(wanted[name].to_pylist() for name in _KEY), strict=True), wanted["value"].to_pylist(), strict=True)
    )
    columns = ("value", "period", "sheet", "row", "col")
    keys = zip(*(facts[name].to_pylist() for name in _WITHOUT_PERIOD), strict=True)
    for key, (value, period, sheet, row, col) in zip(
        keys, zip(*(facts[name].to_pylist() for name in columns), strict=True), strict=True
    ):
        last = known.get((*key[:3], before[period], *key[3:]))
        if value is not None and last is not None and looks_ten_times(last, value):
            problems.add(
                "ten-times", sheet, row - 1, col - 1, found=_shown(value), expected=_shown(last), organisation=key[1]
            )


def _rows(table: pa.Table, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in columns), strict=True)


def _before(code: str) -> Period:
    return Period.parse(code).shift(-1)


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
