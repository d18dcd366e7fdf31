"""Calculations as the database remembers them, and which fixed one readers of a municipality are shown.

The numbers are in the store; rows of fixed calculations can be made again from it (tasks.repair).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from msoko.web.organisations.models import Organisation


class Calculation(models.Model):
    """One computing of the working numbers, or one fixing of them for good."""

    class Kind(models.TextChoices):
        WORKING = "working", _("working")
        FIXED = "fixed", _("fixed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    store_id = models.CharField(max_length=40, unique=True, null=True)  # of a fixed one, in the store
    title = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ledger_version = models.BigIntegerField()
    packs = models.JSONField(default=dict)  # pack -> version
    values = models.BigIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.title or str(self.at.date())


class Shown(models.Model):
    """The fixed calculation from which readers of fixed numbers of a municipality read."""

    municipality = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="shown")
    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="shown_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)
