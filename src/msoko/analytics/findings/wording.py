"""Findings in words: what a rule's text is filled in with, how several are told as one. Russian and English."""

from __future__ import annotations

from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    "nothing-to-look-at": (
        "Сравнивать нечего: нет значений, за которыми стоит достаточно участников, или сопоставимых лет и организаций.",
        "Nothing to compare: no values with enough people behind them, or no comparable years and organisations.",
    ),
    "one": ("{object}. {title}: {text}.", "{object}. {title}: {text}."),
    "several": (
        "{object}. {title}, {count} из {looked} сравнений: {texts}.",
        "{object}. {title}, {count} of {looked} comparisons: {texts}.",
    ),
    "shared": (
        "Общее для {objects} из {everybody} организаций. {title}: {texts}.",
        "Shared by {objects} of {everybody} organisations. {title}: {texts}.",
    ),
    "by-cause": ("{about} (организаций: {count})", "{about} (organisations: {count})"),
    "more": ("и ещё {count}", "and {count} more"),
    "without-number": ("нет данных", "no data"),
    "interval": ("от {low} до {high}", "{low} to {high}"),
    "all": ("Общее", "Shared"),
    "gone": (
        "{object}. {title}: больше не отмечается (было с {since}, сравнений {count}).",
        "{object}. {title}: no longer seen (since {since}, {count} comparisons).",
    ),
    "together": (
        "{exam}, работы вместе ({count}): в среднем на {size} ({interval})",
        "{exam}, works together ({count}): by {size} on the average ({interval})",
    ),
    "nothing-given": ("нет ни одного из {count}", "none of {count}"),
    "grade": ("{grade}\u00a0класс", "grade\u00a0{grade}"),
    "since": ("с {period}", "since {period}"),
}

GRAVITIES: dict[str, tuple[str, str]] = {
    "serious": ("серьёзно", "serious"),
    "notable": ("заметно", "notable"),
    "for_information": ("к сведению", "for information"),
}

LIVES: dict[str, tuple[str, str]] = {
    "new": ("новое", "new"),
    "worse": ("усилилось", "worse"),
    "continues": ("продолжается", "continues"),
    "gone": ("больше нет", "gone"),
}

ADDRESSEES: dict[str, tuple[str, str]] = {
    "department_head": ("руководитель управления образования", "head of the education department"),
    "department_specialist": ("специалист управления образования", "specialist of the education department"),
    "methodist": ("методист", "methodist"),
    "organisation_head": ("руководитель организации", "head of the organisation"),
    "deputy": ("заместитель руководителя", "deputy head"),
}

# What the numbers of a comparison are called; groups are compared by these names.
NAMES: dict[str, tuple[str, str]] = {
    "urban": ("городские организации", "urban organisations"),
    "rural": ("сельские организации", "rural organisations"),
    "m": ("мальчики", "boys"),
    "f": ("девочки", "girls"),
}


def say(code: str, language: str = "ru", **parameters: Any) -> str:
    return _in(TEXTS[code], language).format(**parameters)


def called(table: dict[str, tuple[str, str]], code: str, language: str = "ru") -> str:
    """A word of one of the tables; a code that has none stands for itself."""
    return _in(table[code], language) if code in table else code


def _in(pair: tuple[str, str], language: str) -> str:
    return pair[0 if language == "ru" else 1]


def number(value: float | None, digits: int, language: str = "ru") -> str:
    """Decimal comma and a real minus in Russian; the absence of a number in words."""
    if value is None:
        return say("without-number", language)
    text = f"{abs(value):.{digits}f}"
    minus = "\u2212" if value < 0 and float(text) else ""
    return minus + (text.replace(".", ",") if language == "ru" else text)
