"""Pictures of docs/ru/objectivity.md: a heap at a boundary against what was expected, and all signs of a school."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from msoko.analytics.objectivity.examining import Examination, examine
from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.papers import papers
from msoko.analytics.objectivity.picture import distribution
from msoko.charts.chart import Chart
from msoko.charts.distribution import Distribution
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.demo import planting
from msoko.workplace import Workplace

PEAK = "vpr-2024-25-02-5"
HELPED = "vpr-2023-24-01-8"


@cache
def examined(place: Workplace) -> Examination:
    tables = {name: place.store.table(name) for name in ("outcomes", "items", "tasks")}
    return examine(tables, place.methodology)


def heap(place: Workplace) -> Chart:
    works = examined(place).works
    group = next(
        one.group for one in works if one.group.procedure == PEAK and one.group.organisation == planting.PEAK_SCHOOL
    )
    seen = distribution(works, replace(group, class_name=""))
    score = int(dict(seen.remark.parameters)["score"])
    return Distribution(
        title="Школа № 3, математика, 5 класс, 2024/25", sentence=seen.remark.say(), counts=seen.observed,
        expected=seen.expected, boundaries=tuple((low, f"«{mark}»") for mark, low in seen.boundaries), below="«2»",
        marked=(score,), note="Пунктир — сколько ожидалось бы при таких же среднем и разбросе у других школ.",
    )  # fmt: skip


def tasks(place: Workplace) -> Chart:
    """Tasks of the helped class, by difficulty: what its pupils did and what pupils with the same totals do."""
    page = papers([work for work in examined(place).works if work.group.procedure == HELPED])[0]
    expected = Expected.of(page)
    assert expected is not None
    index = next(
        i for i, one in enumerate(page.groups)
        if (one.organisation, one.class_name) == (planting.HELPED_SCHOOL, planting.HELPED_CLASS)
    )  # fmt: skip
    rows = page.pupils(index)
    most = expected.task_most
    did = 100 * expected.items[rows].clip(0).mean(axis=0) / most
    usual = 100 * expected.mean[expected.totals[rows]].mean(axis=0) / most
    error = 196 * np.sqrt(expected.variance[expected.totals[rows]].sum(axis=0)) / len(rows) / most
    order = np.argsort(expected.difficulty)
    lines = tuple(
        DotRow(name=f"Задание {page.works.tasks[i]}", value=float(did[i]), low=float(max(usual[i] - error[i], 0)),
               high=float(min(usual[i] + error[i], 100)), n=len(rows), this=bool(abs(did[i] - usual[i]) > error[i]))
        for i in order
    )  # fmt: skip
    return DotPlot(
        title="Школа № 4, 8Б класс, русский язык, 2023/24: выполнение заданий, %",
        sentence="Точка — класс; отрезок — где с вероятностью 95 % были бы школьники других школ с такими же баллами.",
        groups=(Group("", lines),), note="Задания стоят от лёгких к трудным. Выделены те, что вышли за отрезок.",
        sort=False, digits=0, heading="Задание", value_title="%", n_title="участников", limits=(0, 100),
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"objectivity-heap": heap, "objectivity-tasks": tasks}
