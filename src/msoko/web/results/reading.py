"""Reads an upload with everything that was answered, and keeps what came of it: state, problems, questions, preview."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.compute as pc
from django.db import transaction

from msoko.indicators.dependencies import affected, with_readers
from msoko.indicators.line_checks import with_line_checks
from msoko.results.comparing import Preview
from msoko.results.importing import open_context, preview, read_file
from msoko.results.marked_copy import marked_copy
from msoko.results.reading import Problem, Reading
from msoko.store.batches import Touches
from msoko.store.rows import Gathered
from msoko.vocabulary import Period
from msoko.web.organisations.models import Organisation
from msoko.web.results.models import ORDER, Answer, Upload, UploadProblem
from msoko.web.results.permissions import Reach
from msoko.web.results.questions import questions, remaining
from msoko.web.results.scoping import changed_frame, within_reach
from msoko.web.workplace import workplace

KEPT_PROBLEMS = 2_000  # in the database; all of them are in the marked copy
KEPT_CHANGES = 60
_CELL = re.compile(r"([A-Z]+)(\d+)")
_MAPPINGS = "mappings.json"  # headings answered at the command line


@dataclass(frozen=True)
class Read:
    """A reading within reach, and what it would change if nothing blocks it."""

    reading: Reading
    changes: Preview | None

    @property
    def replaces(self) -> str:
        return self.changes.replaces.id if self.changes and self.changes.replaces else ""


def read(upload: Upload) -> Read:
    """Read the received file as it is answered now."""
    place = workplace()
    reach = Reach.of(upload.place)
    organisations, columns = _answered(upload)
    context = open_context(
        place.store, place.methodology, period=Period.parse(upload.period) if upload.period else None,
        procedure_type=upload.procedure, mappings=columns, answers=organisations, person=place.keys.hasher(),
    )  # fmt: skip
    raw = read_file(upload.received, context, upload.answers.get("format", ""), upload.file_name)
    reading = within_reach(with_line_checks(raw, place.methodology), reach, place.store)
    reading = replace(reading, problems=(*changed_frame(reading, reach, place.store), *reading.problems))
    blocked = reading.blocked or reading.unmatched or not any(table.num_rows for table in reading.tables.values())
    return Read(reading, None if blocked else preview(place.store, reading))


def _answered(upload: Upload) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Names and headings answered at the place and above it, the nearest answer last, then in this upload."""
    columns: dict[str, dict[str, str]] = workplace().recall(_MAPPINGS)
    parts = upload.place.path.strip("/").split("/")
    organisations: dict[str, str] = {}
    for one in Answer.objects.filter(place__code__in=parts).order_by("place__path", "pk"):
        if one.about == Answer.About.ORGANISATION:
            organisations[one.received] = one.answer
        else:
            columns.setdefault(one.format, {})[one.received] = one.answer
    organisations |= upload.answers.get("organisations", {})
    for format, said in upload.answers.get("columns", {}).items():
        columns[format] = columns.get(format, {}) | said
    return organisations, columns


def keep(upload: Upload, found: Read) -> None:
    """What the reading says of the upload, in one transaction; the marked copy beside the received file."""
    reading, changes = found.reading, found.changes
    kinds = {code: one.title for code, one in workplace().methodology.procedure_types.items()}
    asked = questions(reading, _answered(upload)[1].get(reading.format, {}), kinds)
    blocked = remaining(reading, asked)
    counts = Counter(str(one.severity) for one in reading.problems)
    upload.format, upload.questions = reading.format, asked
    upload.batch = changes.batch if changes else ""
    upload.summary = {"problems": dict(counts), **_contents(reading), **(_changes(found) if changes else {})}
    upload.state = _state(asked, blocked, changes)
    if reading.problems and upload.received.exists():
        upload.marked.write_bytes(marked_copy(reading, upload.by.language or "ru"))
    ranked = list(runs(sorted(reading.problems, key=lambda one: ORDER[one.severity])))
    upload.summary["cut"] = len(ranked) > KEPT_PROBLEMS
    upload.summary["blocked"] = blocked
    with transaction.atomic():
        upload.problems.all().delete()
        UploadProblem.objects.bulk_create([_row(upload, one) for one in ranked[:KEPT_PROBLEMS]], batch_size=500)
        upload.save()


def _state(asked: list[dict[str, Any]], blocked: bool, changes: Preview | None) -> str:
    if asked:
        return Upload.State.ASKS
    return Upload.State.PROBLEMS if blocked or changes is None else Upload.State.READY


def runs(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The same thing said of cells that stand one below the other is said once: B41:B58."""
    first, last = None, None
    for one in problems:
        if first is not None and last is not None and _follows(last, one):
            last = one
            continue
        if first is not None and last is not None:
            yield replace(first, cell=first.cell if first is last else f"{first.cell}:{last.cell}")
        first = last = one
    if first is not None and last is not None:
        yield replace(first, cell=first.cell if first is last else f"{first.cell}:{last.cell}")


def _follows(before: Problem, after: Problem) -> bool:
    alike = (before.code, before.sheet, before.parameters) == (after.code, after.sheet, after.parameters)
    cells = _CELL.fullmatch(before.cell), _CELL.fullmatch(after.cell)
    if not alike or cells[0] is None or cells[1] is None:
        return False
    return cells[0][1] == cells[1][1] and int(cells[1][2]) == int(cells[0][2]) + 1


def _row(upload: Upload, one: Problem) -> UploadProblem:
    said = {key: value if isinstance(value, int) else str(value)[:300] for key, value in one.parameters.items()}
    return UploadProblem(
        upload=upload, rank=ORDER[one.severity], severity=str(one.severity), sheet=one.sheet[:200],
        cell=one.cell[:24], code=one.code, parameters=said,
    )  # fmt: skip


def _contents(reading: Reading) -> dict[str, Any]:
    """How much there is in the file, what works and periods it is about."""
    touches = _touches(reading)
    works = reading.tables.get("procedures")
    titles = works["title"].to_pylist() if works is not None else []
    return {
        "rows": {name: table.num_rows for name, table in reading.tables.items() if table.num_rows},
        "organisations": _organisations(reading),
        "periods": list(touches.periods),
        "works": sorted({str(one) for one in titles if one})[:20],
        "participants": bool({"outcomes", "items", "answers"} & set(touches.tables)),
    }


def _organisations(reading: Reading) -> int:
    found: set[str] = set()
    for name, table in reading.tables.items():
        for column in {"object_id", "organisation"} & set(table.column_names) if name != "items" else ():
            found.update(code for code in pc.unique(table[column]).to_pylist() if code)
    return Organisation.objects.filter(code__in=found, type=Organisation.Type.ORGANISATION).count()


def _touches(reading: Reading) -> Touches:
    gathered = Gathered()
    for name, table in reading.tables.items():
        gathered.see(name, table)
    return gathered.touches()


def _changes(found: Read) -> dict[str, Any]:
    """Numbers of rows by what happens to them, a few of them one by one, and how many indicators depend on them."""
    changes = found.changes
    assert changes is not None
    part = affected_by(_touches(found.reading))
    return {
        "new": sum(changes.new.values()), "changed": sum(changes.changed.values()),
        "gone": sum(changes.gone.values()), "same": sum(changes.same.values()),
        "already": changes.already, "replaces": found.replaces, "indicators": len(part),
        "changes": [_plain(vars(one)) for one in changes.changes[:KEPT_CHANGES]],
    }  # fmt: skip


def affected_by(touches: Touches) -> dict[str, tuple[Period, ...]]:
    """Indicator -> periods whose values depend on rows like these."""
    place = workplace()
    codes = touches.periods or place.store.value_periods()
    periods = with_readers([Period.parse(code) for code in codes], place.methodology)
    known = {Period.parse(code) for code in place.store.value_periods()}
    part = affected(place.methodology, [touches], sorted(periods | known))
    found: dict[str, list[Period]] = {}
    for code, period in sorted(part.pairs):
        found.setdefault(code, []).append(period)
    return {code: tuple(held) for code, held in found.items()}


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals and days as text: to be kept as JSON."""
    return dict(json.loads(json.dumps(said, ensure_ascii=False, default=_text)))


def _text(value: Any) -> str:
    normal = getattr(value, "normalize", None)
    return f"{normal():f}" if normal else str(value)
