"""How programs are let into the API: by a key, or by the session of a page for reading; how often; for what.

ninja reads annotations, so they are not postponed here.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import SimpleRateThrottle

from msoko.web.accounts import tokens
from msoko.web.accounts.models import ApiToken, User
from msoko.web.accounts.roles import Right
from msoko.web.answers import Refused
from msoko.web.organisations.permissions import holds_somewhere

RATE = "240/min"


class Token(HttpBearer):
    """Authorization: Bearer msoko_… : the key acts as its owner, as long as the owner may use the API."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = tokens.find(f"Bearer {token}")
        if found is None:
            return None
        if not holds_somewhere(found.owner, Right.USE_API):
            raise Refused(403, "not-allowed", _("The owner of the key may not use the API any more."))
        found.owner.token_scope = found.scope
        request.user = found.owner
        request.token = found  # type: ignore[attr-defined]
        return found.owner


class Session(APIKeyCookie):
    """The cookie of a person who is signed in: for reading only, so no other site can make a browser write."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.method in ("GET", "HEAD") and request.user.is_authenticated else None


class Rate(SimpleRateThrottle):
    """So many questions a minute of one key, or of one person's session."""

    scope = "api"

    def __init__(self) -> None:
        super().__init__(RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        token: ApiToken | None = getattr(request, "token", None)
        return f"api-token-{token.pk}" if token else f"api-person-{request.user.pk}"


def require_upload(request: HttpRequest) -> None:
    """Scope «read and upload» of the key."""
    if getattr(request.user, "token_scope", "") != ApiToken.Scope.UPLOAD:
        raise Refused(403, "wrong-scope", _("The key is for reading only. Make a key for reading and uploading."))
