"""`follow_registry`: make the database follow the registry in the store, as is done at start and after each batch."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from msoko.web.organisations.syncing import follow


class Command(BaseCommand):
    help = "Make organisations and proposals follow the registry in the store."

    def handle(self, *args: Any, **options: Any) -> None:
        done = follow()
        self.stdout.write(f"created: {done.created}, changed: {done.changed}")
