"""Messages about packs in words: code → (Russian, English). Parameters come from PackProblem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msoko.methodology.problems import PackProblem

WORDS: dict[str, tuple[str, str]] = {
    # --- reading
    "no-file": ("файла нет; в папке пакета он обязателен", "the file is missing; a pack folder needs it"),
    "not-utf8": ("файл не в кодировке UTF-8; сохраните его в UTF-8", "the file is not UTF-8; save it as UTF-8"),
    "not-toml": (
        "файл нельзя прочитать как TOML (столбец {column}): {said}. "
        "Проверьте кавычки, скобки и запятые около этого места",
        "not valid TOML (column {column}): {said}. Check quotes, brackets and commas near this place",
    ),
    "file-not-read": (
        "файл лежит там, где его никто не читает. Место файлов: {expected}",
        "the file lies where nobody reads it. Files belong in: {expected}",
    ),
    "single-brackets": (
        "таблица «{key}» записана в одинарных скобках; нужны двойные: [[{key}]]",
        'the table "{key}" is in single brackets; write [[{key}]]',
    ),
    "unknown-key": (
        "неизвестный ключ «{key}»{?nearest: возможно, имелось в виду «{nearest}»}",
        'unknown key "{key}"{?nearest: perhaps "{nearest}" was meant}',
    ),
    "missing-key": ("не указан обязательный ключ «{key}»", 'the required key "{key}" is missing'),
    "wrong-type": (
        "в ключе «{key}» записано {found}, а нужно: {expected_ru}",
        '"{key}" is {found}, expected: {expected}',
    ),
    "unknown-word": (
        "в ключе «{key}» неизвестное слово «{found}»{?nearest: возможно, имелось в виду «{nearest}»}. "
        "Допустимо: {expected}",
        '"{key}" has the unknown word "{found}"{?nearest: perhaps "{nearest}" was meant}. Allowed: {expected}',
    ),
    "unknown-pack": (
        "нужен пакет «{found}», но его нет{?nearest: возможно, имелся в виду «{nearest}»}",
        'the pack "{found}" is required but missing{?nearest: perhaps "{nearest}" was meant}',
    ),
    "requires-cycle": ("пакеты требуют друг друга по кругу: {path}", "packs require each other in a circle: {path}"),
}

_TYPES = {
    "text": "текст в кавычках",
    "number": "число",
    "whole number": "целое число",
    "date": "дата вида 2026-09-01 без кавычек",
    "yes or no": "true или false",
    "list": "список в квадратных скобках",
    "pair": "пара значений в квадратных скобках",
    "table": "таблица вида { ключ = значение }",
}
_SEVERITIES = {"error": ("ошибка", "error"), "warning": ("предупреждение", "warning"), "note": ("замечание", "note")}


def say(problem: PackProblem, lang: str = "ru") -> str:
    """The whole message: pack, file and line, severity, definition, what is wrong."""
    russian = lang == "ru"
    place = f"{problem.pack}/{problem.file}" if problem.pack else problem.file
    if problem.line:
        place += f", строка {problem.line}" if russian else f", line {problem.line}"
    severity = _SEVERITIES[problem.severity][0 if russian else 1]
    subject = f" {problem.definition}:" if problem.definition else ""
    return f"{place}: {severity}:{subject} {text(problem, lang)}"


def text(problem: PackProblem, lang: str = "ru") -> str:
    """What is wrong, without the place."""
    template = WORDS[problem.code][0 if lang == "ru" else 1]
    values = {name: _shown(value) for name, value in problem.parameters.items()}
    expected = str(problem.parameters.get("expected", ""))
    values["expected_ru"] = _TYPES.get(expected, expected)
    while "{?" in template:  # {?name: words} is said only when the parameter is not empty
        before, _, rest = template.partition("{?")
        name, _, rest = rest.partition(":")
        words, after = _closed(rest)
        template = before + (":" + words if problem.parameters.get(name) else "") + after
    return template.format(**values)


def _closed(rest: str) -> tuple[str, str]:
    """Split at the brace that closes the optional part; braces of parameters inside are skipped."""
    depth = 0
    for i, char in enumerate(rest):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return rest[:i], rest[i + 1 :]
    return rest, ""


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ", ".join(str(part) for part in value)
    return str(value)
