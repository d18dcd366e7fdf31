"""`msoko report`: one of the catalogue, written in every format asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from msoko.cli.choosing import chosen_period, one_of
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Audience, Period, Purpose

FORMATS = "docx,pdf,xlsx,html"


def report(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="ВИД", help="procedure-note, organisation-passport, municipal-summary, self-examination-table"
        ),
    ],
    period: Annotated[str, typer.Option("--period", help="Учебный или календарный год: 2024/25.")],
    organisation: Annotated[str, typer.Option("--organisation", help="Код организации, для отчётов о ней.")] = "",
    procedure: Annotated[str, typer.Option("--procedure", help="Вид процедуры: vpr, oge, ege.")] = "vpr",
    subject: Annotated[str, typer.Option("--subject", help="Код или название предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", help="Для чего отчёт: management, publication, …")
    ] = "management",
    audience: Annotated[
        str, typer.Option("--audience", help="Кто будет читать: department, organisation, public.")
    ] = "department",
    formats: Annotated[str, typer.Option("--formats", help="Через запятую.")] = FORMATS,
    out: Annotated[Path, typer.Option("--out", help="Папка для отчётов.")] = Path("reports"),
    calculation: Annotated[
        str, typer.Option("--calculation", help="Номер зафиксированного расчёта; иначе рабочий.")
    ] = "",
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Пометить данные как демонстрационные.")
    ] = False,
) -> None:
    """Напечатать отчёт в .docx, .pdf, .xlsx и .html. Рядом с каждым числом — его код.

    Пример: msoko report procedure-note --period 2024/25 --subject Математика --grade 5
    """
    said = speaker(context)
    wanted = [f".{one.strip().lstrip('.')}" for one in formats.split(",")]
    for one in wanted:
        if one.lstrip(".") not in FORMATS.split(","):
            said.fail(said.word("word-wrong", found=one, expected=FORMATS), Exit.USAGE)
    written = print_report(
        said, kind, chosen_period(said, period), out, tuple(wanted), object_id=organisation, procedure=procedure,
        subject=_subject(said, procedure, subject), grade=grade, purpose=one_of(said, Purpose, purpose),
        audience=one_of(said, Audience, audience), calculation=calculation, demonstration=demonstration,
    )  # fmt: skip
    for path in written:
        said.say("report-written", path=path)


def _subject(said: Speaker, procedure: str, text: str) -> str:
    """The code of a subject given by code or title; a usage error with the titles otherwise."""
    from msoko.methodology.subjects import subject_code, subject_titles

    methodology = said.workplace.methodology
    if not text or procedure not in methodology.procedure_types:
        return text
    code = subject_code(methodology, procedure, text)
    if code is None:
        expected = ", ".join(subject_titles(methodology, procedure))
        said.fail(said.word("word-wrong", found=text, expected=expected), Exit.USAGE)
    return code


def print_report(
    said: Speaker, kind: str, period: Period, out: Path, suffixes: tuple[str, ...], **asked: Any
) -> list[Path]:
    """Build one report of the catalogue and write it in every format. `asked`: further fields of sources.Asked."""
    from msoko.indicators.reading import ReadingRefused
    from msoko.reports.catalogue import CATALOGUE
    from msoko.reports.sources import Asked, ReportError, inputs_for
    from msoko.reports.wording import message
    from msoko.reports.writers import write

    place = said.workplace
    try:
        inputs = inputs_for(kind, Asked(
            store=place.store, methodology=place.methodology, registry=place.registry(), period=period,
            issued_on=date.today(), language=said.language, choices=place.choices, **asked,
        ))  # fmt: skip
    except ReportError as error:
        said.fail(message(error.code, said.language, **error.parameters), Exit.NOT_FOUND)
    except ReadingRefused as refused:
        said.fail(refused.say(said.language), Exit.REFUSED)
    document = CATALOGUE[kind].build(inputs)
    out.mkdir(parents=True, exist_ok=True)
    about = (
        asked.get("object_id"),
        asked.get("procedure") if asked.get("subject") else "",
        asked.get("subject"),
        asked.get("grade"),
    )
    stem = "-".join(part for part in (kind, *about, period.code) if part)
    paths = [out / f"{stem}{suffix}" for suffix in suffixes]
    for path in paths:
        write(document, path)
    return paths
