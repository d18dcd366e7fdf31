"""What the product's own analytics say about the demonstration data. The searches do not know the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.breaks import History
from msoko.analytics.disclosure import protect
from msoko.analytics.dynamics import Change, changes
from msoko.analytics.peaks import search
from msoko.demo.planting import PHENOMENA, Phenomenon
from msoko.methodology.model import Methodology
from msoko.methodology.subjects import subject_title
from msoko.organisations.placing import attributes, placements
from msoko.organisations.registry import Registry
from msoko.results.reading import Problem
from msoko.vocabulary import CellState, Period


@dataclass(frozen=True)
class Evidence:
    """What the search may look at: what was received, what was computed, what the imports said."""

    methodology: Methodology
    registry: Registry
    outcomes: pa.Table
    predecessors: pa.Table
    values: pa.Table
    problems: Sequence[Problem]
    periods: tuple[Period, ...]  # school years, the earliest first


@dataclass(frozen=True)
class Found:
    """organisations: ids the search points at, the surest first; words: what was seen about each."""

    organisations: tuple[str, ...]
    words: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """One planted phenomenon, whether it was found, and how many other organisations the same search named."""

    planted: Phenomenon
    words: str  # "" = not found
    others: int


def look_for_everything(evidence: Evidence) -> tuple[Outcome, ...]:
    outcomes = []
    for planted in PHENOMENA:
        found = SEARCHES[planted.code](evidence)
        hit = planted.organisation in found.organisations
        others = len(set(found.organisations) - {planted.organisation})
        outcomes.append(Outcome(planted, found.words[planted.organisation] if hit else "", others))
    return tuple(outcomes)


def _found(pairs: Iterable[tuple[str, str]]) -> Found:
    words: dict[str, str] = {}
    for organisation, said in pairs:
        words.setdefault(organisation, said)
    return Found(tuple(words), words)


def _peak(evidence: Evidence) -> Found:
    return _found(
        (
            one.organisation,
            f"{subject_title(evidence.methodology, one.subject)}, {one.grade} класс, {Period.parse(one.period).title}: "
            f"{one.peak.score} баллов у {one.peak.share:.0f} % участников, баллом меньше — у {one.peak.below:.0f} %",
        )
        for one in search(evidence.outcomes, evidence.methodology)
        if one.stands_out
    )


def _fall(evidence: Evidence) -> Found:
    """Organisations most of whose results of the last two years fell against the first year, beyond chance."""
    quality = evidence.values.filter(pc.equal(evidence.values["indicator"], "results.vpr_mean_score"))
    held = sorted({Period.parse(code) for code in quality["period"].to_pylist()})
    history = History(evidence.methodology, evidence.predecessors)
    fallen: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for earlier, later in [(held[0], later) for later in held[-2:]]:
        for row in changes(quality, history, earlier, later).to_pylist():
            if row["level"] == "organisation" and row["change"] in (Change.FELL, Change.GREW, Change.INDISTINGUISHABLE):
                compared[row["object_id"]] += 1
                fallen[row["object_id"]] += row["change"] == Change.FELL
    shares = {one: fallen[one] / total for one, total in compared.items() if total}
    return _found(
        (one, f"снизились {fallen[one]} из {compared[one]} сравнимых результатов ВПР против {held[0].title}")
        for one in sorted(shares, key=lambda one: -shares[one])
        if shares[one] > 0.5
    )


def _merger(evidence: Evidence) -> Found:
    rows = evidence.predecessors.to_pylist()
    name = evidence.registry.name
    return _found(
        (row["object_id"], f"присоединено: {name(row['predecessor_id'])}; в рядах стоит отметка разрыва")
        for row in rows
    )


def _renaming(evidence: Evidence) -> Found:
    named = ((one, evidence.registry.spans(one, "name")) for one in evidence.registry.ids())
    return _found((one, " → ".join(s.value for s in spans)) for one, spans in named if len(spans) > 1)


def _slip(evidence: Evidence) -> Found:
    """Warnings of the import about numbers ten times larger; the organisation is the one whose row they stand in."""
    said = [problem for problem in evidence.problems if problem.code == "ten-times"]
    return _found(
        (
            str(p.parameters.get("organisation", "")),
            f"{p.file}, {p.cell}: {p.parameters['found']} после {p.parameters['expected']}",
        )
        for p in said
    )


def _missing(evidence: Evidence, indicator: str) -> Found:
    """Organisations expected to give the indicator in some year, that gave nothing although others did."""
    rows = evidence.values.filter(pc.equal(evidence.values["indicator"], indicator)).to_pylist()
    own = [row for row in rows if row["level"] == "organisation"]
    given = Counter(row["period"] for row in own if row["state"] == CellState.VALUE)
    return _found(
        (
            row["object_id"],
            f"нет данных за {Period.parse(row['period']).title}, хотя показатель к организации применяется",
        )
        for row in own
        if row["state"] == CellState.MISSING and given[row["period"]]
    )


def _no_work(evidence: Evidence) -> Found:
    """Schools that teach a grade whose work others sat, and have no result of it in any subject."""
    values = evidence.values.filter(pc.equal(evidence.values["indicator"], "results.vpr_participants"))
    sat = {(r["period"], r["grade"], r["object_id"]) for r in values.to_pylist() if r["level"] == "organisation"}
    held = {(period, grade) for period, grade, _ in sat}
    periods = [Period.parse(code) for code in sorted({period for period, _ in held})]
    return _found(
        (row["object_id"], f"нет результатов ВПР за {Period.parse(row['period']).title}, хотя классы в школе есть")
        for row in attributes(evidence.registry, periods).to_pylist()
        for grade in sorted(set(row["grades"] or ()))
        if (row["period"], grade) in held and (row["period"], grade, row["object_id"]) not in sat
    )


def _no_form(evidence: Evidence) -> Found:
    return _missing(evidence, "selfexam.doo.1_4")


def _tiny(evidence: Evidence) -> Found:
    """Organisations whose every result of the last year is hidden from the public."""
    last = max(Period.parse(code) for code in set(evidence.values["period"].to_pylist()) if "-" in code)
    rows = evidence.values.filter(
        pc.and_(
            pc.equal(evidence.values["indicator"], "results.vpr_quality"),
            pc.equal(evidence.values["period"], last.code),
        )
    )
    protected = protect(rows, evidence.methodology, placements(evidence.registry, [last])).to_pylist()
    own = [row for row in protected if row["level"] == "organisation" and row["state"] == CellState.VALUE]
    shown = {row["object_id"] for row in own if row["shown"]}
    hidden = Counter(row["object_id"] for row in own if not row["shown"])
    return _found(
        (one, f"для публикации скрыты все результаты за {last.title}: {number}")
        for one, number in hidden.items()
        if one not in shown
    )


SEARCHES: dict[str, Callable[[Evidence], Found]] = {
    "peak": _peak,
    "fall": _fall,
    "merger": _merger,
    "renaming": _renaming,
    "slip": _slip,
    "no_work": _no_work,
    "no_form": _no_form,
    "tiny": _tiny,
}


def as_rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """For machines."""
    return [
        {
            "code": o.planted.code,
            "planted": o.planted.words,
            "found": bool(o.words),
            "words": o.words,
            "others": o.others,
        }
        for o in outcomes
    ]
