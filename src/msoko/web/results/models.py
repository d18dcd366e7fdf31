"""Files on their way in: the upload, what is wrong with it, what was answered; and batches as the ledger has them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.vocabulary import Severity
from msoko.web.jobs.models import Job
from msoko.web.organisations.models import Organisation
from msoko.web.results.names import format_title, period_titles

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Upload(models.Model):
    """One received file from its arrival to the decision. The file lies outside the web root until then."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("upload", "received")
        READING = "reading", pgettext_lazy("upload", "being read")
        ASKS = "asks", pgettext_lazy("upload", "has questions")
        PROBLEMS = "problems", pgettext_lazy("upload", "has errors")
        READY = "ready", pgettext_lazy("upload", "ready")
        TAKING = "taking", pgettext_lazy("upload", "being accepted")
        CONFIRMED = "confirmed", pgettext_lazy("upload", "accepted")
        DROPPED = "dropped", pgettext_lazy("upload", "cancelled")
        WITHDRAWN = "withdrawn", pgettext_lazy("upload", "withdrawn")

    DECIDED = (State.CONFIRMED, State.DROPPED, State.WITHDRAWN)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # for whom it is handed in
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    format = models.CharField(max_length=40, blank=True)  # as recognised, or as the person said
    period = models.CharField(max_length=12, blank=True)  # said by the person, where the file does not say it
    procedure = models.CharField(max_length=40, blank=True)  # the same
    answers = models.JSONField(default=dict)  # {"organisations": {received: code}, "columns": {heading: column}}
    questions = models.JSONField(default=list)  # what has to be asked, see questions.py
    summary = models.JSONField(default=dict)  # rows, organisations, what would change, see reading.py
    batch = models.CharField(max_length=40, blank=True)  # the id it gets in the ledger, known before it is there
    word = models.TextField(blank=True)  # why data with warnings are right
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["state", "at"], name="upload_state"),)

    @property
    def folder(self) -> Path:
        return Path(settings.HOME) / "web" / "uploads" / str(self.pk)

    @property
    def received(self) -> Path:
        return self.folder / "received"

    @property
    def marked(self) -> Path:
        return self.folder / "marked.xlsx"

    @property
    def is_decided(self) -> bool:
        return self.state in self.DECIDED

    @property
    def is_under_way(self) -> bool:
        """Is somebody's work on it going on now? If the work has failed, a person may start it again."""
        return self.is_between and not (self.job is None or self.job.is_over)

    @property
    def is_between(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.READING, self.State.TAKING)

    @property
    def format_title(self) -> str:
        return format_title(self.format)

    def count(self, severity: str) -> int:
        return int(self.summary.get("problems", {}).get(severity, 0))


class UploadProblem(models.Model):
    """One thing wrong with a file, as code and parameters: worded when shown, in the reader's language."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problems")
    rank = models.PositiveSmallIntegerField()  # errors first, see ORDER
    severity = models.CharField(max_length=10)
    sheet = models.CharField(max_length=200, blank=True)
    cell = models.CharField(max_length=24, blank=True)  # or a run of cells: B41:B58
    code = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)

    class Meta:
        ordering = ("rank", "pk")
        indexes = (models.Index(fields=["upload", "rank"], name="problem_upload"),)


class Answer(models.Model):
    """What was said once about a name or a heading, so that it is not asked again. Holds at the place and below."""

    class About(models.TextChoices):
        ORGANISATION = "organisation", _("name of an organisation")
        COLUMN = "column", _("heading of a column")

    place = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=14, choices=About.choices)
    format = models.CharField(max_length=40, blank=True)  # of a heading
    received = models.CharField(max_length=300)
    answer = models.CharField(max_length=80)  # code of the organisation, or of our column
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "about", "format", "received"], name="answer_once"),
        )  # fmt: skip


class BatchRow(models.Model):
    """A batch as the ledger has it, however it came. Follows the ledger (following.py), never leads it."""

    class State(models.TextChoices):
        VISIBLE = "visible", pgettext_lazy("batch", "in force")
        REPLACED = "replaced", pgettext_lazy("batch", "replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("batch", "withdrawn")

    id = models.CharField(primary_key=True, max_length=100)
    kind = models.CharField(max_length=60)
    file_name = models.CharField(max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    position = models.PositiveIntegerField()
    entered_by = models.CharField(max_length=200, blank=True)  # user id, or the words of a command line
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    replaces = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(default=dict)  # rows by table
    periods = models.JSONField(default=list)
    events = models.PositiveIntegerField(default=1)
    has_participants = models.BooleanField(default=False)
    places: models.ManyToManyField[Organisation, Any] = models.ManyToManyField(Organisation, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")  # of a withdrawal under way

    class Meta:
        ordering = ("-position", "id")
        indexes = (models.Index(fields=["state", "position"], name="batch_state"),)

    @property
    def title(self) -> str:
        return format_title(self.kind)

    @property
    def period_titles(self) -> str:
        return period_titles(self.periods)

    @property
    def is_being_withdrawn(self) -> bool:
        return self.job is not None and not self.job.is_over


class LedgerMark(models.Model):
    """Up to which version of the ledger the rows of BatchRow have been brought."""

    version = models.IntegerField(default=-1)
