"""What every answer tells the browser it may do: nothing from elsewhere, no inline script or style. What is refused."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the same policy on every answer."""
    policy = _with_identity_provider(settings.CONFIGURATION["identity.server"])

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", policy)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def not_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what a signed-in person reads stays in no cache of the computer, which may be shared (ASVS 8.2.1)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def refuse_zero_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 400 for a zero byte in the address or a field. Nobody types one, and PostgreSQL keeps none.

    The API says so in its own form.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            fields = (one for query in (request.GET, request.POST) for _, values in query.lists() for one in values)
            if "\0" in request.path or any("\0" in one for one in fields):
                raise BadRequest
        return get_response(request)

    return answer


def _with_identity_provider(server: str) -> str:
    """The button that leads to the identity provider is a form, and browsers hold its redirection to the policy too."""
    if not server:
        return POLICY
    parts = urlsplit(server)
    return POLICY.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")
