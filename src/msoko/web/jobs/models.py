"""One row for each piece of long work; when work that nobody asks for was begun last."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    OVER = (State.DONE, State.FAILED)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)  # a key of settings.JOBS_WORK
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=200, blank=True)  # what is being done now, in words
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    problem = models.TextField(blank=True)  # why it failed, in words for the person who asked
    result_address = models.CharField(max_length=300, blank=True)  # page or file of this site that shows the result
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "heartbeat_at"], name="jobs_state"),)

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER


class Routine(models.Model):
    """A line of settings.JOBS_SCHEDULE."""

    kind = models.CharField(max_length=60, primary_key=True)
    begun_at = models.DateTimeField(null=True)
