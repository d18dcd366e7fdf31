"""Faults of formulas in words: code → (Russian, English). Parameters come from FormulaError."""

from __future__ import annotations

from msoko.formulas.errors import FormulaError

WORDS: dict[str, tuple[str, str]] = {
    # --- reading the text
    "empty": (
        "формула пуста; напишите выражение, например 100 * sum(a) / sum(b)",
        "the formula is empty; write an expression, for example 100 * sum(a) / sum(b)",
    ),
    "too-long": (
        "формула слишком длинная: {length} знаков при наибольшей длине {longest}; разделите её на несколько "
        "показателей",
        "the formula is too long: {length} characters, the limit is {longest}; split it into several indicators",
    ),
    "too-deep": (
        "скобки и вызовы вложены глубже {deepest} уровней; разделите формулу на несколько показателей",
        "brackets and calls are nested deeper than {deepest}; split the formula into several indicators",
    ),
    "unknown-character": (
        "здесь не может стоять «{found}»",
        "“{found}” cannot stand here",
    ),
    "unexpected": (
        "не ожидалось «{found}»; проверьте запятые, скобки и знаки действий перед этим местом",
        "“{found}” was not expected; check commas, brackets and operators before this place",
    ),
    "unfinished": (
        "формула обрывается; после последнего знака ожидалось ещё одно выражение",
        "the formula breaks off; one more expression was expected",
    ),
    "unclosed-bracket": (
        "не закрыта скобка; добавьте «)»",
        "a bracket is not closed; add “)”",
    ),
    "extra-bracket": (
        "лишняя закрывающая скобка; уберите её или добавьте открывающую",
        "an extra closing bracket; remove it or add an opening one",
    ),
    "single-equals": (
        "один знак «=» здесь не сравнение; для сравнения пишется «==»",
        "a single “=” is no comparison here; write “==”",
    ),
    "chained-comparison": (
        "два сравнения подряд; напишите «a < b and b < c»",
        "two comparisons in a row; write “a < b and b < c”",
    ),
    "list-out-of-place": (
        "список в квадратных скобках бывает только у composite",
        "a list in square brackets is used only in composite",
    ),
    "list-expected": (
        "composite пишется со списком: composite([a, b], weights = [1, 2])",
        "composite takes a list: composite([a, b], weights = [1, 2])",
    ),
    "weights-do-not-match": (
        "весов должно быть столько же, сколько частей: {expected}",
        "there must be as many weights as parts: {expected}",
    ),
    "wrong-number-of-arguments": (
        "{name}: аргументов {found}, а нужно {expected}; дробная часть числа отделяется точкой",
        "{name}: {found} arguments given, {expected} expected; the decimal mark is a point",
    ),
    "unknown-argument": (
        "{name}: нет аргумента «{found}»",
        "{name}: there is no argument “{found}”",
    ),
    "argument-missing": (
        "{name}: не указан аргумент «{expected} = …»",
        "{name}: the argument “{expected} = …” is missing",
    ),
    "where-not-allowed": (
        "{name}: условие where бывает только у агрегатов (sum, mean, count, …)",
        "{name}: only aggregates (sum, mean, count, …) take where",
    ),
    "unknown-word": (
        "{name}: «{found}» здесь не подходит; бывает: {expected}",
        "{name}: “{found}” does not fit here; allowed: {expected}",
    ),
    "text-expected": (
        "{name}: нужно имя в кавычках",
        "{name}: a quoted name is expected",
    ),
    "whole-steps-expected": (
        "{name}: число шагов назад — целое от 1 до 50, записанное цифрами",
        "{name}: the number of steps back is a whole number from 1 to 50 in digits",
    ),
    "unknown-function": (
        "не знаю функции {name}",
        "unknown function {name}",
    ),
}


def say(error: FormulaError, language: str = "ru") -> str:
    """«строка 1, столбец 14: …; может быть, вы имели в виду …»."""
    russian = language == "ru"
    text = WORDS[error.code][0 if russian else 1].format(**error.parameters)
    place = "строка {}, столбец {}: " if russian else "line {}, column {}: "
    hint = "; может быть, вы имели в виду «{}»?" if russian else "; did you mean “{}”?"
    return place.format(error.line, error.column) + text + (hint.format(error.suggestion) if error.suggestion else "")
