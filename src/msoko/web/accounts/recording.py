"""Writes into the audit trail what the sign-in libraries do: entering, leaving, passwords, second factors."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.socialaccount import signals as identity
from django.contrib.auth import signals as sessions
from django.dispatch import Signal

from msoko.web.accounts.audit import record

# signal -> action. What was typed is never among the details: people type passwords into the field for names.
_SIGNALS: tuple[tuple[Signal, str], ...] = (
    (sessions.user_logged_in, "session.begin"),
    (sessions.user_logged_out, "session.end"),
    (sessions.user_login_failed, "session.refuse"),
    (account.password_changed, "password.change"),
    (account.password_set, "password.change"),
    (account.password_reset, "password.reset"),
    (account.email_changed, "email.change"),
    (factors.authenticator_added, "factor.add"),
    (factors.authenticator_removed, "factor.remove"),
    (factors.authenticator_reset, "factor.renew"),
    (factors.authentication_failed, "factor.refuse"),
    (identity.social_account_added, "identity.link"),
    (identity.social_account_removed, "identity.unlink"),
)


def connect() -> None:
    for signal, action in _SIGNALS:
        signal.connect(_recorder(action), weak=False, dispatch_uid=f"audit {action} {id(signal)}")


def _recorder(action: str) -> Any:
    def write(sender: Any, **said: Any) -> None:
        user = said.get("user") or _owner(said)
        if user is None and action != "session.refuse":
            return  # somebody left who had not come
        authenticator = said.get("authenticator")
        detail = {"kind": authenticator.type} if authenticator is not None else {}
        record(user, action, "user" if user else "", user.pk if user else "", **detail)

    return write


def _owner(said: dict[str, Any]) -> Any:
    """Signals of the identity provider tell the account instead of the person."""
    if login := said.get("sociallogin"):
        return login.user
    linked = said.get("socialaccount")
    return linked.user if linked else None
