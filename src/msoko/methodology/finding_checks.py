"""Checks of finding rules: indicators that exist and fit the kind of the rule, texts that can be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

from msoko.methodology.building import nearest
from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import Indicator, Methodology, Pack
from msoko.methodology.problems import PackProblem
from msoko.vocabulary import SLICES, Direction, Severity

# What may stand in braces in a rule's text: of the value, of what it is compared with, of the difference.
PLACES = (
    *("indicator", "slices", "about", "period", "now", "now_interval", "now_n"),
    *("other", "other_interval", "other_n", "other_period", "other_name"),
    *("size", "interval", "details"),
)
WITH_SIZES = ("norm", "change", "trend", "outlier", "gap")


def chosen(rule: FindingRule, methodology: Methodology) -> tuple[Indicator, ...]:
    """The indicators a rule looks at, in the order of the packs. A code without one gives nothing: checks say so."""
    known = [one for one in methodology.indicators.values() if one.code not in rule.without]
    if not rule.indicators:
        return tuple(one for one in known if one.norms) if rule.kind == "norm" else ()
    whole, begun = set(rule.indicators), tuple(code for code in rule.indicators if code.endswith("."))
    return tuple(one for one in known if one.code in whole or (begun and one.code.startswith(begun)))


def check_findings(methodology: Methodology, pack: Pack, strict: bool) -> Iterator[PackProblem]:
    for rule in pack.finding_rules:

        def problem(code: str, severity: Severity = Severity.ERROR, rule: FindingRule = rule, **p: Any) -> PackProblem:
            return PackProblem(code, severity, pack.code, rule.file, 0, rule.code, p)

        yield from (problem(code, **given) for code, given in _faults(methodology, rule))
        if not rule.examples:
            yield problem("no-finding-example", Severity.ERROR if strict else Severity.WARNING)


def _faults(methodology: Methodology, rule: FindingRule) -> Iterator[tuple[str, dict[str, Any]]]:
    looked_at = chosen(rule, methodology)
    for code in rule.indicators:
        if not any(one.code == code or (code.endswith(".") and one.code.startswith(code)) for one in looked_at):
            hint = nearest(code, methodology.indicators)
            yield "unknown-indicator", {"key": "indicators", "found": code, "nearest": hint}
    units = {one.unit for one in looked_at}
    if rule.kind in WITH_SIZES and (rule.least or rule.serious_from is not None) and len(units) > 1:
        yield "finding-units", {"key": "indicators", "found": tuple(sorted(units))}
    if rule.kind in WITH_SIZES[1:] and rule.toward != "either":
        for one in looked_at:
            if one.better not in (Direction.HIGHER, Direction.LOWER):
                yield "finding-direction", {"key": "toward", "found": one.code}
    if (rule.kind == "gap") != bool(rule.between):
        yield "finding-between", {"key": "between" if rule.between else "kind"}
    if rule.between in SLICES:
        for one in looked_at:
            if not any(rule.between in breakdown for breakdown in one.slices):
                yield "finding-slice", {"key": "between", "found": one.code, "expected": rule.between}
    for key, text in (("text", rule.text), ("text_en", rule.text_en)):
        for found in _strange(text):
            yield "finding-place", {"key": key, "found": found, "expected": PLACES}


def _strange(text: str) -> list[str]:
    """Names in braces that nothing fills in; the text itself if its braces do not fit together."""
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name is not None and name not in PLACES]
    except ValueError:
        return [text]
