"""`msoko import`: recognise, show problems and changes, take in. A file with errors changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_object, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Severity

if TYPE_CHECKING:
    from msoko.results.comparing import Preview
    from msoko.results.reading import Problem, Reading

_COMPARED_WITH = {"objects", "attributes", "predecessors", "facts"}  # what a reader of a later file looks at
_MAPPINGS = "mappings.json"
SHOWN = 12  # problems of one file shown on the screen
_Pairs = dict[str, str]


def import_files(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="ФАЙЛЫ", help="Полученные файлы: .xlsx .xls .ods .csv .txt")],
    period: Annotated[str, typer.Option("--period", help="Период, если файл его не называет: 2024/25 или 2024.")] = "",
    procedure: Annotated[str, typer.Option("--procedure", help="Вид процедуры, если не ясен: oge, ege, vpr.")] = "",
    format: Annotated[str, typer.Option("--format", help="Код формата, если не узнан по содержанию.")] = "",
    match: Annotated[
        list[str] | None, typer.Option("--match", help="Ответ о названии: «как в файле=код организации».")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="Столбец файла: «заголовок=наш столбец»; запоминается.")
    ] = None,
    accept: Annotated[
        str, typer.Option("--accept", help="Слово о предупреждениях: почему данные верны. Без него они задержат файл.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Кто загружает.", envvar="USER")] = "командная строка",
    marked: Annotated[
        Path | None, typer.Option("--marked", help="Папка для копий файлов с отметками об ошибках.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, что изменится.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Загрузить файлы. Формат узнаётся по содержанию; файл с ошибками не меняет ничего.

    Пример: msoko import впр_2025_ma_5_ф1.xlsx --dry-run
    """
    from msoko.indicators.line_checks import with_line_checks
    from msoko.results.importing import open_context, read_file, remember

    said = speaker(context)
    place = said.workplace
    for path in paths:
        if not path.is_file():
            said.fail(said.word("file-absent", path=path), Exit.NOT_FOUND)
    chosen = chosen_period(said, period) if period else None
    _check_format(said, format)
    place.begin()
    mappings, answers = _mappings(said, format, _pairs(said, columns)), _pairs(said, match)
    for answer in answers.values():
        chosen_object(said, answer)
    reports: list[dict[str, Any]] = []
    known = None
    for path in paths:
        known = known or open_context(
            place.store, place.methodology, period=chosen, procedure_type=procedure,
            mappings=mappings, answers=answers, person=place.keys.hasher(),
        )  # fmt: skip
        reading = with_line_checks(read_file(path, known, format), place.methodology)
        reports.append(_take(said, reading, by, accept, marked, dry_run, quiet=as_json))
        if reports[-1]["batch"] and _COMPARED_WITH & set(reading.tables):
            known = None
    if not dry_run:
        remember(place.store, answers, by)
    if as_json:
        said.json(reports)
    if any(report["errors"] for report in reports):
        raise typer.Exit(Exit.PROBLEMS)


def _check_format(said: Speaker, format: str) -> None:
    from msoko.results.formats import FORMATS

    codes = [one.code for one in FORMATS]
    if format and format not in codes:
        said.fail(said.word("format-unknown", found=format, known=", ".join(codes)), Exit.USAGE)


def _pairs(said: Speaker, given: list[str] | None) -> _Pairs:
    pairs = [text.partition("=") for text in given or ()]
    for left, sign, right in pairs:
        if not (left and sign and right):
            said.fail(said.word("word-wrong", found=f"{left}{sign}{right}", expected="…=…"), Exit.USAGE)
    return {left.strip(): right.strip() for left, _, right in pairs}


def _mappings(said: Speaker, format: str, added: _Pairs) -> Mapping[str, _Pairs]:
    """Headings answered earlier, by format, with those said now; kept beside the store."""
    saved: dict[str, _Pairs] = said.workplace.recall(_MAPPINGS)
    if added:
        if not format:
            said.fail(said.word("map-needs-format"), Exit.USAGE)
        saved[format] = saved.get(format, {}) | added
        said.workplace.remember(_MAPPINGS, saved)
    return saved


def _take(
    said: Speaker, reading: Reading, by: str, accept: str, marked: Path | None, dry_run: bool, quiet: bool
) -> dict[str, Any]:
    """One file: what was found, what would change, and the batch if it was taken in."""
    from msoko.results.importing import NotTaken, commit, preview

    place = said.workplace
    report: dict[str, Any] = {
        "file": reading.file, "format": reading.format, "errors": 0, "batch": None,
        "problems": [_as_data(said, problem) for problem in reading.problems],
    }  # fmt: skip
    if not quiet:
        _show_problems(said, reading)
    blocking = [p for p in reading.problems if p.severity is Severity.ERROR]
    changes = None if blocking else preview(place.store, reading)
    if changes is not None and not quiet:
        _show_preview(said, changes)
    if dry_run and not blocking:
        if not quiet:
            said.say("only-preview")
        return report
    try:
        receipt = commit(place.store, place.files, reading, by, reason=accept)
    except NotTaken as refused:
        report["errors"] = len(refused.problems)
        if not quiet:
            key = "wants-a-word" if refused.wants_a_word else "not-imported"
            said.say(key, file=reading.file, errors=len(refused.problems))
            _write_marked(said, reading, marked)
        return report
    report["batch"] = receipt.batch
    if not quiet:
        said.say("imported" if receipt.changed else "already-there", file=reading.file, batch=receipt.batch[:8])
    return report


def _as_data(said: Speaker, problem: Problem) -> dict[str, str]:
    from msoko.results.wording import say

    return {
        "code": problem.code, "severity": problem.severity, "sheet": problem.sheet, "cell": problem.cell,
        "text": say(problem, said.language),
    }  # fmt: skip


def _show_problems(said: Speaker, reading: Reading) -> None:
    from msoko.results.formats import FORMATS
    from msoko.results.wording import say

    titles = {one.code: one.title if said.language == "ru" else one.title_en or one.title for one in FORMATS}
    said.say("recognised", file=reading.file, format=titles.get(reading.format, "—"))
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    problems = sorted(reading.problems, key=lambda p: order[p.severity])
    rows = [
        (said.word(f"severity-{p.severity}"), "!".join(filter(None, (p.sheet, p.cell))), say(p, said.language))
        for p in problems[:SHOWN]
    ]
    if rows:
        said.table(("", said.word("column-place"), said.word("column-problem")), rows)
    if len(problems) > SHOWN:
        said.say("problems-more", count=len(problems) - SHOWN)


def _show_preview(said: Speaker, changes: Preview) -> None:
    totals = {part: sum(getattr(changes, part).values()) for part in ("new", "changed", "gone", "same")}
    if not changes.already:
        said.say("preview", **totals)
    if changes.replaces and changes.replaces.at and not changes.already:
        when = changes.replaces.at.strftime("%d.%m.%Y %H:%M")
        said.say("replaces", batch=changes.replaces.id[:8], when=when)


def _write_marked(said: Speaker, reading: Reading, folder: Path | None) -> None:
    from msoko.results.marked_copy import marked_copy

    if folder is None or reading.source is None or not any(p.cell for p in reading.problems):
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(reading.file).stem}_с_отметками.xlsx"
    path.write_bytes(marked_copy(reading, said.language))
    said.say("marked-copy", path=path)
