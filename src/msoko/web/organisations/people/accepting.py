"""What the link of an invitation opens: a new account with a password, or a further role for who has signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from msoko.web.accounts.models import User
from msoko.web.organisations.people import actions
from msoko.web.organisations.people.forms import JoinForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(request: HttpRequest, person: User) -> None:
    """Without asking for a password: it has just been chosen, or the person is generated."""
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)  # one's own list of sign-ins


@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, text: str) -> HttpResponse:
    try:
        invitation = actions.find(text)
        if request.user.is_authenticated:
            return _as_oneself(request, text)
        if actions.known(invitation.email):
            return render(request, "people/accept_sign_in.html", {"invitation": invitation})
        return _as_new(request, text, invitation.email)
    except actions.Refused as refusal:
        return render(request, "people/refused.html", {"reason": refusal}, status=410)


def _as_oneself(request: HttpRequest, text: str) -> HttpResponse:
    invitation = actions.find(text)
    is_mine = invitation.email.lower() == request.user.email.lower()  # type: ignore[union-attr]
    if request.method == "POST":
        actions.accept(text, request.user)  # type: ignore[arg-type]
        messages.success(request, _("The role is yours from today."))
        return redirect("people:profile")
    return render(request, "people/accept.html", {"invitation": invitation, "is_mine": is_mine})


def _as_new(request: HttpRequest, text: str, email: str) -> HttpResponse:
    form = JoinForm(email, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.join(text, form.cleaned_data["name"], form.cleaned_data["password"])
        sign_in(request, person)
        messages.success(request, _("Welcome. Next time sign in with your e-mail address and this password."))
        return redirect("portal:front")
    return render(request, "people/join.html", {"invitation": actions.find(text), "form": form})
