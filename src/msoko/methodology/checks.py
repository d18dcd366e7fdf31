"""Whole-pack checks: does what is written make sense together? Formulas are judged in formula_checks.py."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from msoko.methodology import table_checks
from msoko.methodology.building import nearest
from msoko.methodology.finding_checks import check_findings
from msoko.methodology.formula_checks import check_formulas
from msoko.methodology.layout import KINDS
from msoko.methodology.lines import line_of
from msoko.methodology.loading import built_in_folders
from msoko.methodology.model import Indicator, Methodology, Pack
from msoko.methodology.problems import PackProblem
from msoko.methodology.purposes import banned_purposes, values_used
from msoko.methodology.table_checks import numbered
from msoko.vocabulary import Severity

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(
    methodology: Methodology,
    today: date | None = None,
    folders: Mapping[str, Path | Traversable] | None = None,
) -> tuple[PackProblem, ...]:
    """Every problem of every pack, errors first. `folders` (pack code → folder) adds lines to the places."""
    today = today or date.today()
    built_in = {folder.name for folder in built_in_folders()}
    found: list[PackProblem] = [*_duplicates(methodology), *_cycles(methodology), *check_formulas(methodology)]
    for pack in methodology.packs:
        for indicator in pack.indicators:
            found += _indicator(methodology, pack, indicator, today, pack.code in built_in)
        found += _criteria(methodology, pack)
        found += table_checks.check_pack(methodology, pack)
        found += check_findings(methodology, pack, pack.code in built_in)
        found += _reviews(pack, today)
    located = [_with_line(problem, folders or {}) for problem in found]
    return tuple(sorted(located, key=lambda p: (ORDER[p.severity], p.pack, p.file, p.line, p.definition)))


def _indicator(
    methodology: Methodology, pack: Pack, indicator: Indicator, today: date, strict: bool
) -> Iterator[PackProblem]:
    def problem(code: str, severity: Severity, **parameters: Any) -> PackProblem:
        return PackProblem(code, severity, pack.code, indicator.file, 0, indicator.code, parameters)

    if indicator.criterion not in methodology.criteria:
        hint = nearest(indicator.criterion, methodology.criteria)
        yield problem("unknown-criterion", Severity.ERROR, key="criterion", found=indicator.criterion, nearest=hint)
    if not indicator.purposes:
        yield problem("no-purposes", Severity.ERROR, key="purposes")
    for purpose, reason in banned_purposes(methodology, indicator.code).items():
        if purpose in indicator.purposes:
            yield problem("banned-purpose", Severity.ERROR, key="purposes", found=purpose, reason=reason)
    if not indicator.legal_basis:
        yield problem("no-legal-basis", Severity.ERROR, key="legal_basis")
    if not indicator.levels:
        yield problem("no-levels", Severity.ERROR, key="levels")
    if not indicator.total and not indicator.slices:
        yield problem("nothing-computed", Severity.ERROR, key="total")
    if not indicator.examples:
        yield problem("no-example", Severity.ERROR if strict else Severity.WARNING)
    if any(example.expect is None for example in indicator.examples):
        yield problem("example-expects-nothing", Severity.ERROR, key="examples")


def _criteria(methodology: Methodology, pack: Pack) -> Iterator[PackProblem]:
    for criterion in pack.criteria:
        place = (Severity.ERROR, pack.code, criterion.file, 0, criterion.code)
        if criterion.parent and criterion.parent not in methodology.criteria:
            hint = nearest(criterion.parent, methodology.criteria)
            parameters = {"key": "parent", "found": criterion.parent, "nearest": hint}
            yield PackProblem("unknown-criterion", *place, parameters)
        path = [criterion.code]
        while (above := methodology.criteria.get(path[-1])) and above.parent and len(path) == len(set(path)):
            path.append(above.parent)
        if len(path) > 1 and path[-1] == criterion.code:
            yield PackProblem("criterion-cycle", *place, {"key": "parent", "path": " → ".join(path)})


def _reviews(pack: Pack, today: date) -> Iterator[PackProblem]:
    for kind in KINDS:
        for definition in getattr(pack, kind.field):
            due = getattr(definition, "next_review", None)
            if due and due < today:
                parameters = {"key": "next_review", "due": due.strftime("%d.%m.%Y")}
                label = definition.code
                yield PackProblem("review-overdue", Severity.WARNING, pack.code, definition.file, 0, label, parameters)


def _duplicates(methodology: Methodology) -> Iterator[PackProblem]:
    for kind in KINDS:
        first: dict[Any, str] = {}
        for pack in methodology.packs:
            for position, definition in numbered(getattr(pack, kind.field)):
                name = _identity(kind.name, definition)
                if name and name in first:
                    parameters = {"key": kind.name, "kind": kind.title, "first": first[name], "position": position}
                    label = str(getattr(definition, kind.name))
                    yield PackProblem("duplicate", Severity.ERROR, pack.code, definition.file, 0, label, parameters)
                elif name:
                    first[name] = f"{pack.code}/{definition.file}"


def _identity(name: str, definition: Any) -> Any:
    """What may not repeat. Question codes may, in another questionnaire; scales and thresholds are dated instead."""
    if hasattr(definition, "questionnaire"):
        return definition.questionnaire, definition.code
    return getattr(definition, name) if name else None


def _cycles(methodology: Methodology) -> Iterator[PackProblem]:
    """Indicators that need their own value, each circle told once, at its first code in alphabetical order."""
    uses = {code: values_used(one.formula) for code, one in methodology.indicators.items()}
    packs = {one.code: pack.code for pack in methodology.packs for one in pack.indicators}
    told: set[frozenset[str]] = set()
    for code in sorted(uses):
        path = _way_back(code, uses)
        if path and frozenset(path) not in told:
            told.add(frozenset(path))
            one = methodology.indicators[code]
            parameters = {"key": "formula", "path": " → ".join(path)}
            yield PackProblem("value-cycle", Severity.ERROR, packs[code], one.file, 0, code, parameters)


def _way_back(code: str, uses: Mapping[str, Iterable[str]]) -> list[str]:
    """A shortest path from `code` to itself, or nothing."""
    waiting, seen = [[code]], set()
    while waiting:
        path = waiting.pop(0)
        for following in uses.get(path[-1], ()):
            if following == code:
                return [*path, code]
            if following not in seen:
                seen.add(following)
                waiting.append([*path, following])
    return []


def _with_line(problem: PackProblem, folders: Mapping[str, Path | Traversable]) -> PackProblem:
    """The line of the key that is wrong. In a formula of several lines its own line is added."""
    folder = folders.get(problem.pack)
    if folder is None or not problem.file or not (folder / problem.file).is_file():
        return problem
    text = (folder / problem.file).read_text("utf-8")
    key = str(problem.parameters.get("key", ""))
    kind = next((k for k in KINDS if k.key and f"[[{k.key}]]" in text.replace(" ", "")), None)
    if kind is None:
        line = line_of(text, (key,))
    else:
        position = problem.parameters.get("position", _position(text, kind.key, problem.definition))
        line = line_of(text, (kind.key, position, key)) if position >= 0 else 0
    inner = int(problem.parameters.get("formula_line", 1)) - 1
    if line and inner and text.splitlines()[line - 1].rstrip().endswith(("'''", '"""')):
        line += inner + 1
    return dataclasses.replace(problem, line=line)


def _position(text: str, table: str, definition: str) -> int:
    """Which [[table]] of the file has the code or name `definition`, -1 if none."""
    position = -1
    for line in text.splitlines():
        bare = line.replace(" ", "")
        position += bare.startswith(f"[[{table}]]")
        if bare in (f'code="{definition}"', f'name="{definition}"'):
            return position
    return -1
