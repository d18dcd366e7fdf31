"""How the sign-in library behaves here: nobody registers by themselves, refusals say what to do, secrets are sealed."""

from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_MISMATCH = _(
    "The name or the password is wrong. Check the keyboard layout and Caps Lock. "
    "If you have forgotten the password, set a new one: the link is below."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "invalid_login": _MISMATCH,
        "incorrect_password": _("The password is wrong. Check the keyboard layout and Caps Lock."),
        "enter_current_password": _("Type the password that you have now."),
        "too_many_login_attempts": _(
            "Too many wrong attempts. Try again in 5 minutes, or set a new password: the link is below."
        ),
        "rate_limited": _("Too many attempts. Try again in a minute."),
        "account_inactive": _("This account is closed. Ask the person who manages people in your organisation."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie in the database sealed with a key that is not there."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong or its time is over. Type the one that the application shows now."),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> Fernet:
    key = hashlib.sha256(b"second factors\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
