"""A small document with every kind of block, for the tests of writers. Demonstration numbers.

One file on purpose, over 300 lines: the numbers of one demonstration document, which every golden file repeats.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pytest

from msoko.charts.chart import Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import Break, LineChart, Series
from msoko.methodology.loading import load
from msoko.methodology.model import Methodology, Pack, Threshold
from msoko.organisations.registry import Registry
from msoko.reports.catalogue.procedure_note import ProcedureNote
from msoko.reports.citing import with_sources
from msoko.reports.document import (
    Bullets,
    ChartBlock,
    Column,
    Document,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    Strong,
    Table,
)
from msoko.reports.issue import Citation, Issue
from msoko.reports.parts.tasks import TaskResult
from msoko.reports.values import Value, Values, slices
from msoko.vocabulary import Period

SHARE = Figure("56,4\u00a0%", "K7Q2MX", "Доля «4» и «5», Заречный округ, 2024/25", "", 56.42, 1)
PUPILS = Figure("1\u202f234", "B3W9PL", "Участники ВПР, Заречный округ, 2024/25", "", 1234, 0)
CHANGE = Figure("\u22120,9", "A1B2C3", "Изменение доли, 2024/25", "", -0.9, 1)


@pytest.fixture
def document() -> Document:
    return make_document()


def make_document(rows: int = 45) -> Document:
    return with_sources(Document(
        title="Аналитическая справка по итогам ВПР: математика, 5 класс",
        subtitle="Заречный округ, 2024/25 учебный год",
        organisation="Отдел образования администрации Заречного округа",
        reference="Рабочий расчёт, данные на 03.06.2025; версия журнала 12; методика «Результаты» 1.0",
        date=date(2025, 6, 17),
        demonstration=True,
        blocks=(
            Heading("Участники и охват"),
            Paragraph((
                "В работе приняли участие ", PUPILS, " обучающихся из 13 школ. Отметки «4» и «5» получили ", SHARE,
                " участников; изменение к прошлому году составило ", CHANGE, ". ", Strong("Важно: "),
                "выводы о школах с малым числом участников осторожны, потому что интервалы широки и перекрываются.",
            )),
            Bullets((("=1+1 в тексте остаётся текстом",), ("Школа & сыновья <раз>",))),
            Note(("Результаты ВПР не используются для оценки работы учителей.",), "attention"),
            Heading("Школы", 2),
            ChartBlock(_dots(), (SHARE,)),
            table(rows),
            Heading("По годам", 2),
            ChartBlock(_years()),
            PageBreak(),
            Heading("Подписи"),
            Signature("Начальник отдела образования"),
        ),
    ))  # fmt: skip


def table(rows: int) -> Table:
    lines = [
        Row(
            (
                f"Школа № {i} (демо)",
                Figure(f"{i + 40},5", f"T{i:05d}", "Доля", f"школа № {i}", i + 40.5, 1),
                str(20 + i),
            )
        )
        for i in range(1, rows + 1)
    ]
    lines.insert(0, Row(("Городские школы",), "group"))
    lines.append(Row(("=СУММ", SHARE, "1\u202f234"), "total"))
    lines.append(Row(("Школа № 99 (демо)", Figure("нет данных"), None)))
    columns = (Column("Школа", width=3), Column("Доля", "%", "right"), Column("Участников", "чел.", "right"))
    return Table(
        "Доля отметок «4» и «5» по школам", columns, tuple(lines), "Интервалы 95 %.", codes=True, sheet="Школы"
    )


def _dots() -> DotPlot:
    rows = tuple(
        DotRow(name=f"Школа № {i}", value=40.0 + 2 * i, low=30.0 + 2 * i, high=50.0 + 2 * i, n=30 + i)
        for i in range(1, 10)
    )
    return DotPlot(
        title="Доля отметок «4» и «5»",
        sentence="Ориентир достигнут в большинстве школ.",
        note="Чем меньше участников, тем шире интервал.",
        groups=(Group("Городские школы", rows),),
        total=DotRow(name="Округ", value=56.4, low=52.3, high=60.3, n=1234),
        norm=Reference(50, "ориентир 50"),
    )


def _years() -> LineChart:
    points = tuple(Point(value=50.0 + i, low=46.0 + i, high=54.0 + i, n=600) for i in range(4))
    return LineChart(
        title="Доля по годам",
        sentence="До 2023/24 доля росла.",
        periods=("2021/22", "2022/23", "2023/24", "2024/25"),
        series=(Series("Округ", points, this=True),),
        breaks=(Break(3, "новая работа"),),
    )


MUNICIPALITY, REGION = "m1", "r1"


def make_registry() -> Registry:
    """Thirteen schools of one municipality in one region."""
    names = {MUNICIPALITY: "Заречный округ", REGION: "Область"}
    names |= {f"s{i:02d}": f"Школа № {i} (демо)" for i in range(1, 15)}
    kinds = {MUNICIPALITY: "municipality", REGION: "region"}
    objects = [
        {
            "object_id": one,
            "object_type": kinds.get(one, "organisation"),
            "first_day": date(2000, 9, 1),
            "last_day": None,
        }
        for one in names
    ]
    attributes = [
        {"object_id": one, "attribute": attribute, "value": value, "first_day": None, "last_day": None}
        for one, name in names.items()
        for attribute, value in (("name", name), *_placed(one))
    ]
    return Registry(
        pa.Table.from_pylist(objects),
        pa.Table.from_pylist(attributes),
        pa.schema(
            [("object_id", pa.string()), ("predecessor_id", pa.string()), ("on", pa.date32()), ("reason", pa.string())]
        ).empty_table(),
    )


def _placed(object_id: str) -> tuple[tuple[str, str], ...]:
    if not object_id.startswith("s"):
        return (("region", REGION),) if object_id == MUNICIPALITY else ()
    settlement = "urban" if int(object_id[1:]) <= 6 else "rural"
    return (("municipality", MUNICIPALITY), ("region", REGION), ("kind", "school"), ("settlement", settlement))


@pytest.fixture(scope="session")
def issue() -> Issue:
    return make_issue()


@cache
def methodology() -> Methodology:
    """The packs, and the sizes that make a peak (of the recommendations of ФИОКО) whether a pack has them or not."""
    sizes = {"peak_ratio": 2, "peak_points": 5, "distribution_informative": 50, "distribution_approximate": 20}
    thresholds = tuple(Threshold(name=f"fioko_{name}", title=name, value=Decimal(x)) for name, x in sizes.items())
    packs = load(["results", "self-examination-1324", "nok-uood"]).packs
    return Methodology((*packs, Pack(code="sizes", title="Пороги", version="1", thresholds=thresholds)))


def make_issue(language: str = "ru") -> Issue:
    return Issue(
        organisation="Отдел образования администрации Заречного округа",
        date=date(2025, 6, 17),
        citation=Citation(
            ledger_version=12, data_as_of=date(2025, 6, 3), packs=(("Результаты образования", "2026.1"),)
        ),
        methodology=methodology(),
        registry=make_registry(),
        language=language,
        demonstration=True,
    )


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson (1927), 95 %, in per cent."""
    z, p = 1.959963984540054, k / n
    middle, half = p + z * z / (2 * n), z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    return 100 * (middle - half) / (1 + z * z / n), 100 * (middle + half) / (1 + z * z / n)


GOOD = {
    1: (47, 84),
    2: (52, 78),
    3: (66, 84),
    4: (38, 71),
    5: (33, 66),
    6: (20, 52),
    7: (17, 31),
    8: (19, 28),
    9: (11, 34),
    10: (12, 24),
    11: (4, 14),
    12: (7, 12),
    13: (5, 9),
}


def share(indicator: str, level: str, object_id: str, period: str, k: int, n: int, **more: object) -> Value:
    low, high = wilson(k, n)
    code = f"{indicator[-3:]}{object_id}{period[2:4]}".replace("_", "").replace(".", "").upper()
    return Value(
        indicator,
        level,
        object_id,
        period,
        more.pop("slices", ()),
        value=100 * k / n,
        n=n,
        known=1,
        expected=1,
        coverage=1.0,
        low=low,
        high=high,
        code=code,
        **more,
    )


def make_note(language: str = "ru") -> ProcedureNote:
    parts = slices(subject="02", grade="5")
    rows: list[Value] = []
    for period, shift in (("2022-23", -4), ("2023-24", -2), ("2024-25", 0)):
        totals = {"quality": [0, 0], "mark_2_share": [0, 0], "pass_rate": [0, 0], "journal_mismatch": [0, 0]}
        for i, (k, n) in GOOD.items():
            k = max(1, k + shift)
            one = {"quality": k, "mark_2_share": n // 10, "pass_rate": n - n // 10, "journal_mismatch": n // 4}
            for name, count in one.items():
                rows.append(share(f"results.vpr_{name}", "organisation", f"s{i:02d}", period, count, n, slices=parts))
                totals[name] = [totals[name][0] + count, totals[name][1] + n]
            rows.append(
                Value(
                    "results.vpr_participants",
                    "organisation",
                    f"s{i:02d}",
                    period,
                    parts,
                    value=n,
                    n=n,
                    code=f"N{i:02d}{period[:4]}",
                )
            )
            rows.append(
                Value(
                    "results.vpr_mean_mark",
                    "organisation",
                    f"s{i:02d}",
                    period,
                    parts,
                    value=3.2 + k / n,
                    n=n,
                    code=f"M{i:02d}{period[:4]}",
                )
            )
        for name, (k, n) in totals.items():
            rows.append(share(f"results.vpr_{name}", "municipality", MUNICIPALITY, period, k, n, slices=parts))
        n = totals["quality"][1]
        for name, k in (
            ("equal", 3 * n // 4),
            ("lower", n // 5),
            ("higher", n // 20),
        ):
            rows.append(share(f"results.vpr_journal_{name}", "municipality", MUNICIPALITY, period, k, n, slices=parts))
        rows.append(
            Value(
                "results.vpr_participants",
                "municipality",
                MUNICIPALITY,
                period,
                parts,
                value=n,
                n=n,
                known=13,
                expected=14,
                coverage=13 / 14,
                code=f"NM{period[:4]}",
            )
        )
        rows.append(
            Value(
                "results.vpr_task_fulfilment",
                "municipality",
                MUNICIPALITY,
                period,
                parts,
                value=61.2,
                n=n,
                code=f"TM{period[:4]}",
            )
        )
        rows.append(
            Value(
                "results.vpr_mean_mark",
                "municipality",
                MUNICIPALITY,
                period,
                parts,
                value=3.61,
                n=n,
                code=f"MM{period[:4]}",
            )
        )
        rows.append(
            Value(
                "results.vpr_quality",
                "region",
                REGION,
                period,
                parts,
                value=52.1 + shift / 2,
                n=9000,
                source="reference",
                code=f"RG{period[:4]}",
            )
        )
    total = sum(n for _, n in GOOD.values())
    scores = {
        f"s{i:02d}": {5: n // 5, 9: n // 4, 13: n // 4, 17: n - n // 5 - 2 * (n // 4)} for i, (_, n) in GOOD.items()
    }
    scores["s03"] = {5: 10, 9: 14, 10: 5, 11: 25, 12: 4, 13: 16, 17: 10}
    return ProcedureNote(
        issue=make_issue(language),
        period=Period.parse("2024-25"),
        municipality=MUNICIPALITY,
        region=REGION,
        subject="02",
        grade="5",
        values=Values(rows),
        scores_by_school=scores,
        maximum=Decimal(20),
        marks={2: 58, 3: 198, 4: 220, 5: 111},
        bounds={3: Decimal(7), 4: Decimal(11), 5: Decimal(15)},
        tasks=tuple(
            TaskResult(str(i), Decimal(1 + i % 2), total, fulfilment, difficulty, ability)
            for i, (fulfilment, difficulty, ability) in enumerate(TASKS, start=1)
        ),
        missing=("s14",),
        groups={f"s{i:02d}": "Городские школы" if i <= 6 else "Сельские школы" for i in range(1, 14)},
    )


TASKS = [
    (89.0, "Б", "Действия с натуральными числами"),
    (78.0, "Б", "Сравнение и округление"),
    (56.0, "Б", "Обыкновенная дробь: часть числа"),
    (58.5, "Б", "Десятичные дроби"),
    (31.0, "П", "Задача на части и проценты"),
    (24.0, "П", "Рассуждение с обоснованием"),
]


@pytest.fixture
def note() -> ProcedureNote:
    return make_note()
