"""Two calculations beside each other: which indicators and organisations differ, by how much and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from msoko.analytics.recalculated import changed
from msoko.charts.numbers import format_change
from msoko.indicators import dependencies
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import joined
from msoko.vocabulary import Audience, Level
from msoko.web.analytics import numbers
from msoko.web.analytics.numbers import Numbers
from msoko.web.analytics.queries.pages import indicator_link
from msoko.web.analytics.queries.visible import reach
from msoko.web.results import queries as results
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.store.store import BatchRecord
    from msoko.web.accounts.models import User
    from msoko.web.analytics.models import Calculation

_NAMES = 4


@dataclass(frozen=True)
class Differing:
    """One indicator. largest: the greatest change of an organisation's total or breakdown, as written."""

    title: str
    address: str
    values: int
    organisations: int
    names: str
    largest: str
    why: str


def compare(user: User, before: Calculation, after: Calculation | None) -> list[Differing]:
    """The most changed first. after: None = the working calculation."""
    old, new = numbers.current(before.store_id or ""), numbers.current(after.store_id or "" if after else "")
    allowed = reach(user, new).organisations
    parts = [
        one.table(audience=Audience.DEPARTMENT, objects=allowed, levels=[Level.ORGANISATION]) for one in (old, new)
    ]
    found = changed(*parts)
    batches = _between(old, new)
    packs = _packs(before, after)
    codes = pc.unique(found["indicator"]).to_pylist()
    known = frozenset(results.batches(user).filter(pk__in=[one.id for one in batches]).values_list("pk", flat=True))
    rows = [_differing(new, code, found, _why(new, code, packs, batches, known)) for code in codes]
    return sorted(rows, key=lambda one: (-one.values, one.title))


def _differing(new: Numbers, code: str, found: pa.Table, why: str) -> Differing:
    indicator = new.methodology.indicators[code]
    rows = found.filter(pc.equal(found["indicator"], code))
    objects = pc.unique(rows["object_id"]).to_pylist()
    names = sorted((new.registry.name(one) for one in objects), key=natural)
    both = [one for one in rows["difference"].to_pylist() if one is not None]
    largest = format_change(max(both, key=abs), indicator.digits, indicator.unit) if both else ""
    return Differing(
        indicator.title, indicator_link(code), len(rows), len(objects), joined(names, _NAMES), largest, why
    )  # fmt: skip


def _packs(before: Calculation, after: Calculation | None) -> set[str]:
    """Codes of packs of which the two have another version."""
    now = after.packs if after else {pack.code: pack.version for pack in workplace().methodology.packs}
    return {code for code in {*before.packs, *now} if before.packs.get(code) != now.get(code)}


def _between(old: Numbers, new: Numbers) -> list[BatchRecord]:
    """Batches that one of the two stands on and the other does not."""
    held = [{one.id: one for one in numbers_.batches} for numbers_ in (old, new)]
    apart = held[0].keys() ^ held[1].keys()
    return [held[0].get(one) or held[1][one] for one in sorted(apart)]


def _why(new: Numbers, code: str, packs: set[str], batches: list[BatchRecord], known: frozenset[str]) -> str:
    """Another definition, other data, or a choice that acts leave open: whichever there are.

    known: batches that the reader may see; of others not even the file is named.
    """
    pack = next(pack.code for pack in new.methodology.packs if code in {one.code for one in pack.indicators})
    reasons = [_("another version of the pack")] if pack in packs else []
    touching = _touching(new, batches)[code]
    if touching:
        named = [one.file_name or one.kind for one in touching if one.id in known]
        others = [_("files of other organisations")] if len(named) < len(touching) else []
        files = joined([*named, *others], 3)
        reasons.append(_("data: %(files)s") % {"files": files})
    return "; ".join(reasons) or _("another choice where the act leaves one")


def _touching(new: Numbers, batches: list[BatchRecord]) -> dict[str, list[BatchRecord]]:
    def find() -> dict[str, list[BatchRecord]]:
        found: dict[str, list[BatchRecord]] = defaultdict(list)
        for batch in batches:
            if batch.touches:
                part = dependencies.affected(new.methodology, [batch.touches], new.periods())
                for code in part.indicators:
                    found[code].append(batch)
        return found

    return new.once(("touching", tuple(one.id for one in batches)), find)
