"""How every form of the site is drawn, and the form that the gallery shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Label, hint, field, error beside it, in our classes."""

    form_template_name = "project/form.html"
    field_template_name = "project/field.html"


class ExampleForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation"), help_text=_("as in the charter"), max_length=200)
    places = forms.IntegerField(label=_("Places"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=(("school", _("School")), ("kindergarten", _("Kindergarten"))),
        widget=forms.RadioSelect,
    )
    levels = forms.MultipleChoiceField(
        label=_("Levels of education"),
        choices=(("primary", _("Primary")), ("basic", _("Basic"))),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.FileField(label=_("Document"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("Tell the organisation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
