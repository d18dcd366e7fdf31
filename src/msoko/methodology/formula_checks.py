"""Checks of the formulas in a methodology: names, kinds, units, periods. A fault keeps its place in the formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from msoko.formulas import checks as formula
from msoko.formulas.context import Context
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Node
from msoko.methodology.formula_context import context_of, subject_of
from msoko.methodology.model import Methodology, Pack
from msoko.methodology.problems import PackProblem
from msoko.vocabulary import Severity

Judge = Callable[[Node, Context], list[FormulaError]]


@dataclass(frozen=True)
class Formula:
    """A text of the language, where it stands and who judges it. `judge` None: it is only read."""

    pack: str
    file: str
    definition: str
    key: str
    text: str
    judge: Judge | None = None


def formulas(pack: Pack) -> Iterator[Formula]:
    """Every formula of a pack, conditions and rules included."""
    condition: Judge = formula.check_condition
    for one in pack.indicators:
        place = (pack.code, one.file, one.code)
        subject = subject_of(one)
        yield Formula(*place, "formula", one.formula, partial(formula.check, subject=subject))
        yield Formula(*place, "applies_when", one.applies_when, condition)
        for norm in one.norms:
            yield Formula(*place, "applies_when", norm.applies_when, condition)
    for fact in pack.facts:
        place = (pack.code, fact.file, fact.code)
        yield Formula(*place, "applies_when", fact.applies_when, condition)
        for rule in fact.checks:
            kind = fact.period
            yield Formula(*place, "rule", rule.rule, partial(formula.check_rule, period=kind))
    for source in pack.sources:
        place = (pack.code, source.file, source.name)
        name = source.name
        yield Formula(*place, "where", source.where, partial(formula.check_condition, source=name))
    for cluster in pack.cluster_rules:
        yield Formula(pack.code, cluster.file, cluster.code, "rule", cluster.rule, formula.check_grouping)
    for variable in pack.context_variables:
        yield Formula(pack.code, variable.file, variable.code, "applies_when", variable.applies_when, condition)
    for question in pack.questions:
        yield Formula(pack.code, question.file, question.code, "ask_when", question.ask_when)


def check_formulas(methodology: Methodology) -> Iterator[PackProblem]:
    context = context_of(methodology)
    for pack in methodology.packs:
        for one in formulas(pack):
            if not one.text.strip() and one.key != "formula":
                continue
            try:
                root = parse(one.text)
                faults = one.judge(root, context) if one.judge else []
            except FormulaError as error:
                faults = [error]
            for fault in faults:
                yield as_problem(one, fault)


def as_problem(one: Formula, error: FormulaError) -> PackProblem:
    """`said` and `said_en` are the words of the formula's own fault."""
    from msoko.formulas.wording import say

    parameters = {
        "key": one.key,
        "formula_line": error.line,
        "said": say(error),
        "said_en": say(error, "en"),
        "fault": error.code,
    }
    return PackProblem("formula", Severity.ERROR, one.pack, one.file, 0, one.definition, parameters)
