"""Pictures of docs/ru/tasks.md: a map of tasks, and where the work measures well."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow.compute as pc

from msoko.charts.chart import Chart, Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import LineChart, Series
from msoko.charts.numbers import format_number
from msoko.psychometrics.classical import describe
from msoko.psychometrics.marginal import Scaled, scale
from msoko.psychometrics.precision import precision
from msoko.psychometrics.responses import Responses
from msoko.vocabulary import Unit
from msoko.workplace import Workplace

PROCEDURE = "vpr-2024-25-02-5"
WORK = "Математика, 5 класс, 2024/25"


@cache
def answers(place: Workplace) -> Responses:
    """Participants × tasks in the order of the work; a task not attempted is 0 points, as the rules of ВПР say."""
    rows = place.store.table("items")
    rows = rows.filter(pc.equal(rows["procedure"], PROCEDURE)).select(["participant", "task", "score", "state"])
    tasks = sorted({row["task"] for row in rows.to_pylist()}, key=lambda task: [int(n) for n in task.split(".")])
    given: dict[str, dict[str, float]] = {}
    for row in rows.to_pylist():
        known = float(row["score"]) if row["score"] is not None else np.nan
        given.setdefault(row["participant"], {})[row["task"]] = 0.0 if row["state"] == "not_attempted" else known
    return Responses.of([[person.get(task, np.nan) for task in tasks] for person in given.values()], tasks)


@cache
def scaled(place: Workplace) -> Scaled:
    return scale(answers(place))


def task_map(place: Workplace) -> Chart:
    found, classical = scaled(place), {item.item: item for item in describe(answers(place)).items}
    rows = []
    for i, task in enumerate(found.responses.items):
        most = int(found.curves.most[i])
        value, half = float(found.curves.locations[i]), 1.96 * float(found.se_steps[i, most - 1]) / most
        own = classical[task]
        assert own.p is not None and own.r_item_rest is not None
        extra = (format_number(100 * own.p, 0), format_number(own.r_item_rest, 2))
        rows.append(DotRow(name=f"Задание {task}", value=value, low=value - half, high=value + half, extra=extra))
    hardest = max(rows, key=lambda row: row.value or 0.0)
    easiest = min(rows, key=lambda row: row.value or 0.0)
    return DotPlot(
        title=f"{WORK}: карта заданий",
        sentence=f"Легче всего {easiest.name.lower()}, труднее всего {hardest.name.lower()}; справа от черты — те, "
        "за которые средний ученик получает меньше половины баллов.",
        groups=(Group("", tuple(rows)),), references=(Reference(0.0, "средний ученик"),), unit=Unit.POINT, digits=2,
        heading="Задание", value_title="трудность", extra_titles=("выполнение, %", "различает"), of_one=True,
        limits=(-3.0, 3.0), note="Трудность в логитах; отрезок — 95-процентный интервал. Данные демонстрационные.",
    )  # fmt: skip


def measured(place: Workplace) -> Chart:
    found = scaled(place)
    at = np.arange(-2.5, 2.51, 0.5)
    sd = float(found.population.sds[0])
    there = precision(found, sd * at)
    best = int(there.se.argmin())
    return LineChart(
        title=f"{WORK}: ошибка измерения",
        sentence=f"Точнее всего измерены ученики с подготовкой около {format_number(float(at[best]), 1)} "
        f"(0 — средний); на краях ошибка больше в {format_number(float(there.se.max() / there.se[best]), 1)} раза.",
        note="По горизонтали — подготовка ученика в стандартных отклонениях, 0 — средний. Данные демонстрационные.",
        periods=tuple(format_number(float(value), 1) for value in at),
        series=(Series("Ошибка", tuple(Point(value=float(se)) for se in there.se), True),),
        unit=Unit.POINT, digits=2, heading="Подготовка", limits=(0.0, 1.0),
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"tasks-map": task_map, "tasks-precision": measured}
