"""Keys with which programs act as a person: made once, shown once, kept only as a digest, for at most a year."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from msoko.web.accounts.audit import record
from msoko.web.accounts.models import ApiToken

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

PREFIX = "msoko_"  # so that a key left in a file can be searched for
LONGEST_DAYS = 365
_REMEMBER_USE = timedelta(minutes=1)


@transaction.atomic
def make(owner: User, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """The token and its text, which nobody can show again. That the owner may is asked by the caller."""
    if not 1 <= days <= LONGEST_DAYS or scope not in ApiToken.Scope.values:
        raise ValueError(f"{days} days, scope {scope}")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner, name=name, scope=scope, digest=_digest(text), expires_at=timezone.now() + timedelta(days=days)
    )
    record(owner, "token.create", "token", token.pk, scope=scope, days=days)
    return token, text


@transaction.atomic
def revoke(token: ApiToken, by: User) -> None:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=("revoked_at",))
        record(by, "token.revoke", "token", token.pk)


def find(header: str | None) -> ApiToken | None:
    """The living token of `Authorization: Bearer …`, with its owner; None whatever is wrong with it."""
    kind, _, text = (header or "").partition(" ")
    if kind.lower() != "bearer" or not text.startswith(PREFIX):
        return None
    now = timezone.now()
    living = ApiToken.objects.filter(expires_at__gt=now, revoked_at=None, owner__is_active=True)
    token = living.select_related("owner").filter(digest=_digest(text.strip())).first()
    if token is not None:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _REMEMBER_USE)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def authenticate(header: str | None) -> User | None:
    """Who acts by the token; `user.token_scope` says what it is for."""
    token = find(header)
    if token is None:
        return None
    token.owner.token_scope = token.scope
    return token.owner


def _digest(text: str) -> str:
    """Plain SHA-256 is enough: the text is 256 random bits, there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()
