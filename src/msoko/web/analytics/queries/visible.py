"""The only way pages get values: those a person may read, for the right audience, from the right calculation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.norms import NormStatus
from msoko.indicators.reading import ReadingRefused
from msoko.reports.values import Values
from msoko.vocabulary import Audience, Level, Period, Purpose
from msoko.web.accounts.roles import Right
from msoko.web.analytics import numbers
from msoko.web.analytics.numbers import Numbers
from msoko.web.analytics.permissions import reads_drafts, shown_calculation
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import audience, duties, places_where

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User
    from msoko.web.analytics.models import Calculation

FEWEST = 3  # organisations in a group: with fewer one of them could subtract itself and read the other
_OWN = (Level.ORGANISATION, Level.SUCCESSOR)
_HIDDEN = ("value", "n", "low", "high", "norm_distance")


@dataclass(frozen=True)
class Reach:
    """Whose values a person may read. organisations: codes; groups: codes of wholes and parts of them."""

    organisations: frozenset[str]
    groups: frozenset[str]

    def among(self, objects: Iterable[str] | None) -> frozenset[str]:
        every = self.organisations | self.groups
        return every if objects is None else every & frozenset(objects)


@dataclass(frozen=True, eq=False)
class Visible:
    """Values as one person may see them. calculation: the fixed one; None = the working one.

    exists: False where the person reads fixed numbers and none have been shown yet; then there are no values.
    """

    numbers: Numbers
    audience: Audience
    purpose: Purpose
    reach: Reach
    calculation: Calculation | None = None
    exists: bool = True

    def values(self, codes: Collection[str] | None = None, **asked: Any) -> Values:
        """Asked as `table`."""
        if not self._hides_small_groups and self.exists:
            return self.numbers.values(codes, **self._asked(**asked))
        return Values.from_table(self.table(codes, **asked))

    def table(
        self,
        codes: Collection[str] | None = None,
        *,
        periods: Collection[Period] | None = None,
        objects: Iterable[str] | None = None,
        levels: Collection[Level] | None = None,
        totals: bool = False,
    ) -> pa.Table:
        """Rows of VALUES with the columns of analytics.norms and `shown`, the rest of the world left out."""
        asked = self._asked(periods=periods, objects=objects, levels=levels, totals=totals)
        found = self.numbers.table(codes, **asked)
        return _without_small_groups(found) if self._hides_small_groups else found

    def peers(self, codes: Collection[str] | None, organisations: Collection[str], **asked: Any) -> Values:
        """Values of comparable organisations, to be drawn without names: they may be outside the person's reach.

        Nothing for the public, and nothing of fewer than FEWEST organisations.
        """
        chosen = set(organisations)
        if self.audience is Audience.PUBLIC:
            chosen &= self.reach.organisations
        if len(chosen) < FEWEST or not self.exists:
            return Values([])
        return self.numbers.values(codes, objects=chosen, audience=self.audience, purpose=self.purpose, **asked)

    def refused(self, codes: Iterable[str] | None = None) -> dict[str, ReadingRefused]:
        """Indicators that do not appear, each with its reason in words."""
        return self.numbers.refused(codes, audience=self.audience, purpose=self.purpose)

    @property
    def _hides_small_groups(self) -> bool:
        return self.audience is Audience.ORGANISATION

    def _asked(self, objects: Iterable[str] | None = None, **rest: Any) -> dict[str, Any]:
        allowed = self.reach.among(objects) if self.exists else frozenset[str]()
        return {"objects": allowed, "audience": self.audience, "purpose": self.purpose, **rest}


def visible_values(
    user: User | AnonymousUser, place: Organisation | None = None, *, purpose: Purpose = Purpose.MANAGEMENT
) -> Visible:
    """What the person may read about the place; without one, about everything they may read at all."""
    calculation = None if reads_drafts(user, place) else shown_calculation(place)
    exists = calculation is not None or reads_drafts(user, place)
    held = numbers.current(calculation.store_id or "" if calculation else "")
    who = audience(user, place) if place is not None else _widest(user)
    return Visible(held, who, purpose, reach(user, held), calculation, exists)


def _widest(user: User | AnonymousUser) -> Audience:
    """The audience of a page about no place: the narrowest of the duties, so that nothing is shown too much."""
    reading = {duty.role.audience for duty in duties(user) if Right.SEE_RESULTS in duty.role.rights}
    for one in (Audience.PUBLIC, Audience.ORGANISATION):
        if one in reading or not reading:
            return one
    return Audience.DEPARTMENT


def reach(user: User | AnonymousUser, held: Numbers) -> Reach:
    """Organisations whose results may be seen, wholes they are a part of, parts of the wholes that are governed."""
    places = list(places_where(user, Right.SEE_RESULTS).values_list("code", "type"))
    organisations = {code for code, kind in places if kind == Organisation.Type.ORGANISATION}
    wholes = {code for code, kind in places if kind != Organisation.Type.ORGANISATION}
    above: set[str] = set()
    for duty in duties(user):
        if Right.SEE_RESULTS in duty.role.rights:
            above |= set(duty.place.path.strip("/").split("/")[:-1])
    parts = {one for one in held.objects if "/" in one and one.split("/", 1)[0] in wholes}
    own = {group for code in organisations for group in groups_of(held, code)}
    return Reach(frozenset(organisations), frozenset(wholes | above | parts | own))


def groups_of(held: Numbers, organisation: str) -> set[str]:
    """Clusters, kinds, settlements, education levels the organisation ever belonged to, as codes of groups."""
    known = held.registry.spans
    found = {span.value for span in known(organisation, "cluster")}
    for municipality in known(organisation, "municipality"):
        for attribute in ("kind", "settlement", "education_level"):
            found |= {f"{municipality.value}/{span.value}" for span in known(organisation, attribute)}
    return found


def _without_small_groups(table: pa.Table) -> pa.Table:
    group = pc.invert(pc.is_in(table["level"], pa.array([str(one) for one in _OWN], pa.string())))
    few = pc.fill_null(pc.and_(group, pc.less(table["known"], FEWEST)), False)
    few = pc.and_(few, pc.equal(table["source"], "computed"))
    for name in _HIDDEN:
        column = pc.if_else(few, pa.scalar(None, table.schema.field(name).type), table[name])
        table = table.set_column(table.column_names.index(name), name, column)
    judged = pc.if_else(few, pa.scalar(NormStatus.NO_VALUE.value), table["norm_status"])
    table = table.set_column(table.column_names.index("norm_status"), "norm_status", judged)
    shown = pc.and_(table["shown"], pc.invert(few))
    return table.set_column(table.column_names.index("shown"), "shown", shown)
