"""Picture of docs/ru/scales.md: a work on one scale through the years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow.compute as pc

from msoko.charts.chart import Chart, Point
from msoko.charts.line import LineChart, Series
from msoko.psychometrics import dated
from msoko.psychometrics.marginal import Scaled, scale
from msoko.psychometrics.responses import Responses
from msoko.vocabulary import Period, Unit
from msoko.workplace import Workplace

YEARS = tuple(Period.parse(code) for code in ("2020-21", "2021-22", "2022-23", "2023-24", "2024-25"))
SUBJECT, GRADE = "02", "5"


def answers(place: Workplace, period: Period) -> Responses:
    """Participants × tasks of the work of that year; a task not attempted is 0 points, as the rules of ВПР say."""
    rows = place.store.table("items")
    for column, wanted in (("procedure_type", "vpr"), ("period", period.code), ("subject", SUBJECT), ("grade", GRADE)):
        rows = rows.filter(pc.equal(rows[column], wanted))
    one = rows.select(["organisation", "participant", "task", "score", "state"]).to_pylist()
    persons = {who: n for n, who in enumerate(dict.fromkeys((row["organisation"], row["participant"]) for row in one))}
    tasks = {task: n for n, task in enumerate(dict.fromkeys(row["task"] for row in one))}
    scores = np.full((len(persons), len(tasks)), np.nan)
    for row in one:
        at = persons[row["organisation"], row["participant"]], tasks[row["task"]]
        if row["state"] == "not_attempted":
            scores[at] = 0.0
        elif row["score"] is not None:
            scores[at] = float(row["score"])
    return Responses.of(scores, list(tasks))


def scaled(place: Workplace) -> tuple[list[Scaled], list[dated.DatedScale]]:
    sat = [scale(answers(place, period)) for period in YEARS]
    made = [dated.begin("Математика, 5 класс", date(YEARS[0].last_day.year, 4, 15), "pcm", sat[0])]
    for period, one in zip(YEARS[1:], sat[1:], strict=True):
        made.append(dated.go_on(made[-1], date(period.last_day.year, 4, 15), "pcm", one)[0])
    return sat, made


def over_years(place: Workplace) -> Chart:
    sat, made = scaled(place)
    points = []
    for one, at in zip(sat, made, strict=True):
        mean, n = float(at.points(np.array(at.mean))), len(one.responses.scores)
        sampling = dated.SD * at.sd / at.spread / np.sqrt(n)
        half = 1.96 * float(np.hypot(sampling, at.error_since(made[0].day)))
        points.append(Point(value=mean, low=mean - half, high=mean + half, n=n))
    first, last = points[0], points[-1]
    return LineChart(
        title="Математика, 5 класс: средний балл единой шкалы",
        sentence=f"С {YEARS[0].title} по {YEARS[-1].title} средний балл изменился с {first.value:.0f} на "
        f"{last.value:.0f}; интервал последнего года — от {last.low:.0f} до {last.high:.0f}.",
        note="Вертикальная линия — 95-процентный интервал: выбор участников и связь шкал. Данные демонстрационные.",
        periods=tuple(period.title for period in YEARS),
        series=(Series("Округ", tuple(points), True),),
        unit=Unit.POINT,
        digits=0,
    )


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"scales": over_years}
