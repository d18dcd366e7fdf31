"""Pieces of long work for tests: kind of job -> function(progress, **parameters)."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import OperationalError

from msoko.store.errors import StoreError
from msoko.web.jobs.running import Failed


def count(progress, to):
    for number in range(to + 1):
        progress.say("Считаем", number, to)
    progress.leads_to("/counted/")


def refuse(progress):
    raise Failed("В файле нет строк.")


def stumble(progress):
    raise RuntimeError("Иванов Иван, 5 класс")


def lose_the_database(progress):
    raise OperationalError("server closed the connection unexpectedly")


def fill_the_disk(progress):
    raise StoreError("disk-full", path=Path("store"))


def write_slowly(progress, to, seconds):
    """Leaves a line at each beginning, then takes its time."""
    with Path(to).open("a") as file:
        file.write("begun\n")
    if Path(to).read_text().count("begun") == 1:
        time.sleep(seconds)
    progress.leads_to("/written/")


WORK = {name: f"{__name__}.{name}" for name in (
    "count", "refuse", "stumble", "lose_the_database", "fill_the_disk", "write_slowly",
)}  # fmt: skip
