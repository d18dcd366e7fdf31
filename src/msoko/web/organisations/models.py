"""Organisations, municipalities, regions as the database needs them, and who holds which role where.

The numbers' registry (dated names, kinds, memberships) is in the store; these rows follow it (syncing.py).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from msoko.web.accounts.roles import ROLES, Role


class Organisation(models.Model):
    """A place in the tree country → region → municipality → organisation. code: its permanent id in the store."""

    class Type(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        MUNICIPALITY = "municipality", _("municipality")
        ORGANISATION = "organisation", _("organisation")

    code = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=20, choices=Type.choices)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, blank=True)  # school, kindergarten, additional
    settlement = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)  # /ru/r1/m1/s01/ : what lies below starts with it
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    closed_on = models.DateField(null=True)  # the last day, if it is over
    listed = models.BooleanField(default=True)  # False: the batch that told of it was taken back; kept for the trail

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person holds a role at a place from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role.code, role.title) for role in ROLES.values()])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day; empty: still holds

    class Meta:
        indexes = (models.Index(fields=["user", "ends_on"], name="membership_user"),)

    @property
    def duties(self) -> Role:
        return ROLES[self.role]


class Invitation(models.Model):
    """A letter that offers a role at a place. Its link is known to the letter alone: only a digest is kept."""

    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=40, choices=[(role.code, role.title) for role in ROLES.values()])
    # empty: sent from the command line of the server. An invitation goes with its sender.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    @property
    def duties(self) -> Role:
        return ROLES[self.role]


class RegistryChange(models.Model):
    """A proposal to change the registry. Approved, it becomes one batch of the store; until then it is only words."""

    class Kind(models.TextChoices):
        ADD = "add", _("New organisation")
        RENAME = "rename", _("New name")
        FEATURES = "features", _("Kind, settlement, levels and grades")
        IDENTIFIERS = "identifiers", _("Identifiers and address")
        BRANCH = "branch", _("Branch of another organisation")
        MOVE = "move", _("Transfer to another municipality")
        MERGE = "merge", _("Merger")
        DIVIDE = "divide", _("Division")
        CLOSE = "close", _("Closing")
        STATUS = "status", _("Status of the municipality")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waits for approval")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned with a remark")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNDONE = "undone", _("approved, later taken back")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="changes")
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # whose registry it is
    # A transfer is approved by those who receive the organisation; otherwise empty.
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)  # what was typed: organisations.changes.Details, days as text
    grounds = models.CharField(max_length=500)  # order, charter, extract
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    seen = models.CharField(max_length=64, blank=True)  # digest of it and of the lives it was written against
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)  # of who decides
    batch = models.CharField(max_length=64, blank=True)  # in the store, once approved

    class Meta:
        indexes = (models.Index(fields=["place", "state"], name="registry_change_place"),)
        ordering = ("-pk",)

    @property
    def is_open(self) -> bool:
        """May it still be edited by who wrote it?"""
        return self.state in (self.State.DRAFT, self.State.RETURNED)
