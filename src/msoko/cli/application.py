"""Puts the commands together: a table of names and functions, the options that hold for all, one way to fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
import typer.rich_utils

from msoko import __version__
from msoko.cli import compute, demo, doctor, importing, pack, proof, report, value, withdraw
from msoko.cli.saying import Exit, Speaker

typer.rich_utils.OPTIONS_PANEL_TITLE = "Параметры"
typer.rich_utils.ARGUMENTS_PANEL_TITLE = "Что указать"
typer.rich_utils.COMMANDS_PANEL_TITLE = "Команды"
typer.rich_utils.ERRORS_PANEL_TITLE = "Команда не понята"

app = typer.Typer(
    name="msoko", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="МСОКО: файлы муниципалитета — в проверенные показатели и отчёты, где каждое число можно открыть.",
)  # fmt: skip

COMMANDS = (
    ("demo", demo.demo),
    ("import", importing.import_files),
    ("withdraw", withdraw.withdraw),
    ("compute", compute.compute),
    ("value", value.value),
    ("proof", proof.proof),
    ("report", report.report),
    ("doctor", doctor.doctor),
)
for _name, _function in COMMANDS:
    app.command(_name)(_function)
app.add_typer(pack.app, name="pack")


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"msoko {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[Path, typer.Option("--data", help="Папка с хранилищем и файлами.", envvar="MSOKO_HOME")] = Path(
        "msoko-data"
    ),
    lang: Annotated[str, typer.Option("--lang", help="Язык сообщений: ru или en.")] = "ru",
    version: Annotated[
        bool, typer.Option("--version", help="Показать версию.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """МСОКО: файлы муниципалитета — в проверенные показатели и отчёты, где каждое число можно открыть."""
    if lang not in ("ru", "en"):
        raise typer.BadParameter("ru, en", param_hint="--lang")
    context.obj = Speaker(lang, data)


def run() -> None:
    """Run the command line; what the store or a pack has to say ends in one block, never in a traceback."""
    from msoko.files.errors import FilesError
    from msoko.methodology.problems import PackError
    from msoko.store.errors import StoreError

    try:
        app(prog_name="msoko")
    except (StoreError, FilesError) as error:
        _stop(error.say(_language()), Exit.STORE)
    except PackError as error:
        _stop(str(error), Exit.PROBLEMS)
    except BrokenPipeError:  # the reader of a pipe has gone: nothing to say to nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _language() -> str:
    said = [value for flag, value in zip(sys.argv, sys.argv[1:], strict=False) if flag == "--lang"]
    return said[0] if said and said[0] in ("ru", "en") else "ru"


def _stop(text: str, code: Exit) -> None:
    try:
        Speaker(_language(), Path()).fail(text, code)
    except typer.Exit as leaving:
        sys.exit(leaving.exit_code)
