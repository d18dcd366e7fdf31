"""How firm the order by each index is: places as intervals over weights and ways of comparing."""

from __future__ import annotations

from dataclasses import asdict

from msoko.analytics.cluster_rules import named_values
from msoko.analytics.index_study import Study, study
from msoko.analytics.index_values import seen
from msoko.analytics.remarks import Refused
from msoko.cli.analyses.section import Asked, Section
from msoko.vocabulary import Direction, Level, Period

_SEED, _DRAWS = 352, 500
_LEAST = 8  # organisations; among fewer the order says little


def section(asked: Asked) -> Section:
    every = {code: made for code in asked.evidence.methodology.indicators if (made := _study(asked, code))}
    inner = {one for code in every for one in _named(asked, code)}  # told with the index that they enter
    studies = {code: made for code, made in every.items() if code not in inner}
    if not studies:
        raise Refused("index-nowhere", least=_LEAST)
    rows = [
        (asked.evidence.methodology.indicators[code].title, when.title, asked.names[one.id], f"{one.low}–{one.high}")
        for code, (when, made) in studies.items()
        for one in made.places
        if asked.organisation in ("", one.id)
    ]
    apart = sum(_halves(made) for _, made in studies.values())
    sentence = asked.word("analyse-indices", indices=len(studies), places=len(rows), apart=apart)
    header = [asked.word(f"column-{name}") for name in ("indicator", "period", "object", "place")]
    data = {code: {"period": when.code, **asdict(made)} for code, (when, made) in studies.items()}
    return Section(sentence, header, rows, (3,), (), data)


def _study(asked: Asked, code: str) -> tuple[Period, Study] | None:
    """The study of an index in its latest period; None: no index, or too few have it."""
    evidence = asked.evidence
    indicator = evidence.methodology.indicators[code]
    if Level.ORGANISATION not in indicator.levels or "composite" not in _formulas(asked, code):
        return None
    when = asked.latest(indicator.period)
    if when is None:
        return None
    try:
        index, observed = seen(evidence.methodology, evidence.values, code, when, {})
        lower = indicator.better is Direction.LOWER
        made = study(index, observed, seed=_SEED, draws=_DRAWS, lower_first=lower)
    except Refused:
        return None
    return (when, made) if len(made.places) >= _LEAST else None


def _named(asked: Asked, code: str) -> tuple[str, ...]:
    return named_values(asked.evidence.methodology.indicators[code].formula)


def _formulas(asked: Asked, code: str) -> str:
    """Its own and those of the indicators that it reads: an index may be wrapped."""
    known = asked.evidence.methodology.indicators
    return " ".join(known[one].formula for one in (code, *_named(asked, code)) if one in known)


def _halves(made: Study) -> int:
    """How many are surely in the upper or in the lower half."""
    middle = (len(made.places) + 1) / 2
    return sum(one.high < middle or one.low > middle for one in made.places)
