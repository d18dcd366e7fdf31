"""Who manages people or approves the registry sets up a second factor before anything else (not in a demonstration)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from msoko.web.organisations.people.permissions import lacks_second_factor

# What stays open: setting it up, one's own account, the language, help, whether the server lives.
# Not making keys: a program needs no second factor.
_OPEN = ("account/", "language/", "appearance/", "help/", "healthz", "readyz", "static/")
_KEYS = "account/keys/make/"


def demand_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        path = request.path.lstrip("/")
        is_open = path.startswith(_OPEN) and not path.startswith(_KEYS)
        if not is_open and lacks_second_factor(request.user):
            messages.warning(request, _("Your role needs a second factor. Set up an application with codes or a key."))
            return redirect("mfa_index")
        return get_response(request)

    return answer
