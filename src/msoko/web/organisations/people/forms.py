"""What is asked about people: a role at a place, an invitation, the end of a role, one's name, a key for a program."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from msoko.web.accounts.models import ApiToken, User
from msoko.web.accounts.roles import ROLES
from msoko.web.accounts.tokens import LONGEST_DAYS
from msoko.web.organisations.models import Invitation, Membership, Organisation
from msoko.web.organisations.people.permissions import can_give, can_upload_by_token, roles_to_give

YEAR = timedelta(days=365)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class _RoleForm(forms.Form):
    """A role and a place; only what the giver may give can be chosen."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Where"), to_field_name="code", empty_label=_("choose")
    )

    def __init__(self, giver: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.giver = giver
        offered = roles_to_give(giver)
        places = {place.pk for some in offered.values() for place in some}
        self.fields["role"].choices = [(role.code, role.title) for role in offered]  # type: ignore[attr-defined]
        where = Organisation.objects.filter(pk__in=places).order_by("type", "name")
        self.fields["place"].queryset = where  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["place"].initial = where.first()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "role" in data and data.get("place") is not None:
            data["role"] = ROLES[data["role"]]
            if not can_give(self.giver, data["role"], data["place"]):
                self.add_error(
                    "place", gettext("This role is not held at this kind of place, or you may not give it here.")
                )
        return data


class GiveForm(_RoleForm):
    starts_on = _day(label=_("From"), initial=timezone.localdate)
    ends_on = _day(label=_("Last day"), required=False, help_text=_("Leave empty if the role has no end."))

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not timezone.localdate() <= day <= timezone.localdate() + YEAR:
            raise forms.ValidationError(gettext("From today to a year ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", gettext("The last day is before the first one."))
        return data


class InviteForm(_RoleForm):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("A letter with a link goes there. The link works for seven days, once."),
    )  # fmt: skip
    field_order = ("email", "role", "place")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            same = {"email__iexact": data["email"], "role": data["role"].code, "organisation": data["place"]}
            if Invitation.objects.filter(**same, accepted_at=None, withdrawn_at=None).exists():
                self.add_error("email", gettext("Invited already: find the line below and send the letter again."))
        return data


class EndForm(forms.Form):
    last_day = _day(label=_("Last day"), initial=timezone.localdate)

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = membership.ends_on
        self.fields["last_day"].help_text = gettext(
            "The rights hold to the end of that day. To close access at once, give yesterday's date."
        )

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if not timezone.localdate() - timedelta(days=1) <= day <= timezone.localdate() + YEAR:
            raise forms.ValidationError(gettext("From yesterday to a year ahead."))
        if self.present is not None and day > self.present:
            raise forms.ValidationError(gettext("The role ends before that day already. To prolong it, give it anew."))
        return day


class JoinForm(forms.Form):
    """A new person."""

    name = forms.CharField(
        label=_("Surname, name, patronymic"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=1000, widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Several words that you remember are better than signs that you do not."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password once more"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", gettext("The two passwords differ. Type them again."))
        elif "password" in data:
            person = User(username=self.email, email=self.email, name=data.get("name", ""))
            try:
                validate_password(data["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("name",)
        labels = {"name": _("Surname, name, patronymic")}
        help_texts = {"name": _("So colleagues see you in lists and in the trail of actions.")}


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: report for the region.")
    )
    scope = forms.ChoiceField(label=_("What the program may do"), choices=ApiToken.Scope.choices)
    days = forms.TypedChoiceField(
        label=_("How long it works"), coerce=int, initial=90,
        choices=((30, _("a month")), (90, _("three months")), (LONGEST_DAYS, _("a year"))),
    )  # fmt: skip

    def __init__(self, owner: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_upload_by_token(owner):
            self.fields["scope"].choices = ApiToken.Scope.choices[:1]  # type: ignore[attr-defined]
