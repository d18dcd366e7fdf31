"""Checks between the lines of a form: each rule of a fact's pack, for every object and period of a received file.

They look at one file: a line that is not in it is unknown, and a rule with an unknown line says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from msoko.formulas import tree
from msoko.formulas.evaluating import evaluate
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar
from msoko.indicators.scoping import facts_in
from msoko.methodology.model import FactCheck, Methodology
from msoko.results.books import cell_name
from msoko.results.reading import Problem, Reading
from msoko.vocabulary import ALL, SLICES, CellState, Severity

Lines = Mapping[str, list[Mapping[str, Any]]]  # fact -> its rows in one object and period


def check_lines(reading: Reading, methodology: Methodology) -> tuple[Problem, ...]:
    """Problems «line-check», one a broken rule, at the cell of the line the rule is written for.

    A total is read where it is given, otherwise the sum of the parts (DHIS2 calls such rules validation rules).
    """
    facts = reading.tables.get("facts")
    if facts is None or not facts.num_rows:
        return ()
    rules = _rules(methodology, set(facts["fact"].to_pylist()))
    return tuple(problem for lines in _forms(facts, rules) for problem in _broken(lines, rules, reading.file))


def with_line_checks(reading: Reading, methodology: Methodology) -> Reading:
    """The reading with what the checks between its lines say."""
    return replace(reading, problems=(*reading.problems, *check_lines(reading, methodology)))


def _rules(methodology: Methodology, given: set[str]) -> list[tuple[str, FactCheck, tree.Node]]:
    """Rules all of whose lines are in the file."""
    checks = [(code, check) for code, fact in methodology.facts.items() if code in given for check in fact.checks]
    parsed = [(code, check, parse(check.rule)) for code, check in checks]
    return [rule for rule in parsed if set(facts_in(rule[2], methodology)) <= given]


def _forms(facts: pa.Table, rules: list[tuple[str, FactCheck, tree.Node]]) -> Iterator[Lines]:
    """Rows of the facts that rules name, gathered by object and period."""
    named = {node.name for _, _, rule in rules for node in _names(rule)}
    gathered: dict[tuple[str, str], dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in facts.to_pylist():
        if row["fact"] in named:
            gathered[row["object_id"], row["period"]][row["fact"]].append(row)
    yield from gathered.values()


def _names(node: tree.Node) -> Iterator[tree.Name]:
    if isinstance(node, tree.Name):
        yield node
    for child in tree.children(node):
        yield from _names(child)


def _broken(lines: Lines, rules: list[tuple[str, FactCheck, tree.Node]], file: str) -> Iterator[Problem]:
    def leaf(node: tree.Node) -> Scalar:
        return _number(lines.get(node.name, [])) if isinstance(node, tree.Name) else None

    for code, check, rule in rules:
        if code in lines and evaluate(rule, leaf) is False:
            row = lines[code][0]
            cell = cell_name(row["row"] - 1, row["col"] - 1) if row["col"] else ""
            severity = Severity.ERROR if check.severity == "error" else Severity.WARNING
            yield Problem("line-check", severity, file, row["sheet"], cell, {"message": check.message})


def _number(rows: list[Mapping[str, Any]]) -> Fraction | None:
    """The total if it is given, else the sum of the parts; unknown if anything in it is missing."""
    totals = [row for row in rows if all(row[name] == ALL for name in SLICES)]
    chosen = totals or rows
    if not chosen or any(row["state"] != CellState.VALUE for row in chosen):
        return None
    return sum((Fraction(row["value"]) for row in chosen), Fraction(0))
