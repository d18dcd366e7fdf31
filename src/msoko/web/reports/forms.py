"""What is asked of a person who orders a report: only what this kind of report needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from msoko.reports.catalogue import CATALOGUE
from msoko.vocabulary import Audience, Period, Purpose
from msoko.web.organisations.models import Organisation
from msoko.web.reports.actions import Wanted
from msoko.web.reports.models import ReportFile
from msoko.web.reports.permissions import audiences, places_to_order_about
from msoko.web.reports.queries import AUDIENCES, PURPOSES, periods, subjects

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

GRADES = [(str(one), str(one)) for one in range(1, 12)]


class OrderForm(forms.Form):
    """Fields of one kind of report. Places are those about which the person may order."""

    place = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("About whom"), to_field_name="code", empty_label=None,
        error_messages={"invalid_choice": _("There is no such place among those about which you may order reports.")},
    )  # fmt: skip
    period = forms.ChoiceField(label=_("School year"), help_text=_("data of the calendar year go with it"))
    subject = forms.ChoiceField(label=_("Procedure and subject"))
    grade = forms.ChoiceField(label=_("Grade"), choices=GRADES, initial="5")
    purpose = forms.ChoiceField(
        label=_("What it is for"), help_text=_("indicators that may not be used for it are left out"),
        choices=[(one.value, words) for one, words in PURPOSES.items()], initial=Purpose.MANAGEMENT.value,
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who will read it"), help_text=_("for everybody small groups of people are hidden"),
        choices=[(one.value, words) for one, words in AUDIENCES.items()],
    )  # fmt: skip
    formats = forms.MultipleChoiceField(
        label=_("File formats"), choices=ReportFile.Format.choices, widget=forms.CheckboxSelectMultiple,
        initial=["docx", "pdf"], error_messages={"required": _("Mark at least one format.")},
    )  # fmt: skip

    def __init__(self, user: User, kind: str, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named | {"label_suffix": ""})
        self.user, self.kind = user, kind
        kind_of_place = Organisation.Type(CATALOGUE[kind].about)
        places = self.fields["place"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = places_to_order_about(user).filter(type=kind_of_place).order_by("name")
        years = self.fields["period"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = [(one.code, one.title) for one in periods()]
        if "subject" in CATALOGUE[kind].needs:
            subject = self.fields["subject"]
            assert isinstance(subject, forms.ChoiceField)
            subject.choices = subjects()
        else:
            del self.fields["subject"], self.fields["grade"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        place, audience = said.get("place"), said.get("audience")
        if place and audience and Audience(audience) not in audiences(self.user, place):
            self.add_error(
                "audience", _("You may order reports about this place for its own readers or for everybody.")
            )
        return said

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        procedure, _colon, subject = said.get("subject", "").partition(":")
        parameters = {"procedure": procedure, "subject": subject, "grade": said["grade"]} if subject else {}
        return Wanted(
            kind=self.kind, place=said["place"], period=Period.parse(said["period"]), purpose=Purpose(said["purpose"]),
            audience=Audience(said["audience"]), formats=said["formats"], parameters=parameters,
        )  # fmt: skip
