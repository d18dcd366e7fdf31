"""Puts the commands together: a table of names and functions, the options that hold for all, one way to fail."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from msoko import __version__
from msoko.cli import (
    agreement,
    analyse,
    backup,
    changes,
    clusters,
    compute,
    contributions,
    demo,
    dif,
    doctor,
    effect,
    forecast,
    importing,
    items,
    pack,
    peers,
    places,
    proof,
    report,
    restore,
    sample,
    scale,
    serve,
    study,
    support,
    value,
    withdraw,
)
from msoko.cli.help import Command, Group, named
from msoko.cli.saying import Exit, Speaker

app = typer.Typer(
    name="msoko", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, cls=Group,
    rich_markup_mode=None,
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
    ("serve", serve.serve),
    ("backup", backup.backup),
    ("restore", restore.restore),
    ("items", items.items),
    ("dif", dif.dif),
    ("agreement", agreement.agreement),
    ("scale", scale.scale),
    ("study", study.study),
    ("sample", sample.sample),
    ("analyse", analyse.analyse),
    ("support", support.support),
    ("peers", peers.peers),
    ("contributions", contributions.contributions),
    ("places", places.places),
    ("changes", changes.changes),
    ("forecast", forecast.forecast),
    ("effect", effect.effect),
    ("doctor", doctor.doctor),
)
for _name, _function in COMMANDS:
    app.command(_name, cls=Command)(_function)
app.add_typer(pack.app, name="pack")
app.add_typer(clusters.app, name="clusters")

LANGUAGES = ("ru", "en")
# typer keeps its own copy of click's exceptions and gives no public name to the one for a command not understood.
_UsageError: Any = typer.BadParameter.__mro__[1]


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
    context.obj = Speaker(lang if lang in LANGUAGES else "ru", data)
    if lang not in LANGUAGES:
        context.obj.fail(context.obj.word("word-wrong", found=lang, expected=", ".join(LANGUAGES)), Exit.USAGE)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; no bad input ends in a traceback."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    said = Speaker(_language(typed), Path())
    try:
        sys.exit(_code(typed, said))
    except typer.Exit as leaving:
        sys.exit(leaving.exit_code)


def _code(typed: list[str], said: Speaker) -> int:
    from msoko.files.errors import FilesError
    from msoko.methodology.problems import PackError
    from msoko.methodology.wording import say as say_of_packs
    from msoko.store.errors import StoreError

    try:
        done = app(typed, prog_name="msoko", standalone_mode=False)
        return done if isinstance(done, int) else Exit.DONE
    except _UsageError as error:
        return _misunderstood(said, error)
    except (StoreError, FilesError) as error:
        if error.code == "store-missing":
            said.fail(said.word("nothing-received"), Exit.NOT_FOUND, [said.word("other-folder")])
        said.fail(error.say(said.language), Exit.STORE)
    except PackError as error:
        said.fail("\n".join(say_of_packs(one, said.language) for one in error.problems), Exit.PROBLEMS)
    except BrokenPipeError:  # the reader of a pipe has gone: nothing to say to nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except OSError as error:
        where = error.filename or said.word("disk")
        said.fail(said.word("disk-refuses", path=where, said=error.strerror or error), Exit.STORE)


def _misunderstood(said: Speaker, error: Any) -> int:
    """What was typed and is not a command, in our words; typer's own are English."""
    shown = error.ctx.command_path if error.ctx else "msoko"
    match type(error).__name__:
        case "NoArgsIsHelpError":
            sys.stdout.write(error.ctx.get_help() + "\n")
            return Exit.USAGE
        case "NoSuchOption":
            text = said.word("option-unknown", found=error.option_name)
        case "MissingParameter":
            text = said.word("parameter-missing", found=named(error.param))
        case "BadOptionUsage":
            text = said.word("option-without-value", found=error.option_name)
        case "BadParameter" if error.param is not None:
            text = said.word("parameter-wrong", name=named(error.param))
        case _:  # a command or an argument too many: typer names it in quotes, or last in brackets
            found = re.search(r"'([^']*)'|\(([^()]*)\)$", error.message)
            text = said.word("not-understood", found=(found[1] or found[2]) if found else error.message)
    return said.fail(text, Exit.USAGE, [said.word("see-help", command=shown)])


def _language(typed: Sequence[str]) -> str:
    said = [value for flag, value in pairwise(typed) if flag == "--lang"]
    said += [one.removeprefix("--lang=") for one in typed if one.startswith("--lang=")]
    return said[0] if said and said[0] in LANGUAGES else "ru"
