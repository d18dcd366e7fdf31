"""Writes an ordered report: the document once, then a file of each format, kept by content."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from msoko.indicators.reading import ReadingRefused
from msoko.organisations.registry import Registry
from msoko.reports.catalogue import CATALOGUE
from msoko.reports.document import Document
from msoko.reports.sources import Asked, ReportError, inputs_for
from msoko.reports.wording import message
from msoko.reports.writers import write
from msoko.vocabulary import Audience, Period, Purpose
from msoko.web.accounts import audit
from msoko.web.jobs.running import Failed, Progress
from msoko.web.organisations.models import Organisation
from msoko.web.reports.models import ReportFile
from msoko.web.workplace import workplace


def write_report(progress: Progress, order: str) -> None:
    """Files that are ready already stay; so it may run again after a stop."""
    files = list(ReportFile.objects.filter(order=UUID(order)).select_related("place", "asked_by"))
    waiting = [one for one in files if one.state != ReportFile.State.READY]
    if not waiting:
        return
    try:
        progress.say(_("Collecting the numbers"), 0, len(waiting))
        document = _document(asked_of(waiting[0]), waiting[0].kind)
    except Failed:
        ReportFile.objects.filter(pk__in=[one.pk for one in waiting]).update(state=ReportFile.State.FAILED)
        raise
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        for number, one in enumerate(waiting, 1):
            progress.say(one.get_format_display(), number, len(waiting))
            path = Path(folder) / f"report.{one.format}"
            write(document, path)
            _keep(one, path)
    progress.leads_to(reverse("reports:order", args=[order]))


def asked_of(file: ReportFile, registry: Registry | None = None) -> Asked:
    """The question in the words of the library."""
    place, about = workplace(), file.place
    is_whole = about.type != Organisation.Type.ORGANISATION
    return Asked(
        store=place.store,
        methodology=place.methodology,
        registry=registry or place.registry(),
        purpose=Purpose(file.purpose),
        audience=Audience(file.audience),
        period=Period.parse(file.period),
        object_id="" if is_whole else about.code,
        municipality=about.code if is_whole else "",
        procedure=file.parameters.get("procedure", "vpr"),
        subject=file.parameters.get("subject", ""),
        grade=file.parameters.get("grade", ""),
        issued_on=timezone.localdate(),
        language=file.language,
        demonstration=settings.CONFIGURATION.demonstration,
        calculation=file.calculation,
        choices=place.choices,
    )


def _document(asked: Asked, kind: str) -> Document:
    try:
        inputs = inputs_for(kind, asked)
    except ReportError as error:
        raise Failed(message(error.code, _language(), **_named(error))) from error
    except ReadingRefused as refused:
        raise Failed(refused.say(_language())) from refused
    return CATALOGUE[kind].build(inputs)


def _named(error: ReportError) -> dict[str, str]:
    """The report by its title, not by its code."""
    said = dict(error.parameters)
    if said.get("report") in CATALOGUE:
        said["report"] = CATALOGUE[said["report"]].title[1 if _language() == "en" else 0]
    return said


def _language() -> str:
    return translation.get_language() or "ru"


def _keep(file: ReportFile, path: Path) -> None:
    stored = workplace().files.put(path, "report", f"{file.kind}-{file.place.code}-{file.period}.{file.format}")
    with transaction.atomic():
        file.sha256, file.size, file.expires_on = stored.sha256, path.stat().st_size, stored.keep_until
        file.state, file.ready_at = ReportFile.State.READY, timezone.now()
        file.ledger_version = _version(file)
        file.save()
        audit.record(
            file.asked_by, "report.write", "report", file.order, file.place.path, kind=file.kind, format=file.format,
            sha256=file.sha256,
        )  # fmt: skip


def _version(file: ReportFile) -> int:
    store = workplace().store
    fixed = next((one for one in store.calculations() if one.id == file.calculation), None)
    return fixed.ledger_version if fixed else store.version
