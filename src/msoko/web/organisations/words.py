"""What the codes of the registry are called on pages: one table each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.organisations.lives import Held
from msoko.results.formats.registry.writer import grades_in_words

KINDS: dict[str, Any] = {
    "school": pgettext_lazy("organisation", "school"),
    "kindergarten": pgettext_lazy("organisation", "kindergarten"),
    "additional": pgettext_lazy("organisation", "additional education"),
}
SETTLEMENTS: dict[str, Any] = {
    "urban": pgettext_lazy("settlement", "town"),
    "rural": pgettext_lazy("settlement", "village"),
}
LEVELS: dict[str, Any] = {
    "preschool": pgettext_lazy("level", "preschool"),
    "primary": pgettext_lazy("level", "primary"),
    "basic": pgettext_lazy("level", "basic"),
    "secondary": pgettext_lazy("level", "secondary"),
    "additional": pgettext_lazy("level", "additional"),
}
GRADES = tuple(str(grade) for grade in range(1, 13))
STATUSES = ("муниципальный район", "муниципальный округ", "городской округ")  # as the law calls them
ATTRIBUTES: dict[str, Any] = {
    "name": _("Short name"),
    "full_name": _("Full name"),
    "alias": _("Other name"),
    "kind": _("Kind"),
    "settlement": _("Settlement"),
    "education_level": _("Levels"),
    "grade": _("Grades"),
    "municipality": _("Municipality"),
    "region": _("Region"),
    "country": _("Country"),
    "cluster": _("Cluster"),
    "branch_of": _("Branch of"),
    "status": _("Status"),
    "inn": _("INN"),
    "kpp": _("KPP"),
    "ogrn": _("OGRN"),
    "oktmo": _("OKTMO"),
    "login": _("Login in FIS OKO"),
    "address": _("Address"),
}
OF_PLACES = ("municipality", "region", "country", "cluster", "branch_of")  # their values are codes of places
_CODED: dict[str, dict[str, Any]] = {"kind": KINDS, "settlement": SETTLEMENTS, "education_level": LEVELS}


def word(attribute: str, value: str) -> str:
    """A value as a page shows it; codes of places are named by the caller."""
    return str(_CODED.get(attribute, {}).get(value, value))


def together(attribute: str, values: Iterable[str]) -> str:
    """Several values that hold at once, in their order: «начальное, основное», «1-9»."""
    found = list(dict.fromkeys(values))
    if attribute == "grade":
        return grades_in_words(found)
    order = list(_CODED.get(attribute, ()))
    found.sort(key=lambda value: order.index(value) if value in order else len(order))
    return ", ".join(word(attribute, value) for value in found)


def days(one: Held) -> str:
    """«с 01.09.2024 по 31.08.2025»; nothing where it has always been so."""
    begins = _("since %s") % f"{one.first_day:%d.%m.%Y}" if one.first_day else ""
    ends = _("until %s") % f"{one.last_day:%d.%m.%Y}" if one.last_day else ""
    return f"{begins} {ends}".strip()
