"""What the frame of every page needs: sections of the roles, choosers of year and organisation, the footer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from msoko.store.errors import StoreError
from msoko.vocabulary import Period, PeriodKind
from msoko.web.accounts.roles import Right
from msoko.web.analytics import numbers
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import duties, holds_somewhere, places_where
from msoko.web.project import appearance
from msoko.web.project.manual import topic_of

BUNDLE = "css/site.css"  # all of them in one file, made by assets.py


@dataclass(frozen=True)
class Section:
    """An entry of the menu. address: a URL name; right: who sees it (None = everybody who is signed in).

    belongs: beginnings of the URL names at which the entry is marked as the current one, besides its own.
    under: the address of the section whose pages also show this entry; so a role has at most eight at once.
    """

    address: str
    title: Any
    right: Right | None = None
    belongs: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True)
class Entry:
    """A section as one page shows it."""

    address: str
    title: Any
    is_current: bool
    is_under: bool = False


# Each app adds its line when it has a page: at most eight a role.
SECTIONS: tuple[Section, ...] = (
    Section("analytics:overview", _("Overview"), None, ("analytics:calculations", "analytics:compare_calculations")),
    Section("analytics:indicators", _("Indicators"), Right.SEE_RESULTS, ("analytics:indicator", "analytics:proof")),
    Section(
        "analytics:procedures", _("Procedures"), Right.SEE_RESULTS, ("analytics:procedure", "analytics:participants")
    ),
    Section("analytics:comparison", _("Comparison"), Right.SEE_RESULTS),
    Section("reports:list", _("Reports"), Right.SEE_RESULTS, ("reports:",)),
    Section("organisations:list", _("Organisations"), None, ("organisations:", "analytics:organisation")),
    Section("results:imports", _("File upload"), Right.UPLOAD, ("results:upload", "results:changes")),
    Section(
        "results:batches", _("Batches"), Right.UPLOAD, ("results:batch", "results:withdraw"), under="results:imports"
    ),
    Section("people:people", _("People"), Right.MANAGE_PEOPLE, ("people:person", "people:invite", "people:end")),
    Section("trail:trail", _("Trail of actions"), Right.READ_AUDIT, under="people:people"),
)
STYLESHEETS = (
    "css/tokens.css", "css/layout.css",
    *(f"css/components/{name}.css" for name in (
        "button", "empty", "field", "finding", "nav", "notice", "page-header", "progress", "proof", "stat", "table",
        "tag", "thread", "timeline", "portal", "filter", "search", "options", "signing-in", "manual", "upload",
    )),
)  # fmt: skip

# Pages that show numbers of one year, about one organisation: there the top line has the two choosers.
WITH_CHOOSERS = ("analytics:",)
MOST_IN_A_LIST = 120  # organisations; beyond that the section «Организации» and the search are the way


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. What costs a query is asked for only when the template comes to it."""
    user = getattr(request, "user", None)
    common = {
        "stylesheets": stylesheets(),
        "appearance_choices": appearance.CHOICES,
        "appearance": appearance.of(request),
        "version": version("msoko"),
        "help_topic": topic_of(_name(request)),
        "page_address": request.get_full_path(),
    }
    if user is None or not user.is_authenticated:
        return common | {"sections": (), "duties": (), "place_name": SimpleLazyObject(municipality_name)}
    return common | {
        "sections": SimpleLazyObject(lambda: _sections(request)),
        "duties": SimpleLazyObject(lambda: duties(user)),
        "place_name": SimpleLazyObject(lambda: next((duty.place.name for duty in duties(user)), "")),
        "choosers": SimpleLazyObject(lambda: _choosers(request)),
        "as_of": SimpleLazyObject(_as_of),
    }


def stylesheets() -> tuple[str, ...]:
    """The one bundle where the site is served; the files it is made of where somebody works on them."""
    return (BUNDLE,) if BUNDLE in getattr(staticfiles_storage, "hashed_files", ()) else STYLESHEETS


def _name(request: HttpRequest) -> str:
    """The URL name of the page, with its namespace; "" where no address was found."""
    found = request.resolver_match
    return found.view_name if found else ""


def _sections(request: HttpRequest) -> list[Entry]:
    name, entries = _name(request), []
    current = [one for one in SECTIONS if name == one.address or (one.belongs and name.startswith(one.belongs))]
    opened = {one.under or one.address for one in current}
    for one in SECTIONS:
        if one.under and one.under not in opened:
            continue
        if one.right is not None and not holds_somewhere(request.user, one.right):
            continue
        try:
            address = reverse(one.address)
        except NoReverseMatch:  # an app of which this installation has only a part
            continue
        entries.append(Entry(address, one.title, one in current, bool(one.under)))
    return entries


def _choosers(request: HttpRequest) -> dict[str, Any] | None:
    if not _name(request).startswith(WITH_CHOOSERS) or not holds_somewhere(request.user, Right.SEE_RESULTS):
        return None
    found = request.resolver_match
    organisation = found.kwargs.get("code", "") if found and "organisation" in found.view_name else ""
    years = school_years()
    return {
        "years": years,
        "year": request.GET.get("period", years[0].code if years else ""),
        "organisations": _organisations(request),
        "organisation": organisation,
    }


def school_years() -> tuple[Period, ...]:
    """Those that have values, the latest first; none where the store cannot be read: the page itself will say so."""
    try:
        return numbers.current().periods(PeriodKind.SCHOOL_YEAR)[::-1]
    except StoreError:
        return ()


def _as_of() -> date | None:
    """The day of the latest received file."""
    try:
        return numbers.current().received
    except StoreError:
        return None


def _organisations(request: HttpRequest) -> list[Organisation]:
    """For those who see several; a list too long to choose from is left out."""
    places = places_where(request.user, Right.SEE_RESULTS).filter(type=Organisation.Type.ORGANISATION).order_by("name")
    found = list(places.only("code", "name")[: MOST_IN_A_LIST + 1])
    return found if 1 < len(found) <= MOST_IN_A_LIST else []


def municipality_name() -> str:
    """For visitors: the name of the municipality, if the installation serves only one."""
    names = list(Organisation.objects.filter(type=Organisation.Type.MUNICIPALITY).values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""
