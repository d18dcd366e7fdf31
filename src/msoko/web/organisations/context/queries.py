"""What is asked of an organisation about its conditions in a school year, what is known, and where it is known from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from msoko.formulas import tree
from msoko.formulas.evaluating import evaluate
from msoko.formulas.parsing import parse
from msoko.methodology.model import Fact
from msoko.organisations.registry import Registry
from msoko.store.store import BatchRecord
from msoko.vocabulary import SLICES, CellState, Period, PeriodKind, Unit
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.queries import registry
from msoko.web.workplace import workplace

PACK = "context"
YEARS = 12  # that may be chosen, the latest first


@dataclass(frozen=True)
class Known:
    """A fact as the store has it. value None: there is none, and why."""

    value: Decimal | None
    state: str
    reason: str
    batch: str

    def text(self, fact: Fact) -> str:
        """As a person would type it; empty where there is no number."""
        if self.value is None:
            return ""
        if fact.unit is Unit.YES_NO:
            return "да" if self.value else "нет"
        return f"{self.value.normalize():f}".replace(".", ",")


@dataclass(frozen=True)
class Line:
    """One fact of the page: this year, the year before, the source of this year's."""

    fact: Fact
    now: Known | None
    before: Known | None
    source: BatchRecord | None

    @property
    def now_text(self) -> str:
        return self.now.text(self.fact) if self.now else ""

    @property
    def before_text(self) -> str:
        return self.before.text(self.fact) if self.before else ""

    @property
    def is_yes_no(self) -> bool:
        return self.fact.unit is Unit.YES_NO


def years(organisation: Organisation, today: date) -> list[Period]:
    """School years in which it existed, up to the present one, the latest first."""
    first = today.year if today.month >= 9 else today.year - 1
    latest = Period.parse(f"{first}-{(first + 1) % 100:02d}")
    known = registry()
    if organisation.code not in known:
        return []
    return [one for n in range(YEARS) if known.exists(organisation.code, one := latest.shift(-n))]


def asked_of(code: str, period: Period, known: Registry) -> list[Fact]:
    """Facts of the pack that are about such an organisation in that year."""
    facts = next((pack.facts for pack in workplace().methodology.packs if pack.code == PACK), ())
    return [
        one for one in facts
        if one.about == "organisation" and one.period is PeriodKind.SCHOOL_YEAR and not one.grain
        and _applies(one.applies_when, code, period, known)
    ]  # fmt: skip


def _applies(condition: str, code: str, period: Period, known: Registry) -> bool:
    """Read as the engines read it: of the last day it existed in the period."""
    if not condition:
        return True
    day = min(period.last_day, known.last_day(code) or period.last_day)

    def leaf(node: tree.Node) -> Any:
        return known.value(code, node.name, day) if isinstance(node, tree.Name) else None

    return evaluate(parse(condition), leaf) is True


def lines(organisation: Organisation, period: Period) -> list[Line]:
    return [line for _, line in every_year(organisation, [period])]


def every_year(organisation: Organisation, periods: Collection[Period]) -> list[tuple[Period, Line]]:
    """Of several years at once, for the file: the store is asked once, however many there are."""
    known = registry()
    asked = [(period, fact) for period in periods for fact in asked_of(organisation.code, period, known)]
    read = {year.code for period in periods for year in (period, period.shift(-1))}
    held = _known(organisation.code, {fact.code for _, fact in asked}, read)
    batches = {one.id: one for one in workplace().store.batches()}
    found = []
    for period, fact in asked:
        now, before = held.get((fact.code, period.code)), held.get((fact.code, period.shift(-1).code))
        found.append((period, Line(fact, now, before, batches.get(now.batch) if now else None)))
    return found


def rows_of(code: str, periods: Collection[str], facts: Collection[str] = ()) -> pa.Table:
    """Facts of one organisation, totals and parts, as the store shows them."""
    with duckdb.connect() as connection:
        said = workplace().store.sql("facts")
        condition = "object_type = 'organisation' and object_id = $code and list_contains($periods, period)"
        parameters: dict[str, Any] = {"code": code, "periods": list(periods)}
        if facts:
            condition, parameters["facts"] = f"{condition} and list_contains($facts, fact)", list(facts)
        query = f"select * from ({said}) where {condition}"
        return connection.sql(query, params=parameters).to_arrow_table()


def _known(code: str, facts: Collection[str], periods: Collection[str]) -> dict[tuple[str, str], Known]:
    if not facts:
        return {}
    return {
        (row["fact"], row["period"]): Known(row["value"], row["state"], row["reason"] or "", row["batch"])
        for row in rows_of(code, periods, facts).to_pylist()
        if all(row[name] == "all" for name in SLICES) and row["state"] != CellState.NOT_APPLICABLE
    }
