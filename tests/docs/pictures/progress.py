"""Pictures of docs/ru/progress.md: growth of schools, and what a forecast was worth in past years."""

from __future__ import annotations

from collections.abc import Callable

from msoko.analytics import growth
from msoko.analytics.growth_pairs import Road, roads
from msoko.analytics.risk import Trial, trial
from msoko.analytics.risk_history import History, Work, history
from msoko.charts.chart import Chart, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.workplace import Workplace

ROAD = Road("01", "oge", "9", "ege", "11", 2)
TARGET = Work("ege", "01", "11", "ЕГЭ, русский язык")
EARLIER = (Work("oge", "01", "9", "ОГЭ, русский язык", 2), Work("oge", "02", "9", "ОГЭ, математика", 2))
MINIMUM = 50.0


def growing(place: Workplace) -> growth.Growth:
    outcomes = place.store.table("outcomes")
    return growth.percentiles(growth.link(outcomes, *roads(outcomes)[ROAD]), draws=2)


def schools(place: Workplace) -> Chart:
    names = place.registry().name
    rows = tuple(
        DotRow(name=names(one.organisation), hidden=True, reason="мало учеников")
        if one.value is None
        else DotRow(name=names(one.organisation), value=one.value, low=one.low, high=one.high, n=one.n)
        for one in growing(place).schools()
    )
    return DotPlot(
        title="Прогресс от ОГЭ к ЕГЭ по русскому языку: медианный процентиль",
        sentence="50 — школа, где ученики продвинулись как обычно при их результате в 9 классе; отрезок, который "
        "задевает 50, от обычного не отличается.",
        groups=(Group("", rows),), references=(Reference(50, "как обычно"),), digits=0, sort=False, heading="Школа",
        value_title="процентиль", n_title="учеников", note="Четыре выпуска вместе. Данные демонстрационные.",
    )  # fmt: skip


def past(place: Workplace) -> History:
    return history(place.store.table("outcomes"), TARGET, EARLIER, MINIMUM)


def tried(place: Workplace) -> Trial:
    return trial(past(place))


def calibration(place: Workplace) -> Chart:
    found = tried(place)
    titles = ("наименьший прогноз", "ниже среднего", "выше среднего", "наибольший прогноз")
    rows = []
    for title, band in zip(titles, found.bands, strict=True):
        came = band.came
        numbers = {name: 100 * (getattr(came, name) or 0.0) for name in ("value", "low", "high")}
        rows.append(DotRow(name=title.capitalize(), n=came.n, extra=(f"{100 * band.forecast:.0f}",), **numbers))
    return DotPlot(
        title="Сбывался ли прогноз: ЕГЭ по русскому языку ниже 50 баллов",
        sentence="Ученики прошлых лет по четвертям прогноза: точка — сколько процентов набрали меньше 50 на деле, "
        "в последнем столбце — сколько предсказывалось.",
        groups=(Group("", tuple(rows)),), digits=0, sort=False, heading="Четверть учеников", value_title="сбылось, %",
        n_title="учеников", extra_titles=("прогноз, %",), note="Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"progress-schools": schools, "progress-forecast": calibration}
