"""What the pages of uploads and batches show; no arithmetic on values, only counting rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from msoko.results.reading import Problem
from msoko.results.wording import say
from msoko.store.batches import Touches
from msoko.vocabulary import Period, Severity
from msoko.web.accounts.models import User
from msoko.web.organisations.models import Organisation
from msoko.web.results import permissions
from msoko.web.results.following import follow
from msoko.web.results.models import BatchRow, Upload, UploadProblem
from msoko.web.results.names import COLUMNS, column_title, table_title
from msoko.web.results.reading import affected_by
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_SEVERITIES = {Severity.ERROR: "breach", Severity.WARNING: "attention", Severity.NOTE: "info"}


@dataclass(frozen=True)
class Said:
    """A problem as a row of the page."""

    severity: str
    tag: str
    sheet: str
    cell: str
    found: str
    expected: str
    text: str


def said(rows: Iterable[UploadProblem], file: str) -> list[Said]:
    language = get_language() or "ru"
    shown = []
    for one in rows:
        problem = Problem(one.code, Severity(one.severity), file, one.sheet, one.cell, one.parameters)
        found, expected = (str(one.parameters.get(name, "")) for name in ("found", "expected"))
        tag = _SEVERITIES[problem.severity]
        shown.append(Said(one.severity, tag, one.sheet, one.cell, found, expected, say(problem, language)))
    return shown


def severity_word(severity: str) -> str:
    words = {"error": _("Error"), "warning": pgettext("remark", "Check"), "note": pgettext("remark", "Note")}
    return words[severity]


def uploads(user: User | AnonymousUser) -> QuerySet[Upload]:
    """Newest first, with what a row of the list needs."""
    return permissions.visible_uploads(user).select_related("place", "by", "job")


def batches(user: User | AnonymousUser) -> QuerySet[BatchRow]:
    """As the ledger has them now."""
    follow()
    return permissions.visible_batches(user)


def people(entered: Iterable[str]) -> dict[str, str]:
    """Names of those the ledger knows by number; words of a command line stay as they are."""
    entered = set(entered)
    numbers = {one for one in entered if one.isdecimal() and len(one) < 10}
    users = {str(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}
    return {one: users.get(one, one) for one in entered}


@dataclass(frozen=True)
class Dependent:
    """An indicator whose values rest on a batch."""

    code: str
    title: str
    periods: tuple[Period, ...]


def dependents(batch: BatchRow) -> list[Dependent]:
    record = workplace().store.batch(batch.pk)
    indicators = workplace().methodology.indicators
    found = affected_by(record.touches or Touches())
    return [Dependent(code, indicators[code].title, periods) for code, periods in found.items()]


@dataclass(frozen=True)
class Moment:
    """A thing that happened to a batch."""

    at: datetime
    what: str
    who: str
    why: str
    other: BatchRow | None = None


def history(user: User | AnonymousUser, batch: BatchRow) -> list[Moment]:
    """The events of the ledger about the batch, and the batches it replaced or was replaced by that may be seen."""
    seen = permissions.visible_batches(user)
    names = people([batch.entered_by, batch.withdrawn_by])
    before = seen.filter(pk=batch.replaces).first() if batch.replaces else None
    who = names[batch.entered_by]
    moments = [Moment(batch.at, _("Accepted instead of") if before else _("Accepted"), who, batch.reason, before)]
    for one in seen.filter(replaces=batch.pk).order_by("position"):
        name = people([one.entered_by])[one.entered_by]
        moments.append(Moment(one.at, _("Replaced by"), name, one.reason, one))
    if batch.withdrawn_at:
        who = names[batch.withdrawn_by]
        moments.append(Moment(batch.withdrawn_at, _("Withdrawn"), who, batch.withdrawn_because))
    return sorted(moments, key=lambda one: one.at)


def rows_by_table(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(table_title(name), number) for name, number in sorted(counts.items())]


def changes(upload: Upload) -> list[dict[str, Any]]:
    """A few changed rows with what was and what will be, written for people."""
    rows = upload.summary.get("changes", ())
    held = {one["key"].get("object_id") or one["key"].get("organisation") for one in rows}
    places = dict(Organisation.objects.filter(code__in=held - {None}).values_list("code", "name"))
    return [
        {
            "kind": one["kind"], "table": table_title(one["table"]), "sheet": one["sheet"], "row": one["row"],
            "key": " · ".join(_key(name, str(value), places) for name, value in one["key"].items() if name in _TOLD),
            "columns": [
                {"name": column_title(name), "before": one["before"].get(name), "after": one["after"].get(name)}
                for name in dict.fromkeys([*one["before"], *one["after"]]) if name in COLUMNS
            ],
        }
        for one in rows
    ]  # fmt: skip


# Of a key; the rest repeats these or says nothing to people.
_TOLD = (
    "object_id",
    "organisation",
    "fact",
    "code",
    "period",
    "participant",
    "task",
    "procedure",
    "attribute",
    "value",
)


def _key(name: str, value: str, places: Mapping[str, str]) -> str:
    facts = workplace().methodology.facts
    if name == "period":
        return Period.parse(value).title
    return facts[value].title if name == "fact" and value in facts else places.get(value, value)
