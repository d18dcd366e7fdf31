"""`python -m msoko.web copy_database --to FOLDER | --from FOLDER`: used by `msoko backup` and `msoko restore`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from msoko.web.project import database_copy


class Command(BaseCommand):
    help = "Writes the whole database into files of a folder, or fills an empty database from them."

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_mutually_exclusive_group(required=True)
        ways.add_argument("--to", type=Path)
        ways.add_argument("--from", type=Path, dest="source")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["to"]:
                database_copy.dump(options["to"])
            else:
                database_copy.load(options["source"])
        except database_copy.CopyError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"База данных не отвечает: {' '.join(str(error).split())[:300]}") from error
