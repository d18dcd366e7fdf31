"""Procedures that were held, and the result of one: what a person may see of it, counted by the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from msoko.methodology.subjects import subject_title
from msoko.reports.catalogue.procedure_note import ProcedureNote
from msoko.reports.parts.ordering import natural
from msoko.reports.parts.tasks import TaskResult
from msoko.reports.procedures import Sitting, mark_counts, scale_of, score_counts, task_results, task_shares
from msoko.reports.russian import grade_words
from msoko.reports.values import Slices, Value, slices
from msoko.vocabulary import Audience, Level, Period
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.naming import comparable_group
from msoko.web.analytics.queries.pages import issue, proof_link
from msoko.web.analytics.queries.visible import FEWEST, Visible, visible_values
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import places_where
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User
    from msoko.web.analytics.queries.indicator import Sheet

_COUNTED = ("participants", "quality", "mean_mark", "mean_score", "report_quality")  # any of them tells of a sitting
_ALL_GRADES = "all"  # in addresses, where a procedure has no grades


@dataclass(frozen=True)
class Line:
    """One sitting in the list. people: the value that says how many took part."""

    title: str
    address: str
    people: Value | None
    people_words: str
    proof: str
    schools: int | None
    expected: int | None
    quality: str
    quality_proof: str


@dataclass(frozen=True)
class Year:
    """Sittings of one procedure type in one year."""

    procedure: str
    title: str
    period: Period
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Key:
    """One sitting: type, year, subject and grade. grade: "" where its indicators know none."""

    procedure: str
    period: Period
    subject: str
    grade: str

    @property
    def address(self) -> str:
        parts = (self.procedure, self.period.code, self.subject, self.grade or _ALL_GRADES)
        return reverse("analytics:procedure", args=parts)

    @property
    def slices(self) -> Slices:
        return slices(subject=self.subject, **({"grade": self.grade} if self.grade else {}))

    @classmethod
    def read(cls, procedure: str, period: str, subject: str, grade: str) -> Key | None:
        """From an address; None for what is no period."""
        try:
            return cls(procedure, Period.parse(period), subject, "" if grade == _ALL_GRADES else grade)
        except ValueError:
            return None


def procedures(visible: Visible, place: Organisation, period: str = "") -> tuple[Year, ...]:
    """Years of procedures that the reader has values of, the latest first. period: only this school year."""
    methodology, words = visible.numbers.methodology, issue(visible)
    found: list[Year] = []
    for kind in methodology.procedure_types.values():
        years: dict[str, dict[Key, list[Value]]] = defaultdict(lambda: defaultdict(list))
        for value in _values(visible, kind.code, place):
            if (key := _key(kind.code, value)) is not None and period in ("", value.period):
                years[value.period][key].append(value)
        for code, sittings in years.items():
            lines = tuple(_line(words, sittings[key], key) for key in sorted(sittings, key=_order))
            found.append(Year(kind.code, kind.title, Period.parse(code), lines))
    return tuple(sorted(found, key=lambda one: one.period.first_day, reverse=True))


def _values(visible: Visible, procedure: str, place: Organisation) -> list[Value]:
    known = visible.numbers.methodology.indicators
    codes = [code for name in _COUNTED if (code := f"results.{procedure}_{name}") in known]
    return [value for value in visible.values(codes, objects=[place.code], levels=[Level.MUNICIPALITY]) if value.slices]


def _key(procedure: str, value: Value) -> Key | None:
    held = dict(value.slices)
    if set(held) - {"subject", "grade"} or "subject" not in held:
        return None
    return Key(procedure, Period.parse(value.period), held["subject"], held.get("grade", ""))


def _order(key: Key) -> tuple[Any, ...]:
    return natural(key.subject), natural(key.grade)


def _line(words: Any, held: Iterable[Value], key: Key) -> Line:
    mine = {
        value.indicator.rpartition("_")[2] if not value.indicator.endswith("mean_score") else "score": value
        for value in held
        if value.is_known
    }
    people, quality = mine.get("participants"), mine.get("quality")
    counted = people or quality or mine.get("mark") or mine.get("score")
    number = None if counted is None else people.value if people is not None else counted.n
    return Line(
        title=sitting_title(words.methodology, key),
        address=key.address,
        people=counted,
        people_words="" if number is None else f"{number:.0f}",
        proof=proof_link(counted.code) if counted is not None else "",
        schools=None if counted is None else counted.known,
        expected=None if counted is None else counted.expected,
        quality=words.figure(quality).text if quality is not None else "",
        quality_proof=proof_link(quality.code) if quality is not None else "",
    )


def sitting_title(methodology: Any, key: Key) -> str:
    subject = subject_title(methodology, key.subject, key.procedure)
    return f"{subject}, {grade_words(key.grade)}" if key.grade else subject


def sitting_address(sheet: Sheet) -> str:
    """Of the procedure that an indicator with a subject is about; "" if it is about none."""
    kind = sheet.code.removeprefix("results.").partition("_")[0]
    held = dict(sheet.slices)
    if not sheet.code.startswith("results.") or kind not in sheet.visible.numbers.methodology.procedure_types:
        return ""
    if "subject" not in held or set(held) - {"subject", "grade"}:
        return ""
    return Key(kind, sheet.period, held["subject"], held.get("grade", "")).address


# --- one sitting


@dataclass(frozen=True, eq=False)
class Result:
    """note: what the library's note on a procedure is built from, for the organisations whose results are seen.

    own: those organisations. shares: organisation → task → per cent. whole_tasks: tasks of the municipality, where
    enough organisations took part for none to be told from the total. open_to: where single results may be read.
    """

    key: Key
    place: Organisation
    visible: Visible
    note: ProcedureNote
    own: tuple[str, ...]
    shares: Mapping[str, Mapping[str, float]]
    whole_tasks: tuple[TaskResult, ...]
    whole_marks: Mapping[int, int]
    people: Mapping[str, int]
    open_to: tuple[Organisation, ...]

    @property
    def names_others(self) -> bool:
        return self.visible.audience is Audience.DEPARTMENT


def result(user: User | AnonymousUser, place: Organisation, key: Key) -> Result | None:
    """None if nothing is known of the sitting to this reader."""
    visible = visible_values(user, place)
    held = visible.numbers
    prefix = f"results.{key.procedure}_"
    codes = [code for code in held.methodology.indicators if code.startswith(prefix)]
    values = visible.values(codes) if codes else None
    if values is None or key.procedure not in held.methodology.procedure_types:
        return None
    if not any(v.period == key.period.code and v.slices == key.slices for v in values):
        return None
    day = key.period.last_day
    members = tuple(
        one for one in held.registry.existing(key.period) if held.registry.value(one, "municipality", day) == place.code
    )
    own = tuple(one for one in members if one in visible.reach.organisations)
    counted = _counted(key, members, own, held.version)
    sitting = sitting_of(key, members)
    scale = scale_of(held.methodology, sitting)
    is_public = visible.audience is Audience.PUBLIC
    enough = len(counted.sat) >= FEWEST and not is_public
    note = ProcedureNote(
        issue=issue(visible), period=key.period, municipality=place.code, subject=key.subject, grade=key.grade,
        procedure=key.procedure, region=held.registry.value(place.code, "region", day) or "", values=values,
        scores_by_school=counted.scores, marks=counted.marks, bounds=scale.bounds if scale else {},
        maximum=scale.maximum if scale else Decimal(0), tasks=counted.tasks,
        groups={one: comparable_group(held.registry, one, key.period) for one in own},
        missing=_missing(visible, key, own, counted.sat) if visible.audience is Audience.DEPARTMENT else (),
    )  # fmt: skip
    people = {one: sum(counts.values()) for one, counts in counted.scores.items()}
    open_to = places_where(user, Right.SEE_PARTICIPANTS).filter(code__in=[one for one in own if one in counted.sat])
    return Result(
        key, place, visible, note, own, counted.shares, counted.whole_tasks if enough else (),
        counted.whole_marks if enough else {}, people, tuple(open_to.order_by("name")),
    )  # fmt: skip


@dataclass(frozen=True)
class _Counted:
    scores: Mapping[str, Mapping[int, int]]
    marks: Mapping[int, int]
    tasks: tuple[TaskResult, ...]
    shares: Mapping[str, Mapping[str, float]]
    whole_marks: Mapping[int, int]
    whole_tasks: tuple[TaskResult, ...]
    sat: frozenset[str]


@lru_cache(maxsize=64)
def _counted(key: Key, members: tuple[str, ...], own: tuple[str, ...], version: int) -> _Counted:
    """Counts of the own organisations and of all, of the rows at the version of the ledger that the values rest on."""
    store, zero = workplace().store, workplace().choices.get("not_attempted") == "as zero"
    if "not_attempted" not in workplace().choices and "not_attempted" in workplace().methodology.options:
        zero = workplace().methodology.options["not_attempted"].default == "as zero"
    mine, every = sitting_of(key, own, version), sitting_of(key, members, version)
    same = own == members
    tasks = task_results(store, mine, not_attempted_as_zero=zero)
    marks = mark_counts(store, mine)
    all_scores = score_counts(store, every)
    return _Counted(
        scores={one: counts for one, counts in all_scores.items() if one in own},
        marks=marks,
        tasks=tasks,
        shares=task_shares(store, mine, not_attempted_as_zero=zero),
        whole_marks=marks if same else mark_counts(store, every),
        whole_tasks=tasks if same else task_results(store, every, not_attempted_as_zero=zero),
        sat=frozenset(all_scores),
    )


def sitting_of(key: Key, organisations: tuple[str, ...], version: int | None = None) -> Sitting:
    return Sitting(key.procedure, key.subject, key.grade or _grade_of(key), key.period, organisations, version)


def _grade_of(key: Key) -> str:
    """ОГЭ and ЕГЭ have one grade each, which their indicators do not name."""
    return {"oge": "9", "gve9": "9", "interview_9": "9"}.get(key.procedure, "11")


def _missing(visible: Visible, key: Key, own: tuple[str, ...], sat: frozenset[str]) -> tuple[str, ...]:
    """Schools that teach the grade and of which nothing came; one whose grades are not known is not blamed."""
    registry, day, grade = visible.numbers.registry, key.period.last_day, key.grade or _grade_of(key)
    return tuple(
        one
        for one in own
        if one not in sat
        and registry.value(one, "kind", day) == "school"
        and grade in registry.values(one, "grade", day)
    )
