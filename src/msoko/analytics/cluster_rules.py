"""Clusters by a rule (pack data), for municipalities with too few schools to group by calculation. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from msoko.analytics.conditions import Attributes, judged
from msoko.analytics.remarks import Refused, Remark
from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar
from msoko.formulas.tree import Node
from msoko.methodology.model import ClusterRule, Methodology

Values = Mapping[str, Mapping[str, float]]  # organisation -> indicator -> value


@dataclass(frozen=True)
class Placed:
    """members: code of a rule -> organisations, sorted. unplaced: those a rule could not judge, with what it lacks.

    outside: those that no rule of the set is about.
    """

    members: Mapping[str, tuple[str, ...]]
    unplaced: Mapping[str, Remark]
    outside: tuple[str, ...]


def place(
    methodology: Methodology, rules: str, attributes: Mapping[str, Attributes], values: Values, on: date
) -> Placed:
    """Organisations (attributes by id) by the rules of a set, each by the first that is true of it.

    A rule that hangs on something unknown stops the search: whether the organisation belongs there cannot be said, and
    it is not pushed on to the next group. Raises Refused: no such set.
    """
    chosen = [rule for rule in methodology.cluster_rules.values() if rule.set == rules]
    if not chosen:
        known = sorted({rule.set for rule in methodology.cluster_rules.values()})
        raise Refused("rules-unknown", set=rules, known=", ".join(known) or "—")
    members: dict[str, list[str]] = {rule.code: [] for rule in chosen}
    unplaced: dict[str, Remark] = {}
    outside = []
    for one in sorted(attributes):
        found = _first(methodology, chosen, attributes[one], values.get(one, {}), on)
        if isinstance(found, Remark):
            unplaced[one] = found
        elif found is None:
            outside.append(one)
        else:
            members[found.code].append(one)
    return Placed({code: tuple(ids) for code, ids in members.items()}, unplaced, tuple(outside))


def _first(
    methodology: Methodology,
    rules: Sequence[ClusterRule],
    attributes: Attributes,
    values: Mapping[str, float],
    on: date,
) -> ClusterRule | Remark | None:
    def leaf(node: Node) -> Scalar:
        if isinstance(node, tree.Value):
            return None if node.code not in values else Fraction(repr(values[node.code]))
        if isinstance(node, tree.Weight):
            return threshold(methodology, node.name, on)
        raise ValueError(f"not for a rule of clusters: {type(node).__name__} at {node.at}")

    for rule in rules:
        found = judged(rule.rule, attributes, leaf)
        if found is None:
            lacking = [code for code in named_values(rule.rule) if code not in values]
            titles = [f"«{methodology.indicators[code].title}»" for code in lacking]
            return Remark("member-unknown", rule=rule.title, lacking=", ".join(titles) or "данных реестра")
        if found is True:
            return rule
    return None


def threshold(methodology: Methodology, name: str, on: date) -> Fraction | None:
    """The one in force on the day, the latest begun if several; slices play no part."""
    fitting = [
        one
        for one in methodology.thresholds
        if one.name == name and (one.valid_from or on) <= on <= (one.valid_to or on)
    ]
    return Fraction(max(fitting, key=lambda one: one.valid_from or date.min).value) if fitting else None


def named_values(rule: str) -> tuple[str, ...]:
    """Codes of the indicators that a rule reads."""

    def below(node: Node) -> Iterable[str]:
        if isinstance(node, tree.Value):
            yield node.code
        for child in tree.children(node):
            yield from below(child)

    return tuple(dict.fromkeys(below(parse(rule))))
