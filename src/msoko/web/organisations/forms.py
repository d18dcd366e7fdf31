"""The filter of the list of organisations; forms of changes are in changes/forms.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.web.organisations.queries import Asked
from msoko.web.organisations.words import KINDS, SETTLEMENTS


class FilterForm(forms.Form):
    """An unknown choice is taken as none: addresses are passed on and grow old."""

    q = forms.CharField(label=_("Name, number or code"), required=False, max_length=200,
                        widget=forms.TextInput(attrs={"type": "search"}))  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=(("", _("all")), *KINDS.items()))
    settlement = forms.ChoiceField(
        label=_("Settlement"), required=False, choices=(("", _("all")), *SETTLEMENTS.items())
    )
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=(
        ("open", pgettext_lazy("organisations", "working")), ("closed", pgettext_lazy("organisations", "closed")),
        ("all", pgettext_lazy("organisations", "all")),
    ))  # fmt: skip

    def __init__(self, *args: Any, municipalities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if len(municipalities) > 1:
            self.fields["municipality"].choices = [("", _("all")), *municipalities]  # type: ignore[attr-defined]
        else:
            del self.fields["municipality"]

    def asked(self) -> Asked:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**given)
