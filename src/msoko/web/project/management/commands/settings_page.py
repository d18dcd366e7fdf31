"""`python -m msoko.web settings_page`: the manual's page of settings, printed from the table of settings."""

from typing import Any

from django.core.management.base import BaseCommand

from msoko.web.project.manual import settings_page
from msoko.web.project.manual_folder import FOLDER


class Command(BaseCommand):
    help = "Writes docs/ru/settings.md."

    def handle(self, *args: Any, **options: Any) -> None:
        (FOLDER / "settings.md").write_text(settings_page(), "utf-8")
