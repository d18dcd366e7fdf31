"""`python -m msoko.web prepare`: everything the site needs before its first page; `msoko serve` begins with it."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from msoko.web.organisations.syncing import follow
from msoko.web.project import assets


class Command(BaseCommand):
    help = "Brings the database up to date, makes it follow the store, builds style sheets and scripts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-assets", action="store_true", help="the database only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
            follow()
        except DatabaseError as error:
            said = " ".join(str(error).split())[:300]
            raise CommandError(
                f"База данных не отвечает или не подходит: {said}. Проверьте строку database."
            ) from error
        if not options["no_assets"]:
            assets.publish()
