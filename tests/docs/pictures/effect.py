"""Pictures of docs/ru/effect.md: two schools before and after, and their difference among those of schools without."""

from __future__ import annotations

from collections.abc import Callable

from msoko.analytics import context, effect
from msoko.analytics.breaks import History
from msoko.charts.chart import Chart, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.vocabulary import Period
from msoko.workplace import Workplace

INDICATOR, SUBJECT, SCHOOLS, START = "results.oge_mean_score", "01", ("s01", "s02"), Period.parse("2022-23")


def compared(place: Workplace) -> effect.Effect:
    """As msoko effect does."""
    before = START.shift(-1)
    attributes = context.existing(place.registry(), before)
    alike = [one for one in context.comparable(SCHOOLS[0], attributes) if one not in SCHOOLS]
    among = {one: attributes[one] for one in (*SCHOOLS, *alike)}
    values = place.store.read_values()
    gathered, _ = context.gather(place.methodology, values, before, among).telling()
    history = History(place.methodology, place.store.table("predecessors"))
    return effect.of_values(
        values, history, INDICATOR, SCHOOLS, START, slices={"subject": SUBJECT}, comparable=alike,
        context=gathered.context, weights=gathered.weights,
    )  # fmt: skip


def placebos(place: Workplace) -> Chart:
    found, names = compared(place), place.registry().name
    mean = DotRow(
        name="Школы с мерой в среднем", value=found.difference, low=found.low, high=found.high, this=True,
        peers=tuple(one.difference for one in found.treated),
    )  # fmt: skip
    rows = tuple(DotRow(name=names(name), value=value) for name, value in found.placebos.items())
    return DotPlot(
        title="ОГЭ по русскому языку, средний балл: разница изменений с сопоставимыми",
        sentence="Разница у школ с мерой лежит среди таких же разниц у школ без неё: эффект не виден.",
        groups=(Group("С мерой", (mean,)), Group("Без меры, как если бы она была", rows)),
        references=(Reference(0, "как у сопоставимых"),), limits=(-6, 6), heading="Школа", value_title="разница",
        unit=place.methodology.indicators[INDICATOR].unit,
        note="Отрезок — 95-процентный интервал, малые точки — школы № 1 и № 2 порознь. Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"effect-placebos": placebos}
