"""What the analyses over years and conditions look at: the indicators that finding rules follow, by breakdown."""

from __future__ import annotations

from msoko.analytics.evidence import Slices
from msoko.analytics.findings.telling import procedure_of
from msoko.analytics.findings.wording import NAMES, called
from msoko.cli.analyses.section import Asked
from msoko.methodology.finding_checks import chosen
from msoko.methodology.subjects import subject_title
from msoko.vocabulary import ALL, Uncertainty

_OVER_YEARS = ("change", "trend")


def followed(asked: Asked) -> tuple[str, ...]:
    """Codes of indicators of people by chance that rules follow over the years; () if no pack has such a rule."""
    rules = asked.evidence.methodology.finding_rules.values()
    found = [one for rule in rules if rule.kind in _OVER_YEARS for one in chosen(rule, asked.evidence.methodology)]
    return tuple(dict.fromkeys(one.code for one in found if one.uncertainty is not Uncertainty.NONE))


def breakdowns(asked: Asked, indicator: str) -> list[Slices]:
    return sorted({cell.slices for cell in asked.evidence.cells(indicator)})


def named(asked: Asked, indicator: str, slices: Slices) -> str:
    """«Средняя отметка за ВПР: Математика, 5 класс»."""
    known = asked.evidence.methodology
    one = known.indicators[indicator]
    own = {str(name): value for name, value in slices}
    subject, grade = own.pop("subject", ""), own.pop("grade", "")
    parts = [asked.word("analyse-all-works")] if ALL in (subject, grade) else []
    parts += [subject_title(known, subject, procedure_of(known, indicator))] if subject not in ("", ALL) else []
    parts += [asked.word("analyse-grade", grade=grade)] if grade not in ("", ALL) else []
    parts += [called(NAMES, value, asked.language) for value in own.values() if value != ALL]
    title = one.title_en if asked.language == "en" and one.title_en else one.title
    return f"{title}: {', '.join(parts)}" if parts else title


def shown(value: float, digits: int, language: str, sign: bool = False) -> str:
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    return text.replace("-", "−").replace(".", ",") if language == "ru" else text
