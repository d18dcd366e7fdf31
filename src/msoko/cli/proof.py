"""`msoko proof`: from a printed number to the cell of a received file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.naming import breakdown, object_name
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Period

if TYPE_CHECKING:
    from msoko.indicators.tracing import Cell, Proof, Step

ROWS = 8  # rows of one aggregate shown on the screen
_REASONS = ("missing", "not_applicable", "unpaired", "where", "no_value")


def proof(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="КОД", help="Код рядом с числом в отчёте: XXXXX-XXXXX.")],
    rows: Annotated[int, typer.Option("--rows", min=0, help="Сколько строк каждого слагаемого показать.")] = ROWS,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON, все строки.")] = False,
) -> None:
    """Открыть число: определение, формула с числами, строки, ячейки файлов, кто загрузил; пересчитать и сверить.

    Пример: msoko proof 7KD49-QX2MB
    """
    from msoko.indicators.tracing import NoSuchValue
    from msoko.indicators.tracing import proof as prove

    said = speaker(context)
    place = said.workplace
    try:
        found = prove(place.store, place.methodology, code, place.choices)
    except (NoSuchValue, ValueError):
        said.fail(said.word("code-unknown", found=code), Exit.NOT_FOUND)
    if as_json:
        return said.json({**asdict(found), "indicator": found.indicator.code, "pack": found.pack.code})
    return show(said, found, rows)


def show(said: Speaker, found: Proof, rows: int = ROWS) -> None:
    """The chain on the screen, a numbered step a line."""
    row, indicator = found.value, found.indicator
    place = said.workplace
    whose = object_name(place.registry(), row["object_id"], said.language)
    title = indicator.title if said.is_russian else indicator.title_en or indicator.title
    say = said.console.print
    parts = (_number(said, found, row["value"]), title, breakdown(place.methodology, row, said.language), whose)
    say("1. " + " · ".join(filter(None, (*parts, Period.parse(row["period"]).title))), markup=False)
    said.say(
        "proof-definition",
        found=indicator.code,
        pack=found.pack.title,
        version=found.pack_version,
        basis=indicator.legal_basis,
    )
    said.say("proof-formula", text=found.formula)
    said.say("proof-words", text=found.words)
    if found.numbers:
        said.say("proof-numbers", text=found.numbers)
    said.say("proof-steps")
    files = {record.id: record.file_name for record in found.batches}
    for step in found.steps:
        _show_step(said, step, files, rows)
    for one in found.used:
        whose, period = object_name(place.registry(), one.group, said.language), Period.parse(one.period).title
        said.say("proof-used", title=one.title, whose=whose, period=period, found=one.code)
    said.say("proof-batches" if found.batches else "proof-no-batches")
    for record in found.batches:
        when = record.at.strftime("%d.%m.%Y %H:%M") if record.at else ""
        said.say(
            "proof-batch", file=record.file_name, batch=record.id[:8], when=when, who=record.entered_by,
            approved=record.approved_by or "—", sha=record.file_sha256[:16],
        )  # fmt: skip
    said.say(_verdict(found), version=found.ledger_version, again=_number(said, found, found.recomputed))


def _verdict(found: Proof) -> str:
    if found.same:
        return "proof-same"
    if found.pack_version != found.pack.version:
        return "proof-other-pack"
    return "proof-fixed-differs" if found.calculation else "proof-differs"


def _number(said: Speaker, found: Proof, value: float | None) -> str:
    from msoko.charts.numbers import format_number

    return said.word("no-value") if value is None else format_number(value, found.indicator.digits)


def _show_step(said: Speaker, step: Step, files: dict[str, str], rows: int) -> None:
    said.console.print(f"   {step.words} = {step.number}", markup=False)
    for cell in step.entered[:rows]:
        said.console.print(f"      {_where(cell, files)}: {cell.shown}", markup=False)
    if len(step.entered) > rows:
        said.say("proof-more", count=len(step.entered) - rows)
    for reason in _REASONS:
        out = [cell for cell in step.left_out if cell.reason == reason]
        if out:
            said.say(f"proof-out-{reason}", count=len(out), first=_where(out[0], files))


def _where(cell: Cell, files: dict[str, str]) -> str:
    return f"{files.get(cell.batch, '')} [{cell.sheet}] {cell.cell}"
