"""What needs attention: findings of all rules, the gravest first, as many as a person reads at once."""

from __future__ import annotations

from msoko.analytics.findings import Finding, Findings, Gravity, Readable, Teller, readable, search
from msoko.cli.analyses.section import Asked, Refused, Section

MOST = 15  # findings of a municipality at once
MOST_OF_ONE = 7  # of one organisation


def section(asked: Asked) -> Section:
    """Raises Refused: no rule compared anything in the period."""
    found = search(asked.evidence).latest(asked.period)
    if not any(run.looked_at for run in found.runs):
        raise Refused("analyse-nothing-compared")
    own = found.of(asked.organisation) if asked.organisation else found.found
    shown = readable(own, MOST_OF_ONE if asked.organisation else MOST)
    teller = Teller(asked.evidence, asked.language)
    rows = [
        (teller.gravity(one), teller.life(one), one.period.title, teller.sentence(one), teller.addressee(one))
        for one in shown.shown
    ]
    header = [asked.word(f"column-{name}") for name in ("gravity", "life", "period", "finding", "addressee")]
    data = {
        "found": [teller.row(one) for one in own],
        "gone": [{**teller.row(one), "words": teller.gone(one)} for one in _gone(asked, found)],
        "rules": [
            {
                "rule": run.rule.code, "period": run.period.code if run.period else None,
                "looked_at": run.looked_at, "counted": run.counted,
                "refusal": run.refusal.say(asked.language) if run.refusal else "",
            }
            for run in found.runs
        ],
    }  # fmt: skip
    return Section(_sentence(asked, found, own), header, rows, (), _more(asked, shown), data)


def _sentence(asked: Asked, found: Findings, own: tuple[Finding, ...]) -> str:
    counts = {grave.value: sum(one.gravity is grave for one in own) for grave in Gravity}
    looked_at = sum(run.looked_at for run in found.runs)
    gone = sum(len(one.members) for one in _gone(asked, found))
    said = asked.word("analyse-findings", looked_at=looked_at, found=len(own), gone=gone, **counts)
    if asked.organisation:
        return said
    everybody, quiet = _quiet(asked, found)
    return f"{said} {asked.word('analyse-quiet', everybody=everybody, quiet=quiet)}"


def _quiet(asked: Asked, found: Findings) -> tuple[int, int]:
    """Organisations that there are, and those of them that no finding is about."""
    last = max((run.period for run in found.runs if run.period is not None), default=None)
    existing = set(asked.evidence.attributes(last)) if last is not None else set()
    return len(existing), len(existing - {one for finding in found.found for one in finding.objects})


def _gone(asked: Asked, found: Findings) -> list[Finding]:
    return [one for one in found.gone if not asked.organisation or asked.organisation in one.objects]


def _more(asked: Asked, shown: Readable) -> list[str]:
    """What was put aside, by rule, and where it is."""
    rules = asked.evidence.methodology.finding_rules
    if not shown.more:
        return []
    english = asked.language == "en"
    told = [f"{(english and rules[code].title_en) or rules[code].title}: {n}" for code, n in shown.more.items()]
    return [asked.word("analyse-more", told="; ".join(told))]
