"""A finding rule: which values are looked at, what counts as a finding, how grave it is, whom it is for, its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msoko.methodology.definition import Definition
from msoko.vocabulary import Level


@dataclass(frozen=True, kw_only=True)
class FindingExample:
    """Values given, findings expected of the last period; expect = [] says that nothing is found.

    values: organisation (1, 2, …), value (none: missing), n, sd, low, high, period, indicator (else the rule's first),
    slices, kind, settlement; a list in a column stands for as many rows. rows: of source tables, as in an indicator's
    example. expect, an entry a finding: organisation (none: shared, or of the municipality), gravity, life, members.
    """

    values: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, Any] = field(default_factory=dict)
    expect: tuple[Mapping[str, Any], ...]
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingRule(Definition):
    """Sizes are in the unit of the indicators, so a rule has indicators of one unit.

    indicators: codes, or the beginning of codes («selfexam.»); none = every indicator with a norm (kind norm).
    without: indicators that another rule speaks of, so that nobody hears one thing twice.
    toward: a change or difference for the worse, for the better, or either, by the indicator's own direction.
    least: the smallest size worth reporting; serious_from: from it a finding is serious, error counted against it.
    least_n: values that fewer people stand behind are not judged. rate: of false findings among all of the rule
    (kind sign: thresholds of the packs say it).
    """

    kind: str  # norm | change | trend | outlier | gap | missing | sign
    indicators: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    toward: str = "worse"  # worse | better | either
    level: Level = Level.ORGANISATION
    between: str = ""  # gap: settlement, or a slice column whose two values are compared (sex)
    least: float = 0.0
    serious_from: float | None = None
    least_n: int = 10
    rate: float = 0.05
    gravity: str = "notable"  # for_information | notable | serious
    addressee: str  # the role that the finding is suggested to
    text: str  # of one value; see finding_checks.PLACES for what may stand in braces
    text_en: str = ""
    advice: str = ""
    advice_en: str = ""
    examples: tuple[FindingExample, ...] = ()
