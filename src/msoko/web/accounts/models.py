"""Users, tokens for programs, and the audit trail that nobody can rewrite unseen."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    """A person who signs in. What the person may do is in organisations.memberships, nowhere else."""

    name = models.CharField(_("name"), max_length=200, help_text=_("as colleagues see it"))
    language = models.CharField(max_length=2, blank=True)

    first_name = last_name = None  # type: ignore[assignment]  # one field: people write their names differently
    REQUIRED_FIELDS = ["name", "email"]
    token_scope = ""  # set where the person acts through a program: accounts.tokens

    def __str__(self) -> str:
        return self.name or self.username


class AuditEvent(models.Model):
    """One thing done: to what, by whom, when. Linked to the one before by hash; triggers refuse change and deletion."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)  # user id as text: people may go, the trail stays
    action = models.CharField(max_length=60)  # registry.approve, upload.confirm, participants.read
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=400, blank=True)  # path of the place it is about: decides who may read it
    detail = models.JSONField(default=dict)  # never names, marks or codes of children
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["actor", "number"], name="audit_actor"),
            models.Index(fields=["at"], name="audit_at"),
        )
        ordering = ("number",)


class AuditHead(models.Model):
    """The last digest; its one row is locked while an event is added, so the chain has no forks."""

    last = models.CharField(max_length=64, default="0" * 64)


class ApiToken(models.Model):
    """A key for programs: acts as its owner within a scope until it expires. Only its digest is kept."""

    class Scope(models.TextChoices):
        READ = "read", pgettext_lazy("scope", "read")
        UPLOAD = "upload", pgettext_lazy("scope", "read and upload")

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    scope = models.CharField(max_length=20, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
