"""Picture of docs/ru/findings.md: changes of all schools in a year, and which of them is a finding."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from msoko.analytics.evidence import Evidence
from msoko.analytics.findings.comparison import Comparison
from msoko.analytics.findings.deciding import counting
from msoko.analytics.findings.over_time import changes
from msoko.charts.chart import Chart, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.vocabulary import Unit
from msoko.workplace import Workplace

RULE, INDICATOR, PERIOD = "results.finding_improvement", "results.vpr_mean_mark", "2024-25"


def compared(place: Workplace) -> tuple[list[Comparison], list[Comparison]]:
    """(changes of the works of each school together, those that count)."""
    evidence = Evidence(place.methodology, place.registry(), place.store.read_values(), cache(place.store.table))
    rule = evidence.methodology.finding_rules[RULE]
    year = [one for one in changes(rule, evidence) if one.period.code == PERIOD]
    shown = [one for one in year if one.together and one.indicator == INDICATOR]
    return shown, [one for one in counting(rule, year) if one.together]


def changed(place: Workplace) -> Chart:
    shown, counted = compared(place)
    names = {one.object_id for one in counted}
    rows = tuple(
        DotRow(
            name=place.registry().name(one.object_id), value=one.size, low=one.low, high=one.high,
            this=one.object_id in names, extra=("да" if one.object_id in names else "",),
        )
        for one in shown
    )  # fmt: skip
    return DotPlot(
        title="Изменение средней отметки за ВПР к прошлому году, все работы школы вместе, 2024/25",
        sentence="Интервал учитывает и случайность, и обычные колебания школ. Находкой стала одна школа: только её "
        "интервал не задевает ноль и выдерживает поправку на число сравнений.",
        groups=(Group("", rows),), references=(Reference(0, "без изменений"),), unit=Unit.MARK, digits=2,
        limits=(-1.0, 1.0), heading="Школа", value_title="изменение", extra_titles=("находка",),
        note="Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"findings-changes": changed}
