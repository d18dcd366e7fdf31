"""From the store's tables to named groups: the one entry for commands, pages and findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from msoko.analytics.objectivity.combining import Judged, Level, judged
from msoko.analytics.objectivity.markers import Marker, markers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Refused, Sign
from msoko.analytics.objectivity.signs import signs
from msoko.analytics.objectivity.works import Work, read
from msoko.methodology.model import Methodology

TYPES = ("vpr", "oge")


@dataclass(frozen=True)
class Examination:
    """works: all that were read. The rest is about the periods asked for. judged: the least likely first by level."""

    works: tuple[Work, ...]
    signs: tuple[Sign, ...]
    judged: tuple[Judged, ...]
    markers: tuple[Marker, ...]

    def named(self, level: Level = Level.PROCEDURE) -> tuple[Judged, ...]:
        """Groups that stand out when false discoveries are held: whom to ask first, never more than that."""
        return tuple(one for one in self.judged if one.level is level and one.stands_out)


def examine(
    tables: Mapping[str, pa.Table],
    methodology: Methodology,
    *,
    types: Collection[str] = TYPES,
    periods: Collection[str] | None = None,
    rechecked: Sequence[Work] = (),
    advanced: Collection[str] = (),
) -> Examination:
    """tables: `outcomes` of the store, and `items` and `tasks` where answers to tasks are known.

    periods: those to judge, all if None; earlier and later ones are read anyway, they are the history. rechecked: works
    marked again (the same groups and codes). advanced: organisations with selective entry, excused from marker M1.
    Results of the ВПР are not for judging teachers: the finest thing named is a class. Raises Refused: no works, a
    threshold missing in the packs.
    """
    parameters = Parameters.of(methodology)
    works = read(tables, methodology, types)
    wanted = {work.group.period for work in works} if periods is None else set(periods)
    if not any(work.group.period in wanted for work in works):
        raise Refused("nothing-to-examine")
    found = tuple(one for one in signs(works, parameters=parameters, rechecked=rechecked) if one.group.period in wanted)
    published = tuple(one for one in markers(works, parameters, advanced) if one.group.period in wanted)
    return Examination(works, found, judged(found, parameters.rate), published)
