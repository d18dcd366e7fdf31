"""What is asked of a person who fixes or compares calculations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from msoko.web.analytics.models import Calculation


class FixForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the calculation"), max_length=200, help_text=_("As it will be cited: «Results of 2024/25».")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Order, letter or date of the report it is made for.")
    )


class CompareForm(forms.Form):
    """before, after: pk of a fixed calculation; an empty `after` is the working one."""

    before = forms.ModelChoiceField(Calculation.objects.none(), label=_("What was"))
    after = forms.ModelChoiceField(
        Calculation.objects.none(), label=_("What is"), required=False, empty_label=_("the working calculation")
    )

    def __init__(self, *args: Any, fixed: QuerySet[Calculation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = fixed
