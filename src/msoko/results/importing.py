"""From a received file to a batch of the store: read, look at what would change, take in, take out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from msoko.files.stored import Files
from msoko.methodology.model import Methodology
from msoko.organisations.matching import remembered
from msoko.organisations.registry import Registry
from msoko.results import formats
from msoko.results.books import Book, Refused, column_name, open_book
from msoko.results.columns import HEADER_WITHIN, is_personal
from msoko.results.comparing import Preview, compare, replaced
from msoko.results.context import Context, Format
from msoko.results.marked_copy import plain_copy
from msoko.results.reading import Problem, Reading
from msoko.results.wording import problem, say
from msoko.store.store import Batch, Receipt, Store, batch_id
from msoko.vocabulary import Severity

SURE = 0.5  # a lower likeness is a guess, and a guess is not read
_REGISTRY = ("objects", "attributes", "predecessors")
_EARLIER = ("facts", "tasks", "procedures")


class NotTaken(Exception):
    """The reading cannot become a batch. problems: those that block it, or the warnings that want a word."""

    def __init__(self, problems: tuple[Problem, ...], wants_a_word: bool = False) -> None:
        super().__init__("; ".join(say(one) for one in problems[:3]))
        self.problems, self.wants_a_word = problems, wants_a_word


def open_context(store: Store, methodology: Methodology, **said: Any) -> Context:
    """A Context with the registry and the earlier rows that the store shows now; `said`: other fields of Context."""
    registry = Registry.from_tables({name: store.table(name) for name in _REGISTRY})
    return Context(registry, methodology, earlier={name: store.table(name) for name in _EARLIER}, **said)


def read_file(path: Path, context: Context, format: str = "", name: str = "") -> Reading:
    """Read a received file in the format it is recognised as, or in the one named. Never raises for what is in it.

    name: as the sender called it, where the file lies under another one.
    """
    shown = name or path.name
    try:
        book = open_book(path, shown)
    except Refused as refused:
        return Reading(format, shown, {}, (refused.problem,), source=path)
    chosen = formats.by_code(format) if format else _recognise(book)
    if isinstance(chosen, Problem):
        return Reading("", shown, {}, (*book.problems, chosen), source=path)
    reading = chosen.read(book, context)
    personal = _personal(book, reading.personal_columns)
    return replace(reading, personal_columns=personal, source=path, said=_said(context, chosen.code))


def _recognise(book: Book) -> Format | Problem:
    scored = formats.recognise(book)
    if scored and scored[0][1] >= SURE:
        return scored[0][0]
    nearest = scored[0][0].title if scored else "—"
    return problem("format-unknown", book.name, found=nearest)


def _personal(book: Book, named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Columns that the reader named and every other one, on any sheet, whose heading says it holds people's data."""
    found = {}
    for sheet in book.sheets:
        tops = [row for row in sheet.rows[:HEADER_WITHIN] if sum(cell is not None for cell in row) > 1]
        suspects = {column_name(col) for row in tops for col, cell in enumerate(row) if cell and is_personal(str(cell))}
        if columns := suspects.union(named.get(sheet.name, ())):
            found[sheet.name] = tuple(sorted(columns))
    return found


def _said(context: Context, code: str) -> str:
    period = context.period.code if context.period else ""
    said = {"period": period, "type": context.procedure_type, "mapping": dict(context.mappings.get(code, {}))}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def preview(store: Store, reading: Reading) -> Preview:
    """What taking the reading in would change, and which batch it would take the place of."""
    return compare(store, reading.tables, reading.format, _id(reading))


def commit(
    store: Store,
    files: Files,
    reading: Reading,
    by: str,
    approved_by: str | None = None,
    reason: str = "",
    beside: bool = False,
) -> Receipt:
    """Take the reading in as one batch and keep its file without personal columns. The same file again changes nothing.

    reason: the word that warnings need. Raises NotTaken while there are errors, or warnings and no reason.
    beside: a second part (more answers of a survey), not a correction: the earlier batch of `preview` stays.
    """
    source = _check(reading, reason)
    earlier = None if beside else replaced(store, reading.tables, reading.format, _id(reading))
    content: bytes | Path = source
    if any(reading.personal_columns.values()):
        content = plain_copy(source, reading)
    original = _sha256(source)
    name = reading.file if isinstance(content, Path) else f"{Path(reading.file).stem}.xlsx"
    kept = files.put(content, "received_original", name, reading.personal_columns, original)
    batch = Batch(
        _id(reading), reading.format, earlier.id if earlier else None, by, approved_by or "", reason,
        kept.sha256, reading.file, reading.layout,
    )  # fmt: skip
    return store.append(batch, reading.tables)


def _check(reading: Reading, reason: str) -> Path:
    if reading.source is None:
        raise ValueError("a reading without a file is not taken in")
    errors = tuple(one for one in reading.problems if one.severity is Severity.ERROR)
    if errors or reading.unmatched or not any(table.num_rows for table in reading.tables.values()):
        raise NotTaken(errors or (problem("file-without-rows", reading.file),))
    warnings = tuple(one for one in reading.problems if one.severity is Severity.WARNING)
    if warnings and not reason:
        raise NotTaken(warnings, wants_a_word=True)
    return reading.source


def remember(store: Store, answers: Mapping[str, str], by: str) -> Receipt | None:
    """Keep a person's answers about received names, so that they are not asked again. None if there are none."""
    if not answers:
        return None
    said = json.dumps(dict(answers), ensure_ascii=False, sort_keys=True)
    batch = Batch(batch_id("aliases", "", said), "aliases", entered_by=by)
    return store.append(batch, {"attributes": remembered(answers)})


def withdraw(store: Store, batch: str, by: str, reason: str) -> Receipt:
    """Take a batch out; the store reads as if it had never come, and what it had replaced is seen again."""
    return store.withdraw(batch, by=by, reason=reason)


def _id(reading: Reading) -> str:
    """The same file read to the same organisations is the same batch; answers that led elsewhere make another one."""
    digest = hashlib.sha256(reading.said.encode())
    for name in sorted(reading.tables):
        for column in ("organisation", "object_id", "procedure", "period"):
            if name != "items" and column in reading.tables[name].column_names:
                _add(digest, reading.tables[name][column])
    original = _sha256(reading.source) if reading.source else ""
    return batch_id(reading.format, original, digest.hexdigest())


def _add(digest: Any, column: pa.ChunkedArray) -> None:
    coded = column.combine_chunks().dictionary_encode() if column.num_chunks else None
    if coded is not None and len(coded):
        digest.update("\n".join(str(value) for value in coded.dictionary.to_pylist()).encode())
        digest.update(coded.indices.fill_null(-1).to_numpy().tobytes())


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
