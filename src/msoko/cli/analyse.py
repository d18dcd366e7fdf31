"""`msoko analyse`: every analysis on what was received, a sentence and a table each; what cannot be run says why."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_object, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.analytics.evidence import Evidence
    from msoko.cli.analyses.section import Section
    from msoko.workplace import Workplace

_LONG = 1.0  # seconds from which one is told how long it took


def analyse(
    context: typer.Context,
    sections: Annotated[
        list[str] | None, typer.Argument(metavar="РАЗДЕЛЫ", help="Какие анализы; без них — все.")
    ] = None,
    period: Annotated[str, typer.Option("--period", help="Период; без него — последний.")] = "",
    organisation: Annotated[str, typer.Option("--organisation", help="Код организации: только о ней.")] = "",
    since: Annotated[str, typer.Option("--since", help="Для effect: с какого периода действует мера.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Папка: таблица .csv на раздел и всё в .json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проанализировать рассчитанное: находки, признаки, изменения, прогноз, сопоставимые, условия, эффект мер.

    Пример: msoko analyse --period 2024/25
    """
    from msoko.cli.analyses import SECTIONS
    from msoko.cli.analyses.section import Asked

    said = speaker(context)
    for one in sections or ():
        if one not in SECTIONS:
            said.fail(said.word("word-wrong", found=one, expected=", ".join(SECTIONS)), Exit.USAGE)
    when = chosen_period(said, period) if period else None
    if not said.workplace.store.value_periods():
        said.fail(said.word("no-values"), Exit.NOT_FOUND)
    began = chosen_period(said, since) if since else None
    asked = Asked(evidence_of(said.workplace), when, chosen_object(said, organisation), began, said.language)
    told: dict[str, Any] = {}
    made: dict[str, Section] = {}
    for code in sections or SECTIONS:
        started = perf_counter()
        with _waiting(said, code):
            answer = _run(SECTIONS[code], asked)
        if isinstance(answer, str):
            told[code] = {"refused": answer}
        else:
            told[code], made[code] = {"sentence": answer.sentence, "data": answer.data}, answer
        if not as_json:
            _show(said, code, answer, perf_counter() - started)
    if out is not None:
        _write(said, out, told, made, quiet=as_json)
    if as_json:
        said.json(told)


def evidence_of(place: Workplace) -> Evidence:
    """The working calculation of a workplace with the tables behind it, each read once."""
    from functools import cache

    from msoko.analytics.evidence import Evidence

    return Evidence(place.methodology, place.registry(), place.store.read_values(), cache(place.store.table))


@contextmanager
def _waiting(said: Speaker, code: str) -> Iterator[None]:
    """What is being done, on the screen of a person and nowhere else."""
    from rich.console import Console

    with Console(stderr=True).status(said.word(f"analyse-title-{code}")):
        yield


def _run(section: Any, asked: Any) -> Section | str:
    """The section, or in words why the data do not carry it."""
    from msoko.psychometrics.remarks import Refused

    try:
        found: Section = section(asked)
    except Refused as refused:
        return refused.say(asked.language)
    return found


def _show(said: Speaker, code: str, answer: Section | str, seconds: float) -> None:
    took = f" {said.word('analyse-seconds', seconds=round(seconds))}" if seconds >= _LONG else ""
    said.console.print(f"\n{said.word(f'analyse-title-{code}')}{took}", style="bold", markup=False)
    if isinstance(answer, str):
        return said.say("analyse-refused", why=answer)
    said.console.print(answer.sentence, markup=False)
    if answer.rows:
        said.table(answer.header, answer.rows, answer.right)
    for line in answer.after:
        said.console.print(line, markup=False)
    return None


def _write(said: Speaker, out: Path, told: Mapping[str, Any], made: Mapping[str, Section], *, quiet: bool) -> None:
    """Tables for people to open in a spreadsheet, and everything for programs."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "analyse.json").write_text(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")
    for code, section in made.items():
        with (out / f"{code}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows([section.header, *section.rows])
    if not quiet:
        said.say("analyse-written", path=out, count=len(made))
