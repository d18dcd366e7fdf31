"""A formula as people read it: in Russian words, and with the numbers put in. Decimal comma, ×, ÷, −."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.evaluating import evaluate
from msoko.formulas.phrases import (
    AGGREGATES,
    AMONG,
    AT,
    COMPARISONS,
    ENTITIES,
    FUNCTIONS,
    METHODS,
    MISSING,
    NAMES,
    OVERS,
    RULES,
    ago,
)
from msoko.formulas.scalars import Scalar, significant
from msoko.formulas.tree import Node
from msoko.formulas.writing import COMPARISON, SUM, tightness

Number = Fraction | Decimal | float | int
NO_VALUE = "нет значения"
PLACES = 4  # decimal places of a number put in; what is cut off is shown as …


def in_words(formula: Node, titles: Mapping[str, str]) -> str:
    """The formula in words. titles: code of a fact, indicator, source, option or column ("vpr.mark") → its title."""
    return _Teller(titles, {}).say(formula)


def with_numbers(
    formula: Node, aggregates: Mapping[Node, Number | bool | None], titles: Mapping[str, str] | None = None
) -> str:
    """«100 × 20 ÷ 52 = 38,4615…».

    aggregates: what the nodes came to, None = no value: aggregates and bare facts of the outer scope, and whole
    unpaired(…), prev(…), at(…), count_of(…), value(…), … A node that is not there is told in words, without a result.
    """
    numbers = {node: _exact(value) for node, value in aggregates.items()}
    teller = _Teller(titles or {}, numbers)
    text = teller.say(formula)
    alone = formula in numbers and not isinstance(formula, tree.Composite)
    if teller.unknown or alone or isinstance(formula, tree.Number):
        return text
    return f"{text} = {show(evaluate(formula, teller.number))}"


def show(value: Scalar) -> str:
    """A value in Russian digits: 1 234,5; 38,4615…; −2; да; нет значения."""
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, str):
        return f"«{value}»"
    x = significant(value)
    scaled = abs(x) * 10**PLACES
    whole, rest = divmod(int(scaled), 10**PLACES)
    cut = "…" if scaled.denominator != 1 else ""
    decimals = f"{rest:0{PLACES}d}" if cut else f"{rest:0{PLACES}d}".rstrip("0")
    digits = f"{whole:,}".replace(",", "\u202f") + (f",{decimals}" if decimals else "") + cut
    return f"−{digits}" if x < 0 else digits


def _exact(value: Number | bool | None) -> Scalar:
    return value if value is None or isinstance(value, bool) else Fraction(value)


class _Teller:
    def __init__(self, titles: Mapping[str, str], numbers: Mapping[Node, Scalar]) -> None:
        self.titles, self.numbers = titles, numbers
        self.unknown = False  # something had to be told in words

    def number(self, node: Node) -> Scalar:
        return self.numbers.get(node)

    def say(self, node: Node) -> str:
        if node in self.numbers:
            return self._composite(node) if isinstance(node, tree.Composite) else show(self.numbers[node])
        match node:
            case tree.Number() | tree.Bool():
                return show(node.value)
            case tree.Text():
                return f"«{node.value}»"
            case tree.NoValue():
                return NO_VALUE
            case tree.Unary():
                sign = "−" if node.op == "-" else "не "
                return sign + self._inside(node.operand, tightness(node))
            case tree.Binary():
                here = tightness(node)
                left = self._inside(node.left, here + (here == COMPARISON))
                return f"{left} {COMPARISONS[node.op]} {self._inside(node.right, here + 1)}"
            case tree.In():
                choices = ", ".join(map(self.say, node.choices))
                return f"{self._inside(node.operand, SUM)} — одно из: {choices}"
            case tree.Call():
                return FUNCTIONS[node.name](*(self.say(argument) for argument in node.args))
        self.unknown = True
        return self._named(node)

    def _inside(self, node: Node, least: int) -> str:
        text = self.say(node)
        negative = text.startswith("−") and least > SUM
        return f"({text})" if (node not in self.numbers and tightness(node) < least) or negative else text

    def _title(self, code: str, otherwise: str = "") -> str:
        return f"«{self.titles.get(code, otherwise or code)}»"

    def _named(self, node: Node) -> str:
        match node:
            case tree.Name():
                return NAMES[node.name] if node.name in NAMES else self._title(node.name)
            case tree.Field():
                return self._title(f"{node.source}.{node.name}")
            case tree.Aggregate():
                return self._aggregate(node)
            case tree.Over():
                text = OVERS[node.name].format(entities=ENTITIES[node.entity], x=self.say(node.operand))
                return text + self._where(node.where)
            case tree.Unpaired():
                return f"{self._bracketed(node.operand)} (по всем, кто сообщил именно это)"
            case tree.Lag():
                return f"{self._bracketed(node.operand)} {ago(node.steps)}"
            case tree.InPeriod():
                return f"{self._bracketed(node.operand)} {RULES[node.rule]}"
            case tree.At():
                return f"{self._bracketed(node.operand)} {AT[node.level]}"
            case tree.Value():
                return f"показатель {self._title(node.code)}"
            case tree.Reference():
                return f"полученное готовым значение {self._title(node.code)} {AT[node.level]}"
            case tree.Option():
                return f"выбранное для {self._title(node.name)}"
            case tree.Weight():
                return f"порог {self._title(node.name)}"
            case tree.Norm():
                return f"норма показателя {self._title(node.code)}"
            case tree.Normalise():
                return METHODS[node.method].format(x=self.say(node.operand), among=AMONG[node.among])
            case tree.Composite():
                return self._composite(node)
        raise TypeError(f"no words for {type(node).__name__}")

    def _bracketed(self, node: Node) -> str:
        text = self.say(node)
        return f"({text})" if " " in text and not isinstance(node, tree.Name | tree.Aggregate) else text

    def _aggregate(self, node: tree.Aggregate) -> str:
        if node.operand is None:
            text = "число организаций" if not _reads_rows(node.where) else "число записей"
        else:
            extra = "" if node.extra is None else self.say(node.extra)
            text = AGGREGATES[node.name].format(x=self.say(node.operand), extra=extra)
        return text + self._where(node.where)

    def _where(self, where: Node | None) -> str:
        return "" if where is None else f" (где {self.say(where)})"

    def _composite(self, node: tree.Composite) -> str:
        weights = [f" с весом {self.say(weight)}" for weight in node.weights] or [""] * len(node.parts)
        parts = "; ".join(self.say(part) + weight for part, weight in zip(node.parts, weights, strict=True))
        if isinstance(node.missing, tree.Option):
            rule = f"если части нет — {self.say(node.missing)}"
        else:
            rule = MISSING[node.missing].format(full=self.say(node.full) if node.full is not None else "100")
        return f"среднее из частей: {parts} ({rule})"


def _reads_rows(node: Node | None) -> bool:
    if node is None:
        return False
    return isinstance(node, tree.Field) or any(_reads_rows(child) for child in tree.children(node))
