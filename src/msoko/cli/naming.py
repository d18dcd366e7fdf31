"""How a command names what a value is about: the object, the breakdown, the group of a municipality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msoko.vocabulary import ALL, SLICES

if TYPE_CHECKING:
    from msoko.methodology.model import Methodology
    from msoko.organisations.registry import Registry

_GROUPS = {
    "urban": ("город", "urban"),
    "rural": ("село", "rural"),
    "school": ("школы", "schools"),
    "kindergarten": ("детские сады", "kindergartens"),
    "additional": ("дополнительное образование", "additional education"),
    "preschool": ("дошкольное", "preschool"),
    "primary": ("начальное", "primary"),
    "basic": ("основное", "basic"),
    "secondary": ("среднее", "secondary"),
}
_SLICES = {
    "grade": ("{value} класс", "grade {value}"),
    "class": ("класс {value}", "class {value}"),
    "variant": ("вариант {value}", "variant {value}"),
}
_VALUES = {("sex", "m"): ("мальчики", "boys"), ("sex", "f"): ("девочки", "girls")}


def object_name(registry: Registry, object_id: str, language: str = "ru") -> str:
    """«МБОУ СОШ № 1»; a group inside a municipality as «Округ: село»."""
    place, _, part = object_id.partition("/")
    if not part:
        return registry.name(place)
    return f"{registry.name(place)}: {_GROUPS.get(part, (part, part))[language != 'ru']}"


def breakdown(methodology: Methodology, row: Mapping[str, Any], language: str = "ru") -> str:
    """«Математика, 5 класс»: the subject first, nothing for the total."""
    from msoko.methodology.subjects import subject_title

    words = [] if row["subject"] == ALL else [subject_title(methodology, row["subject"])]
    for name in SLICES:
        if name != "subject" and row[name] != ALL:
            value = _VALUES.get((name, row[name]), (row[name], row[name]))[language != "ru"]
            words.append(_SLICES.get(name, ("{value}", "{value}"))[language != "ru"].format(value=value))
    return ", ".join(words)
