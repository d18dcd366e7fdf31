"""Checks of the formulas in a methodology: can each be read? The faults of a formula keep their place in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.methodology.model import Methodology, Pack
from msoko.methodology.problems import PackProblem
from msoko.vocabulary import Severity


@dataclass(frozen=True)
class Formula:
    """A text of the language and where it stands."""

    pack: str
    file: str
    definition: str
    key: str
    text: str


def formulas(pack: Pack) -> Iterator[Formula]:
    """Every formula of a pack, conditions and rules included."""
    for indicator in pack.indicators:
        yield Formula(pack.code, indicator.file, indicator.code, "formula", indicator.formula)
        yield Formula(pack.code, indicator.file, indicator.code, "applies_when", indicator.applies_when)
        for norm in indicator.norms:
            yield Formula(pack.code, indicator.file, indicator.code, "applies_when", norm.applies_when)
    for fact in pack.facts:
        yield Formula(pack.code, fact.file, fact.code, "applies_when", fact.applies_when)
        for rule in fact.checks:
            yield Formula(pack.code, fact.file, fact.code, "rule", rule.rule)
    for source in pack.sources:
        yield Formula(pack.code, source.file, source.name, "where", source.where)
    for question in pack.questions:
        yield Formula(pack.code, question.file, question.code, "ask_when", question.ask_when)


def check_formulas(methodology: Methodology) -> Iterator[PackProblem]:
    for pack in methodology.packs:
        for formula in formulas(pack):
            if not formula.text.strip() and formula.key != "formula":
                continue
            try:
                parse(formula.text)
            except FormulaError as error:
                yield as_problem(formula, error)


def as_problem(formula: Formula, error: FormulaError) -> PackProblem:
    """`said` and `said_en` are the words of the formula's own fault."""
    from msoko.formulas.wording import say

    parameters = {
        "key": formula.key,
        "formula_line": error.line,
        "said": say(error),
        "said_en": say(error, "en"),
        "fault": error.code,
    }
    return PackProblem("formula", Severity.ERROR, formula.pack, formula.file, 0, formula.definition, parameters)
