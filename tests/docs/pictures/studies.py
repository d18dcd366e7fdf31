"""Pictures of docs/ru/studies.md: the margin by the number of classes, and samples drawn from a whole work."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from msoko.charts.chart import Chart, Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import LineChart, Series
from msoko.charts.numbers import format_number
from msoko.psychometrics.studies import Drawn, estimate, mean
from msoko.psychometrics.studies.planning import Asking, Described, describe, precision
from msoko.vocabulary import CellState, Unit
from msoko.workplace import Workplace

WORK = {"procedure_type": "vpr", "subject": "02", "grade": "5", "period": "2024-25"}
CLASSES, DRAWN, TIMES = (5, 8, 10, 12, 15, 20, 24, 28), 10, 20


def scores(place: Workplace) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the pupils of one work, and their classes."""
    rows = [
        row
        for row in place.store.table("outcomes").to_pylist()
        if row["state"] == CellState.VALUE and all(row[name] == value for name, value in WORK.items())
    ]
    classes = np.array([f"{row['organisation']} {row['class']}" for row in rows])
    return np.array([float(row["score"]) for row in rows]), classes


def described(place: Workplace) -> Described:
    y, classes = scores(place)
    return describe(y, classes, len(np.unique(classes)))


def margins(place: Workplace) -> Chart:
    population = described(place).population

    def line(name: str, asking: Asking, this: bool) -> Series:
        found = (precision(population, count, asking).margin for count in CLASSES)
        return Series(name, tuple(Point(value=one) for one in found), this)

    ten, twenty = (format_number(precision(population, count).margin, 1) for count in (10, 20))
    return LineChart(
        title="Погрешность среднего балла по числу классов в выборке",
        sentence=f"Десять классов целиком дают погрешность ±{ten} балла, двадцать — ±{twenty}.",
        note="ВПР по математике, 5 класс, 28 классов округа; погрешность при доверительной вероятности 95 %. "
        "Данные демонстрационные.",
        periods=tuple(map(str, CLASSES)), heading="Классов", unit=Unit.POINT, digits=1,
        series=(line("по 8 учеников", Asking(taken=8), False), line("класс целиком", Asking(), True)),
    )  # fmt: skip


def samples(place: Workplace) -> Chart:
    y, labels = scores(place)
    names, klass = np.unique(labels, return_inverse=True)
    rng = np.random.default_rng(1)
    rows = []
    for number in range(TIMES):
        chosen = np.flatnonzero(np.isin(klass, rng.choice(len(names), DRAWN, replace=False)))
        sample = Drawn.of(np.ones(len(chosen)), clusters=klass[chosen], population=np.full(len(chosen), len(names)))
        found = estimate(sample, mean(y[chosen]))[0]
        low, high = found.interval() or (None, None)
        rows.append(DotRow(name=f"Выборка {number + 1}", value=found.value, low=low, high=high, n=found.n))
    held = sum(row.low is not None and row.low <= y.mean() <= (row.high or 0) for row in rows)
    return DotPlot(
        title=f"{TIMES} случайных выборок по {DRAWN} классов из {len(names)}",
        sentence=f"Средний балл всех учеников известен; отрезок накрыл его в {held} выборках из {TIMES}.",
        groups=(Group("", tuple(rows)),), references=(Reference(float(y.mean()), "все ученики"),),
        unit=Unit.POINT, digits=1, heading="Выборка", value_title="средний балл", n_title="учеников",
        note="Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"sample-margins": margins, "samples-drawn": samples}
