"""Entering facts about conditions: what was typed becomes a facts table, read and checked as a received file is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from msoko.indicators.line_checks import check_lines
from msoko.results.context import Context
from msoko.results.importing import NotTaken, commit, read_file
from msoko.results.reading import Problem, Reading
from msoko.results.wording import say
from msoko.store.errors import StoreError
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period, Severity
from msoko.web.accounts.audit import record
from msoko.web.accounts.roles import Right
from msoko.web.organisations.context.queries import Line, rows_of
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import holds, require
from msoko.web.organisations.queries import registry
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

_HEAD = ("Код организации", "Период", "Показатель", "Значение", "Примечание")
_SHEET = "Условия"
_ROW = re.compile(r"\d+$")


@dataclass(frozen=True)
class Typed:
    """What stands in the two fields of a fact."""

    value: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Entered:
    """facts: how many were kept. problems: fact -> what is wrong in words; "" for the whole. wants_a_word: warnings."""

    facts: int = 0
    problems: Mapping[str, tuple[str, ...]] | None = None
    wants_a_word: bool = False


def enter(
    user: User, organisation: Organisation, period: Period, lines: list[Line], typed: Mapping[str, Typed], word: str
) -> Entered:
    """Keep what differs from what is known. Empty fields say nothing: what was known stays."""
    require(holds(user, Right.EDIT_REGISTRY, organisation))
    changed = [line for line in lines if _differs(line, typed.get(line.fact.code, Typed()))]
    if not changed:
        return Entered()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"условия_{organisation.code}_{period.code}.xlsx"
        _write(path, organisation.code, period, changed, typed)
        reading = _read(path, organisation.code, period)
        wrong = _by_fact(reading, changed)
        errors = any(one.severity is Severity.ERROR for one in reading.problems)
        warned = any(one.severity is Severity.WARNING for one in reading.problems)
        if errors or (warned and not word.strip()):
            return Entered(0, wrong, wants_a_word=warned and not errors)
        try:
            with transaction.atomic():
                place = workplace()
                receipt = commit(place.store, place.files, reading, str(user.pk), reason=word.strip(), beside=True)
                record(user, "context.enter", "organisation", organisation.code, organisation.path,
                       period=period.code, facts=len(changed), batch=receipt.batch)  # fmt: skip
        except (NotTaken, StoreError) as refused:
            return Entered(0, {"": (str(refused),)})
    return Entered(len(changed))


def _differs(line: Line, typed: Typed) -> bool:
    value, reason = typed.value.strip(), typed.reason.strip()
    if not value and not reason:
        return False
    now = line.now
    if now is None:
        return True
    return (value, reason if not value else "") != (line.now_text, now.reason if now.value is None else "")


def _write(path: Path, code: str, period: Period, lines: list[Line], typed: Mapping[str, Typed]) -> None:
    """The long facts table. The moment makes it another file than the same numbers entered a year ago."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(_SHEET)
        page.write_row(0, 0, _HEAD)
        for row, line in enumerate(lines, 1):
            said = typed[line.fact.code]
            value = said.value.strip() or "нет данных"
            page.write_row(row, 0, [code, period.title, line.fact.code, "", said.reason.strip()])
            page.write_string(row, 3, value)
        about = book.add_worksheet("Сведения")
        about.write_string(0, 0, f"Введено на странице организации {timezone.now().isoformat()}")


def _read(path: Path, code: str, period: Period) -> Reading:
    """With the checks against the year before, and between lines, those known from other files among them."""
    place = workplace()
    before = _without_batch(rows_of(code, [period.shift(-1).code]))
    context = Context(registry(), place.methodology, earlier={"facts": before})
    reading = read_file(path, context, "facts_table")
    entered = reading.tables.get("facts")
    if entered is None or not entered.num_rows:
        return reading
    known = _without_batch(rows_of(code, [period.code]))
    others = known.filter(pa.array([one not in entered["fact"].to_pylist() for one in known["fact"].to_pylist()]))
    whole = pa.concat_tables([entered, others.select(entered.column_names).cast(entered.schema)])
    broken = check_lines(replace(reading, tables={"facts": whole}), place.methodology)
    own = tuple(one for one in broken if one.sheet == _SHEET)
    return replace(reading, problems=(*reading.problems, *own))


def _without_batch(rows: pa.Table) -> pa.Table:
    names = [one.name for one in TABLES["facts"] if one.name != "batch"]
    return rows.select(names).cast(pa.schema([TABLES["facts"].field(name) for name in names]))


def _by_fact(reading: Reading, lines: list[Line]) -> dict[str, tuple[str, ...]]:
    """Problems beside the field whose row they are about."""
    found: dict[str, list[str]] = {}
    for one in reading.problems:
        if one.severity is not Severity.NOTE:
            found.setdefault(_fact_of(one, lines), []).append(say(one, get_language() or "ru"))
    return {code: tuple(dict.fromkeys(said)) for code, said in found.items()}


def _fact_of(problem: Problem, lines: list[Line]) -> str:
    match = _ROW.search(problem.cell or "")
    index = int(match[0]) - 2 if match else -1
    return lines[index].fact.code if problem.sheet == _SHEET and 0 <= index < len(lines) else ""
