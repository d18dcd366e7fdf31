"""Pictures of docs/ru/clusters.md: a school beside its peers, and why they are its peers."""

from __future__ import annotations

from collections.abc import Callable

from msoko.analytics import context, peers
from msoko.charts.chart import Chart
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.numbers import format_number
from msoko.vocabulary import ALL, SLICES, Level, Period, Unit
from msoko.workplace import Workplace

SCHOOL, PERIOD = "s06", Period.parse("2024-25")
CUT = {"grade": "5", "subject": "02"}


def found(place: Workplace) -> tuple[context.Gathered, peers.PeerSet]:
    attributes = context.existing(place.registry(), PERIOD)
    alike = {one: attributes[one] for one in context.comparable(SCHOOL, attributes)}
    gathered, _ = context.gather(place.methodology, place.store.read_values(), PERIOD, alike).telling()
    return gathered, peers.find(SCHOOL, gathered.context, gathered.weights)


def distances(place: Workplace) -> Chart:
    gathered, chosen = found(place)
    registry = place.registry()
    rows = []
    for peer in chosen.peers:
        first = max(peer.parts, key=lambda name: peer.parts[name])
        told = f"{gathered.titled(first)} {format_number(-peer.differences[first], 1, sign=True)}"
        rows.append(DotRow(name=registry.name(peer.id), value=peer.distance, extra=(told,)))
    return DotPlot(
        title=f"Пять школ, ближайших по среде: {registry.name(SCHOOL)}, {PERIOD.title} учебный год",
        sentence="Чем левее точка, тем больше школа похожа. В последнем столбце — чем она отличается сильнее всего.",
        groups=(Group("", tuple(rows)),), unit=Unit.NUMBER, digits=2, limits=(0.0, 2.0), sort=False, small=0,
        heading="Сопоставимая школа", value_title="расстояние", extra_titles=("главное отличие",),
        note="Расстояние и отличия — в стандартных отклонениях школ муниципалитета. Данные демонстрационные.",
    )  # fmt: skip


def beside(place: Workplace) -> Chart:
    _, chosen = found(place)
    registry, wanted = place.registry(), dict.fromkeys(SLICES, ALL) | CUT
    table = place.store.read_values([PERIOD.code], ["results.vpr_quality"]).to_pylist()
    seen = {
        row["object_id"]: row
        for row in table
        if row["level"] == Level.ORGANISATION and all(row[name] == wanted[name] for name in SLICES)
    }
    rows = [
        DotRow(name=registry.name(one), this=one == SCHOOL, **{k: seen[one][k] for k in ("value", "low", "high", "n")})
        for one in (SCHOOL, *chosen.ids)
        if one in seen
    ]
    return DotPlot(
        title="Качество по ВПР, математика, 5 класс: школа и её сопоставимые",
        sentence=f"{registry.name(SCHOOL)} выделена; отрезок — пределы, в которых значение могло оказаться случайно.",
        groups=(Group("", tuple(rows)),), digits=0, value_title="на «4» и «5», %",
        note="Данные демонстрационные.",
    )  # fmt: skip


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"clusters-peers": distances, "clusters-beside": beside}
