"""Which comparisons count, since when, and how they are told: one finding an object, or one for what most share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msoko.analytics import discoveries
from msoko.analytics.findings.comparison import Comparison
from msoko.analytics.findings.finding import Finding, Gravity, Life, Member
from msoko.methodology.finding_rules import FindingRule
from msoko.vocabulary import Period

SHARED = 0.5  # of the objects looked at: a cause of all is told once, not to each
LEAST_SHARED = 5  # objects

Key = tuple[Any, ...]


def counting(rule: FindingRule, looked_at: Sequence[Comparison]) -> list[Comparison]:
    """Of one period: beyond chance with false discoveries held down, and as large as the rule asks.

    Single works and works together answer two questions, so the rate is held among each: thousands of single works
    would otherwise hide the few schools.
    """
    limits = {
        whole: discoveries.limit(
            [o.chance for o in looked_at if o.chance is not None and bool(o.together) is whole], rule.rate
        )
        for whole in (False, True)
    }
    return [
        one
        for one in looked_at
        if one.size > 0 and one.size >= rule.least
        if one.chance is None or one.chance <= limits[bool(one.together)]
    ]


def lives(rule: FindingRule, comparisons: Iterable[Comparison]) -> dict[Period, tuple[list[Member], list[Member]]]:
    """Period → what counts in it, and what counted in the period before and was looked at again and is gone."""
    by_period: dict[Period, list[Comparison]] = defaultdict(list)
    for one in comparisons:
        by_period[one.period].append(one)
    found: dict[Period, tuple[list[Member], list[Member]]] = {}
    before: dict[Key, Member] = {}
    for period in sorted(by_period):
        now = {_key(one): _member(rule, one, before.get(_key(one))) for one in counting(rule, by_period[period])}
        again = {_key(one): one for one in by_period[period]}
        gone = [_gone(member, again[key]) for key, member in before.items() if key in again and key not in now]
        found[period] = list(now.values()), gone
        before = {**{key: member for key, member in before.items() if key not in again}, **now}
    return found


def _key(one: Comparison) -> Key:
    return one.indicator, one.level, one.object_id, one.slices


def _member(rule: FindingRule, one: Comparison, before: Member | None) -> Member:
    grave = rule.serious_from is not None and one.nearest >= rule.serious_from
    gravity = Gravity.SERIOUS if grave else Gravity(rule.gravity)
    if before is None:
        return Member(one, gravity, Life.NEW, one.period)
    order = list(Gravity)
    then = before.comparison
    larger = one.size > (then.size if then.high is None else then.high)
    is_worse = larger or order.index(gravity) < order.index(before.gravity)
    return Member(one, gravity, Life.WORSE if is_worse else Life.CONTINUES, before.since)


def _gone(member: Member, again: Comparison) -> Member:
    return Member(again, member.gravity, Life.GONE, member.since)


def grouped(rule: FindingRule, members: Sequence[Member], looked_at: Sequence[Comparison]) -> list[Finding]:
    """One finding an object; but what most of the objects share, by indicator and slice, is one finding for all."""
    shared, own = _parted(members, looked_at)
    causes = {_cause(member.comparison) for member in shared}
    found = [_finding(rule, "", shared, [one for one in looked_at if _cause(one) in causes])] if shared else []
    by_object: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in own:
        by_object[member.comparison.level, member.object_id].append(member)
    beside: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for one in looked_at:
        beside[one.level, one.object_id].append(one)
    return [*found, *(_finding(rule, key[1], held, beside[key]) for key, held in by_object.items())]


def _cause(one: Comparison) -> Key:
    return one.indicator, one.slices


def _parted(members: Sequence[Member], looked_at: Sequence[Comparison]) -> tuple[list[Member], list[Member]]:
    everybody: Mapping[Key, set[str]] = _objects(looked_at)
    concerned = _objects([member.comparison for member in members])
    common = {
        cause
        for cause, objects in concerned.items()
        if len(objects) >= LEAST_SHARED and len(objects) > SHARED * len(everybody[cause])
    }
    shared = [member for member in members if _cause(member.comparison) in common]
    return shared, [member for member in members if _cause(member.comparison) not in common]


def _objects(comparisons: Iterable[Comparison]) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = defaultdict(set)
    for one in comparisons:
        found[_cause(one)].add(one.object_id)
    return found


def _finding(rule: FindingRule, object_id: str, members: Sequence[Member], beside: Sequence[Comparison]) -> Finding:
    order = list(Gravity)
    ordered = sorted(members, key=lambda m: (order.index(m.gravity), -m.comparison.nearest, m.comparison.indicator))
    first = ordered[0].comparison
    everybody = len({one.object_id for one in beside})
    return Finding(rule, first.level, object_id, first.period, tuple(ordered), len(beside), everybody)
