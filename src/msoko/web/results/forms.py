"""What is asked of a person who hands in files: the files, answers to questions, a word about warnings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.vocabulary import Period
from msoko.web.organisations.models import Organisation
from msoko.web.results.actions import Answers
from msoko.web.results.models import Upload
from msoko.web.results.permissions import Reach
from msoko.web.results.questions import COLUMN, FORMAT, ORGANISATION, PERIOD, PROCEDURE

_CHOOSE = ("", _("— choose —"))


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFiles(forms.FileField):
    """Every chosen file; a file of no bytes is received too, so that its page says what is wrong with it."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = [one for one in (data or []) if one]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class UploadForm(forms.Form):
    place = forms.ModelChoiceField(
        Organisation.objects.none(), label=pgettext_lazy("upload", "For whom"), empty_label=None
    )
    files = _ManyFiles(  # type: ignore[assignment]  # the name of Django's own attribute of unbound forms
        label=_("Files"), error_messages={"required": _("Choose at least one file.")}
    )

    def __init__(self, places: list[Organisation], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choice = self.fields["place"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Organisation.objects.filter(pk__in=[one.pk for one in places])
        choice.initial = places[0] if places else None
        if len(places) == 1:
            choice.required, choice.widget = False, forms.HiddenInput()
        choice.widget.attrs["class"] = "input"
        self.fields["files"].widget.attrs |= {"class": "input", "aria-describedby": "files-hint"}
        self.limit = settings.UPLOAD_LIMIT // 1_000_000
        self._places = places

    def clean_place(self) -> Organisation | None:
        return self.cleaned_data["place"] or (self._places[0] if len(self._places) == 1 else None)


class AnswersForm(forms.Form):
    """A field for each question of the upload; some may stay without an answer and are asked again."""

    def __init__(self, upload: Upload, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.upload = upload
        self._everyone: list[tuple[str, str]] | None = None
        for number, question in enumerate(upload.questions):
            field = self._field(question)
            field.required = False
            field.widget.attrs["class"] = "input"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_answer_{number}_helptext"
            self.fields[f"answer_{number}"] = field

    def _field(self, question: dict[str, Any]) -> forms.Field:
        choices = [(value, title) for value, title in question["choices"]]
        match question["ask"]:
            case "format":
                return forms.ChoiceField(
                    label=_("The kind of file was not recognised. What is it?"), choices=[_CHOOSE, *choices]
                )
            case "period":
                return forms.CharField(
                    label=_("The file does not say what period it is about"), max_length=12,
                    help_text=_("2024/25 for a school year, 2024 for a calendar year"),
                )  # fmt: skip
            case "procedure":
                return forms.ChoiceField(label=_("Which procedure is it?"), choices=[_CHOOSE, *choices])
            case "column":
                words = _("Which column is “%(column)s”?") % {"column": question["title"]}
                return forms.ChoiceField(label=words, choices=[_CHOOSE, *choices])
        return self._organisation(question, choices)

    def _organisation(self, question: dict[str, Any], near: list[tuple[str, str]]) -> forms.Field:
        if self._everyone is None:
            self._everyone = self._within_reach()
        groups = [(_("Similar"), near)] if near else []
        return forms.ChoiceField(
            label=_("Which organisation is “%(name)s”?") % {"name": question["received"]},
            help_text=question.get("where", ""),
            choices=[_CHOOSE, *groups, (_("All organisations"), self._everyone)],
        )

    def _within_reach(self) -> list[tuple[str, str]]:
        paths = Reach.of(self.upload.place).paths
        places = Organisation.objects.filter(type=Organisation.Type.ORGANISATION).order_by("name")
        return [(one.code, one.name) for one in places if one.path.startswith(paths)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("Answer at least one question."))
        for number, question in enumerate(self.upload.questions):
            name = f"answer_{number}"
            if question["ask"] == PERIOD and said.get(name):
                try:
                    said[name] = Period.parse(said[name]).code
                except ValueError:
                    self.add_error(name, _("This is not a period. Write 2024/25, 2024, 2024-Q3 or 2024-09-20."))
        return said

    def answers(self) -> Answers:
        single: dict[str, str] = {}
        organisations: dict[str, str] = {}
        columns: dict[str, str] = {}
        for number, question in enumerate(self.upload.questions):
            if not (value := self.cleaned_data.get(f"answer_{number}")):
                continue
            if question["ask"] == ORGANISATION:
                organisations[question["received"]] = value
            elif question["ask"] == COLUMN:
                columns[value] = question["received"]
            else:
                single[question["ask"]] = value
        return Answers(
            single.get(FORMAT, ""), single.get(PERIOD, ""), single.get(PROCEDURE, ""), organisations, columns
        )
