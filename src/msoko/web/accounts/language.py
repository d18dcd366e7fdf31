"""A language chosen by a person who is signed in is kept with the person and met again at the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from msoko.web.accounts.models import User

YEAR = 365 * 24 * 60 * 60


def kept_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. The cookie decides (project.language); here it is saved, and set anew where somebody else had it."""

    def answer(request: HttpRequest) -> HttpResponse:
        came = request.user.pk if request.method == "POST" else None
        response = get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            _keep(request.user, response, has_just_signed_in=request.user.pk != came)
        return response

    return answer


def _keep(user: User, response: HttpResponse, has_just_signed_in: bool) -> None:
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None and chosen.value in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=chosen.value)
    elif has_just_signed_in and user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=YEAR, samesite="Lax")
