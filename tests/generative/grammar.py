"""Typed formulas, generated backwards from the wanted kind: one written table of rules, kind → ways to write it.

Every rule says the kinds of its slots, so the nestings (rule, slot, rule in the slot) that the types allow can be
counted, and the meter says which of them a corpus has reached.

One file on purpose, over 300 lines: the table of rules is counted and covered as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from msoko.formulas import tree
from msoko.formulas.tree import Node

# Kinds. N, B: number and condition over groups. BO: condition about one organisation, in count_of(organisation, …).
# NE, BE: inside count_of(participant, …). NC, BC: of class. NK, BK: of respondent. O: condition over the registry.
# RF, CF / RG, CG / RM: rows of a fact without slices / with them / of several facts. RS, CS: rows of vpr. RT: of tasks.
# RK, CK: forms of survey. "X+": X or something that names no data.
Build = Callable[..., Node]


@dataclass(frozen=True)
class Rule:
    label: str
    slots: tuple[str, ...]
    build: Build


@dataclass(frozen=True)
class Derivation:
    """A formula with the rules it was made by."""

    rule: Rule
    parts: tuple[Derivation, ...] = ()

    def node(self) -> Node:
        return self.rule.build(*(part.node() for part in self.parts))

    def pairs(self) -> Iterator[tuple[str, int, str]]:
        """(rule, slot, rule in the slot) for every nesting."""
        for slot, part in enumerate(self.parts):
            yield self.rule.label, slot, part.rule.label
            yield from part.pairs()


def number(text: str) -> Node:
    return tree.Number(Fraction(text))


def name(text: str) -> Node:
    return tree.Name(text)


def field(source: str, column: str) -> Node:
    return tree.Field(source, column)


def leaf(label: str, node: Node) -> Rule:
    return Rule(label, (), lambda: node)


def binary(op: str) -> Build:
    return lambda left, right: tree.Binary(op, left, right)


def call(function: str) -> Build:
    return lambda *arguments: tree.Call(function, arguments)


def _arithmetic(kind: str, loose: str, condition: str | None) -> list[Rule]:
    """What numbers of any place allow. The first operand names data (`kind`); the others need not (`loose`)."""
    rules = [Rule(op, (kind, loose), binary(op)) for op in "+-*/"]
    rules += [
        Rule("minus", (kind,), lambda x: tree.Unary("-", x)),
        Rule("coalesce", (kind, loose), call("coalesce")),
        Rule("min", (kind, loose), call("min")),
        Rule("max", (kind, loose), call("max")),
        Rule("clamp", (kind,), lambda x: tree.Call("clamp", (x, number("1"), number("50")))),
        Rule("round", (kind,), lambda x: tree.Call("round", (x, number("1")))),
        Rule("abs", (kind,), call("abs")),
    ]
    if condition:
        rules.append(Rule("if", (condition, kind, loose), call("if")))
    return rules


CONSTANTS = [leaf("number", number("2")), leaf("no_value", tree.NoValue()), leaf("weight", tree.Weight("w"))]


def _logic(kind: str, loose: str, of: str, loose_of: str) -> list[Rule]:
    rules = [Rule(op, (kind, loose), binary(op)) for op in ("and", "or")]
    rules += [Rule(op, (of, loose_of), binary(op)) for op in ("==", "!=", "<", "<=", ">", ">=")]
    rules += [
        Rule("not", (kind,), lambda x: tree.Unary("not", x)),
        Rule("is_known", (of,), call("is_known")),
        Rule("in", (of,), lambda x: tree.In(x, (number("0"), number("5")))),
    ]
    return rules


PLAIN = ("sum", "mean", "median", "minimum", "maximum", "deviation", "count", "distinct")


def _aggregates(tag: str, row: str, where: str | None, names: Iterable[str] = PLAIN) -> list[Rule]:
    """sum(x), sum(x where c), … over rows of one kind. tag keeps the labels of different rows apart."""
    rules = []
    for one in names:
        rules.append(Rule(f"{one} {tag}", (row,), lambda x, one=one: tree.Aggregate(one, x)))
        if where:
            build = lambda x, c, one=one: tree.Aggregate(one, x, None, c)  # noqa: E731
            rules.append(Rule(f"{one} {tag} where", (row, where), build))
    rules.append(Rule(f"quantile {tag}", (row,), lambda x: tree.Aggregate("quantile", x, number("0.3"))))
    rules.append(Rule(f"weighted_mean {tag}", (row, f"{row}+"), lambda x, w: tree.Aggregate("weighted_mean", x, w)))
    return rules


def _over(entity: str, numbers: str, conditions: str, where: str | None) -> list[Rule]:
    rules = []
    for one, slot in (
        ("count_of", conditions),
        ("share_of", conditions),
        ("mean_over", numbers),
        ("sum_over", numbers),
    ):
        rules.append(Rule(f"{one} {entity}", (slot,), lambda x, one=one: tree.Over(one, entity, x)))
        if where:
            build = lambda x, c, one=one: tree.Over(one, entity, x, c)  # noqa: E731
            rules.append(Rule(f"{one} {entity} where", (slot, where), build))
    return rules


def _in_period(rule: str, *facts: str) -> list[Rule]:
    return [leaf(f"in_period {f} {rule}", tree.InPeriod(tree.Aggregate("sum", name(f)), rule)) for f in facts]


V1, V2 = tree.Value("v1"), tree.Value("v2")

GROUP_NUMBERS = [
    *(leaf(f"fact {code}", name(code)) for code in ("a", "b", "g", "gs", "t", "wm", "mn")),
    *_aggregates("fact", "RF", "O"),
    *_aggregates("sliced", "RG", "CG"),
    *_aggregates("facts", "RM", None, ("sum", "mean", "count", "maximum")),
    *_aggregates("row", "RS", "CS+"),
    *_aggregates("form", "RK", "CK+"),
    Rule("share fact", ("CF",), lambda c: tree.Aggregate("share", c)),
    Rule("share row", ("CS",), lambda c: tree.Aggregate("share", c)),
    Rule("share row where", ("CS", "CS+"), lambda c, w: tree.Aggregate("share", c, None, w)),
    Rule("share form where", ("CK", "CK+"), lambda c, w: tree.Aggregate("share", c, None, w)),
    leaf("count()", tree.Aggregate("count", None)),
    Rule("count() where", ("O",), lambda c: tree.Aggregate("count", None, None, c)),
    leaf("distinct person", tree.Aggregate("distinct", field("vpr", "person"))),
    leaf("count tasks", tree.Aggregate("count", field("tasks", "score"))),
    *_over("organisation", "N", "B", "O"),
    Rule("count_of organisation attribute", ("BO",), lambda c: tree.Over("count_of", "organisation", c)),
    *_over("class", "NC", "BC", None),
    *_over("participant", "NE", "BE", None),
    *_over("person", "NE", "BE", None),
    *_over("respondent", "NK", "BK", None),
    Rule("unpaired", ("N",), tree.Unpaired),
    Rule("prev", ("N",), lambda x: tree.Lag(x, 1)),
    Rule("in_period", ("N",), lambda x: tree.InPeriod(x, "ended")),
    *_in_period("ended", "y", "q", "d"),
    *_in_period("started", "y", "q"),
    *_in_period("within", "y", "q", "ql", "qm", "d"),
    leaf("in_period value", tree.InPeriod(tree.Value("vy"), "ended")),
    Rule("at municipality", ("N",), lambda x: tree.At("municipality", x)),
    leaf("at region value", tree.At("region", V1)),
    leaf("at municipality fact", tree.At("municipality", name("town"))),
    leaf("at region fact", tree.At("region", name("land"))),
    leaf("value", V1),
    leaf("value lower", V2),
    leaf("reference", tree.Reference("v1", "region")),
    leaf("norm", tree.Norm("v1")),
    leaf("option", tree.Option("number")),
    *(
        Rule(f"normalise {method}", ("N",), lambda x, method=method: tree.Normalise(x, method, "municipality"))
        for method in ("best_100", "z", "rank")
    ),
    leaf("normalise norm", tree.Normalise(V1, "norm", "municipality")),
    leaf("normalise lower", tree.Normalise(V2, "best_100", "municipality")),
    leaf("normalise rank lower", tree.Normalise(V2, "rank", "municipality")),
    *(
        Rule(
            f"composite {missing}",
            ("N", "N", "N"),
            lambda x, y, w, missing=missing: tree.Composite((x, y), (w, number("2")), missing),
        )
        for missing in ("renormalise", "no value", "as zero", "as full")
    ),
    Rule("composite option", ("N", "N"), lambda x, y: tree.Composite((x, y), (), tree.Option("missing"))),
    Rule("sqrt", ("N",), call("sqrt")),
    Rule("ln", ("N",), call("ln")),
    Rule("power", ("N",), lambda x: tree.Call("power", (x, number("2")))),
    *_arithmetic("N", "N", "B"),
    *CONSTANTS,
]
_OPTION = tree.Binary("==", tree.Option("text"), tree.Text("yes"))

RULES: dict[str, list[Rule]] = {
    "N": GROUP_NUMBERS,
    "B": [*_logic("B", "B", "N", "N"), leaf("true", tree.Bool(True)), leaf("option text", _OPTION)],
    "BO": [
        Rule("attribute and", ("O", "B"), binary("and")),
        Rule("attribute or", ("O", "B"), binary("or")),
    ],
    "O": [
        leaf("kind", tree.Binary("==", name("kind"), tree.Text("school"))),
        leaf("settlement", tree.In(name("settlement"), (tree.Text("rural"), tree.Text("none")))),
        leaf("teaches_grade", tree.Call("teaches_grade", (number("9"),))),
        leaf("teaches_level", tree.Call("teaches_level", (tree.Text("ooo"),))),
        Rule("and", ("O", "O"), binary("and")),
        Rule("not", ("O",), lambda x: tree.Unary("not", x)),
    ],
    "RF": [leaf("a in row", name("a")), *_arithmetic("RF", "RF+", "CF+")],
    "CF": _logic("CF", "CF+", "RF", "RF+"),
    "RG": [leaf("gs in row", name("gs")), *_arithmetic("RG", "RG+", None)],
    "CG": [
        leaf("grade", tree.Binary("==", name("grade"), number("5"))),
        leaf("sex", tree.In(name("sex"), (tree.Text("f"), tree.Text("unknown")))),
        leaf("grade order", tree.Binary(">=", name("grade"), number("9"))),
        Rule("and", ("CG", "CG"), binary("and")),
        Rule("or", ("CG", "O"), binary("or")),
        Rule("not", ("CG",), lambda x: tree.Unary("not", x)),
    ],
    "RM": [
        leaf("a + b in cell", tree.Binary("+", name("a"), name("b"))),
        leaf("a / gs in cell", tree.Binary("/", name("a"), name("gs"))),
        *_arithmetic("RM", "RM+", None),
    ],
    "RS": [leaf("mark", field("vpr", "mark")), leaf("score", field("vpr", "score")), *_arithmetic("RS", "RS+", "CS+")],
    "CS": [
        *_logic("CS", "CS+", "RS", "RS+"),
        leaf("level", tree.Binary("==", field("vpr", "level"), tree.Text("low"))),
    ],
    "RK": [leaf("scale", field("survey", "q3")), *_arithmetic("RK", "RK+", "CK+")],
    "CK": [
        *_logic("CK", "CK+", "RK", "RK+"),
        leaf("answer", tree.Binary("==", field("survey", "q1"), tree.Text("yes"))),
        leaf("other answer", tree.Binary("!=", field("survey", "q2"), tree.Text("yes"))),
    ],
    "NE": [*_aggregates("row", "RS", "CS+"), *_arithmetic("NE", "NE+", None)],
    "BE": _logic("BE", "BE", "NE", "NE+"),
    "NC": [*_aggregates("row", "RS", "CS+"), *_aggregates("task", "RT", None), *_arithmetic("NC", "NC+", None)],
    "BC": _logic("BC", "BC", "NC", "NC+"),
    "NK": [*_aggregates("form", "RK", "CK+"), *_arithmetic("NK", "NK+", None)],
    "BK": _logic("BK", "BK", "NK", "NK+"),
    "RT": [leaf("task score", field("tasks", "score")), leaf("task maximum", field("tasks", "max_score"))],
}
_OF_ROWS = {
    "CF": [leaf("kind in row", tree.Binary("==", name("kind"), tree.Text("school")))],
    "CS": [
        leaf("subject", tree.Binary("==", name("subject"), tree.Text("02"))),
        leaf("subject number", tree.Binary("==", name("subject"), number("2"))),
        leaf("state", tree.Binary("!=", name("state"), tree.Text("absent"))),
        leaf("kind of row", tree.Binary("==", name("kind"), tree.Text("school"))),
    ],
    "CK": [leaf("settlement of form", tree.Binary("==", name("settlement"), tree.Text("rural")))],
}
# "X+": the same as X, or something that names no data: a literal, a column that needs no source.
for _kind in ("RF", "RG", "RM", "RS", "RK", "RT", "NE", "NC", "NK"):
    RULES[f"{_kind}+"] = [*RULES[_kind], *CONSTANTS]
for _kind, _more in _OF_ROWS.items():
    RULES[f"{_kind}+"] = [*RULES[_kind], *_more]

# The simplest filling of a slot: never "no value", so that what stands around it is really computed.
SIMPLEST = {
    "N": "fact a",
    "B": ">",
    "BO": "attribute and",
    "O": "kind",
    "RF": "a in row",
    "CF": ">",
    "RG": "gs in row",
    "CG": "grade",
    "RM": "a + b in cell",
    "RS": "mark",
    "CS": ">",
    "RK": "scale",
    "CK": "answer",
    "NE": "mean row",
    "BE": ">",
    "NC": "mean row",
    "BC": ">",
    "NK": "mean form",
    "BK": ">",
    "RT": "task score",
}
SIMPLEST |= {f"{kind}+": label for kind, label in SIMPLEST.items() if f"{kind}+" in RULES}
SECOND = {kind: "number" for kind in RULES if kind == "N" or (kind[-1] == "+" and kind[0] in "RN")}


def rule_of(kind: str, label: str) -> Rule:
    return next(rule for rule in RULES[kind] if rule.label == label)


def simplest(kind: str, position: int = 0) -> Derivation:
    """A short formula of the kind; the second operand differs from the first, else much would cancel."""
    label = SECOND.get(kind, SIMPLEST[kind]) if position else SIMPLEST[kind]
    rule = rule_of(kind, label)
    return Derivation(rule, tuple(simplest(slot, n) for n, slot in enumerate(rule.slots)))


def possible_pairs() -> set[tuple[str, int, str]]:
    """All nestings that the types allow."""
    return {
        (outer.label, slot, inner.label)
        for rules in RULES.values()
        for outer in rules
        for slot, kind in enumerate(outer.slots)
        for inner in RULES[kind]
    }


def _ways() -> dict[str, tuple[str, Rule, int]]:
    """Kind → (kind, rule, slot) in which it stands, one step nearer to a whole formula (kind N)."""
    found: dict[str, tuple[str, Rule, int]] = {}
    waiting = ["N"]
    while waiting:
        kind = waiting.pop(0)
        for rule in RULES[kind]:
            for slot, inner in enumerate(rule.slots):
                if inner not in found and inner != "N":
                    found[inner] = (kind, rule, slot)
                    waiting.append(inner)
    return found


def whole(kind: str, part: Derivation) -> Derivation:
    """A formula (kind N) around a part of any kind."""
    ways = _ways()
    while kind != "N":
        kind, rule, slot = ways[kind]
        parts = [simplest(inner, n) for n, inner in enumerate(rule.slots)]
        parts[slot] = part
        part = Derivation(rule, tuple(parts))
    return part


@cache
def every_pair() -> tuple[Derivation, ...]:
    """For each possible nesting the shortest formula that has it, each once."""
    return tuple(_every_pair())


def _every_pair() -> Iterator[Derivation]:
    reached: set[tuple[str, int, str]] = set()
    for kind, rules in RULES.items():
        for outer in rules:
            for slot, inner_kind in enumerate(outer.slots):
                for inner in RULES[inner_kind]:
                    if (outer.label, slot, inner.label) in reached:
                        continue
                    parts = [simplest(k, n) for n, k in enumerate(outer.slots)]
                    filled = tuple(simplest(k, n) for n, k in enumerate(inner.slots))
                    parts[slot] = Derivation(inner, filled)
                    formula = whole(kind, Derivation(outer, tuple(parts)))
                    reached |= set(formula.pairs())
                    yield formula
