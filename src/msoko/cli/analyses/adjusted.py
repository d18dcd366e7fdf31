"""Results of schools with their social conditions allowed for: who is steadily above or below what is expected."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from msoko.analytics.adjusted import Effect
from msoko.analytics.adjusted_works import OfWorks, of_works, percent_below
from msoko.analytics.funnels import Place
from msoko.charts.numbers import format_number
from msoko.cli.analyses.section import Asked, Section
from msoko.methodology.subjects import subject_title
from msoko.psychometrics.remarks import Refused

_SHOWN = (Place.ABOVE, Place.BELOW)


def section(asked: Asked) -> Section:
    """Schools that stand out, or every work of one school. An effect is told as a place among the pupils."""
    found, refused = [], []
    for procedure_type, subject in _kinds(asked):
        try:
            found.append(of_works(asked.evidence, procedure_type, subject))
        except Refused as why:
            refused.append(why)
    if not found:
        raise refused[0] if refused else Refused("nobody-answered")
    lines = [line for works in found for line in _lines(asked, works)]
    shown = [row for row, effect in lines if effect.place in _SHOWN or asked.organisation]
    sentence = asked.word(
        "analyse-adjusted", kinds=len(found), schools=len({one for works in found for one in works.schools}),
        above=sum(effect.place is Place.ABOVE for _, effect in lines),
        below=sum(effect.place is Place.BELOW for _, effect in lines),
    )  # fmt: skip
    header = [asked.word(f"column-{name}") for name in ("object", "work", "papers", "above-pupils", "interval", "rank")]
    said = dict.fromkeys(remark.say(asked.language) for works in found for remark in works.found.remarks)
    data = [_data(works, school, effect) for works in found for school, effect in works.schools.items()]
    return Section(sentence, header, shown, (2, 3, 4, 5), tuple(said)[:1], data)


def _kinds(asked: Asked) -> list[tuple[str, str]]:
    outcomes = asked.evidence.table("outcomes")
    kinds = outcomes.select(["procedure_type", "subject"]).group_by(["procedure_type", "subject"]).aggregate([])
    order = {"vpr": 0, "oge": 1, "ege": 2}
    rows = kinds.filter(pc.is_valid(kinds["subject"])).to_pylist()
    pairs = [(row["procedure_type"], row["subject"]) for row in rows]
    return sorted(pairs, key=lambda pair: (order.get(pair[0], len(order)), pair))


def _lines(asked: Asked, works: OfWorks) -> Iterator[tuple[tuple[str, ...], Effect]]:
    subject = subject_title(asked.evidence.methodology, works.subject, works.procedure_type)
    title = f"{asked.procedure(works.procedure_type)}: {subject}"
    for school, effect in works.schools.items():
        if asked.organisation in ("", school):
            numbers = _numbers(asked, works, school, effect)
            yield (asked.names.get(school, school), title, *numbers), effect


def _numbers(asked: Asked, works: OfWorks, school: str, effect: Effect) -> tuple[str, ...]:
    if effect.place is Place.FEW or effect.value is None:
        return asked.word("few-pupils"), "", "", ""
    if effect.low is None or effect.high is None:
        return str(effect.n), asked.word("schools-alike"), "", ""
    place, low, high = (format_number(one, 0) for one in percent_below(effect))
    rank = works.found.ranks_above.ranks[school]
    return str(effect.n), place, f"{low}–{high}", f"{rank.low}–{rank.high}"


def _data(works: OfWorks, school: str, effect: Effect) -> dict[str, object]:
    few = effect.place is Place.FEW
    return {
        "procedure_type": works.procedure_type, "subject": works.subject, "organisation": school,
        "n": None if few else effect.n, "effect": effect.value, "low": effect.low, "high": effect.high,
        "place": effect.place.value,
    }  # fmt: skip
