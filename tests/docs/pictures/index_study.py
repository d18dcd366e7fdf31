"""Pictures of docs/ru/index-study.md: what an index is made of, and places as intervals."""

from __future__ import annotations

from collections.abc import Callable

from msoko.analytics import index_contributions, index_study
from msoko.analytics.index_values import seen
from msoko.charts.chart import Chart
from msoko.charts.contributions import Contributions, Part
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.vocabulary import Period, Unit
from msoko.workplace import Workplace

INDEX, PERIOD, SCHOOL = "context.social_index", Period.parse("2024-25"), "s02"


def made_of(place: Workplace) -> Chart:
    index, observed = seen(place.methodology, place.store.read_values(), INDEX, PERIOD, place.choices)
    found = index_contributions.level(index, observed, [SCHOOL])
    titles = place.methodology.indicators
    ordered = sorted(found.contributions, key=lambda one: one.sum)
    return Contributions(
        title=f"Из чего сложился ИСБШ: {place.registry().name(SCHOOL)}, {PERIOD.title} учебный год",
        sentence="От 50 — средней школы — каждый признак уводит индекс вниз или вверх; шаги сходятся точно.",
        parts=tuple(Part(titles[one.key[-1]].title, one.sum) for one in ordered),
        start=found.start, start_name="Средняя школа", end=found.end, end_name="Индекс школы", digits=1,
        heading="Признак среды", value_title="вклад, баллы", note="Данные демонстрационные.",
    )  # fmt: skip


def places(place: Workplace) -> Chart:
    index, observed = seen(place.methodology, place.store.read_values(), INDEX, PERIOD, place.choices)
    found, registry = index_study.study(index, observed, seed=352), place.registry()
    return DotPlot(
        title=f"Места по ИСБШ, {PERIOD.title} учебный год: какими они были бы при других весах и способах сравнения",
        sentence="Отрезок — места, на которых школа оказывается в 95 расчётах из 100; точка — среднее из этих мест.",
        groups=(
            Group("", tuple(DotRow(name=registry.name(one.id), value=one.median, low=one.low, high=one.high)
                            for one in found.places)),
        ),
        unit=Unit.NUMBER, digits=0, limits=(1.0, float(len(found.places))), sort=False, small=0, value_title="около",
        note="Школы, чьи отрезки перекрываются, по индексу не различаются. Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"index-made-of": made_of, "index-places": places}
