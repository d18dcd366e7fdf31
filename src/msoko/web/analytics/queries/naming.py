"""How pages call what a value is about: organisations, parts of a municipality, groups of comparable ones."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from msoko.organisations.registry import Registry
from msoko.reports.issue import Issue
from msoko.vocabulary import Period

PARTS = {
    "urban": gettext_lazy("town"),
    "rural": gettext_lazy("countryside"),
    "school": gettext_lazy("schools"),
    "kindergarten": gettext_lazy("kindergartens"),
    "additional": gettext_lazy("additional education"),
    "preschool": gettext_lazy("preschool education"),
    "primary": gettext_lazy("primary education"),
    "basic": gettext_lazy("basic education"),
    "secondary": gettext_lazy("secondary education"),
}
KINDS = {
    ("school", "urban"): gettext_lazy("Town schools"),
    ("school", "rural"): gettext_lazy("Country schools"),
    ("school", ""): gettext_lazy("Schools"),
    ("kindergarten", "urban"): gettext_lazy("Town kindergartens"),
    ("kindergarten", "rural"): gettext_lazy("Country kindergartens"),
    ("kindergarten", ""): gettext_lazy("Kindergartens"),
    ("additional", "urban"): gettext_lazy("Additional education in town"),
    ("additional", "rural"): gettext_lazy("Additional education in the country"),
    ("additional", ""): gettext_lazy("Additional education"),
}


def object_title(issue: Issue, object_id: str, period: Period) -> str:
    """«МБОУ СОШ № 1»; a part of a municipality as «Округ: село»."""
    place, _slash, part = object_id.partition("/")
    name = issue.name(place, period)
    return f"{name}: {PARTS.get(part, part)}" if part else name


def comparable_group(registry: Registry, organisation: str, period: Period) -> str:
    """The approved cluster, else kind and settlement: with whom an organisation may be compared at all."""
    day = period.last_day
    if cluster := registry.value(organisation, "cluster", day):
        return registry.name(cluster, day)
    kind = registry.value(organisation, "kind", day) or ""
    settlement = registry.value(organisation, "settlement", day) or ""
    return str(KINDS.get((kind, settlement)) or KINDS.get((kind, "")) or _("Other organisations"))
