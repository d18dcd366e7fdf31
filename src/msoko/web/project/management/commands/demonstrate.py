"""`python -m msoko.web demonstrate`: people and a fixed calculation for a folder of `msoko demo`; logins as JSON."""

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from msoko.web.project import demonstration


class Command(BaseCommand):
    help = "Makes one person for each role and fixes and shows the calculation, in demonstration mode only."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("prepare", no_assets=True)
            logins = demonstration.settle()
        except PermissionError as error:
            raise CommandError("Людей для показа создаёт только msoko demo, в своей папке.") from error
        demonstration.show_fixed()
        self.stdout.write(json.dumps(demonstration.told(logins), ensure_ascii=False))
