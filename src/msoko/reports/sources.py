"""Collects from a store what each report is built from. Values come only through indicators.reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.disclosure import protect, publishable
from msoko.analytics.norms import judge
from msoko.indicators.reading import ReadingRefused, check_reading, read_values
from msoko.methodology.model import Methodology
from msoko.organisations.placing import attributes, placements
from msoko.organisations.registry import Registry
from msoko.reports.calculation import choice, citation
from msoko.reports.catalogue import CATALOGUE
from msoko.reports.catalogue.municipal_summary import MunicipalSummary
from msoko.reports.catalogue.organisation_passport import OrganisationPassport
from msoko.reports.catalogue.procedure_note import ProcedureNote
from msoko.reports.catalogue.self_examination_table import APPENDICES, Reported, SelfExamination
from msoko.reports.issue import Issue
from msoko.reports.procedures import Sitting, mark_counts, scale_of, score_counts, task_results
from msoko.reports.values import Values
from msoko.vocabulary import Audience, Period, PeriodKind, Purpose

if TYPE_CHECKING:
    from msoko.store.store import Store

GROUPS = {"urban": "Городские организации", "rural": "Сельские организации"}
_YEARS = 6  # how far back a series goes


class ReportError(Exception):
    """A report cannot be made. code and parameters are worded by wording.message."""

    def __init__(self, code: str, **parameters: str) -> None:
        self.code, self.parameters = code, parameters
        super().__init__(f"{code}: {parameters}")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person asks for. period: of the report; indicators of another period kind take the one beside it."""

    store: Store
    methodology: Methodology
    registry: Registry
    purpose: Purpose
    audience: Audience
    period: Period
    object_id: str = ""
    municipality: str = ""
    procedure: str = "vpr"
    subject: str = ""
    grade: str = ""
    organisation_line: str = ""
    issued_on: date
    language: str = "ru"
    demonstration: bool = False
    calculation: str = ""  # a fixed one; "" = the working calculation
    choices: Mapping[str, str] = field(default_factory=dict)  # with which the working calculation was made


def inputs_for(report: str, asked: Asked) -> Any:
    """The inputs of CATALOGUE[report].build.

    Raises ReportError (unknown report or organisation, a parameter not given, no values) and whatever
    indicators.reading refuses (purpose, audience).
    """
    if report not in CATALOGUE:
        raise ReportError("unknown-report", report=report, known=", ".join(CATALOGUE))
    for name in CATALOGUE[report].needs:
        if not getattr(asked, name):
            raise ReportError("missing-parameter", report=report, parameter=name)
    if asked.object_id and asked.object_id not in asked.registry:
        raise ReportError("unknown-object", object=asked.object_id)
    if asked.audience is Audience.ORGANISATION and CATALOGUE[report].about == "municipality":
        raise ReportError("not-for-organisation", report=report)
    return _COLLECTORS[report](asked)


def _procedure_note(asked: Asked) -> ProcedureNote:
    municipality = _municipality(asked)
    prefix = f"results.{asked.procedure}_"
    if f"{prefix}quality" not in asked.methodology.indicators:
        raise ReportError("no-marks", procedure=asked.procedure)
    check_reading(asked.methodology, f"{prefix}quality", asked.purpose, asked.audience)
    codes = tuple(code for code in _allowed(asked) if code.startswith(prefix))
    values = _values(asked, codes, _back(asked.period))
    members = _members(asked, municipality)
    said = _issue(asked, codes)
    # Rows that the calculation rests on: what came later is in no fixed number.
    at = said.citation.ledger_version
    sitting = Sitting(asked.procedure, asked.subject, asked.grade, asked.period, members, at)
    scale = scale_of(asked.methodology, sitting)
    public = asked.audience is Audience.PUBLIC  # counts below are not suppressed, so the public does not get them
    note = ProcedureNote(
        issue=said,
        period=asked.period,
        municipality=municipality,
        region=asked.registry.value(municipality, "region", asked.period.last_day) or "",
        subject=asked.subject,
        grade=asked.grade,
        procedure=asked.procedure,
        values=values,
        scores_by_school={} if public else score_counts(asked.store, sitting),
        marks={} if public else mark_counts(asked.store, sitting),
        bounds=scale.bounds if scale else {},
        maximum=scale.maximum if scale else Decimal(0),
        tasks=task_results(asked.store, sitting, not_attempted_as_zero=_as_zero(asked)),
        groups={one: _group(asked, one) for one in members},
    )
    if note.whole("quality") is None:
        raise ReportError("no-values", report="procedure-note", period=asked.period.title)
    sat = {value.object_id for value in note.schools("quality") if value.is_known or value.is_hidden}
    return replace(note, missing=tuple(one for one in members if one not in sat and _teaches(asked, one)))


def _as_zero(asked: Asked) -> bool:
    """The choice for tasks that were not begun."""
    return "not_attempted" in asked.methodology.options and choice(asked, "not_attempted") == "as zero"


def _organisation_passport(asked: Asked) -> OrganisationPassport:
    codes, municipality = _allowed(asked), _municipality(asked)
    return OrganisationPassport(
        issue=_issue(asked, codes),
        organisation=asked.object_id,
        municipality=municipality,
        period=asked.period,
        periods=periods_beside(asked.period),
        values=_values(asked, codes, _all_back(asked.period), (asked.object_id, municipality)),
    )


def _municipal_summary(asked: Asked) -> MunicipalSummary:
    codes = _allowed(asked)
    return MunicipalSummary(
        issue=_issue(asked, codes),
        municipality=_municipality(asked),
        period=asked.period,
        periods=periods_beside(asked.period),
        values=_values(asked, codes, _all_back(asked.period)),
    )


def _self_examination_table(asked: Asked) -> SelfExamination:
    kind = asked.registry.value(asked.object_id, "kind", asked.period.last_day) or ""
    if kind not in APPENDICES:
        raise ReportError("no-appendix", object=asked.registry.name(asked.object_id))
    period = periods_beside(asked.period)[PeriodKind.CALENDAR_YEAR]
    prefix = f"selfexam.{APPENDICES[kind][0]}."
    codes = tuple(code for code in asked.methodology.indicators if code.startswith(prefix))
    return SelfExamination(
        issue=_issue(asked, codes),
        organisation=asked.object_id,
        kind=kind,
        period=period,
        values=_values(asked, codes, (period,), (asked.object_id,)),
        reported=_reported(asked, period, f"selfexam_{APPENDICES[kind][0]}_"),
    )


_COLLECTORS: dict[str, Callable[[Asked], Any]] = {
    "procedure-note": _procedure_note,
    "organisation-passport": _organisation_passport,
    "municipal-summary": _municipal_summary,
    "self-examination-table": _self_examination_table,
}


def _values(asked: Asked, codes: tuple[str, ...], periods: tuple[Period, ...], objects: tuple[str, ...] = ()) -> Values:
    """Values that may be read for the purpose by the audience, then judged against norms.

    What the public may not see is taken out first: a distance from a norm would give it away again. It is judged on the
    whole table, whatever the report is about: two reports of parts must not hide different rows.
    """
    public = asked.audience is Audience.PUBLIC
    table = read_values(
        asked.store,
        asked.methodology,
        purpose=asked.purpose,
        audience=asked.audience,
        indicators=codes,
        periods=periods,
        objects=None if public else objects or None,
        calculation=asked.calculation,
    )
    if public:
        table = publishable(protect(table, asked.methodology, placements(asked.registry, periods)))
        table = table.filter(pc.is_in(table["object_id"], pa.array(objects))) if objects else table
    return Values.from_table(judge(table, asked.methodology, attributes(asked.registry, periods)))


def _allowed(asked: Asked) -> tuple[str, ...]:
    """Indicators that may be read: a report of many leaves the others out instead of being refused."""

    def may_be_read(code: str) -> bool:
        try:
            check_reading(asked.methodology, code, asked.purpose, asked.audience)
        except ReadingRefused:
            return False
        return True

    return tuple(code for code in asked.methodology.indicators if may_be_read(code))


def _reported(asked: Asked, period: Period, prefix: str) -> dict[str, Reported]:
    """Facts of the organisation as handed in, totals only."""
    table = asked.store.table("facts")
    mine = pc.and_(pc.equal(table["object_id"], asked.object_id), pc.equal(table["period"], period.code))
    rows: list[dict[str, Any]] = table.filter(pc.and_(mine, pc.starts_with(table["fact"], prefix))).to_pylist()
    return {row["fact"]: Reported(row["value"], row["reason"] or "") for row in rows}


def _issue(asked: Asked, codes: tuple[str, ...]) -> Issue:
    municipality = _municipality(asked)
    name = asked.registry.name(municipality, asked.period.last_day)
    return Issue(
        organisation=asked.organisation_line or name,
        date=asked.issued_on,
        citation=citation(asked, codes),
        methodology=asked.methodology,
        registry=asked.registry,
        language=asked.language,
        demonstration=asked.demonstration,
        purpose=asked.purpose,
        audience=asked.audience,
    )


def _municipality(asked: Asked) -> str:
    """The one asked for, that of the organisation, or the only one there is."""
    if asked.municipality:
        return asked.municipality
    if asked.object_id and asked.registry.object_type(asked.object_id) == "organisation":
        found = asked.registry.value(asked.object_id, "municipality", asked.period.last_day)
        return found or asked.registry.value(asked.object_id, "municipality") or ""
    known = (asked.object_id,) if asked.object_id else asked.registry.ids("municipality")
    if len(known) != 1:
        raise ReportError("which-municipality")
    return known[0]


def _members(asked: Asked, municipality: str) -> tuple[str, ...]:
    rows = attributes(asked.registry, (asked.period,)).to_pylist()
    return tuple(row["object_id"] for row in rows if row["municipality"] == municipality)


def _teaches(asked: Asked, object_id: str) -> bool:
    """Is it a school that teaches the grade? One whose grades are not known is not blamed for silence."""
    day, registry = asked.period.last_day, asked.registry
    is_school = registry.value(object_id, "kind", day) == "school"
    return is_school and asked.grade in registry.values(object_id, "grade", day)


def _group(asked: Asked, object_id: str) -> str:
    """The cluster if one was approved, otherwise town or country."""
    day, registry = asked.period.last_day, asked.registry
    if cluster := registry.value(object_id, "cluster", day):
        return registry.name(cluster, day)
    return GROUPS.get(registry.value(object_id, "settlement", day) or "", "")


def periods_beside(period: Period) -> dict[PeriodKind, Period]:
    """The school year and the calendar year of one report: self-examination and finance of 2024 go with 2024/25."""
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return {period.kind: period, PeriodKind.CALENDAR_YEAR: Period.parse(str(period.first_day.year))}
    if period.kind is PeriodKind.CALENDAR_YEAR:
        year = period.first_day.year
        return {period.kind: period, PeriodKind.SCHOOL_YEAR: Period.parse(f"{year}-{(year + 1) % 100:02d}")}
    return {period.kind: period}


def _back(period: Period) -> tuple[Period, ...]:
    return tuple(period.shift(-k) for k in range(_YEARS))


def _all_back(period: Period) -> tuple[Period, ...]:
    return tuple(one for kind in periods_beside(period).values() for one in _back(kind))
