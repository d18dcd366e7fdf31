"""A small fixed methodology and random sparse data for it: every kind of fact and source, all states of a cell.

One file on purpose, over 300 lines: every table of the world refers to the same few objects and periods.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.indicators.request import Data, Request
from msoko.methodology.model import (
    Fact,
    Indicator,
    Methodology,
    Norm,
    Option,
    Pack,
    Question,
    Source,
    Threshold,
)
from msoko.organisations.placing import ATTRIBUTES, PLACEMENTS
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, UNKNOWN, Direction, Level, Period, PeriodKind, Uncertainty, Unit

PERIOD = Period.parse("2024-25")
SCHOOL_YEARS = (Period.parse("2023-24"), PERIOD)
FACTS = (
    Fact(code="a", title="a", unit=Unit.PERSON),
    Fact(code="b", title="b", unit=Unit.PERSON),
    Fact(code="g", title="g", unit=Unit.PERSON, grain=("grade",)),
    Fact(code="gs", title="gs", unit=Unit.PERSON, grain=("grade", "sex")),
    Fact(code="t", title="t", unit=Unit.ITEM, grain=("grade",), sum_from="total"),
    Fact(code="wm", title="wm", unit=Unit.PERCENT, over_objects="weighted_mean", weight="b"),
    Fact(code="mn", title="mn", unit=Unit.YEAR, over_objects="mean"),
    Fact(code="y", title="y", unit=Unit.ROUBLE, period=PeriodKind.CALENDAR_YEAR),
    Fact(code="q", title="q", unit=Unit.ITEM, period=PeriodKind.QUARTER, over_time="sum"),
    Fact(code="ql", title="ql", unit=Unit.ITEM, period=PeriodKind.QUARTER, over_time="last", grain=("grade",)),
    Fact(code="qm", title="qm", unit=Unit.ITEM, period=PeriodKind.QUARTER, over_time="mean"),
    Fact(code="d", title="d", unit=Unit.ITEM, period=PeriodKind.DATE),
    Fact(code="town", title="town", unit=Unit.PERSON, about="municipality"),
    Fact(code="land", title="land", unit=Unit.ROUBLE, about="region"),
)
SOURCES = (
    Source(name="vpr", table="outcomes", where="procedure_type == 'vpr'"),
    Source(name="tasks", table="items"),
    Source(name="survey", table="answers", keyed_by="question"),
)
QUESTIONS = (
    Question(code="q1", title="q1", questionnaire="f"),
    Question(code="q2", title="q2", questionnaire="f"),
    Question(code="q3", title="q3", questionnaire="f", type="scale"),
)
OPTIONS = (
    Option(name="text", title="text", choices=("yes", "no"), default="yes"),
    Option(name="number", title="number", choices=("0", "2"), default="2"),
    Option(name="missing", title="missing", choices=("as zero", "renormalise"), default="renormalise"),
)
THRESHOLDS = (
    Threshold(name="w", title="w", value=Decimal(3)),
    Threshold(name="w", title="w", value=Decimal(2), slices={"subject": "02"}),
    Threshold(name="w", title="w", value=Decimal(5), valid_to=SCHOOL_YEARS[0].last_day),
)


def indicator(code: str, formula: str, **more: Any) -> Indicator:
    more = {"unit": Unit.NUMBER, "levels": (Level.ORGANISATION, Level.SETTLEMENT, Level.MUNICIPALITY), **more}
    return Indicator(code=code, title=code, criterion="", formula=formula, **more)


OTHERS = (
    indicator("v1", "100 * sum(a) / sum(b)", norms=(Norm(at_least=Decimal(40)),)),
    indicator("v2", "g", better=Direction.LOWER, applies_when="kind == 'school'", norms=(Norm(at_most=Decimal(6)),)),
    indicator("vy", "sum(y)", period=PeriodKind.CALENDAR_YEAR),
)


def methodology(indicators: list[Indicator]) -> Methodology:
    pack = Pack(
        code="world",
        title="world",
        version="1",
        facts=FACTS,
        sources=SOURCES,
        options=OPTIONS,
        questions=QUESTIONS,
        thresholds=THRESHOLDS,
        indicators=(*OTHERS, *indicators),
    )
    return Methodology((pack,))


def request(indicators: list[Indicator], options: dict[str, str]) -> Request:
    return Request(tuple(one.code for one in indicators), (PERIOD,), options)


# ---- data
def world(seed: int, organisations: int, gaps: float, covered: bool) -> Data:
    """gaps: the chance that a cell is not a value. covered: do the rows cover the region?"""
    return _World(random.Random(seed), organisations, gaps, covered).data()


class _World:
    def __init__(self, dice: random.Random, organisations: int, gaps: float, covered: bool) -> None:
        self.dice, self.gaps, self.covered = dice, gaps, covered
        self.names = [f"o{n}" for n in range(organisations)]
        self.town = {name: "m2" if n == 3 else "m1" for n, name in enumerate(self.names)}
        self.traits = {name: self._traits() for name in self.names}
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}

    def _traits(self) -> dict[str, Any]:
        pick = self.dice.choice
        return {
            "kind": pick(["school", "school", "kindergarten"]),
            "settlement": pick(["urban", "rural"]),
            "education_levels": pick([[], ["noo"], ["noo", "ooo"]]),
            "grades": pick([[], ["5"], ["5", "9"], ["9"]]),
        }

    def data(self) -> Data:
        for name in self.names:
            self._facts(name)
            for period in SCHOOL_YEARS:
                self._rows(name, period)
        for owner, level, fact in (("m1", "municipality", "town"), ("r", "region", "land")):
            self._fact(fact, level, owner, PERIOD, {})
        for level, owner in (("region", "r"), ("municipality", "m1"), ("country", "c")):
            self._add(
                "references",
                {
                    "code": "v1",
                    "level": level,
                    "object_id": owner,
                    **_days(PERIOD),
                    **_slices({}),
                    "value": self._number(),
                    "n": 7,
                },
            )
        tables = {name: pa.Table.from_pylist(rows, TABLES[name]) for name, rows in self.tables.items()}
        placements = pa.Table.from_pylist(list(self._placements()), PLACEMENTS)
        attributes = [
            {
                "object_id": name,
                "period": period.code,
                "object_type": "organisation",
                **self.traits[name],
                "municipality": self.town[name],
                "region": "r",
            }
            for name in self.names
            for period in _all_periods()
        ]
        return Data(tables, placements, pa.Table.from_pylist(attributes, ATTRIBUTES))

    def _placements(self) -> Iterator[dict[str, Any]]:
        for number, name in enumerate(self.names):
            town, traits = self.town[name], self.traits[name]
            for period in _all_periods():
                if number == 2 and period == SCHOOL_YEARS[0]:
                    continue  # did not exist yet
                groups = [("organisation", name, True), ("municipality", town, True), ("region", "r", self.covered)]
                groups += [("country", "c", False), ("settlement", f"{town}/{traits['settlement']}", True)]
                groups += [("kind", f"{town}/{traits['kind']}", True)]
                groups += [("education_level", f"{town}/{level}", True) for level in traits["education_levels"]]
                for level, group, covered in groups:
                    yield {
                        "object_id": name,
                        "period": period.code,
                        "level": level,
                        "group_id": group,
                        "covered": covered,
                    }

    def _facts(self, owner: str) -> None:
        for fact in FACTS:
            if fact.about != "organisation":
                continue
            for period in _periods_of(fact.period):
                for slices in self._cells(fact.grain):
                    if self.dice.random() > self.gaps / 2:
                        self._fact(fact.code, "organisation", owner, period, slices)

    def _cells(self, grain: tuple[str, ...]) -> Iterator[dict[str, str]]:
        """Parts, sometimes the total beside them, sometimes a row that is neither."""
        if not grain:
            yield {}
            return
        for grade in ("5", "9"):
            if len(grain) == 1:
                yield {"grade": grade}
            else:
                yield from ({"grade": grade, "sex": sex} for sex in ("f", "m", UNKNOWN))
        if self.dice.random() < 0.5:
            yield {}
        if self.dice.random() < 0.2:
            yield {"sex": "f"} if len(grain) == 1 else {"grade": "5"}

    def _fact(self, code: str, object_type: str, owner: str, period: Period, slices: dict[str, str]) -> None:
        state = self._state()
        value = self._number() if state == "value" else None
        self._add(
            "facts",
            {
                "object_type": object_type,
                "object_id": owner,
                "fact": code,
                **_days(period),
                **_slices(slices),
                "value": value,
                "state": state,
                "reason": None,
            },
        )

    def _state(self) -> str:
        if self.dice.random() > self.gaps:
            return "value"
        return self.dice.choice(["missing", "not_applicable"])

    def _number(self) -> Decimal:
        """Halves: sums and differences of them are exact in doubles too."""
        return Decimal(self.dice.choice([0, 0, 1, 2, 3, 5, 8, 12, 20, 7])) + self.dice.choice(
            [Decimal(0), Decimal("0.5")]
        )

    def _rows(self, owner: str, period: Period) -> None:
        if self.dice.random() < self.gaps:
            return
        for number in range(self.dice.randint(1, 4)):
            self._participant(owner, period, f"{owner}-{number}")
        for number in range(self.dice.randint(0, 3)):
            self._respondent(owner, period, f"r{owner}-{number}")

    def _participant(self, owner: str, period: Period, code: str) -> None:
        dice = self.dice
        slices = _slices(
            {
                "subject": dice.choice(["01", "02"]),
                "grade": dice.choice(["5", "9"]),
                "class": dice.choice(["А", "Б", UNKNOWN, ALL]),
            }
        )
        known = dice.random() > self.gaps
        shared = {
            "procedure": f"p{period.code}",
            "procedure_type": dice.choice(["vpr", "vpr", "ege"]),
            "participant": code,
            "person": dice.choice(["h1", "h2", f"h{code}", None]),
            "organisation": owner,
            **_days(period),
            **slices,
        }
        self._add(
            "outcomes",
            {
                **shared,
                "score": self._number() if known else None,
                "test_score": None,
                "mark": Decimal(dice.randint(2, 5)) if known else None,
                "journal_mark": None,
                "level": dice.choice(["low", "high", None]),
                "state": "value" if known else "absent",
            },
        )
        for task in ("1", "2"):
            done = dice.random() > self.gaps
            self._add(
                "items",
                {
                    **shared,
                    "task": task,
                    "score": Decimal(dice.randint(0, 2)) if done else None,
                    "max_score": Decimal(2),
                    "state": "value" if done else "not_attempted",
                },
            )

    def _respondent(self, owner: str, period: Period, code: str) -> None:
        for question, answers in (("q1", ["yes", "no"]), ("q2", ["yes", "no"]), ("q3", ["1", "7", "10", "-"])):
            if self.dice.random() > self.gaps:
                self._add(
                    "answers",
                    {
                        "questionnaire": "f",
                        "respondent": code,
                        "organisation": owner,
                        **_days(period),
                        **_slices({}),
                        "question": question,
                        "answer": self.dice.choice(answers),
                        "state": "value",
                    },
                )

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self.tables[table].append({**row, "batch": "w", "sheet": "", "row": len(self.tables[table]) + 1, "col": 0})


def _slices(stated: dict[str, str]) -> dict[str, str]:
    return {name: stated.get(name, ALL) for name in SLICES}


def _days(period: Period) -> dict[str, Any]:
    return {"period": period.code, "first_day": period.first_day, "last_day": period.last_day}


def _periods_of(kind: PeriodKind) -> list[Period]:
    codes = {
        PeriodKind.SCHOOL_YEAR: [p.code for p in SCHOOL_YEARS],
        PeriodKind.CALENDAR_YEAR: ["2023", "2024", "2025"],
        PeriodKind.QUARTER: ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"],
        PeriodKind.DATE: ["2023-10-01", "2024-10-01", "2025-03-01"],
    }
    return [Period.parse(code) for code in codes[kind]]


def _all_periods() -> list[Period]:
    return [*SCHOOL_YEARS, *_periods_of(PeriodKind.CALENDAR_YEAR)]


def shuffled(data: Data, seed: int) -> Data:
    """The same rows in another order. Each fact key occurs once, so the order means nothing."""
    dice = random.Random(seed)
    tables = {}
    for name, table in data.tables.items():
        order = list(range(table.num_rows))
        dice.shuffle(order)
        tables[name] = table.take(pa.array(order, pa.int64()))
    return replace(data, tables=tables)


def with_empty_school(data: Data) -> Data:
    """One more organisation of m1 that has sent nothing."""
    like = [row for row in data.placements.to_pylist() if row["object_id"] == "o0"]
    placed = [
        {**r, "object_id": "o9", "group_id": "o9" if r["level"] == "organisation" else r["group_id"]} for r in like
    ]
    told = [{**r, "object_id": "o9"} for r in data.attributes.to_pylist() if r["object_id"] == "o0"]
    return Data(
        data.tables,
        pa.concat_tables([data.placements, pa.Table.from_pylist(placed, PLACEMENTS)]),
        pa.concat_tables([data.attributes, pa.Table.from_pylist(told, ATTRIBUTES)]),
    )


CHANCE = Uncertainty.CHANCE
