"""`python -m msoko.web messages [--check]`: the Russian catalogues of all apps."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from msoko.web.project import catalogue


class Command(BaseCommand):
    help = "Collects English texts into the Russian catalogues of the apps, compiles them, says what is not translated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="only these apps")
        parser.add_argument("--check", action="store_true", help="change nothing, fail if something is not right")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for app in options["apps"] or catalogue.apps():
                if path := catalogue.update(app):
                    self.stdout.write(f"{path}")
            catalogue.compile_stale()
        faults = [one for one in catalogue.faults() if not options["apps"] or one.split(":")[0] in options["apps"]]
        for fault in faults:
            self.stdout.write(fault)
        if options["check"] and faults:
            raise CommandError(f"{len(faults)} faults in the catalogues")
