"""Runs the examples of finding rules and says in Russian where the rule answers otherwise. Each is a municipality."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import pyarrow as pa

from msoko.analytics.evidence import Evidence
from msoko.analytics.findings.chance import Z
from msoko.analytics.findings.finding import Finding
from msoko.analytics.findings.searching import search
from msoko.indicators.example_data import DEFAULT_PERIODS, Case, ExampleError, gather, read_period
from msoko.indicators.intervals import student_quantile
from msoko.methodology.finding_checks import chosen
from msoko.methodology.finding_rules import FindingExample, FindingRule
from msoko.methodology.model import Example, Indicator, Methodology
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES, VALUES
from msoko.vocabulary import ALL, SLICES, CellState, Unit

TOWN = "town"
_OWN = ("value", "n", "sd", "low", "high", "period", "indicator", "organisation", "kind", "settlement", *SLICES)
_EXPECTED = ("organisation", "gravity", "life", "members")


@dataclass(frozen=True)
class ExampleFailure:
    """An example whose findings differ, or that cannot be read."""

    rule: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.rule}, пример {self.number}: {self.text}"


def run_examples(methodology: Methodology, codes: Collection[str] | None = None) -> tuple[ExampleFailure, ...]:
    """Every example of the named rules (None = all)."""
    failures = []
    for rule in methodology.finding_rules.values():
        for number, example in enumerate(rule.examples, 1):
            if codes is None or rule.code in codes:
                try:
                    faults = list(_judge(methodology, rule, example))
                except ExampleError as error:
                    faults = [str(error)]
                failures += [ExampleFailure(rule.code, number, text) for text in faults]
    return tuple(failures)


def _judge(methodology: Methodology, rule: FindingRule, example: FindingExample) -> Iterator[str]:
    found = search(evidence_of(methodology, rule, example), [rule]).latest().found
    waiting = list(found)
    for wanted in example.expect:
        if strange := set(wanted) - set(_EXPECTED):
            raise ExampleError(f"неизвестный ключ «{min(strange)}» в expect; есть: {', '.join(_EXPECTED)}")
        fitting = next((one for one in waiting if _fits(one, wanted)), None)
        if fitting is None:
            yield f"не найдено: {_shown(wanted)}; нашлось: {'; '.join(map(_told, found)) or 'ничего'}"
        else:
            waiting.remove(fitting)
    for one in waiting:
        yield f"найдено лишнее: {_told(one)}"


def _fits(one: Finding, wanted: Mapping[str, Any]) -> bool:
    whose = _organisation(wanted["organisation"]) if "organisation" in wanted else one.object_id
    if whose != one.object_id or ("organisation" not in wanted and one.object_id not in ("", TOWN)):
        return False
    said = {"gravity": one.gravity.value, "life": one.life.value, "members": len(one.members)}
    return all(said[name] == value for name, value in wanted.items() if name in said)


def _told(one: Finding) -> str:
    return f"{one.object_id or 'общее'}, {one.gravity}, {one.life}, сравнений {len(one.members)}"


def _shown(wanted: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in wanted.items())


def _organisation(number: Any) -> str:
    return f"{TOWN}.{int(number):03d}"


def evidence_of(methodology: Methodology, rule: FindingRule, example: FindingExample) -> Evidence:
    """The municipality of an example. Raises ExampleError on what cannot be read."""
    first = next(iter(chosen(rule, methodology)), None)
    if first is None:
        raise ExampleError("у правила нет ни одного показателя")
    rows = [one for row in example.values for one in _rows(row)]
    values = [_value(methodology, first, row) for row in rows]
    case = Case(first, 1, Example(rows=example.rows), TOWN)
    tables = gather(methodology, [case]).tables if example.rows else {}
    organisations = {row.get("organisation", 1): row for row in rows if row.get("organisation") != 0}
    for received in example.rows.get("outcomes", ()):
        organisations.setdefault(received["organisation"], {})

    def table(name: str) -> pa.Table:
        return tables.get(name, TABLES[name].empty_table())

    return Evidence(methodology, _registry(organisations), pa.Table.from_pylist(values, VALUES), table)


def _rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    if strange := set(row) - set(_OWN):
        raise ExampleError(f"неизвестный столбец «{min(strange)}»; есть: {', '.join(_OWN)}")
    length = max([1, *(len(value) for value in row.values() if isinstance(value, list))])
    return [{key: value[i] if isinstance(value, list) else value for key, value in row.items()} for i in range(length)]


def _value(methodology: Methodology, first: Indicator, row: Mapping[str, Any]) -> dict[str, Any]:
    indicator = methodology.indicators.get(row.get("indicator", first.code))
    if indicator is None:
        raise ExampleError(f"показателя «{row['indicator']}» нет ни в одном пакете")
    period = read_period(row["period"]) if "period" in row else DEFAULT_PERIODS[indicator.period]
    value = None if row.get("value") in (None, "no value") else float(row["value"])
    low, high = _interval(indicator, value, row)
    whole = row.get("organisation") == 0
    return {
        "indicator": indicator.code, "level": "municipality" if whole else "organisation",
        "object_id": TOWN if whole else _organisation(row.get("organisation", 1)),
        "period": period.code, "first_day": period.first_day, "last_day": period.last_day,
        **{name: str(row.get(name, ALL)) for name in SLICES},
        "state": (CellState.MISSING if value is None else CellState.VALUE).value, "value": value, "n": row.get("n"),
        "low": low, "high": high, "source": "computed",
    }  # fmt: skip


def _interval(indicator: Indicator, value: float | None, row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """As given; else Wilson's of a percent with n, Student's of a mean with sd and n; else none."""
    if "low" in row and "high" in row:
        return float(row["low"]), float(row["high"])
    n = row.get("n")
    if value is None or n is None:
        return None, None
    if "sd" in row:
        half = student_quantile(int(n) - 1) * float(row["sd"]) / sqrt(n)
        return value - half, value + half
    if indicator.unit is not Unit.PERCENT:
        return None, None
    share, more = value / 100, 1 + Z * Z / n
    centre, half = (share + Z * Z / (2 * n)) / more, Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / more
    return 100 * (centre - half), 100 * (centre + half)


def _registry(organisations: Mapping[Any, Mapping[str, Any]]) -> Registry:
    """Schools from 1 to 11 unless the rows say otherwise, all in one municipality."""
    origin = {"batch": "example", "sheet": "", "row": 1, "col": 0, "first_day": None, "last_day": None}
    objects = [{**origin, "object_id": TOWN, "object_type": "municipality", "covered": True}]
    attributes: list[dict[str, Any]] = []
    for number, said in organisations.items():
        one = {**origin, "object_id": _organisation(number)}
        objects.append({**one, "object_type": "organisation", "covered": True})
        own = {"kind": said.get("kind", "school"), "settlement": said.get("settlement", "urban"), "municipality": TOWN}
        grades = [("grade", str(grade)) for grade in range(1, 12)]
        attributes += [{**one, "attribute": name, "value": value} for name, value in (*own.items(), *grades)]
    return Registry(
        pa.Table.from_pylist(objects, TABLES["objects"]),
        pa.Table.from_pylist(attributes, TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )
