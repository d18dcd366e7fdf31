"""Files that were ordered: what was asked, for whom, from which calculation, where the file is kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.vocabulary import Audience
from msoko.web.jobs.models import Job
from msoko.web.organisations.models import Organisation


class ReportFile(models.Model):
    """One file of one order. The content is in the library's files under its sha256."""

    class State(models.TextChoices):
        ORDERED = "ordered", pgettext_lazy("report", "being written")
        READY = "ready", pgettext_lazy("report", "ready")
        FAILED = "failed", pgettext_lazy("report", "not made")

    class Format(models.TextChoices):
        DOCX = "docx", _("Word (.docx)")
        PDF = "pdf", _("PDF")
        XLSX = "xlsx", _("Excel (.xlsx)")
        HTML = "html", _("web page (.html)")

    order = models.UUIDField(default=uuid.uuid4, db_index=True)  # files of one order are one report in several formats
    kind = models.CharField(max_length=40)  # a key of msoko.reports.catalogue.CATALOGUE
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=12)
    purpose = models.CharField(max_length=30)
    audience = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Audience])
    parameters = models.JSONField(default=dict)  # procedure, subject, grade
    calculation = models.CharField(max_length=40, blank=True)  # the fixed one; empty: the working one
    ledger_version = models.BigIntegerField(null=True)  # at which it was written
    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=2, default="ru")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ORDERED)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)  # by the kind of kept files; empty: for good
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "format")
        constraints = (models.UniqueConstraint(fields=["order", "format"], name="report_once_a_format"),)
