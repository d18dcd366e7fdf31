"""The shapes of a plan: bases of rows, scopes of aggregates, tasks of arithmetic. Made by planning.py.

Tasks of the same shape differ only in the numbers of their scopes and links, so an engine runs one statement a shape,
whatever the number of indicators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from msoko.formulas.tree import Node
from msoko.indicators.estimators import Estimator

PARTS_ONLY, PARTS_FIRST, TOTAL_FIRST = 0, 1, 2  # which rows of a fact a scope reads
ROW_ENTITIES = ("participant", "person", "respondent", "work", "visit")


@dataclass(frozen=True)
class Column(Node):
    """A leaf that stands for an aggregate (a0, a1, …) or a reference (r0, r1, …) of its task."""

    name: str


@dataclass(frozen=True)
class Base:
    """Rows of numbers before they are cut into cells.

    kind: "fact" (name = code; operand None = the number itself), "source" (operand and where are read per row or form),
    "entity" (operand is read per entity of the source `name`, among entities for which `where` is true).
    """

    kind: str
    name: str
    rule: str = ""  # of in_period
    operand: Node | None = None
    where: Node | None = None
    entity: str = ""
    by: tuple[str, ...] = ()  # slice columns kept, for sources and entities
    extra: Node | None = None  # weight of weighted_mean


@dataclass(frozen=True)
class Slot:
    """A base as one scope reads it: `where` over slices and attributes selects, `mode` says parts or total."""

    base: Base
    where: Node | None = None
    mode: int = PARTS_ONLY


@dataclass(frozen=True)
class Measure:
    """What is gathered of one slot, or (operand) of an expression of slots in a cell: Column("s0") is slot 0's sum.

    part: count total squares low high values weighted weights.
    """

    part: str
    slot: int = 0
    operand: Node | None = None


@dataclass(frozen=True)
class Scope:
    """Aggregates over one set of cells. cell: the grain; objects: conditions of count(), over registry attributes."""

    slots: tuple[Slot, ...]
    measures: tuple[Measure, ...]
    cell: tuple[str, ...]
    breakdown: tuple[str, ...]
    applies: str
    conditions: tuple[Node | None, ...] = ()


@dataclass(frozen=True)
class Leaf:
    """An aggregate in terms of a scope's measures: its name, its measures, the probability of a quantile."""

    scope: int  # index in the task
    name: str
    measures: tuple[int, ...]
    probability: float = 0.5


@dataclass(frozen=True)
class Link:
    """A value from elsewhere. kind: same lag at picked over normalise reference.

    target: a task of the plan. rule: which move of periods, of lag and picked. level: of at, reference, normalise.
    """

    kind: str
    target: int = -1
    code: str = ""  # of a reference, or of the indicator whose norm normalise asks for
    level: str = ""
    rule: str = ""
    steps: int = 0
    name: str = ""  # count_of, … or the method of normalise
    entity: str = ""
    where: Node | None = None
    lower: bool = False  # normalise: lower is better
    open: bool = False  # at: readable where our rows do not cover the group; over: the entities name data themselves


@dataclass(frozen=True)
class Context:
    breakdown: tuple[str, ...] = ()
    applies: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Coverage:
    """Where known and expected come from: the outer scope, else others, else the applicable objects."""

    scope: int | None = None
    least: tuple[str, ...] = ()  # links (r0, …) of value(…) and parts of composites
    first: tuple[str, ...] = ()  # otherwise the first of these links or scopes (s0, …) that stands anywhere


@dataclass(frozen=True)
class Task:
    """One formula in one context. `code` is set for an indicator: its uncovered groups take the received reference."""

    formula: Node
    context: Context
    code: str
    arithmetic: Node
    estimator: Estimator
    leaves: tuple[Leaf, ...]
    scopes: tuple[Scope, ...]
    links: tuple[Link, ...]
    coverage: Coverage
    uncertain: bool = False


@dataclass
class Plan:
    """Tasks in the order in which they can be computed, and which of them are the rows asked for."""

    tasks: list[Task] = field(default_factory=list)
    visible: list[tuple[str, int]] = field(default_factory=list)  # indicator, task
    index: dict[tuple[Node, Context, str], int] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> dict[Scope, int]:
        return {scope: n for n, scope in enumerate(dict.fromkeys(s for task in self.tasks for s in task.scopes))}

    @cached_property
    def bases(self) -> dict[Base, int]:
        found = dict.fromkeys(slot.base for scope in self.scopes for slot in scope.slots)
        return {base: n for n, base in enumerate(found)}

    @cached_property
    def facts(self) -> dict[tuple[str, str], int]:
        """(fact, rule) → number."""
        named = dict.fromkeys((base.name, base.rule) for base in self.bases if base.kind == "fact")
        return {fact: n for n, fact in enumerate(named)}
