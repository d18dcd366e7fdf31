"""What came of an intervention: the organisation that began it against comparable ones that did not."""

from __future__ import annotations

from msoko.analytics.effect import Effect, Verdict, of_values, say
from msoko.analytics.evidence import Slices
from msoko.analytics.remarks import Refused
from msoko.cli.analyses.headline import breakdowns, followed, named, shown
from msoko.cli.analyses.section import Asked, Section
from msoko.cli.analyses.section import Refused as NotTold


def section(asked: Asked) -> Section:
    """Raises Refused: nothing can be compared. Without --organisation and --since nobody has said what began where."""
    if not asked.organisation or asked.since is None:
        raise NotTold("analyse-effect-not-named")
    made: list[tuple[str, Slices, Effect]] = []
    reasons: list[Refused] = []
    for indicator in followed(asked):
        for slices in breakdowns(asked, indicator):
            try:
                made.append((indicator, slices, _of(asked, indicator, slices)))
            except Refused as reason:
                reasons.append(reason)
    if not made:
        raise reasons[0] if reasons else NotTold("analyse-nothing-followed")
    sure = sum(one.verdict in (Verdict.GREATER, Verdict.LESS) for _, _, one in made)
    name = asked.names.get(asked.organisation, asked.organisation)
    sentence = asked.word("analyse-effect", name=name, since=asked.since.title, compared=len(made), sure=sure)
    header = [asked.word(f"column-{name}") for name in ("series", "difference", "interval", "words")]
    data = [
        {
            "indicator": indicator, "slices": {str(k): v for k, v in slices}, "difference": one.difference,
            "low": one.low, "high": one.high, "chance": one.chance, "verdict": one.verdict.value,
        }
        for indicator, slices, one in made
    ]  # fmt: skip
    return Section(sentence, header, [_row(asked, *one) for one in made], (1,), (), data)


def _of(asked: Asked, indicator: str, slices: Slices) -> Effect:
    assert asked.since is not None
    history = asked.evidence.history
    return of_values(asked.values, history, indicator, [asked.organisation], asked.since, slices=dict(slices))


def _row(asked: Asked, indicator: str, slices: Slices, one: Effect) -> tuple[str, ...]:
    digits = asked.evidence.methodology.indicators[indicator].digits
    low, high = (shown(x, digits, asked.language, sign=True) for x in (one.low, one.high))
    words = say(one, digits)[0].say(asked.language)
    return (
        named(asked, indicator, slices),
        shown(one.difference, digits, asked.language, sign=True),
        f"{low} … {high}",
        words,
    )
