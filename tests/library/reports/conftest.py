"""A small document with every kind of block, for the tests of writers. Demonstration numbers."""

from __future__ import annotations

from datetime import date

import pytest

from msoko.charts.chart import Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import Break, LineChart, Series
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

SHARE = Figure("56,4\u00a0%", "K7Q2MX", "Доля «4» и «5», Заречный округ, 2024/25", 56.42, 1)
PUPILS = Figure("1\u202f234", "B3W9PL", "Участники ВПР, Заречный округ, 2024/25", 1234, 0)
CHANGE = Figure("\u22120,9", "A1B2C3", "Изменение доли, 2024/25", -0.9, 1)


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
        Row((f"Школа № {i} (демо)", Figure(f"{i + 40},5", f"T{i:05d}", f"Доля, школа № {i}", i + 40.5, 1), str(20 + i)))
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
