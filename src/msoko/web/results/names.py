"""What formats, tables of the store and periods are called on pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from msoko.results.formats import FORMATS
from msoko.vocabulary import Period

TITLES = {
    "objects": _("organisations"),
    "attributes": _("names, identifiers, memberships"),
    "predecessors": _("successions"),
    "facts": _("facts"),
    "outcomes": _("participants' results"),
    "items": _("scores of tasks"),
    "answers": _("answers to questions"),
    "ratings": _("experts' marks"),
    "observations": _("observations"),
    "references": _("values for comparison"),
    "procedures": _("procedures"),
    "tasks": _("tasks of works"),
}

COLUMNS = {
    "value": _("value"),
    "score": _("score"),
    "test_score": _("test score"),
    "max_score": _("highest score"),
    "mark": _("mark"),
    "journal_mark": _("mark in the journal"),
    "level": _("level"),
    "answer": _("answer"),
    "state": pgettext_lazy("of a cell", "state"),
    "reason": _("reason"),
    "title": _("title"),
}


def column_title(name: str) -> str:
    return str(COLUMNS.get(name, name))


def table_title(name: str) -> str:
    return str(TITLES.get(name, name))


def format_title(code: str) -> str:
    """The name of a format in the reader's language; "" for none."""
    if code == "aliases":
        return str(_("Remembered names of organisations"))
    if code == "clusters":
        return str(_("Approved clusters"))
    english = get_language() == "en"
    known = {one.code: (one.title_en or one.title) if english else one.title for one in FORMATS}
    return known.get(code, code)


def period_titles(codes: Iterable[str]) -> str:
    """All of a few periods, the first and the last of many."""
    titles = [Period.parse(code).title for code in sorted(codes)]
    return ", ".join(titles) if len(titles) <= 4 else f"{titles[0]} … {titles[-1]}"
