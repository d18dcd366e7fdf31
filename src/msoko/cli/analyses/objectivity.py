"""Signs that ask for an explanation: which works stand out, by what, and what else explains it."""

from __future__ import annotations

from msoko.analytics.findings.bias import examined
from msoko.analytics.objectivity.combining import Judged, Level
from msoko.analytics.objectivity.sign import explain
from msoko.cli.analyses.section import Asked, Refused, Section
from msoko.methodology.subjects import subject_title
from msoko.vocabulary import Period, PeriodKind

_LEVELS = (Level.PROCEDURE, Level.CLASS)


def section(asked: Asked) -> Section:
    """Raises Refused: no works of the period or organisation."""
    period = asked.latest(PeriodKind.SCHOOL_YEAR)
    if period is None:
        raise Refused("analyse-no-works")
    found = examined(asked.evidence)
    own = [
        one
        for one in found.judged
        if one.level in _LEVELS and one.group.period == period.code
        if not asked.organisation or one.group.organisation == asked.organisation
    ]
    if not own:
        raise Refused("analyse-no-works")
    named = [one for one in own if one.stands_out]
    markers = [
        one
        for one in found.markers
        if one.counts and one.group.period == period.code
        if not asked.organisation or one.group.organisation == asked.organisation
    ]
    sentence = asked.word(
        "analyse-objectivity", works=sum(one.level is Level.PROCEDURE for one in own),
        classes=sum(one.level is Level.CLASS for one in own), named=len(named), markers=len(markers),
    )  # fmt: skip
    header = [asked.word(f"column-{name}") for name in ("object", "work", "sign", "innocent")]
    return Section(sentence, header, [_row(asked, one) for one in named], (), (), [_data(asked, one) for one in named])


def _row(asked: Asked, one: Judged) -> tuple[str, str, str, str]:
    sign = one.signs[0]
    explained = "; ".join(explain(code, asked.language) for code in sign.innocent)
    name = asked.names.get(one.group.organisation, one.group.organisation)
    return name, _work(asked, one), sign.say(asked.language), explained


def _work(asked: Asked, one: Judged) -> str:
    subject = subject_title(asked.evidence.methodology, one.group.subject, one.group.procedure_type)
    grade = one.group.class_name or one.group.grade
    return f"{subject}, {grade}, {Period.parse(one.group.period).title}"


def _data(asked: Asked, one: Judged) -> dict[str, object]:
    return {
        "organisation": one.group.organisation, "class": one.group.class_name, "procedure": one.group.procedure,
        "period": one.group.period, "p": one.p, "q": one.q,
        "signs": [
            {"code": sign.code, "p": sign.p, "n": sign.n, "words": sign.say(asked.language)} for sign in one.signs
        ],
    }  # fmt: skip
