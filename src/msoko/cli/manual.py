"""Prints docs/reference/commands.md from the commands themselves: `python -m msoko.cli.manual`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from msoko.cli.help import default_matters, named
from msoko.cli.saying import Exit

_EXITS = {
    Exit.DONE: "сделано",
    Exit.PROBLEMS: "во входных данных или методике ошибки; ничего не изменено",
    Exit.USAGE: "команда не понята",
    Exit.REFUSED: "не допускается для этой цели или этого читателя",
    Exit.NOT_FOUND: "нет такого кода, файла, показателя, организации",
    Exit.STORE: "хранилище, диск или файлы неисправны",
}


def page() -> str:
    """The whole page in Markdown."""
    from msoko.cli.application import app

    group = typer.main.get_command(app)
    lines = [
        "# Команды", "",
        "Страница составлена по самим командам. Сообщения — по-русски, с `--lang en` — по-английски.", "",
        "Общие параметры стоят перед командой: `msoko --data ПАПКА --lang en value …`.", "",
        "## Коды завершения", "", "| код | значит |", "|---|---|",
        *(f"| {code.value} | {words} |" for code, words in _EXITS.items()), "",
    ]  # fmt: skip
    for name, command in _commands(group, "msoko"):
        lines += [f"## {name}", "", *_about(name, command)]
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Names and commands, groups opened. Typer carries its own copy of click, so its classes are not named here."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _about(name: str, command: Any) -> Iterator[str]:
    for line in (command.help or "").split("\n"):
        text = line.strip()
        if text.startswith("Пример: "):
            yield from ("```", text.removeprefix("Пример: "), "```")
        else:
            yield text
    yield from ("", "| параметр | смысл | если не указан |", "|---|---|---|")
    for parameter in command.params:
        if parameter.name != "help":
            yield _parameter(parameter)
    yield ""


def _parameter(parameter: Any) -> str:
    default = f"`{parameter.default}`" if default_matters(parameter) else ""
    return f"| `{named(parameter)}` | {parameter.help or ''} | {'обязателен' if parameter.required else default} |"


def examples() -> list[str]:
    """The command lines given as examples, for the test that runs them."""
    return [line for line in page().split("\n") if line.startswith("msoko ")]


if __name__ == "__main__":
    sys.stdout.write(page())
