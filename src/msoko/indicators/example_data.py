"""The rows of an example as an engine reads them. Each example is a municipality of its own: many share a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.indicators.request import Data
from msoko.methodology.model import Example, Fact, Indicator, Methodology
from msoko.organisations.placing import ATTRIBUTES, PLACEMENTS
from msoko.store.schemas import NUMBER, TABLES
from msoko.vocabulary import ALL, SLICES, Absence, CellState, Level, Period, PeriodKind

DEFAULT_PERIODS: Mapping[PeriodKind, Period] = {
    PeriodKind.SCHOOL_YEAR: Period.parse("2024-25"),
    PeriodKind.CALENDAR_YEAR: Period.parse("2024"),
    PeriodKind.QUARTER: Period.parse("2024-Q4"),
    PeriodKind.DATE: Period.parse("2024-12-31"),
}
YEARS_BEFORE = 5  # placements are given for so many earlier periods, for prev() and lag()
STATES = {"no value": CellState.MISSING, "not applicable": CellState.NOT_APPLICABLE}

# Tables whose rows may be written in width: a column named like a question, criterion or requirement is its value.
KEYED = {"answers": ("question", "answer"), "ratings": ("criterion", "score"), "observations": ("requirement", "score")}
COUNTED = {
    "answers": "respondent",
    "ratings": "work",
    "observations": "visit",
    "outcomes": "participant",
    "items": "participant",
}

_ORGANISATION: Mapping[str, Any] = {  # what an organisation of an example is unless the example says otherwise
    "kind": "school",
    "settlement": "urban",
    "education_levels": ["primary", "basic", "secondary"],
    "grades": [str(grade) for grade in range(1, 12)],
}


class ExampleError(ValueError):
    """An example that cannot be read. The message is Russian, for its author."""


@dataclass(frozen=True)
class Case:
    """One example of one indicator, with the name of its municipality."""

    indicator: Indicator
    number: int  # from 1, as people count
    example: Example
    name: str

    @property
    def period(self) -> Period:
        """Raises ExampleError."""
        return read_period(self.example.period) if self.example.period else DEFAULT_PERIODS[self.indicator.period]

    @property
    def region(self) -> str:
        return f"{self.name}.region"

    def organisation(self, number: int) -> str:
        return f"{self.name}.{number:03d}"


@dataclass
class Rows:
    """Rows gathered for one request; `data()` makes the tables."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    placements: list[dict[str, Any]] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        origin = {"batch": "example", "sheet": "", "row": len(self.tables[table]) + 1, "col": 0}
        self.tables[table].append({**origin, **row})

    def data(self) -> Data:
        tables = {name: pa.Table.from_pylist(rows, TABLES[name]) for name, rows in self.tables.items()}
        return Data(
            tables,
            pa.Table.from_pylist(self.placements, PLACEMENTS),
            pa.Table.from_pylist(self.attributes, ATTRIBUTES),
        )


def gather(methodology: Methodology, cases: Iterable[Case]) -> Data:
    """The data of all cases together. Raises ExampleError on what cannot be read."""
    rows = Rows()
    for case in cases:
        _Builder(methodology, case, rows).build()
    return rows.data()


def organisations_of(methodology: Methodology, case: Case) -> int:
    """How many organisations an example speaks of: by its lists of facts and the numbers in its rows; at least one."""
    example = case.example
    facts = (name.partition("@")[0] for name in example.given)
    about = {name: methodology.facts[name].about for name in facts if name in methodology.facts}
    lengths = [len(v) for n, v in example.given.items() if about.get(n.partition("@")[0], "") == "organisation"]
    named = [int(row["organisation"]) for rows in example.rows.values() for row in rows if "organisation" in row]
    return max([1, len(example.organisations), *lengths, *named])


class _Builder:
    def __init__(self, methodology: Methodology, case: Case, rows: Rows) -> None:
        self.methodology, self.case, self.rows = methodology, case, rows
        self.periods = {case.period.shift(-steps) for steps in range(YEARS_BEFORE + 1)}
        self.counter = 0

    def build(self) -> None:
        for name, entries in self.case.example.given.items():
            self._fact(name, entries)
        for table, rows in self.case.example.rows.items():
            if table not in TABLES:
                raise ExampleError(f"таблицы «{table}» нет; есть: {', '.join(TABLES)}")
            for row in rows:
                self._table_rows(table, row)
        for number in range(1, organisations_of(self.methodology, self.case) + 1):
            self._place(number)

    # --- facts
    def _fact(self, name: str, entries: Any) -> None:
        code, _, period_code = name.partition("@")
        fact = self.methodology.facts.get(code)
        if fact is None:
            raise ExampleError(f"факта «{code}» нет ни в одном пакете")
        period = read_period(period_code) if period_code else self._default_period(fact)
        self.periods.add(period)
        if not isinstance(entries, list):
            entries = [entries]
        for number, entry in enumerate(entries, 1):
            object_id = self.case.organisation(number)
            if fact.about in (Level.MUNICIPALITY, Level.REGION):
                object_id = self.case.name if fact.about == Level.MUNICIPALITY else self.case.region
            cell = {"object_type": fact.about, "object_id": object_id, "fact": code, **_days(period)}
            for part in entry if isinstance(entry, list) else [{"value": entry}]:
                slices = {**dict.fromkeys(SLICES, ALL), **{k: str(v) for k, v in part.items() if k != "value"}}
                if strange := set(slices) - set(SLICES):
                    raise ExampleError(f"разреза «{min(strange)}» нет; есть: {', '.join(SLICES)}")
                self.rows.add("facts", {**cell, **slices, **_value(part.get("value"))})

    def _default_period(self, fact: Fact) -> Period:
        """Of the indicator's own kind: its period; of another kind: the latest that ended in it (ADR 0001)."""
        asked = self.case.period
        if fact.period is asked.kind:
            return asked
        candidate = DEFAULT_PERIODS[fact.period]
        if fact.period is PeriodKind.DATE:
            return Period.parse(asked.last_day.isoformat())
        while candidate.last_day > asked.last_day:
            candidate = candidate.shift(-1)
        while candidate.shift(1).last_day <= asked.last_day:
            candidate = candidate.shift(1)
        return candidate

    # --- other tables
    def _table_rows(self, table: str, row: Mapping[str, Any]) -> None:
        """One written row; a list in a column stands for as many rows."""
        length = max([1, *(len(value) for value in row.values() if isinstance(value, list))])
        for i in range(length):
            one = {key: value[i] if isinstance(value, list) else value for key, value in row.items()}
            if table in COUNTED and COUNTED[table] not in one:
                self.counter += 1
                one[COUNTED[table]] = f"{self.counter:04d}"
            for narrow in self._narrow(table, one):
                self._row(table, narrow)

    def _narrow(self, table: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """{q1 = "yes", q2 = "no"} → one row a question."""
        wide = [key for key in row if key not in TABLES[table].names and key != "organisation"]
        if table not in KEYED or not wide:
            return [dict(row)]
        key_column, value_column = KEYED[table]
        shared = {key: value for key, value in row.items() if key not in wide}
        return [{**shared, key_column: key, value_column: row[key]} for key in wide]

    def _row(self, table: str, row: Mapping[str, Any]) -> None:
        schema = TABLES[table]
        period = read_period(str(row["period"])) if "period" in row else self.case.period
        self.periods.add(period)
        made: dict[str, Any] = {**dict.fromkeys(SLICES, ALL), **_days(period), "state": str(CellState.VALUE)}
        for name, value in row.items():
            if name not in schema.names:
                raise ExampleError(f"в таблице «{table}» нет столбца «{name}»; есть: {', '.join(schema.names)}")
            made[name] = value
            if schema.field(name).type == NUMBER:
                made[name], state = _number(value)
                made["state"] = state or made["state"]
            elif name != "period" and value is not None:
                made[name] = value if isinstance(value, int) and schema.field(name).type != pa.string() else str(value)
        made |= _days(period)
        if "organisation" in schema.names and "organisation" in row:
            made["organisation"] = self.case.organisation(int(row["organisation"]))
        self._defaults(table, made)
        self.rows.add(
            table, {name: made.get(name) for name in schema.names if name not in ("batch", "sheet", "row", "col")}
        )

    def _defaults(self, table: str, made: dict[str, Any]) -> None:
        if table in ("outcomes", "items"):
            kind = made.get("procedure_type", "")
            made.setdefault("procedure", f"{kind}-{made['subject']}-{made['grade']}-{made['period']}")
            made["procedure"] = f"{self.case.name}:{made['procedure']}"
            if table == "items":
                made.setdefault("task", "1")
            if made.get("person") is not None:
                made["person"] = f"{self.case.name}:{made['person']}"
        if table == "answers" and "questionnaire" not in made:
            question = self.methodology.questions.get(str(made.get("question")))
            made["questionnaire"] = question.questionnaire if question else ""
        if table == "references" and "object_id" not in made:
            level = str(made.get("level", Level.REGION))
            made["object_id"] = {Level.MUNICIPALITY: self.case.name, Level.REGION: self.case.region}.get(
                Level(level), f"{self.case.name}.{level}"
            )

    # --- placements
    def _place(self, number: int) -> None:
        given = self.case.example.organisations
        stated = given[number - 1] if number <= len(given) else {}
        if strange := set(stated) - {*_ORGANISATION, "cluster", "successor", "region_covered"}:
            known = ", ".join([*_ORGANISATION, "cluster", "successor", "region_covered"])
            raise ExampleError(f"у организации нет свойства «{min(strange)}»; есть: {known}")
        traits = {**_ORGANISATION, **stated}
        for trait in ("education_levels", "grades"):
            traits[trait] = [str(one) for one in traits[trait]]
        ours, town = self.case.organisation(number), self.case.name
        groups = [
            (Level.ORGANISATION, ours),
            (Level.SUCCESSOR, self.case.organisation(int(traits.get("successor", number)))),
            (Level.KIND, f"{town}/{traits['kind']}"),
            (Level.SETTLEMENT, f"{town}/{traits['settlement']}"),
            *((Level.EDUCATION_LEVEL, f"{town}/{level}") for level in traits["education_levels"]),
            (Level.MUNICIPALITY, town),
            (Level.REGION, self.case.region),
            (Level.COUNTRY, f"{town}.country"),
        ]
        if "cluster" in traits:
            groups.append((Level.CLUSTER, f"{town}/{traits['cluster']}"))
        for period in sorted(self.periods):
            for level, group in groups:
                covered = level is not Level.COUNTRY and (
                    level is not Level.REGION or bool(traits.get("region_covered"))
                )
                self.rows.placements.append(
                    {"object_id": ours, "period": period.code, "level": level, "group_id": group, "covered": covered}
                )
            self.rows.attributes.append(
                {
                    "object_id": ours,
                    "period": period.code,
                    "object_type": "organisation",
                    "municipality": town,
                    "region": self.case.region,
                    **{name: traits[name] for name in _ORGANISATION},
                }
            )


def read_period(code: str) -> Period:
    try:
        return Period.parse(code)
    except ValueError:
        raise ExampleError(f"период «{code}» не понят; пишется 2024-25, 2024, 2024-Q3 или 2024-09-20") from None


def _days(period: Period) -> dict[str, Any]:
    return {"period": period.code, "first_day": period.first_day, "last_day": period.last_day}


def _value(entry: Any) -> dict[str, Any]:
    """A fact's value and state; "no value" is missing, "not applicable" is said by the form."""
    if isinstance(entry, str):
        if entry not in STATES:
            raise ExampleError(f'«{entry}» — не значение; пишется число, true, false, "no value" или "not applicable"')
        return {"value": None, "state": STATES[entry], "reason": None}
    return {"value": _decimal(entry), "state": CellState.VALUE, "reason": None}


def _number(entry: Any) -> tuple[Decimal | None, str]:
    """A number of a row, or null with the reason why there is none."""
    if isinstance(entry, str):
        if entry != "no value" and entry not in tuple(Absence):
            raise ExampleError(f"«{entry}» — не число; вместо числа можно написать: no value, {', '.join(Absence)}")
        return None, str(Absence.NOT_STATED if entry == "no value" else entry)
    return _decimal(entry), ""


def _decimal(entry: Any) -> Decimal:
    if not isinstance(entry, bool | int | float | Decimal):
        raise ExampleError(f"«{entry}» — не число")
    return Decimal(str(int(entry) if isinstance(entry, bool) else entry)).quantize(Decimal("0.000001"))
