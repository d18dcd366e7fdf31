"""One's own page: name, roles with their days, sign-in, keys for programs."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from msoko.web.accounts import tokens
from msoko.web.accounts.audit import record
from msoko.web.organisations.people import queries
from msoko.web.organisations.people.forms import ProfileForm, TokenForm
from msoko.web.organisations.people.permissions import can_make_tokens, lacks_second_factor
from msoko.web.organisations.permissions import require


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.user, "profile.change", "user", request.user.pk)  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    user = request.user
    return render(request, "people/profile.html", {
        "form": form, "held": queries.own_roles(user), "tokens": queries.own_tokens(user),  # type: ignore[arg-type]
        "may_make_tokens": can_make_tokens(user), "has_second_factor": is_mfa_enabled(user),
        "lacks_second_factor": lacks_second_factor(user),
    })  # fmt: skip


@login_required
def make_token(request: HttpRequest) -> HttpResponse:
    """A key for a program, after the password has been asked for again."""
    require(can_make_tokens(request.user))
    return _make_token(request)  # type: ignore[no-any-return]


@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def _make_token(request: HttpRequest) -> HttpResponse:
    """The text of the key is in the answer to this one request and nowhere else."""
    form = TokenForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        token, text = tokens.make(request.user, **form.cleaned_data)  # type: ignore[arg-type]
        return render(request, "people/token_made.html", {"token": token, "text": text})
    return render(request, "people/token.html", {"form": form})


@login_required
@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    token = get_object_or_404(queries.own_tokens(request.user), pk=number)  # type: ignore[arg-type]
    tokens.revoke(token, request.user)  # type: ignore[arg-type]
    messages.success(request, _("The key no longer works."))
    return redirect("people:profile")
