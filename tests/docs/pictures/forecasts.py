"""Pictures of docs/ru/forecasts.md: a school's series with its forecast, and everybody's forecast with its interval."""

from __future__ import annotations

from collections.abc import Callable

from msoko.analytics import forecast
from msoko.analytics.breaks import History
from msoko.charts.chart import Chart, Point
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import Break, LineChart, Series
from msoko.workplace import Workplace

INDICATOR, SUBJECT, SCHOOL = "results.oge_quality", "01", "s09"


def forecasts(place: Workplace) -> forecast.Forecasts:
    history = History(place.methodology, place.store.table("predecessors"))
    return forecast.of_values(place.store.read_values(), history, INDICATOR, slices={"subject": SUBJECT})


def school(place: Workplace) -> Chart:
    found = forecasts(place)
    panel, own = found.panel, found.of[SCHOOL]
    i = panel.names.index(SCHOOL)
    past = tuple(Point(value=value) for value in panel.values[i].tolist())
    ahead = tuple(Point(value=one.value, low=one.intervals[0.8][0], high=one.intervals[0.8][1]) for one in own.ahead)
    return LineChart(
        title="Качество обученности на ОГЭ по русскому языку: школа № 9 и прогноз",
        sentence="Прогноз продолжает спад, но интервал широк: значение может и подняться выше нынешнего.",
        periods=(*(panel.period(year).title for year in panel.years), *(one.period.title for one in own.ahead)),
        series=(Series("Школа № 9, прогноз", (*past, *ahead), this=True),),
        breaks=(Break(len(past), "прогноз"),),
        note="Отрезки — 80-процентные интервалы прогноза. Данные демонстрационные.",
    )


def everybody(place: Workplace) -> Chart:
    found, names = forecasts(place), place.registry().name
    rows = tuple(
        DotRow(
            name=names(name), value=one.ahead[0].value, low=one.ahead[0].intervals[0.95][0],
            high=one.ahead[0].intervals[0.95][1], peers=(one.last,), this=name == SCHOOL,
        )
        for name, one in found.of.items()
    )  # fmt: skip
    return DotPlot(
        title="Качество обученности на ОГЭ по русскому языку: прогноз на следующий год",
        sentence="Интервалы соседних школ перекрываются: по прогнозу школы нельзя расставлять по местам.",
        groups=(Group("", rows),), heading="Школа", value_title="прогноз",
        note="Малая точка — значение последнего года. Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"forecasts-school": school, "forecasts-everybody": everybody}
