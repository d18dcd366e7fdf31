"""A plan seen as the tables it needs: numbers of scopes, slots, conditions, facts; all that needs no data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from msoko.formulas.tree import Node
from msoko.indicators import arithmetic, selecting, sources
from msoko.indicators.arithmetic import TaskShape
from msoko.indicators.engines.duckdb.compiling import fingerprint
from msoko.indicators.engines.duckdb.periods import Calendar
from msoko.indicators.plan import Base, Context, Link, Plan, Scope, Task
from msoko.indicators.scoping import named_rows
from msoko.indicators.selecting import ScopeShape
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES, Level


def mask(columns: tuple[str, ...]) -> int:
    """A set of slice columns as bits."""
    return sum(1 << n for n, name in enumerate(SLICES) if name in columns)


@dataclass
class Layout:
    """Worked out once a plan; the calendar is set for each request."""

    plan: Plan
    methodology: Methodology
    options: Mapping[str, str]
    calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        self.fingerprint = fingerprint(self.methodology)
        self.presence = self._presence()
        for bases in self.presence.values():
            for base in bases:
                self.plan.bases.setdefault(base, len(self.plan.bases))
        self.wheres: dict[Node, int] = {}
        self.read_by: dict[Node, set[tuple[int, str]]] = defaultdict(set)
        for scope in self.plan.scopes:
            for slot in scope.slots:
                if slot.where is not None:
                    self.wheres.setdefault(slot.where, len(self.wheres))
                    self.read_by[slot.where].add((self.number(slot.base), selecting.kind_of(slot)))
        self.conditions = self._conditions()
        self.passes = self._passes()
        self.masks = {mask(s.cell) for s in self.plan.scopes} | {mask(s.breakdown) for s in self.plan.scopes}
        self.masks |= {mask(task.context.breakdown) for task in self.plan.tasks} | {0}
        self.reference_codes = self._references()
        self.derived = self._derived()
        self.scope_shapes = _grouped({n: selecting.shape_of(scope) for scope, n in self.plan.scopes.items()})
        self.task_shapes: dict[TaskShape, list[int]] = _grouped(
            {n: arithmetic.shape_of(task) for n, task in enumerate(self.plan.tasks)}
        )
        self.about = sorted(
            {f.about for f in (self.methodology.facts[c] for c, _ in self.plan.facts)} - {"organisation"}
        )

    # ---- numbers
    def fact_number(self, code: str, rule: str) -> int:
        """The base whose rows are those of the fact itself."""
        plain = Base("fact", code, rule)
        if plain in self.plan.bases:
            return self.plan.bases[plain]
        return len(self.plan.bases) + self.plan.facts[code, rule]

    def number(self, base: Base) -> int:
        return self.plan.bases[base]

    def condition(self, context: Context) -> int:
        return self.conditions[context.applies]

    def _conditions(self) -> dict[str, int]:
        texts = dict.fromkeys(task.context.applies.strip() for task in self.plan.tasks)
        return {text: n for n, text in enumerate(texts)}

    def scope_condition(self, scope: Scope) -> int:
        """Scopes over facts about a group read the rows of the group itself."""
        facts = [slot.base.name for slot in scope.slots if slot.base.kind == "fact"]
        if facts and self.methodology.facts[facts[0]].about != "organisation":
            return -1
        return self.conditions[scope.applies.strip()]

    # ---- what tasks need besides scopes
    def _presence(self) -> dict[int, tuple[Base, ...]]:
        """For tasks with a breakdown: a base a source, whose rows show which slice values occur."""
        found = {}
        for number, task in enumerate(self.plan.tasks):
            if task.context.breakdown:
                rule = task.context.rule
                named = {(n, r) for kind, n, r in named_rows(task.formula, self.methodology, rule) if kind == "source"}
                found[number] = tuple(
                    Base("source", name, r, by=task.context.breakdown) for name, r in sorted(named)
                )  # fmt: skip
        return found

    def occurring_facts(self, task: Task) -> list[int]:
        named = named_rows(task.formula, self.methodology, task.context.rule)
        facts = dict.fromkeys((name, rule) for kind, name, rule in named if kind == "fact")
        known = [f for f in facts if f in self.plan.facts and self.methodology.facts[f[0]].about == "organisation"]
        return [self.fact_number(name, rule) for name, rule in known]

    def _passes(self) -> list[sources.Pass]:
        parts: dict[Base, dict[str, None]] = {base: {} for base in self.plan.bases if base.kind != "fact"}
        for scope in self.plan.scopes:
            for measure in scope.measures:
                if measure.operand is None and scope.slots[measure.slot].base in parts:
                    parts[scope.slots[measure.slot].base][measure.part] = None
        return sources.passes([(base, tuple(asked)) for base, asked in parts.items()], self.methodology)

    def _references(self) -> dict[str, int]:
        codes = dict.fromkeys(task.code for task in self.plan.tasks if task.code)
        codes |= dict.fromkeys(one.code for task in self.plan.tasks for one in task.links if one.kind == "reference")
        return {code: n for n, code in enumerate(codes)}

    def _derived(self) -> dict[tuple[Link, int], int]:
        """Links that need a statement of their own (with the breakdown they are counted in) → number."""
        found: dict[tuple[Link, int], int] = {}
        for task in self.plan.tasks:
            for link in task.links:
                if link.kind in ("over", "normalise"):
                    found.setdefault((link, mask(task.context.breakdown)), len(found))
        return found

    def target(self, task: Task, link: Link) -> int:
        """What stands in the members for a link: a task, a derived statement, a received code."""
        if link.kind == "reference":
            return self.reference_codes[link.code]
        return self.derived.get((link, mask(task.context.breakdown)), link.target)

    @property
    def around_levels(self) -> set[str]:
        return {link.level for task in self.plan.tasks for link in task.links if link.level}

    @property
    def levels(self) -> set[str]:
        found = self.around_levels | {str(Level.ORGANISATION)} | set(self.about)
        return found.union(*self.calendar.levels)

    def stages(self) -> list[list[int]]:
        """Tasks by the length of the longest chain of links below them."""
        rank: list[int] = []
        for task in self.plan.tasks:
            rank.append(1 + max((rank[link.target] for link in task.links if link.target >= 0), default=-1))
        return [[n for n, r in enumerate(rank) if r == stage] for stage in range(max(rank, default=-1) + 1)]


def _grouped(shapes: Mapping[int, ScopeShape | TaskShape]) -> dict:  # type: ignore[type-arg]
    found: dict[ScopeShape | TaskShape, list[int]] = {}
    for number, shape in shapes.items():
        found.setdefault(shape, []).append(number)
    return found
