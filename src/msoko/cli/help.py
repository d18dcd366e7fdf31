"""Help of the commands as plain Russian text: typer's own would load rich and speak English in its headings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command with our help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write(self, ctx, formatter, "")


class Group(TyperGroup):
    """A group of commands with our help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write(self, ctx, formatter, "КОМАНДА …")
        with formatter.section("Команды"):
            formatter.write_dl([(name, _first_line(one.help)) for name, one in self.commands.items()])


def _write(command: Any, ctx: Any, formatter: Any, after: str) -> None:
    arguments = [one for one in command.params if not _is_option(one)]
    options = [one for one in command.get_params(ctx) if _is_option(one)]
    usage = ["[ПАРАМЕТРЫ]", *(f"{one.metavar}{' …' if one.nargs == -1 else ''}" for one in arguments), after]
    formatter.write_usage(ctx.command_path, " ".join(filter(None, usage)), prefix="Вызов: ")
    for line in (command.help or "").split("\n"):
        if line.strip():
            formatter.write_paragraph()
            formatter.write_text(line.strip())
    for title, shown in (("Что указать", arguments), ("Параметры", options)):
        if shown:
            with formatter.section(title):
                formatter.write_dl(_lines(shown))


def _lines(parameters: Iterable[Any]) -> list[tuple[str, str]]:
    return [(_shown(one), _about(one)) for one in parameters]


def _shown(parameter: Any) -> str:
    return named(parameter) + (" …" if _is_option(parameter) and not parameter.is_flag else "")


def named(parameter: Any) -> str:
    """As it is typed, or by the word that stands for it in the help."""
    return ", ".join(parameter.opts) if _is_option(parameter) else str(parameter.metavar)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.opts[0].startswith("-"))


def _about(parameter: Any) -> str:
    if parameter.name == "help":
        return "Показать эту справку."
    text = parameter.help or ""
    if parameter.required:
        return f"{text} Обязательно." if _is_option(parameter) else text
    return f"{text} По умолчанию: {parameter.default}." if default_matters(parameter) else text


def default_matters(parameter: Any) -> bool:
    """Is there a default to tell the reader about?"""
    return parameter.default not in (None, "", False, ()) and not callable(parameter.default)


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
