"""Sign-in through the identity provider: only who has an account or an invitation with an address it has verified."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from msoko.web.accounts.models import User
from msoko.web.organisations.models import Invitation
from msoko.web.organisations.people import actions


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What the provider says of an address counts only if it says plainly that it is verified."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> Any:
        sociallogin.email_addresses = _verified(sociallogin)
        return super().authenticate_by_email(sociallogin)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(_invitations(sociallogin))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The invited person comes for the first time: the account and every role that waits for the address."""
        with transaction.atomic():
            waiting = _invitations(sociallogin)
            user: User = sociallogin.user
            said = sociallogin.account.get_provider_account().get_user_data() or {}
            user.email = waiting[0].email
            user.username = user.email[:150]
            user.name = str(said.get("name") or user.email)[:200]
            user.set_unusable_password()
            sociallogin.save(request)
            for invitation in waiting:
                actions.take_up(invitation, user)
        return user


def _verified(sociallogin: SocialLogin) -> list[EmailAddress]:
    return [one for one in sociallogin.email_addresses if one.verified is True]


def _invitations(sociallogin: SocialLogin) -> list[Invitation]:
    """Those that can still be accepted, for addresses that the provider has verified."""
    addresses = [one.email.lower() for one in _verified(sociallogin)]
    waiting = Invitation.objects.filter(
        email__in=addresses, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return [one for one in waiting.select_related("organisation", "invited_by") if actions.still_holds(one)]
