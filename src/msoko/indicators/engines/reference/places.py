"""Where a value stands: groups of organisations in a period, what is known about each, to whom an indicator applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from msoko.formulas import tree
from msoko.formulas.evaluating import Leaf, evaluate
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar
from msoko.formulas.tree import Node
from msoko.indicators.request import Data
from msoko.indicators.scoping import ATTRIBUTES
from msoko.vocabulary import Period


@dataclass(frozen=True)
class Standing:
    """The place of a value, or of a part of it.

    applies: the condition that makes organisations applicable. objects: the applicable ones of the group.
    slices: of the breakdown (and of the entity `class`). rule: of the in_period around us, or "".
    entity: columns and values that rows of sources must have. entity_where: what they must satisfy.
    """

    level: str
    group: str
    period: Period
    applies: str
    objects: tuple[str, ...]
    slices: tuple[tuple[str, str], ...] = ()
    rule: str = ""
    entity: tuple[tuple[str, Scalar], ...] = ()
    entity_where: Node | None = None

    @cached_property
    def cut(self) -> Mapping[str, str]:
        return dict(self.slices)

    def with_slice(self, name: str, value: str) -> Standing:
        return replace(self, slices=tuple(sorted({**self.cut, name: value}.items())))


@dataclass
class Places:
    """placements and attributes of the data, indexed."""

    data: Data
    members: dict[tuple[str, str, str], list[str]] = field(init=False)  # (level, group, period) → objects
    groups: dict[tuple[str, str, str], set[str]] = field(init=False)  # (object, level, period) → groups
    uncovered: set[tuple[str, str, str]] = field(init=False)  # (level, group, period)
    attributes: dict[tuple[str, str], Mapping[str, Any]] = field(init=False)  # (object, period) → record

    def __post_init__(self) -> None:
        self.members, self.groups, self.uncovered = defaultdict(list), defaultdict(set), set()
        for row in self.data.placements.to_pylist():
            key = (row["level"], row["group_id"], row["period"])
            if row["object_id"] not in self.members[key]:
                self.members[key].append(row["object_id"])
            self.groups[row["object_id"], row["level"], row["period"]].add(row["group_id"])
            if row["covered"] is False:
                self.uncovered.add(key)
        self.attributes = {(row["object_id"], row["period"]): row for row in self.data.attributes.to_pylist()}

    def groups_at(self, level: str, period: Period) -> list[str]:
        return sorted({group for at, group, code in self.members if at == level and code == period.code})

    def covered(self, level: str, group: str, period: Period) -> bool:
        return (level, group, period.code) not in self.uncovered

    def placed(self, level: str, group: str, period: Period) -> list[str]:
        return self.members.get((level, group, period.code), [])

    def around(self, level: str, group: str, period: Period, wanted: str) -> str | None:
        """The only group of the wanted level in which all organisations of the group are placed."""
        if level == wanted:
            return group
        sets = [self.groups.get((o, wanted, period.code), set()) for o in self.placed(level, group, period)]
        shared = set.intersection(*sets) if sets else set()
        return shared.pop() if len(shared) == 1 else None

    def stand(
        self, level: str, group: str, period: Period, applies: str, slices: Mapping[str, str], leaf: Leaf
    ) -> Standing:
        """The standing of a value. A breakdown by grade narrows who is applicable. leaf: what options mean."""
        objects = [o for o in self.placed(level, group, period) if self.holds(applies, o, period, leaf)]
        if "grade" in slices:
            objects = [o for o in objects if self._may_teach(o, period, slices["grade"])]
        return Standing(level, group, period, applies, tuple(sorted(objects)), tuple(sorted(slices.items())))

    def _may_teach(self, organisation: str, period: Period, grade: str) -> bool:
        grades = self.attributes.get((organisation, period.code), {}).get("grades")
        return not grades or grade in grades

    def holds(self, condition: str, organisation: str, period: Period, leaf: Leaf) -> bool:
        """Is a condition over registry attributes true of an organisation? "" is."""
        return not condition.strip() or self.tell(parse(condition), organisation, period, leaf) is True

    def tell(self, node: Node, organisation: str, period: Period, leaf: Leaf) -> Scalar:
        """An expression over registry attributes; what is no attribute is asked of leaf."""

        def attribute(part: Node) -> Scalar:
            if isinstance(part, tree.Name) and part.name in ATTRIBUTES:
                return self.attribute(organisation, period, part.name)
            if isinstance(part, tree.Call):  # teaches_grade, teaches_level: the only functions not of values
                return self.teaches(part.name, organisation, period, evaluate(part.args[0], attribute))
            return leaf(part)

        return evaluate(node, attribute)

    def attribute(self, organisation: str, period: Period, name: str) -> Scalar:
        found: Scalar = self.attributes.get((organisation, period.code), {}).get(name)
        return found

    def teaches(self, function: str, organisation: str, period: Period, asked: Scalar) -> bool | None:
        column = "grades" if function == "teaches_grade" else "education_levels"
        taught = self.attributes.get((organisation, period.code), {}).get(column)
        if not taught or asked is None:
            return None
        return str(asked) in taught
