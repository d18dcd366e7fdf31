"""Scalar functions of the language: one table of what they take and give. What they compute is in the engines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """One function.

    takes: kinds of arguments ("number", "boolean", "text", "any", "same" = one kind and unit with the other "same"
    arguments); the last one repeats when `repeats`. optional: how many of the last may be left out.
    gives: "number" | "boolean" | "same". unit: "same" = that of the "same" arguments, "argument" = that of the first,
    "pure" = a pure number.
    about: Russian, for the manual.
    """

    name: str
    takes: tuple[str, ...]
    gives: str
    unit: str
    about: str
    repeats: bool = False
    optional: int = 0

    @property
    def arity(self) -> tuple[int, int | None]:
        return len(self.takes) - self.optional, None if self.repeats else len(self.takes)

    def kind_of(self, position: int) -> str:
        return self.takes[min(position, len(self.takes) - 1)]


_TABLE = (
    Function("if", ("boolean", "same", "same"), "same", "same",
             "если условие верно — второе значение, если неверно — третье; если условие неизвестно — нет значения"),
    Function("coalesce", ("same", "same"), "same", "same", "первое из значений, которое известно", repeats=True),
    Function("min", ("same", "same"), "number", "same",
             "наименьшее из чисел; нет значения, если неизвестно хотя бы одно", repeats=True),
    Function("max", ("same", "same"), "number", "same",
             "наибольшее из чисел; нет значения, если неизвестно хотя бы одно", repeats=True),
    Function("clamp", ("same", "same", "same"), "number", "same",
             "число, удержанное между нижней и верхней границей"),
    Function("round", ("number", "digits"), "number", "argument",
             "десятичное округление до указанного числа знаков (без него — до целого); половина — в сторону от нуля",
             optional=1),
    Function("abs", ("number",), "number", "argument", "число без знака"),
    Function("sqrt", ("number",), "number", "pure", "квадратный корень; из отрицательного — нет значения"),
    Function("ln", ("number",), "number", "pure", "натуральный логарифм; нуля и отрицательного — нет значения"),
    Function("power", ("number", "number"), "number", "pure",
             "первое число в степени второго; если степень не определена — нет значения"),
    Function("teaches_grade", ("grade",), "boolean", "pure", "организация ведёт обучение в этом классе (по реестру)"),
    Function("teaches_level", ("text",), "boolean", "pure", "организация реализует уровень образования (по реестру)"),
    Function("is_known", ("any",), "boolean", "pure", "значение известно (верно или неверно, неизвестным не бывает)"),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
