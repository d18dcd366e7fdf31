"""The sheets of a pack's workbook: what stands on which, how a column is called in Russian, what a cell says."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msoko.methodology.building import field_types
from msoko.methodology.finding_rules import FindingExample
from msoko.methodology.layout import KINDS
from msoko.methodology.model import Example, FactCheck, Norm, Pack
from msoko.methodology.raw import default_of
from msoko.methodology.toml_text import from_text, to_text

PACK_SHEET = "пакет"
PARENT = "of"  # on a nested sheet: which definition the row belongs to


@dataclass(frozen=True)
class Nested:
    """A list inside a definition that has its own sheet."""

    parent: str  # field of Pack
    field: str
    shape: type[Any]
    title: str


NESTED: tuple[Nested, ...] = (
    Nested("facts", "checks", FactCheck, "проверки фактов"),
    Nested("indicators", "norms", Norm, "нормы"),
    Nested("indicators", "examples", Example, "примеры"),
    Nested("finding_rules", "examples", FindingExample, "примеры находок"),
)

HEADERS: Mapping[str, str] = {
    "of": "Чьё", "code": "Код", "name": "Имя", "title": "Название", "title_en": "Название по-английски", "why": "Зачем",
    "legal_basis": "Основание", "checked": "Сверка с актом", "authored_by": "Составил", "checked_by": "Сверил",
    "reviewed_on": "Пересмотрено", "next_review": "Следующий пересмотр", "file": "Файл", "parent": "Входит в",
    "block": "Блок", "element": "Элемент", "objects": "Объекты оценки", "unit": "Единица", "about": "О чём",
    "reported_by": "Кто сообщает", "period": "Период", "grain": "Подаётся в разрезе",
    "stock_or_flow": "Запас или поток",
    "over_objects": "Свод по организациям", "over_time": "Свод по времени", "weight": "Вес", "sum_from": "Суммируется",
    "applies_when": "Для кого", "minimum": "Не менее", "maximum": "Не более", "whole": "Целое", "form": "Форма",
    "line": "Строка", "aliases": "Как называется в файлах", "table": "Таблица", "where": "Условие",
    "keyed_by": "Ключевой столбец", "choices": "Варианты", "default": "По умолчанию", "words": "Словами",
    "criterion": "Критерий", "formula": "Формула", "better": "Лучше", "levels": "Уровни",
    "uncertainty": "Неопределённость", "minimum_coverage": "Наименьший охват", "slices": "Разрезы", "total": "Итог",
    "purposes": "Для чего можно использовать", "digits": "Знаков после запятой", "comparable_from": "Сопоставим с",
    "procedure_type": "Вид процедуры", "subject": "Предмет", "grade": "Класс", "variant": "Вариант",
    "valid_from": "Действует с", "valid_to": "Действует по", "bounds": "Границы отметок", "conditions": "Условия",
    "value": "Значение", "checklist": "Перечень", "questionnaire": "Анкета", "type": "Вид",
    "ask_when": "Когда задаётся",
    "banned_purposes": "Запрещённые цели", "ban_reason": "Основание запрета", "subjects": "Предметы",
    "subject_aliases": "Как называются в файлах", "rule": "Правило", "message": "Сообщение", "severity": "Важность",
    "at_least": "Не менее", "at_most": "Не более", "given": "Дано", "rows": "Строки таблиц",
    "organisations": "Организации", "options": "Параметры выбора", "expect": "Ожидается", "version": "Версия",
    "kind": "Вид правила", "indicators": "Показатели", "without": "Кроме", "toward": "В какую сторону",
    "level": "Уровень",
    "between": "Между чем", "least": "Не меньше", "serious_from": "Серьёзно от", "least_n": "Участников не менее",
    "rate": "Доля ложных", "gravity": "Степень", "addressee": "Кому", "text": "Текст", "text_en": "Текст по-английски",
    "advice": "Что сделать", "advice_en": "Что сделать, по-английски", "values": "Значения",
    "approved_by": "Утверждён", "set": "Набор", "indicator": "Показатель", "scale": "Шкала",
    "requires": "Требует пакеты",
}  # fmt: skip


def columns_of(shape: type[Any]) -> tuple[str, ...]:
    """Fields that stand in the sheet of a shape, in the order of the model; `file` last."""
    apart = {nested.field for nested in NESTED} | {kind.field for kind in KINDS if shape is Pack}
    names = [field.name for field in dataclasses.fields(shape) if field.name not in apart]
    return tuple(sorted(names, key=lambda name: name == "file"))


def to_cell(shape: type[Any], name: str, value: Any) -> str | float | bool | date | None:
    """What stands in a cell. None = an empty cell, which reads as the default."""
    if value is None:
        return None
    kind = _plain_type(shape, name)
    if kind in (bool, date):
        return typing.cast("bool | date", value)
    if kind in (int, float, Decimal):
        shown = float(f"{value:.15g}")  # a cell keeps 15 digits; a longer number stands there as text
        return shown if Decimal(repr(shown)) == Decimal(str(value)) else to_text(value)
    if isinstance(kind, type) and issubclass(kind, str):
        empty_is_default = default_of(_field(shape, name)) == ""
        return str(value) if value or empty_is_default else '""'
    if _is_list_of_words(kind):
        plain = [str(one) for one in value]
        if plain and all(_is_plain(one) for one in plain):
            return "\n".join(plain)
        return None if not plain and default_of(_field(shape, name)) == () else to_text(plain)
    return to_text(value)


def from_cell(shape: type[Any], name: str, cell: Any) -> Any:
    """The raw value, as TOML would give it. Raises ValueError (TOMLDecodeError is one) on text that cannot be read."""
    kind = _plain_type(shape, name)
    if isinstance(cell, datetime):
        return cell.date()
    if kind in (int, float, Decimal) and not isinstance(cell, bool | date):
        number = from_text(cell) if isinstance(cell, str) else Decimal(repr(cell))
        whole = isinstance(number, Decimal) and number == number.to_integral_value()
        return int(number) if whole and kind is int else number
    if isinstance(kind, type) and issubclass(kind, str):
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))  # a person typed 5 where the text "5" stands
        return "" if cell == '""' else str(cell)
    if kind in (bool, date):
        return cell
    text = str(cell)
    if _is_list_of_words(kind) and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split("\n") if part.strip()]
    return from_text(text)


def _field(shape: type[Any], name: str) -> dataclasses.Field[Any]:
    return next(field for field in dataclasses.fields(shape) if field.name == name)


def _plain_type(shape: type[Any], name: str) -> Any:
    """The declared type without `| None`."""
    kind = field_types(typing.cast(Hashable, shape))[name]
    options = [one for one in typing.get_args(kind) if one is not type(None)]
    return options[0] if type(None) in typing.get_args(kind) else kind


def _is_list_of_words(kind: Any) -> bool:
    args = typing.get_args(kind)
    return typing.get_origin(kind) is tuple and len(args) == 2 and args[0] is not tuple and _is_word(args[0])


def _is_word(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, str | StrEnum)


def _is_plain(word: str) -> bool:
    return bool(word) and word == word.strip() and "\n" not in word and "\r" not in word and word[0] not in '["'
