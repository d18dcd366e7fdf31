"""`python -m msoko.web worker`: does long work until it is told to stop. `msoko serve` starts one by itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from msoko.web.jobs import slots
from msoko.web.jobs.working import Worker


class Command(BaseCommand):
    help = "Does long work: begins again what was interrupted, keeps the schedule, stops after the present task."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="leave when nothing waits")

    def handle(self, *args: Any, **options: Any) -> None:
        slot = slots.take()
        if slot is None:
            raise CommandError(f"{slots.MOST} workers of this data folder are at work already")
        worker = Worker(slot)
        worker.configure_signals()
        worker.work(until_idle=options["until_idle"])
