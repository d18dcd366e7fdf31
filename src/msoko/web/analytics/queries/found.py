"""A number by its short code, as one person may see it, in the calculation that the person reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msoko.indicators.addresses import read_code
from msoko.methodology.purposes import sources_used, with_components
from msoko.reports.issue import Issue
from msoko.reports.values import Value
from msoko.vocabulary import Level, Period
from msoko.web.analytics import numbers
from msoko.web.analytics.permissions import can_see_calculations, visible_calculations
from msoko.web.analytics.queries.pages import issue as issue_of
from msoko.web.analytics.queries.visible import Visible, reach, visible_values
from msoko.web.organisations.models import Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_OWN = (Level.ORGANISATION, Level.SUCCESSOR)


@dataclass(frozen=True)
class Found:
    """A value that the person may see, where it stands, and the words for it."""

    value: Value
    visible: Visible
    issue: Issue

    @property
    def period(self) -> Period:
        return Period.parse(self.value.period)

    @property
    def calculation(self) -> str:
        """The fixed one, as the store calls it; "" = the working one."""
        return self.visible.numbers.calculation

    @property
    def place(self) -> Organisation | None:
        return _place(self.value.object_id)

    @property
    def takes_long(self) -> bool:
        """Answers to single tasks of a whole municipality, or an indicator made of many others: over a second."""
        methodology = self.visible.numbers.methodology
        if self.value.level in _OWN:
            return False
        parts = with_components(methodology, self.value.indicator)
        formulas = [methodology.indicators[code].formula for code in parts]
        return len(parts) > 1 or any(s.table == "items" for text in formulas for s in sources_used(methodology, text))


def find(user: User | AnonymousUser, code: str, calculation: str = "") -> Found | None:
    """The value with the code; None if there is none or the person may not see it: nobody learns which.

    calculation: a fixed one by its id, else the one that the person reads. Codes of values that only a former fixed
    calculation has are found too.
    """
    try:
        wanted = read_code(code)
    except ValueError:
        return None
    if calculation:
        return _in_fixed(user, wanted, calculation)
    known = numbers.current().find(wanted)
    if known is not None:
        found = _seen(visible_values(user, _place(known.object_id)), known)
        if found is not None:
            return found
    for one in _fixed_of(user):
        if found := _in_fixed(user, wanted, one):
            return found
    return None


def _fixed_of(user: User | AnonymousUser) -> list[str]:
    rows = visible_calculations(user).exclude(store_id=None).values_list("store_id", flat=True)
    return [one for one in rows if one]


def _in_fixed(user: User | AnonymousUser, code: str, calculation: str) -> Found | None:
    """In one fixed calculation: of those that the person sees, or the one that readers are shown."""
    row = visible_calculations(user).filter(store_id=calculation).first() if can_see_calculations(user) else None
    default = visible_values(user)
    if row is None and (default.calculation is None or default.calculation.store_id != calculation):
        return None
    held = numbers.current(calculation)
    known = held.find(code)
    if known is None:
        return None
    visible = visible_values(user, _place(known.object_id))
    return _seen(
        replace(visible, numbers=held, calculation=row or default.calculation, exists=True, reach=reach(user, held)),
        known,
    )


def _seen(visible: Visible, known: Value) -> Found | None:
    values = visible.values(
        [known.indicator], periods=[Period.parse(known.period)], objects=[known.object_id], levels=[Level(known.level)]
    )
    value = values.get(known.indicator, known.level, known.object_id, known.period, known.slices)
    return None if value is None else Found(value, visible, issue_of(visible))


def _place(object_id: str) -> Organisation | None:
    return Organisation.objects.filter(code=object_id.partition("/")[0]).first()
