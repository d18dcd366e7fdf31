"""Pictures of docs/ru/adjusted.md: steady effects of schools, and a funnel of shares."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from scipy.special import ndtr

from msoko.analytics.adjusted_works import OfWorks, of_works
from msoko.analytics.evidence import Evidence
from msoko.analytics.funnels import Funnel, of_shares
from msoko.charts.chart import Chart, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.vocabulary import CellState
from msoko.workplace import Workplace

WORK = {"procedure_type": "vpr", "subject": "02", "grade": "5", "period": "2024-25"}


def works(place: Workplace) -> OfWorks:
    evidence = Evidence(place.methodology, place.registry(), place.store.read_values(), cache(place.store.table))
    return of_works(evidence, "vpr", "02")


def steady(place: Workplace) -> Chart:
    names = place.registry().name
    rows = []
    for school, effect in works(place).schools.items():
        if effect.value is None or effect.low is None or effect.high is None:
            rows.append(DotRow(name=names(school), hidden=True, reason="мало учеников"))
            continue
        value, low, high = (100 * float(ndtr(one)) for one in (effect.value, effect.low, effect.high))
        rows.append(DotRow(name=names(school), value=value, low=low, high=high, n=effect.n))
    return DotPlot(
        title="ВПР по математике за пять лет с поправкой на социальные условия",
        sentence="Средний ученик школы выше стольких процентов учеников муниципалитета при таких же условиях. "
        "Отрезок, который задевает 50, от ожидаемого не отличается.",
        groups=(Group("", tuple(rows)),), references=(Reference(50, "как ожидается"),), digits=0, sort=False,
        heading="Школа", value_title="место, %", n_title="работ", note="Данные демонстрационные.",
    )  # fmt: skip


def shares(place: Workplace) -> Funnel:
    """Marks 4 and 5 in one work, school by school."""
    counts: dict[str, tuple[int, int]] = {}
    for row in place.store.table("outcomes").to_pylist():
        if row["state"] == CellState.VALUE and all(row[name] == value for name, value in WORK.items()):
            n, k = counts.get(row["organisation"], (0, 0))
            counts[row["organisation"]] = (n + 1, k + (row["mark"] >= 4))
    return of_shares(counts)


def funnel(place: Workplace) -> Chart:
    found, names = shares(place), place.registry().name
    words = {"above": "выше", "below": "ниже", "within": "обычно"}
    rows = tuple(
        DotRow(name=names(school), value=100 * one.value, low=100 * one.low, high=100 * one.high, n=one.n,
               extra=(words[one.place.value],))
        for school, one in sorted(found.groups.items(), key=lambda pair: -pair[1].n)
        if one.place.value != "few"
    )  # fmt: skip
    return DotPlot(
        title="Отметки «4» и «5» за ВПР по математике в 5 классе, 2024/25",
        sentence="Отрезок — пределы, в которых школа такого размера могла бы оказаться, не отличаясь от остальных; "
        "точка вне отрезка — повод разобраться.",
        groups=(Group("", rows),), references=(Reference(100 * found.target, "все вместе"),), digits=0, sort=False,
        heading="Школа, от большой к малой", value_title="на «4» и «5», %", extra_titles=("где точка",),
        note="Школ, где писали меньше десяти учеников, на рисунке нет. Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"adjusted-steady": steady, "adjusted-funnel": funnel}
