"""`python -m msoko.web build_assets`: type faces, scripts and style sheets into the data folder, with hashed names."""

from typing import Any

from django.core.management.base import BaseCommand

from msoko.web.project import assets


class Command(BaseCommand):
    help = "Makes type faces, scripts and style sheets from wheels and collects them with hashed names."

    def handle(self, *args: Any, **options: Any) -> None:
        said = "made" if assets.publish() else "nothing to do"
        self.stdout.write(f"assets: {said}")
