"""Pictures of docs/ru/changes.md: a school that falls from year to year, changes without the noise of few."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from msoko.analytics import change, panel
from msoko.analytics.breaks import History
from msoko.charts.chart import Chart, Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import LineChart, Series
from msoko.vocabulary import Period
from msoko.workplace import Workplace

SLOW = ("results.oge_mean_mark", "01", "s09")
RANKED, CUT = "results.vpr_quality", {"grade": "5", "subject": "02"}
PAIR = Period.parse("2020-21"), Period.parse("2024-25")


def history(place: Workplace) -> History:
    return History(place.methodology, place.store.table("predecessors"))


def slow(place: Workplace) -> Chart:
    indicator, subject, school = SLOW
    found = panel.of_values(place.store.read_values(), history(place), indicator, slices={"subject": subject})
    own = found.names.index(school)
    others = np.delete(found.values, own, axis=0)

    def line(title: str, values: np.ndarray, this: bool = False) -> Series:
        points = [Point(value=value) if np.isfinite(value) else Point(reason="нет данных") for value in values.tolist()]
        return Series(title, tuple(points), this)

    return LineChart(
        title="Средняя отметка на ОГЭ по русскому языку",
        sentence="Школа № 9 снижается из года в год, прочие в среднем остаются на месте.",
        periods=tuple(found.period(year).title for year in found.years),
        series=(
            line("Школа № 9", found.values[own], True),
            line("Прочие в среднем", np.nanmean(others, axis=0)),
        ),
        unit=place.methodology.indicators[indicator].unit,
        note="Данные демонстрационные.",
    )  # fmt: skip


def biggest(place: Workplace) -> Chart:
    found = change.biggest(place.store.read_values(), history(place), RANKED, *PAIR, slices=CUT)
    names = place.registry().name
    rows = tuple(
        DotRow(name=names(one.object_id), value=one.estimate, low=one.low, high=one.high, peers=(one.difference,),
               this=one.sure)
        for one in (*found.improvements, *found.rest, *found.declines)
    )  # fmt: skip
    return DotPlot(
        title="Качество обученности на ВПР по математике, 5 класс: изменение за четыре года",
        sentence="Малые точки — как рассчитано, крупные — без случайности малых чисел; выделяются две школы.",
        groups=(Group("", rows),), references=(Reference(0, "без изменений"),), limits=(-80, 80), heading="Школа",
        value_title="изменение, п. п.",
        note="Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"changes-slow": slow, "changes-biggest": biggest}
