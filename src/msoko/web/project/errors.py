"""What a person is told when an address is wrong, forbidden, out of date, or the site itself has failed."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

ALONE = "project/error_alone.html"  # asks nothing of the database, of the session, of the list of static files


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = _("The site could not understand what the browser sent. Go back to the page and try once more.")
    return render(request, "project/error.html", {"heading": _("The request is wrong"), "said": said}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = _(
        "Your role does not allow this. If you need it for your work, ask whoever gives roles in your "
        "organisation or in the education department."
    )
    return render(request, "project/error.html", {"heading": _("This is not allowed to you"), "said": said}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = _("There is no such page, or it is not open to you. Check the address, or find what you need by the menu.")
    return render(request, "project/error.html", {"heading": _("Nothing was found"), "said": said}, status=404)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    said = _(
        "The page had been open for too long, or the browser does not keep cookies of this site. Go back, "
        "reload the page and press the button again: what you typed is still there."
    )
    return render(request, "project/error.html", {"heading": _("The page is out of date"), "said": said}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """500, and 503 when it is the database that does not answer."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        heading = _("The site is not working for the moment")
        said = _(
            "The database does not answer. What had been saved is safe. Try again in a few minutes; if it "
            "goes on, tell the administrator."
        )
        return render(None, ALONE, {"heading": heading, "said": said}, status=503)
    said = _(
        "Something went wrong on the site, and it has been written down. Nothing you did before is lost. Go back and "
        "try once more; if it happens again, tell the administrator what you were doing and when."
    )
    return render(None, ALONE, {"heading": _("An error of the site"), "said": said}, status=500)
