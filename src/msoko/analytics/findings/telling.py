"""A finding as a sentence and as a row of plain data, with the numbers behind it and the codes of their proofs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from msoko.analytics.dynamics import Observed
from msoko.analytics.evidence import Evidence
from msoko.analytics.findings.comparison import Comparison, Number
from msoko.analytics.findings.finding import Finding, Member
from msoko.analytics.findings.wording import ADDRESSEES, GRAVITIES, LIVES, NAMES, called, number, say
from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import Indicator, Methodology
from msoko.methodology.subjects import subject_title
from msoko.vocabulary import Period

LISTED = 3  # comparisons told in full; the rest are counted and stand in the table


def procedure_of(methodology: Methodology, indicator: str) -> str:
    """The type of procedure that an indicator is called after («results.vpr_quality»: vpr), "" if it is after none."""
    return next((code for code in methodology.procedure_types if f".{code}_" in indicator), "")


def abbreviated(methodology: Methodology, kind: str, language: str = "ru") -> str:
    """What people call a type of procedure: the letters at the end of its title, the code in English."""
    if language != "ru" or not kind:
        return kind.upper()
    title = methodology.procedure_types[kind].title
    return title[title.rindex("(") + 1 : -1] if title.endswith(")") else title


@dataclass(frozen=True)
class Teller:
    """Words findings about one evidence, in one language."""

    evidence: Evidence
    language: str = "ru"

    def sentence(self, finding: Finding) -> str:
        """Whose, what, with its numbers; members beyond LISTED are counted."""
        title = self._own(finding.rule.title, finding.rule.title_en)
        if not finding.object_id:
            texts = self._listed(self._causes(finding))
            counts = {"objects": len(finding.objects), "everybody": finding.everybody}
            return say("shared", self.language, title=title, texts=texts, **counts)
        texts = self._nothing(finding) or self._listed([self.of(finding.rule, m.comparison) for m in finding.members])
        name = self.object_name(finding.object_id, finding.period)
        if len(finding.members) == 1 or self._nothing(finding):
            return say("one", self.language, object=name, title=title, text=texts)
        counts = {"count": len(finding.members), "looked": finding.looked_at}
        return say("several", self.language, object=name, title=title, texts=texts, **counts)

    def gone(self, finding: Finding) -> str:
        """Of a finding that is no more: whose it was, by which rule and since when."""
        whose = self.object_name(finding.object_id, finding.period) if finding.object_id else say("all", self.language)
        title = self._own(finding.rule.title, finding.rule.title_en)
        count, since = len(finding.members), finding.since.title
        return say("gone", self.language, object=whose, title=title, count=count, since=since)

    def _nothing(self, finding: Finding) -> str:
        """Where nothing at all was handed in, what is missing need not be listed."""
        everything = finding.rule.kind == "missing" and LISTED < finding.looked_at == len(finding.members)
        return say("nothing-given", self.language, count=len(finding.members)) if everything else ""

    def _listed(self, texts: list[str]) -> str:
        more = [say("more", self.language, count=len(texts) - LISTED)] if len(texts) > LISTED else []
        return "; ".join([*texts[:LISTED], *more])

    def _causes(self, finding: Finding) -> list[str]:
        """What is shared, the most common first, with how many share it."""
        counts = Counter(self._filling(member.comparison)["about"] for member in finding.members)
        return [say("by-cause", self.language, about=about, count=count) for about, count in counts.most_common()]

    def of(self, rule: FindingRule, one: Comparison) -> str:
        """The rule's text of one comparison; of several works together only the change can be told."""
        if one.together:
            return self._together(one)
        text = self._own(rule.text, rule.text_en)
        return text.format(**self._filling(one))

    def _together(self, one: Comparison) -> str:
        indicator = self.evidence.methodology.indicators[one.indicator]
        known = self.evidence.methodology
        exam = abbreviated(known, procedure_of(known, indicator.code), self.language)
        return say(
            "together", self.language, exam=exam, count=one.together,
            size=number(one.size, indicator.digits, self.language),
            interval=self._interval(indicator, one.low, one.high),
        ).lstrip(", ")  # fmt: skip

    def advice(self, finding: Finding) -> str:
        return self._own(finding.rule.advice, finding.rule.advice_en)

    def _own(self, russian: str, english: str) -> str:
        return english if self.language == "en" and english else russian

    def _filling(self, one: Comparison) -> dict[str, str]:
        indicator = self.evidence.methodology.indicators[one.indicator]
        other = one.other or Number(Observed(None), one.period)
        name = self.group(one.now.name), self.group(other.name)
        title, slices = self._own(indicator.title, indicator.title_en), self.slices(indicator, one)
        return {
            "indicator": title,
            "slices": slices,
            "about": f"{title}, {slices}" if one.slices else title,
            "period": one.period.title,
            "now": f"{name[0]} {self._number(indicator, one.now)}".strip(),
            "now_interval": self._interval(indicator, one.now.observed.low, one.now.observed.high),
            "now_n": number(one.now.observed.n, 0, self.language),
            "other": f"{name[1]} {self._number(indicator, other)}".strip(),
            "other_interval": self._interval(indicator, other.observed.low, other.observed.high),
            "other_n": number(other.observed.n, 0, self.language),
            "other_period": other.period.title,
            "other_name": name[1],
            "size": number(one.size, indicator.digits, self.language),
            "interval": self._interval(indicator, one.low, one.high),
            "details": one.details[0 if self.language == "ru" else 1],
        }

    def group(self, name: str) -> str:
        """The name of a group that is compared; other numbers need none."""
        return called(NAMES, name, self.language) if name in NAMES else ""

    def _number(self, indicator: Indicator, one: Number) -> str:
        return number(one.observed.value, indicator.digits, self.language)

    def _interval(self, indicator: Indicator, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return ""
        bounds = {name: number(x, indicator.digits, self.language) for name, x in (("low", low), ("high", high))}
        return say("interval", self.language, **bounds)

    def slices(self, indicator: Indicator, one: Comparison) -> str:
        """«ВПР, Математика, 5 класс»; the total is told by the indicator's title."""
        own = dict(one.slices)
        known = self.evidence.methodology
        kind = procedure_of(known, indicator.code)
        subject, grade = own.pop("subject", ""), own.pop("grade", "")
        parts = [abbreviated(known, kind, self.language)] if kind and subject else []
        parts += [subject_title(known, subject, kind)] if subject else []
        parts += [say("grade", self.language, grade=grade)] if grade else []
        parts += [called(NAMES, value, self.language) for value in own.values()]
        return ", ".join(parts) or self._own(indicator.title, indicator.title_en)

    def object_name(self, object_id: str, period: Period) -> str:
        return self.evidence.registry.name(object_id, period.last_day)

    def row(self, finding: Finding) -> dict[str, Any]:
        """For programs and tables: everything said above, apart."""
        return {
            "rule": finding.rule.code,
            "object": finding.object_id,
            "objects": list(finding.objects),
            "level": finding.level,
            "period": finding.period.code,
            "gravity": finding.gravity.value,
            "life": finding.life.value,
            "since": finding.since.code,
            "addressee": finding.addressee,
            "words": self.sentence(finding),
            "advice": self.advice(finding),
            "looked_at": finding.looked_at,
            "evidence": [self._evidence(member) for member in finding.members],
        }

    def _evidence(self, member: Member) -> dict[str, Any]:
        one = member.comparison
        return {
            "object": one.object_id,
            "indicator": one.indicator,
            "slices": dict(one.slices),
            "size": one.size,
            "low": one.low,
            "high": one.high,
            "chance": one.chance,
            "together": one.together,
            "life": member.life.value,
            "since": member.since.code,
            "now": _plain(one.now),
            "other": _plain(one.other) if one.other else None,
        }

    def gravity(self, finding: Finding) -> str:
        return called(GRAVITIES, finding.gravity, self.language)

    def life(self, finding: Finding) -> str:
        """«продолжается с 2022/23»; what is new needs no year."""
        said = called(LIVES, finding.life, self.language)
        if finding.since == finding.period:
            return said
        return f"{said} {say('since', self.language, period=finding.since.title)}"

    def addressee(self, finding: Finding) -> str:
        return called(ADDRESSEES, finding.addressee, self.language)


def _plain(one: Number) -> dict[str, Any]:
    seen = one.observed
    return {
        "name": one.name, "value": seen.value, "n": seen.n, "low": seen.low, "high": seen.high,
        "period": one.period.code, "code": one.code,
    }  # fmt: skip
