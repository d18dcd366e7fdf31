"""One form a kind of change. Each gives details() for organisations.changes: plain values, days as text."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from msoko.organisations.identifiers import IDENTIFIERS
from msoko.organisations.lives import Life, lives_of
from msoko.organisations.names import plain
from msoko.results.formats.registry.writer import grades_in_words
from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.organisations.permissions import places_where
from msoko.web.organisations.queries import in_order, registry
from msoko.web.organisations.words import ATTRIBUTES, GRADES, KINDS, LEVELS, SETTLEMENTS, STATUSES

Kind = RegistryChange.Kind
_SEVERAL = re.compile(r"[;,\s]+")
_RUN = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2})")


def day_field(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class GradesField(forms.CharField):
    """«1-4, 9» as a list of grades."""

    def clean(self, value: Any) -> Any:
        found: set[int] = set()
        for part in filter(None, re.split(r"[;,]\s*", super().clean(value) or "")):
            ends = match.groups() if (match := _RUN.fullmatch(part.strip())) else (part.strip(), part.strip())
            if not all(end in GRADES for end in ends) or int(ends[0]) > int(ends[1]):
                raise forms.ValidationError(
                    _("“%(part)s” is not grades. Write them as 1-4 or 1-11, several parts with a comma.")
                    % {"part": part}
                )
            found.update(range(int(ends[0]), int(ends[1]) + 1))
        return [str(grade) for grade in sorted(found)]


class ChangeForm(forms.Form):
    """What all changes have: the grounds. Fields of a kind stand before them."""

    grounds = forms.CharField(
        label=_("Grounds"), max_length=500, help_text=_("order, charter or extract with number and date")
    )

    def __init__(self, *args: Any, user: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user, self.organisation = user, organisation
        self.life = lives_of(registry(), [organisation.code]).get(organisation.code) or Life(
            organisation.code, organisation.type
        )
        self.order_fields([*(name for name in self.fields if name != "grounds"), "grounds"])
        self.initial = {**self.known(), **self.initial}
        self.prepare()

    def known(self) -> dict[str, Any]:
        """What the registry now says, to start from."""
        return {}

    def prepare(self) -> None:
        """Choices that depend on the person and the organisation."""

    def clean_on(self) -> date | None:
        """Not before the organisation was founded."""
        on: date | None = self.cleaned_data["on"]
        first = self.life.first_day
        if on and first and on < first:
            said = gettext("The organisation was founded on %(day)s; a change cannot be earlier.")
            raise forms.ValidationError(said % {"day": f"{first:%d.%m.%Y}"})
        return on

    def details(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "grounds"}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}

    def receiver(self) -> Organisation | None:
        """Who decides instead of the organisation's own municipality."""
        return None

    def told(self, attribute: str) -> tuple[str, ...]:
        return self.life.values(attribute)

    def neighbours(self) -> list[tuple[str, str]]:
        """Working organisations of the same municipality for which the person may propose."""
        rows = places_where(self.user, Right.EDIT_REGISTRY).filter(
            type=Organisation.Type.ORGANISATION, parent=self.organisation.parent, closed_on=None, listed=True
        )
        found = rows.exclude(pk=self.organisation.pk).values_list("code", "name", "kind")
        own = self.organisation.kind  # the same kind first: that is who merges
        return [(row[0], row[1]) for row in sorted(found, key=lambda row: (row[2] != own, in_order(row[1])))]


def _last(values: tuple[str, ...]) -> str:
    return values[-1] if values else ""


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("Short name"), max_length=300, help_text=_("as on pages and in reports"))
    full_name = forms.CharField(
        label=_("Full name"), max_length=600, required=False, help_text=_("as in the charter; empty: stays as it was")
    )
    on = day_field(_("From what day"), _("before that day the former name stays"))

    def known(self) -> dict[str, Any]:
        return {name: _last(self.told(name)) for name in ("name", "full_name")}


class Features(forms.Form):
    """Fields of what an organisation is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    settlement = forms.ChoiceField(label=_("Settlement"), choices=[("", _("not stated")), *SETTLEMENTS.items()],
                                   required=False)  # fmt: skip
    education_level = forms.MultipleChoiceField(
        label=_("Levels of education"), choices=list(LEVELS.items()), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    grade = GradesField(label=_("Grades"), required=False, help_text=_("for schools: 1-4, 1-9 or 1-11"))


class FeaturesForm(Features, ChangeForm):
    on = day_field(_("From what day"), _("what was before that day stays"))

    def known(self) -> dict[str, Any]:
        return {
            "kind": _last(self.told("kind")), "settlement": _last(self.told("settlement")),
            "education_level": list(self.told("education_level")),
            "grade": grades_in_words(self.told("grade")),
        }  # fmt: skip


def _identifier(name: str) -> forms.CharField:
    help_text = _("several with a comma") if name == "login" else ""
    return forms.CharField(label=ATTRIBUTES[name], required=False, max_length=200, help_text=help_text)


class Identifiers(forms.Form):
    """Fields of numbers; each is checked as the reader of files checks it."""

    inn, kpp, ogrn = _identifier("inn"), _identifier("kpp"), _identifier("ogrn")
    oktmo, login, address = _identifier("oktmo"), _identifier("login"), _identifier("address")

    def clean(self) -> Any:
        given = super().clean()
        for name, (right, expected) in IDENTIFIERS.items():
            for text in filter(None, _SEVERAL.split(self.cleaned_data.get(name, ""))):
                if not right(text):
                    said = gettext("“%(text)s” is written wrongly. Expected: %(expected)s.")
                    self.add_error(name, said % {"text": text, "expected": expected})
        return given


class IdentifiersForm(Identifiers, ChangeForm):
    on = day_field(_("From what day"), _("empty: it has always been so, the registry is corrected"), required=False)

    def known(self) -> dict[str, Any]:
        return {name: ", ".join(self.told(name)) for name in (*IDENTIFIERS, "address")}


class AddForm(Identifiers, Features, ChangeForm):
    name = forms.CharField(label=_("Short name"), max_length=300, help_text=_("as on pages and in reports"))
    full_name = forms.CharField(label=_("Full name"), max_length=600, required=False, help_text=_("as in the charter"))
    on = day_field(_("Founded on"))
    field_order = ("name", "full_name", "on", "kind", "settlement", "education_level", "grade")

    def prepare(self) -> None:
        self.order_fields([*self.field_order, *(name for name in self.fields if name != "grounds"), "grounds"])

    def details(self) -> dict[str, Any]:
        return super().details() | {"municipality": self.organisation.code}


class BranchForm(ChangeForm):
    head = forms.ChoiceField(label=_("Head organisation"), required=False)
    on = day_field(_("From what day"))

    def known(self) -> dict[str, Any]:
        return {"head": _last(self.told("branch_of"))}

    def prepare(self) -> None:
        self.fields["head"].choices = [("", _("none: it is independent")), *self.neighbours()]  # type: ignore[attr-defined]


class MoveForm(ChangeForm):
    municipality = forms.CharField(
        label=_("Municipality that receives it"), max_length=300,
        help_text=_("name or code, in full; the receiving municipality approves"),
    )  # fmt: skip
    on = day_field(_("From what day"), _("results before that day stay with the former municipality"))

    def clean_municipality(self) -> str:
        wanted = plain(self.cleaned_data["municipality"])
        places = Organisation.objects.filter(type=Organisation.Type.MUNICIPALITY, listed=True)
        found = [one for one in places if wanted in (plain(one.name), plain(one.code))]
        if len(found) != 1 or found[0].pk == self.organisation.parent_id:
            raise forms.ValidationError(
                _("There is no other municipality of that name in the registry. Write the name in full or the code.")
            )
        self._receiver = found[0]
        return found[0].code

    def details(self) -> dict[str, Any]:
        """A region told for the organisation itself goes with the municipality."""
        region = registry().value(self._receiver.code, "region") if self.told("region") else None
        return super().details() | ({"region": region} if region else {})

    def receiver(self) -> Organisation | None:
        return self._receiver


class CloseForm(ChangeForm):
    last_day = day_field(_("The last day"), _("its results stay and can be read"))

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if self.life.first_day and day < self.life.first_day:
            said = gettext("The organisation was founded on %(day)s; a change cannot be earlier.")
            raise forms.ValidationError(said % {"day": f"{self.life.first_day:%d.%m.%Y}"})
        return day


class MergeForm(ChangeForm):
    others = forms.MultipleChoiceField(
        label=_("Organisations that join it"), widget=forms.CheckboxSelectMultiple,
        help_text=_("they end on the day before; their past results are seen by the one that carries them on"),
    )  # fmt: skip
    on = day_field(_("Day of the merger"))
    name = forms.CharField(
        label=_("Name of the new organisation"), max_length=300, required=False,
        help_text=_("only if a new one comes into being: then this one ends too; empty: this one goes on"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["others"].choices = self.neighbours()  # type: ignore[attr-defined]


class DivideForm(ChangeForm):
    names = forms.CharField(
        label=_("Names of the new organisations"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000,
        help_text=_("each on its own line; they take over kind, levels and municipality"),
    )  # fmt: skip
    on = day_field(_("Day of the division"), _("this one ends on the day before"))

    def clean_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) < 2 or len(set(names)) < len(names):
            raise forms.ValidationError(_("Write two or more different names, each on its own line."))
        return names


class StatusForm(ChangeForm):
    status = forms.ChoiceField(label=_("Status"), choices=[(one, one) for one in STATUSES])
    name = forms.CharField(
        label=_("Short name"),
        max_length=300,
        required=False,
        help_text=_("if it changes on the same day; empty: stays"),
    )
    on = day_field(_("From what day"))

    def known(self) -> dict[str, Any]:
        return {"status": _last(self.told("status"))}


FORMS: dict[str, type[ChangeForm]] = {
    Kind.ADD: AddForm, Kind.RENAME: RenameForm, Kind.FEATURES: FeaturesForm, Kind.IDENTIFIERS: IdentifiersForm,
    Kind.BRANCH: BranchForm, Kind.MOVE: MoveForm, Kind.MERGE: MergeForm, Kind.DIVIDE: DivideForm,
    Kind.CLOSE: CloseForm, Kind.STATUS: StatusForm,
}  # fmt: skip


def as_typed(change: RegistryChange) -> dict[str, Any]:
    """A draft put back into its form."""
    typed = dict(change.details) | {"grounds": change.grounds}
    if "grade" in typed:
        typed["grade"] = grades_in_words(typed["grade"])
    if "names" in typed:
        typed["names"] = "\n".join(typed["names"])
    return typed
