"""`msoko pack check|list|diff|export`: methodology as data, seen from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.help import Command, Group
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Checked, Severity

if TYPE_CHECKING:
    from msoko.methodology.model import Methodology, Pack

app = typer.Typer(help="Методика: проверить, показать, сравнить, выгрузить.", no_args_is_help=True, cls=Group)

Folders = Annotated[
    list[Path] | None, typer.Argument(metavar="ПАПКИ", help="Папки пакетов сверх встроенных.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")]


def _methodology(said: Speaker, folders: list[Path] | None) -> Methodology:
    return said.workplace.methodology_with(folders or ())


@app.command("check", cls=Command)
def check(context: typer.Context, folders: Folders = None, as_json: AsJson = False) -> None:
    """Проверить методику: имена, единицы, циклы, нормы, сроки пересмотра; выполнить примеры.

    Пример: msoko pack check
    """
    from msoko.analytics.findings.examples import run_examples as run_findings
    from msoko.indicators.engines.reference import ReferenceEngine
    from msoko.indicators.examples import run_examples
    from msoko.methodology.checks import check as check_methodology
    from msoko.methodology.wording import say

    said = speaker(context)
    methodology = _methodology(said, folders)
    problems = check_methodology(methodology)
    # the other engines are held to the reference by random tests
    failures = [*run_examples(methodology, ReferenceEngine()), *run_findings(methodology)]
    errors = sum(problem.severity is Severity.ERROR for problem in problems) + len(failures)
    if as_json:
        said.json({
            "errors": errors, "problems": [say(problem, said.language) for problem in problems],
            "examples": [str(failure) for failure in failures],
        })  # fmt: skip
        raise typer.Exit(Exit.PROBLEMS if errors else Exit.DONE)
    for problem in problems:
        if problem.severity is not Severity.NOTE:
            said.console.print(
                f"{said.word('severity-' + problem.severity)}: {say(problem, said.language)}", markup=False
            )
    for failure in failures:
        said.console.print(str(failure), markup=False)
    if errors:
        said.fail(said.word("packs-wrong", errors=errors), Exit.PROBLEMS)
    indicators = methodology.indicators.values()
    examples = sum(len(indicator.examples) for indicator in indicators)
    examples += sum(len(rule.examples) for rule in methodology.finding_rules.values())
    said.say("packs-right", indicators=len(indicators), examples=examples, remarks=len(problems))


@app.command("list", cls=Command)
def list_packs(context: typer.Context, folders: Folders = None, as_json: AsJson = False) -> None:
    """Показать пакеты: версии, число показателей и фактов, сколько ещё не сверено с актом.

    Пример: msoko pack list
    """
    said = speaker(context)
    rows = [
        (p.code, p.version, p.title, len(p.indicators), len(p.facts), _unchecked(p))
        for p in _methodology(said, folders).packs
    ]
    names = ("pack", "version", "title", "indicators", "facts", "unchecked")
    if as_json:
        return said.json([dict(zip(names, row, strict=True)) for row in rows])
    return said.table([said.word(f"column-{name}") for name in names], rows, right=(3, 4, 5))


def _unchecked(pack: Pack) -> int:
    """Definitions that a person has still to compare with the text of their act."""
    return sum(definition.checked is Checked.NOT_YET for definition in (*pack.indicators, *pack.facts))


@app.command("diff", cls=Command)
def diff(
    context: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="БЫЛО", help="Папка прежней версии.")],
    new: Annotated[Path, typer.Argument(metavar="СТАЛО", help="Папка новой версии.")],
    as_json: AsJson = False,
) -> None:
    """Сравнить две версии пакета: что добавлено, убрано, изменено и сопоставимы ли значения.

    Пример: msoko pack diff прежний новый
    """
    from msoko.methodology.comparing import advice, changed_meaning, compare
    from msoko.methodology.loading import load_pack

    said = speaker(context)
    newer = load_pack(new)
    changes = compare(load_pack(old), newer)
    meaning = changed_meaning(newer, changes)
    if as_json:
        return said.json({
            "advice": advice(changes), "changed_meaning": meaning,
            "changes": [{"kind": c.kind, "code": c.code, "what": c.what, "weight": c.weight} for c in changes],
        })  # fmt: skip
    if not changes:
        return said.say("packs-equal")
    for change in changes:
        fields = "; ".join(f"{f.name}: {f.old!r} → {f.new!r}" for f in change.fields)
        said.console.print(f"{change.what}  {change.kind}  {change.code}  {fields}", markup=False)
    return said.say("pack-advice", advice=advice(changes))


@app.command("export", cls=Command)
def export(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="ПАКЕТ", help="Код пакета, например results.")],
    path: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Куда записать .xlsx.")],
) -> None:
    """Выгрузить пакет в .xlsx: в нём можно читать и править методику без файлов TOML.

    Пример: msoko pack export results results.xlsx
    """
    from msoko.methodology.workbook import export as write

    said = speaker(context)
    packs = {pack.code: pack for pack in _methodology(said, None).packs}
    if code not in packs:
        said.fail(said.word("pack-unknown", found=code, known=", ".join(packs)), Exit.NOT_FOUND)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()  # a place that cannot be written says so here, in the words of the system
    write(packs[code], path)
    said.say("pack-exported", path=path)
