"""Four organisations and a methodology that reads them in every way a formula can. Demonstration numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.methodology.model import (
    Fact,
    Indicator,
    Methodology,
    Option,
    Pack,
    ProcedureType,
    Question,
    Source,
)
from msoko.store.schemas import TABLES
from msoko.store.store import Batch, Store
from msoko.vocabulary import ALL, SLICES, Checked, Level, Period, PeriodKind, Purpose, Uncertainty, Unit

SCHOOLS = ("s1", "s2", "s3")
YEARS = ("2020-21", "2021-22", "2022-23", "2023-24", "2024-25")
REASON = "Результаты ВПР не используются для оценки деятельности педагогов (ПП РФ от 30.04.2024 № 556)."
Row = Mapping[str, Any]


def _fact(code: str, unit: Unit = Unit.PERSON, period: PeriodKind = PeriodKind.SCHOOL_YEAR, **more: Any) -> Fact:
    return Fact(code=code, title=f"факт {code}", unit=unit, period=period, **more)


def _indicator(code: str, formula: str, **more: Any) -> Indicator:
    given = {
        "unit": Unit.NUMBER,
        "levels": (Level.ORGANISATION, Level.MUNICIPALITY),
        "purposes": (Purpose.PUBLICATION, Purpose.MANAGEMENT),
        "checked": Checked.AGAINST_THE_ACT,
        "legal_basis": "акт, п. 1",
        "title_en": f"indicator {code}",
        **more,
    }
    return Indicator(code=code, title=f"показатель {code}", criterion="", formula=formula, **given)


FACTS = (
    _fact("pupils"),
    _fact("teachers"),
    _fact("by_grade", grain=("grade",)),
    _fact("money", Unit.ROUBLE, PeriodKind.CALENDAR_YEAR),
    _fact("visits", Unit.ITEM, PeriodKind.QUARTER, over_time="sum"),
    _fact("faults", Unit.ITEM, PeriodKind.DATE, over_time="sum"),
)
INDICATORS = (
    _indicator("pupils_each", "sum(pupils) / sum(teachers)", minimum_coverage=0.8),
    _indicator("growth", "sum(pupils) - prev(sum(pupils))", unit=Unit.PERSON),
    _indicator("turn", "value('growth') - lag(value('growth'), 2)"),
    _indicator("graded", "sum(by_grade)", unit=Unit.PERSON, slices=(("grade",),)),
    _indicator("spent", "sum(money) / in_period(sum(pupils), ended)", period=PeriodKind.CALENDAR_YEAR),
    _indicator("budget", "in_period(value('spent'), ended) + lag(in_period(sum(money), ended), 1)"),
    _indicator("visited", "in_period(sum(visits), within)", unit=Unit.ITEM, period=PeriodKind.CALENDAR_YEAR),
    _indicator("faulty", "in_period(sum(faults), ended)", unit=Unit.ITEM),
    _indicator(
        "vpr_quality",
        "100 * share(vpr.mark >= 4)",
        unit=Unit.PERCENT,
        uncertainty=Uncertainty.CHANCE,
        slices=(("subject",),),
        total=False,
    ),
    _indicator("pleased", "100 * in_period(share(survey.q1 == 'yes'), within)", unit=Unit.PERCENT),
    _indicator(
        "index",
        "composite([value('pupils_each'), value('growth')], weights = [2, 1], missing = option('part_missing'))",
        unit=Unit.INDEX,
    ),
    _indicator("with_vpr", "composite([value('pupils_each'), mean(vpr.mark)])", unit=Unit.INDEX),
    _indicator("over_region", "sum(pupils) - reference('pupils_known', region)", checked=Checked.IN_PART),
    _indicator("unchecked", "sum(pupils)", checked=Checked.NOT_YET),
    _indicator("of_unchecked", "2 * value('unchecked')"),
    _indicator("inner", "sum(teachers)", purposes=(Purpose.MANAGEMENT,)),
)
PACK = Pack(
    code="small",
    title="Маленькая методика",
    version="1.2.0",
    facts=FACTS,
    indicators=INDICATORS,
    sources=(
        Source(name="vpr", table="outcomes", where="procedure_type == 'vpr'"),
        Source(name="survey", table="answers", keyed_by="question"),
    ),
    options=(
        Option(
            name="part_missing", title="недостающая часть", choices=("as zero", "renormalise"), default="renormalise"
        ),
    ),
    questions=(Question(code="q1", title="Довольны ли Вы?", questionnaire="parents"),),
    procedure_types=(
        ProcedureType(
            code="vpr",
            title="Всероссийские проверочные работы",
            banned_purposes=(Purpose.STAFF_APPRAISAL, Purpose.HEAD_APPRAISAL),
            ban_reason=REASON,
        ),
    ),
)
METHODOLOGY = Methodology((PACK,))


def table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows without the column batch, as readers of files make them."""
    filled = []
    for number, row in enumerate(rows, start=2):
        period = Period.parse(row.get("period", "2024-25"))
        filled.append({
            **dict.fromkeys(SLICES, ALL), "state": "value", "sheet": "Лист1", "row": number, "col": 2,
            "first_day": period.first_day, "last_day": period.last_day, "period": period.code,
            "object_type": "organisation", **row,
        })  # fmt: skip
    schema = TABLES[name].remove(TABLES[name].get_field_index("batch"))
    return pa.Table.from_pylist([{key: row.get(key) for key in schema.names} for row in filled], schema)


def fact(organisation: str, code: str, value: int | None, period: str = "2024-25", **more: Any) -> Row:
    state = "missing" if value is None else "value"
    number = None if value is None else Decimal(value)
    return {"object_id": organisation, "fact": code, "value": number, "state": state, "period": period, **more}


def outcome(organisation: str, participant: str, mark: int, period: str = "2024-25", subject: str = "02") -> Row:
    return {
        "procedure": f"vpr-{period}-{subject}", "procedure_type": "vpr", "participant": participant,
        "organisation": organisation, "mark": Decimal(mark), "period": period, "subject": subject, "grade": "5",
    }  # fmt: skip


def answer(organisation: str, respondent: str, said: str, period: str) -> Row:
    return {
        "questionnaire": "parents", "respondent": respondent, "organisation": organisation, "question": "q1",
        "answer": said, "period": period,
    }  # fmt: skip


def reference(value: int, period: str) -> Row:
    return {
        "code": "pupils_known", "level": "region", "object_id": "r1", "period": period, "value": Decimal(value),
        "publisher": "регион", "document": "сборник",
    }  # fmt: skip


def registry(closed: str = "", last_day: date | None = None) -> dict[str, pa.Table]:
    """Three schools and a kindergarten of one municipality; one of them may be closed."""
    begin = date(2000, 9, 1)
    kinds = {**dict.fromkeys(SCHOOLS, "school"), "k1": "kindergarten"}
    objects = [
        {"object_id": one, "object_type": "organisation", "first_day": begin, "covered": True,
         "last_day": last_day if one == closed else None}
        for one in kinds
    ]  # fmt: skip
    objects += [
        {"object_id": "m1", "object_type": "municipality", "first_day": begin, "covered": True},
        {"object_id": "r1", "object_type": "region", "first_day": begin, "covered": False},
    ]
    said = [(one, name, text) for one, kind in kinds.items() for name, text in (
        ("kind", kind), ("municipality", "m1"), ("region", "r1"), ("name", f"Организация {one}"))]  # fmt: skip
    said += [("m1", "region", "r1"), ("m1", "name", "Заречный округ"), ("r1", "name", "Область")]
    attributes = [{"object_id": one, "attribute": name, "value": text, "first_day": begin} for one, name, text in said]
    return {"objects": table("objects", objects), "attributes": table("attributes", attributes)}


def arrive(store: Store, name: str, tables: Mapping[str, pa.Table], replaces: str | None = None) -> None:
    store.append(Batch(name, "facts_table", replaces, entered_by="municipal_officer", file_name=f"{name}.xlsx"), tables)


def filled(store: Store) -> Store:
    """A registry and everything that the indicators read, over four years."""
    arrive(store, "registry", registry())
    for year, code in enumerate(YEARS):
        calendar = code[:4]
        rows = [
            fact(school, name, 40 + 7 * year + 11 * place if name == "pupils" else 4 + year + place, code)
            for place, school in enumerate(SCHOOLS)
            for name in ("pupils", "teachers")
        ]
        rows += [fact("s1", "by_grade", 10 * grade + year, code, grade=str(grade)) for grade in (4, 5)]
        rows += [fact(school, "money", 1000 * (year + 1) + place, calendar) for place, school in enumerate(SCHOOLS)]
        rows += [fact("s1", "visits", quarter + year, f"{calendar}-Q{quarter}") for quarter in (1, 2, 3, 4)]
        rows += [fact("s2", "faults", 2 + year, f"{calendar}-10-0{day}") for day in (1, 2)]
        arrive(store, f"facts{year}", {"facts": table("facts", rows)})
        marks = [outcome(school, f"{i}", 2 + (i + year) % 4, code) for school in SCHOOLS for i in range(6)]
        arrive(store, f"vpr{year}", {"outcomes": table("outcomes", marks)})
        said = [answer("s1", f"r{year}{i}", "yes" if i % 3 else "no", f"{calendar}-Q4") for i in range(5)]
        arrive(store, f"survey{year}", {"answers": table("answers", said)})
        arrive(store, f"region{year}", {"references": table("references", [reference(500 + year, code)])})
    return store
