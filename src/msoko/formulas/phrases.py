"""The Russian words of every part of a formula, used by explaining.py. Written tables only."""

from __future__ import annotations

from collections.abc import Callable

COMPARISONS = {
    "+": "+",
    "-": "−",
    "*": "×",
    "/": "÷",
    "==": "=",
    "!=": "≠",
    "<": "<",
    "<=": "≤",
    ">": ">",
    ">=": "≥",
    "and": "и",
    "or": "или",
}


def _digits(digits: str) -> str:
    if digits == "0":
        return "целого"
    return f"{digits} {'знака' if digits == '1' else 'знаков'}"


def ago(steps: int) -> str:
    """«периодом раньше», «3 периода назад», «5 периодов назад»."""
    if steps == 1:
        return "периодом раньше"
    if steps % 10 == 1 and steps != 11:
        return f"{steps} период назад"
    few = steps % 10 in (2, 3, 4) and steps not in (12, 13, 14)
    return f"{steps} {'периода' if few else 'периодов'} назад"


FUNCTIONS: dict[str, Callable[..., str]] = {
    "if": lambda condition, yes, no: f"(если {condition}, то {yes}, иначе {no})",
    "coalesce": lambda *values: f"первое известное из ({'; '.join(values)})",
    "min": lambda *values: f"наименьшее из ({'; '.join(values)})",
    "max": lambda *values: f"наибольшее из ({'; '.join(values)})",
    "clamp": lambda x, low, high: f"({x}, но не меньше {low} и не больше {high})",
    "round": lambda x, digits="0": f"({x}, с округлением до {_digits(digits)})",
    "abs": lambda x: f"модуль ({x})",
    "sqrt": lambda x: f"√({x})",
    "ln": lambda x: f"ln({x})",
    "power": lambda x, exponent: f"({x}) в степени ({exponent})",
    "teaches_grade": lambda grade: f"есть {grade} класс",
    "teaches_level": lambda level: f"есть уровень образования {level}",
    "is_known": lambda x: f"известно {x}",
}

AGGREGATES = {
    "sum": "сумма {x}",
    "mean": "среднее {x}",
    "count": "число известных {x}",
    "share": "доля случаев, когда {x}",
    "median": "медиана {x}",
    "quantile": "квантиль {extra} от {x}",
    "minimum": "наименьшее {x}",
    "maximum": "наибольшее {x}",
    "deviation": "стандартное отклонение {x}",
    "distinct": "число различных {x}",
    "weighted_mean": "среднее {x} с весом {extra}",
    "only": "{x}",
}

OVERS = {
    "count_of": "число {entities}, у которых {x}",
    "share_of": "доля {entities}, у которых {x}",
    "mean_over": "среднее по множеству {entities} от ({x})",
    "sum_over": "сумма по множеству {entities} от ({x})",
}

ENTITIES = {
    "organisation": "организаций",
    "class": "классов",
    "participant": "участников",
    "person": "учеников",
    "respondent": "респондентов",
    "work": "работ",
    "visit": "обследований",
}

RULES = {
    "ended": "за период, который закончился в отчётном",
    "started": "за период, который начался в отчётном",
    "within": "за все периоды внутри отчётного",
}

AT = {
    "organisation": "по организации",
    "successor": "по организации с предшественниками",
    "kind": "по организациям того же вида",
    "settlement": "по организациям того же типа поселения",
    "education_level": "по организациям того же уровня образования",
    "cluster": "по кластеру",
    "municipality": "по муниципалитету",
    "region": "по региону",
    "country": "по стране",
}

AMONG = {
    "organisation": "в организации",
    "successor": "в организации с предшественниками",
    "kind": "среди организаций того же вида",
    "settlement": "среди организаций того же типа поселения",
    "education_level": "среди организаций того же уровня образования",
    "cluster": "в кластере",
    "municipality": "в муниципалитете",
    "region": "в регионе",
    "country": "в стране",
}

METHODS = {
    "best_100": "балл от лучшего, принятого за 100, {among}: {x}",
    "norm": "процент от нормы, не больше 100: {x}",
    "z": "отклонение от среднего {among} в стандартных отклонениях: {x}",
    "rank": "место {among}: {x}",
}

MISSING = {
    "renormalise": "если части нет, вес делится между остальными",
    "no value": "если нет хотя бы одной части, значения нет",
    "as zero": "если части нет, она принимается за 0",
    "as full": "если части нет, она принимается за {full}",
}

NAMES = {
    "education_level": "уровень образования",
    "grade": "класс (параллель)",
    "class": "класс",
    "subject": "предмет",
    "variant": "вариант",
    "programme": "программа",
    "sex": "пол",
    "group": "группа",
    "kind": "вид организации",
    "settlement": "тип поселения",
    "municipality": "муниципалитет",
    "region": "регион",
}
