"""Progress of the same pupils from one exam to the next: medians of schools; few pupils stay hidden, pupils too."""

from __future__ import annotations

from msoko.analytics import growth
from msoko.analytics.growth import Growth
from msoko.analytics.growth_pairs import Road, roads
from msoko.analytics.remarks import Refused
from msoko.charts.numbers import format_interval, format_number
from msoko.cli.analyses.section import Asked, Section
from msoko.methodology.subjects import subject_title
from msoko.psychometrics import remarks

_DRAWS = 2  # a summary needs no intervals of pupils


def section(asked: Asked) -> Section:
    outcomes = asked.evidence.table("outcomes")
    found: dict[Road, Growth] = {}
    refused: list[remarks.Refused] = []
    for road, (earlier, later) in roads(outcomes).items():
        try:
            found[road] = growth.percentiles(growth.link(outcomes, earlier, later), draws=_DRAWS)
        except remarks.Refused as why:
            refused.append(why)
    if not found:
        raise refused[0] if refused else Refused("growth-no-roads")
    rows, data = [], []
    for road, growing in found.items():
        for one in growing.schools():
            if asked.organisation in ("", one.organisation):
                rows.append(
                    (asked.names.get(one.organisation, one.organisation), _title(asked, road), *_cells(asked, one))
                )
                data.append({**vars(road), "organisation": one.organisation, "n": one.n, "median": one.value,
                             "low": one.low, "high": one.high})  # fmt: skip
    sentence = asked.word(
        "analyse-progress", pupils=sum(one.n for one in found.values()), roads=len(found), refused=len(refused)
    )
    header = [asked.word(f"column-{name}") for name in ("object", "road", "pupils", "median-growth", "interval")]
    said = dict.fromkeys(remark.say(asked.language) for one in found.values() for remark in one.remarks)
    return Section(sentence, header, rows, (2, 3, 4), tuple(said), data)


def _cells(asked: Asked, one: growth.OfGroup) -> tuple[str, str, str]:
    if one.value is None or one.low is None or one.high is None:
        return asked.word("few-pupils"), "", ""
    return str(one.n), format_number(one.value, 0), format_interval(one.low, one.high, 0)


def _title(asked: Asked, road: Road) -> str:
    first, second = asked.procedure(road.earlier), asked.procedure(road.later)
    subject = subject_title(asked.evidence.methodology, road.subject, road.later)
    return f"{subject}: {first}, {road.earlier_grade} → {second}, {road.later_grade}"
