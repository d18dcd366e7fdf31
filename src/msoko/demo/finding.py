"""What the product's own analytics say about the demonstration data. The searches do not know the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from msoko.analytics.disclosure import protect
from msoko.analytics.evidence import Evidence
from msoko.analytics.findings import Findings, Teller, search
from msoko.analytics.findings.bias import examined
from msoko.analytics.objectivity.combining import Level
from msoko.demo.planting import PHENOMENA, Phenomenon
from msoko.methodology.subjects import subject_title
from msoko.organisations.placing import placements
from msoko.results.reading import Problem
from msoko.vocabulary import CellState, Period, PeriodKind

_SURE = 0.001  # of a sign by chance, in a group that stands out


@dataclass(frozen=True, eq=False)
class Looked:
    """What a search may use: the evidence, the findings of all its periods, what the imports said."""

    evidence: Evidence
    findings: Findings
    problems: Sequence[Problem]


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


def look_for_everything(evidence: Evidence, problems: Sequence[Problem]) -> tuple[Outcome, ...]:
    looked = Looked(evidence, search(evidence), problems)
    outcomes = []
    for planted in PHENOMENA:
        found = SEARCHES[planted.code](looked)
        hit = planted.organisation in found.organisations
        others = len(set(found.organisations) - {planted.organisation})
        outcomes.append(Outcome(planted, found.words[planted.organisation] if hit else "", others))
    return tuple(outcomes)


def _found(pairs: Iterable[tuple[str, str]]) -> Found:
    words: dict[str, str] = {}
    for organisation, said in pairs:
        words.setdefault(organisation, said)
    return Found(tuple(words), words)


def _by_rule(code: str) -> Callable[[Looked], Found]:
    """Findings of a rule of the packs, in the year in which there is most of them."""

    def searched(looked: Looked) -> Found:
        teller = Teller(looked.evidence)
        own = sorted((one for one in looked.findings.found if one.rule.code == code), key=lambda one: -len(one.members))
        return _found((one.object_id, f"{one.period.title}: {teller.sentence(one)}") for one in own if one.object_id)

    return searched


def _by_sign(code: str, strongest: Collection[str]) -> Callable[[Looked], Found]:
    """Organisations with a class or a work that stands out most by one of `strongest`, told by its sign `code`."""

    def searched(looked: Looked) -> Found:
        known = looked.evidence.methodology
        return _found(
            (
                one.group.organisation,
                f"{subject_title(known, one.group.subject)}, {one.group.class_name or one.group.grade + ' класс'}, "
                f"{Period.parse(one.group.period).title}: {sign.say()}",
            )
            for one in examined(looked.evidence).judged
            if one.stands_out and one.level is not Level.YEAR and one.signs[0].code in strongest
            for sign in one.signs
            if sign.code == code and sign.p is not None and sign.p <= _SURE
        )

    return searched


def _merger(looked: Looked) -> Found:
    rows = looked.evidence.table("predecessors").to_pylist()
    name = looked.evidence.registry.name
    return _found(
        (row["object_id"], f"присоединено: {name(row['predecessor_id'])}; в рядах стоит отметка разрыва")
        for row in rows
    )


def _renaming(looked: Looked) -> Found:
    registry = looked.evidence.registry
    named = ((one, registry.spans(one, "name")) for one in registry.ids())
    return _found((one, " → ".join(s.value for s in spans)) for one, spans in named if len(spans) > 1)


def _slip(looked: Looked) -> Found:
    """Warnings of the import about numbers ten times larger; the organisation is the one whose row they stand in."""
    said = [problem for problem in looked.problems if problem.code == "ten-times"]
    return _found(
        (
            str(p.parameters.get("organisation", "")),
            f"{p.file}, {p.cell}: {p.parameters['found']} после {p.parameters['expected']}",
        )
        for p in said
    )


def _tiny(looked: Looked) -> Found:
    """Organisations whose every result of the last year is hidden from the public."""
    evidence = looked.evidence
    last = evidence.periods_of(PeriodKind.SCHOOL_YEAR)[-1]
    values = evidence.values
    own_rows = pc.and_(pc.equal(values["indicator"], "results.vpr_quality"), pc.equal(values["period"], last.code))
    protected = protect(values.filter(own_rows), evidence.methodology, placements(evidence.registry, [last]))
    own = [r for r in protected.to_pylist() if r["level"] == "organisation" and r["state"] == CellState.VALUE]
    shown = {row["object_id"] for row in own if row["shown"]}
    hidden = Counter(row["object_id"] for row in own if not row["shown"])
    return _found(
        (one, f"для публикации скрыты все результаты за {last.title}: {number}")
        for one, number in hidden.items()
        if one not in shown
    )


SEARCHES: dict[str, Callable[[Looked], Found]] = {
    "peak": _by_sign("peak", ("peak",)),
    "copies": _by_sign("copies", ("copies", "tasks")),  # a copied class has also done unusual tasks
    "help": _by_sign("easy", ("easy", "fit")),  # hard tasks solved, easy ones not: by the class and by each in it
    "rise": _by_rule("results.finding_improvement"),
    "fall": _by_rule("results.finding_trend"),
    "merger": _merger,
    "renaming": _renaming,
    "slip": _slip,
    "no_work": _by_rule("results.finding_no_results"),
    "no_form": _by_rule("selfexam.finding_not_given"),
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
