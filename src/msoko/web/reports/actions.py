"""Ordering a report, and taking one away: right, transaction, trail inside."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from msoko.indicators.reading import ReadingRefused, check_reading
from msoko.reports.catalogue import CATALOGUE
from msoko.reports.catalogue.self_examination_table import APPENDICES
from msoko.reports.wording import message
from msoko.vocabulary import Audience, Period, Purpose
from msoko.web.accounts import audit
from msoko.web.analytics.permissions import reads_drafts, shown_calculation
from msoko.web.jobs.running import start
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import require
from msoko.web.reports.models import ReportFile
from msoko.web.reports.permissions import audiences, can_order
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.web.accounts.models import User


class Refused(Exception):
    """Why the report cannot be made, in words, known before the work begins."""


@dataclass(frozen=True)
class Wanted:
    """What a person asks for. parameters: procedure, subject, grade of a note."""

    kind: str
    place: Organisation
    period: Period
    purpose: Purpose
    audience: Audience
    formats: Sequence[str]
    parameters: Mapping[str, str] = field(default_factory=dict)


def order(user: User, wanted: Wanted) -> uuid.UUID:
    """Start the writing; the number of the order. Raises Refused."""
    require(can_order(user, wanted.place))
    require(wanted.audience in audiences(user, wanted.place))
    calculation = _calculation(user, wanted.place)
    _check(wanted)
    number = uuid.uuid4()
    with transaction.atomic():
        for one in dict.fromkeys(wanted.formats):
            ReportFile.objects.create(
                order=number, kind=wanted.kind, place=wanted.place, period=wanted.period.code, purpose=wanted.purpose,
                audience=wanted.audience, parameters=dict(wanted.parameters), calculation=calculation, format=one,
                language=_language(), asked_by=user,
            )  # fmt: skip
        audit.record(
            user, "report.order", "report", number, wanted.place.path, kind=wanted.kind, period=wanted.period.code,
            purpose=wanted.purpose, audience=wanted.audience, formats=list(wanted.formats), calculation=calculation,
        )  # fmt: skip
        job = start("write-report", user, order=str(number))
        ReportFile.objects.filter(order=number).update(job=job)
    return number


def download(user: User, file: ReportFile) -> bytes:
    """The content, checked. Raises FilesError. That the person sees the report is asked by the caller."""
    content = workplace().files.get(file.sha256)
    audit.record(user, "report.read", "report", file.order, file.place.path, format=file.format)
    return content


def _language() -> str:
    return "en" if (get_language() or "ru").startswith("en") else "ru"


def _calculation(user: User, place: Organisation) -> str:
    """The working numbers for those who see drafts, else the fixed calculation that readers are shown."""
    if reads_drafts(user, place):
        return ""
    shown = shown_calculation(place)
    if shown is None or not shown.store_id:
        raise Refused(_("The department has not shown a fixed calculation yet, so there is nothing to report from."))
    return shown.store_id


def _check(wanted: Wanted) -> None:
    """What can be known without reading the numbers."""
    language, report = _language(), CATALOGUE[wanted.kind]
    title = report.title[1 if language == "en" else 0]
    is_whole = wanted.place.type != Organisation.Type.ORGANISATION
    if report.about == "organisation" and is_whole:
        raise Refused(_("This report is about one organisation: choose which."))
    if report.about == "municipality" and wanted.place.type != Organisation.Type.MUNICIPALITY:
        raise Refused(_("This report is about a municipality: choose which."))
    if report.about == "municipality" and wanted.audience is Audience.ORGANISATION:
        raise Refused(message("not-for-organisation", language, report=title))
    if wanted.kind == "self-examination-table" and wanted.place.kind not in APPENDICES:
        raise Refused(message("no-appendix", language, object=wanted.place.name))
    if wanted.kind == "procedure-note":
        code = f"results.{wanted.parameters['procedure']}_quality"
        try:
            check_reading(workplace().methodology, code, wanted.purpose, wanted.audience)
        except ReadingRefused as refused:
            raise Refused(refused.say(language)) from refused
