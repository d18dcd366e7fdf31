"""The worker: tasks one by one, and between them mending, the schedule and patience with the database."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from msoko.web.jobs import schedule, slots
from msoko.web.jobs.models import Job
from msoko.web.jobs.reaping import mend

log = logging.getLogger(__name__)

ROUND = 0.5  # seconds between two looks for work
UPKEEP = 20.0  # seconds between two rounds of mending and schedule
BEAT = 5.0  # seconds between two signs of life of a job


class Worker(QueueWorker):
    """Works until it is told to stop; the second signal ends the task too, which the next worker begins again."""

    def __init__(self, slot: slots.Slot) -> None:
        super().__init__(
            queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
            worker_id=f"{slot.number}-{os.getpid()}", excluded_queue_names=[],
        )  # fmt: skip
        self.slot = slot
        self._upkeep_at = time.monotonic()

    def work(self, until_idle: bool = False) -> None:
        """until_idle: leave when nothing waits any more."""
        while self.running:
            done = self._turn()
            if until_idle and not done:
                return
            if self.running and not done:
                time.sleep(ROUND)

    def _turn(self) -> bool:
        """One task at most. False: nothing was done."""
        try:
            if time.monotonic() >= self._upkeep_at:
                self._upkeep_at = time.monotonic() + UPKEEP
                mend(lambda number: number != self.slot.number and slots.is_alive(number))
                schedule.tick()
            before = self._run_tasks = 0
            self.run()
            return self._run_tasks > before
        except (OperationalError, InterfaceError):
            log.warning("the database does not answer; trying again", exc_info=True)
            connection.close()
            self._upkeep_at = time.monotonic()  # whatever was interrupted is begun again as soon as it answers
            time.sleep(ROUND * 4)
            return False

    def run_task(self, db_task_result: DBTaskResult[..., object]) -> None:
        with _heart(db_task_result.args_kwargs["args"]):
            super().run_task(db_task_result)

    def shutdown(self, signum: int, frame: object) -> None:
        """The first signal: finish the task. The second: leave at once."""
        if self.running and self.running_task:
            self.running = False
            log.warning("stopping after the present task")
            return
        self.reset_signals()
        raise SystemExit(0 if self.running else 1)

    def configure_signals(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.shutdown)


@contextmanager
def _heart(arguments: list[str]) -> Iterator[None]:
    """A thread that says the job is alive while a long call of the library says nothing."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT):
                try:
                    Job.objects.filter(pk=arguments[0]).update(heartbeat_at=timezone.now())
                except DatabaseError:
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
