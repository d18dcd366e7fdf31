"""Where a number comes from: definition, formula with its numbers, aggregates, rows, cells of received files, batches.

Computed by the reference engine from the rows alone, so a proof also checks what the production engine stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.formulas import tree
from msoko.formulas.explaining import in_words, show, with_numbers
from msoko.formulas.scalars import Scalar
from msoko.indicators import dependencies
from msoko.indicators.addresses import read_code, short_code
from msoko.indicators.computing import read_data
from msoko.indicators.engines.reference import Trace, trace
from msoko.indicators.engines.reference.tracing import Read, Source
from msoko.indicators.request import Data
from msoko.indicators.scoping import descendants
from msoko.methodology.model import Indicator, Methodology, Pack
from msoko.vocabulary import ALL, SLICES, CellState, Period

if TYPE_CHECKING:
    from msoko.store.batches import BatchRecord
    from msoko.store.store import Store

_CUT = ("subject", "grade")  # rows of other subjects and grades cannot enter a value of one
_ROWS_OF_PEOPLE = ("outcomes", "items")
_NUMBERS = ("value", "mark", "score", "test_score", "answer")


class NoSuchValue(LookupError):
    """No stored value has the code. `code` is what was asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Cell:
    """One row that entered or was left out. cell: A1 form, «14:14» for a whole row. reason: "" = it entered.

    about: the organisation or other object the row is about. participant: whose result it is, "" if nobody's.
    """

    batch: str
    sheet: str
    cell: str
    shown: str
    reason: str = ""
    about: str = ""
    participant: str = ""


@dataclass(frozen=True)
class Step:
    """One aggregate: in words, where it was taken, its number and its rows."""

    words: str
    level: str
    group: str
    period: str
    number: str
    entered: tuple[Cell, ...]
    left_out: tuple[Cell, ...]


@dataclass(frozen=True)
class Used:
    """A value of another indicator that entered; its own short code opens it."""

    code: str
    title: str
    group: str
    period: str


@dataclass(frozen=True)
class Proof:
    """value: a row of VALUES. same: the recomputed value equals the stored one. calculation: "" = the working one.

    pack_version: of the pack when the value was computed; `pack` is the one read now.
    """

    value: Mapping[str, Any]
    indicator: Indicator
    pack: Pack
    formula: str
    words: str
    numbers: str
    steps: tuple[Step, ...]
    used: tuple[Used, ...]
    batches: tuple[BatchRecord, ...]
    recomputed: float | None
    same: bool
    ledger_version: int
    pack_version: str
    calculation: str = ""


def find(
    store: Store, code: str, calculation: str | None = None, period: str | None = None
) -> tuple[Mapping[str, Any], str]:
    """The stored value with a short code, the working one first, and the calculation it stands in.

    calculation: look in this one alone; "" = the working one. period: look among its values alone, which is faster.
    Raises ValueError for what is no code, NoSuchValue if no value has it.
    """
    wanted = read_code(code)
    every = ("", *(record.id for record in reversed(store.calculations())))
    near = None if period is None else [period]
    for place in every if calculation is None else (calculation,):
        values = store.read_published(place) if place else store.read_values(near)
        rows = values.filter(pc.equal(values["code"], wanted)).to_pylist()
        if rows:
            return rows[0], place
    raise NoSuchValue(wanted)


def proof(
    store: Store,
    methodology: Methodology,
    code: str,
    options: Mapping[str, str] | None = None,
    calculation: str | None = None,
    period_of_value: str | None = None,
) -> Proof:
    """The derivation of the value with this short code. Raises what `find` raises; KeyError: no such indicator."""
    value, calculation = find(store, code, calculation, period_of_value)
    indicator = methodology.indicators[value["indicator"]]
    period = Period.parse(value["period"])
    slices = {name: value[name] for name in SLICES if value[name] != ALL}
    fixed = next((record for record in store.calculations() if record.id == calculation), None)
    at = fixed.ledger_version if fixed else None
    data = _narrowed(store, methodology, indicator, period, slices, at)
    traced = trace(
        methodology, data, indicator.code, value["level"], value["object_id"], period, slices,
        dict(fixed.options) if fixed else dict(options or {}),
    )  # fmt: skip
    records = {record.id: record for record in store.batches(at, hidden=True)}
    steps = tuple(_step(read, records, titles(methodology)) for read in traced.reads)
    read = {cell.batch for step in steps for cell in (*step.entered, *step.left_out)}
    again = traced.computed.exact
    pack = next(pack for pack in methodology.packs if indicator in pack.indicators)
    return Proof(
        value=value,
        indicator=indicator,
        pack=pack,
        formula=indicator.formula,
        words=in_words(traced.formula, titles(methodology)),
        numbers=_numbers(traced, titles(methodology)),
        steps=steps,
        used=_used(traced, methodology, slices),
        batches=tuple(record for name, record in records.items() if name in read),
        recomputed=None if again is None else float(again),
        same=_equal(again, value),
        ledger_version=store.version if at is None else at,
        pack_version=fixed.packs.get(pack.code, pack.version) if fixed else pack.version,
        calculation=calculation,
    )


def _used(traced: Trace, methodology: Methodology, slices: Mapping[str, str]) -> tuple[Used, ...]:
    return tuple(
        Used(short_code(code, level, group, period, slices), methodology.indicators[code].title, group, period)
        for code, level, group, period in traced.values
    )


def _equal(again: Scalar, value: Mapping[str, Any]) -> bool:
    if again is None or value["value"] is None:
        return again is None and value["value"] is None
    return isclose(float(again), value["value"], rel_tol=1e-9, abs_tol=1e-12)


def _narrowed(
    store: Store,
    methodology: Methodology,
    indicator: Indicator,
    period: Period,
    slices: Mapping[str, str],
    at: int | None,
) -> Data:
    """The rows that may enter: of its periods, its facts, and for rows of people its subject and grade."""
    wanted = dependencies.needs(methodology, indicator.code)
    periods = dependencies.with_sources([period], methodology, [indicator.code])
    data = read_data(store, periods, wanted.tables, at, _touching(store, at, wanted, period))
    cut = {name: {slices[name]} for name in _CUT if name in slices}
    tables: dict[str, pa.Table] = {}
    for name, table in data.tables.items():
        arrived = pc.unique(table["period"]).to_pylist()
        read = {"period": {code for code in arrived if wanted.reads(period, Period.parse(code))}}
        of_people = cut if name in _ROWS_OF_PEOPLE else {}
        tables[name] = _among(table, read | of_people | ({"fact": wanted.facts} if name == "facts" else {}))
    return Data(tables, data.placements, data.attributes)


def _touching(store: Store, at: int | None, wanted: dependencies.Needs, period: Period) -> list[str]:
    """Batches in which rows of the periods read may be."""

    def may(record: BatchRecord) -> bool:
        held = record.touches.periods if record.touches else ()
        return not held or any(wanted.reads(period, Period.parse(code)) for code in held)

    return [record.id for record in store.batches(at) if may(record)]


def _among(table: pa.Table, wanted: Mapping[str, Collection[str]]) -> pa.Table:
    for column, choices in wanted.items():
        table = table.filter(pc.is_in(table[column], pa.array(sorted(choices), pa.string())))
    return table


_COLUMNS = {
    "mark": "отметка",
    "journal_mark": "отметка по журналу",
    "score": "балл",
    "test_score": "тестовый балл",
    "max_score": "наибольший балл",
    "participant": "участник",
    "state": "состояние",
    "answer": "ответ",
    "level": "уровень",
}


def titles(methodology: Methodology) -> dict[str, str]:
    """What a formula names -> how it is called, for formulas.explaining."""
    facts = {code: fact.title for code, fact in methodology.facts.items()}
    options = {name: option.title for name, option in methodology.options.items()}
    fields = {f"{source}.{name}": title for source in methodology.sources for name, title in _COLUMNS.items()}
    keys = {
        f"{source}.{code}": one.title
        for source in methodology.sources
        for code, one in (methodology.questions | methodology.requirements).items()
    }
    return facts | options | fields | keys | {code: one.title for code, one in methodology.indicators.items()}


def _numbers(traced: Trace, titles: Mapping[str, str]) -> str:
    """The formula with its numbers put in; empty for a value that was received ready-made."""
    known = {node: value for node, value in traced.numbers.items() if not isinstance(value, str)}
    return with_numbers(traced.formula, known, titles) if traced.numbers else ""


def _step(read: Read, records: Mapping[str, BatchRecord], titles: Mapping[str, str]) -> Step:
    fields = _fields(read.node)
    return Step(
        words=in_words(read.node, titles),
        level=read.level,
        group=read.group,
        period=read.period,
        number=show(read.number),
        entered=tuple(_cell(source, fields, records) for source in read.entered),
        left_out=tuple(_cell(source, fields, records) for source in read.left_out),
    )


def _fields(node: tree.Node) -> tuple[str, ...]:
    """Columns of the source that the aggregate reads, its operand's first."""
    return tuple(dict.fromkeys(found.name for found in descendants(node) if isinstance(found, tree.Field)))


def _cell(source: Source, fields: tuple[str, ...], records: Mapping[str, BatchRecord]) -> Cell:
    """The cell of a row: its own column, or the column that the layout of its batch gives for the field read."""
    row = source.row
    batch, sheet, line, col = (row.get(name) for name in ("batch", "sheet", "row", "col"))
    record = records.get(batch or "")
    letters = dict((record.layout.get(sheet or "") or {}) if record else {})
    named = next((letters[name] for name in fields if name in letters), "")
    column = _letters(int(col)) if col else named
    cell = f"{column}{line}" if column else f"{line}:{line}" if line else ""
    about = row.get("organisation") or row.get("object_id") or ""
    return Cell(batch or "", sheet or "", cell, _shown(row, fields), source.reason, about, row.get("participant") or "")


def _letters(col: int) -> str:
    """1 is A, 27 is AA: as a spreadsheet names its columns."""
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _shown(row: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    """What the row says: the field read, else its number; a missing one by its state and reason."""
    for name in (*fields, *_NUMBERS):
        if row.get(name) is not None:
            value = row[name]
            return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    return str(row.get("reason") or row.get("state") or CellState.MISSING)
