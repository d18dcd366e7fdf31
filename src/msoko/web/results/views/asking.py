"""What every view of this app asks of the request first."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from msoko.web.accounts.models import User


def person(request: HttpRequest) -> User:
    """Who asks; every view here asks to sign in first."""
    return cast(User, request.user)


def file(content: bytes, name: str) -> HttpResponse:
    """Bytes to be saved under a name, never to be shown by the browser."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
