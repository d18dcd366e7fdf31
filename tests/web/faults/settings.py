"""The product's settings, and a piece of work that takes its time."""

from msoko.web.project.settings import *  # noqa: F403

JOBS_WORK = {"write_slowly": "tests.web.jobs.work.write_slowly"}
JOBS_SCHEDULE: dict[str, int] = {}
