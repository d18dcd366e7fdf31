"""A worker dies in the middle of a job: the next one begins it again, and it ends right."""

import os
import signal

import pytest
from tests.web.faults.site import made, wait

pytestmark = pytest.mark.slow

START = """
from msoko.web.jobs.running import start
print(start("write_slowly", None, to={to!r}, seconds={seconds}).pk)
"""
STATE = """
from msoko.web.jobs.models import Job
job = Job.objects.get()
print(job.state, job.attempts, job.result_address)
"""


@pytest.fixture
def site(filled, tmp_path):
    made_here = made(filled.data, tmp_path / "data", settings="tests.web.faults.settings")
    yield made_here
    made_here.end()


def begun(path):
    return lambda: path.exists() and "begun" in path.read_text()


def test_a_killed_worker_loses_no_job(site, tmp_path):
    trace = tmp_path / "trace"
    site.script(START.format(to=str(trace), seconds=600))
    worker = site.begin("-m", "msoko.web", "worker")
    wait(begun(trace))
    assert site.script(STATE).startswith("running 1")
    worker.kill()
    worker.communicate()
    site("worker", "--until-idle")  # as `msoko serve` starts it again
    assert site.script(STATE) == "done 2 /written/"
    assert trace.read_text().count("begun") == 2


def test_a_worker_that_is_asked_to_stop_ends_its_job_first(site, tmp_path):
    trace = tmp_path / "trace"
    site.script(START.format(to=str(trace), seconds=3))
    worker = site.begin("-m", "msoko.web", "worker")
    wait(begun(trace))
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert site.script(STATE) == "done 1 /written/"


def test_a_worker_that_must_leave_at_once_leaves_the_job_to_the_next(site, tmp_path):
    trace = tmp_path / "trace"
    site.script(START.format(to=str(trace), seconds=600))
    worker = site.begin("-m", "msoko.web", "worker")
    wait(begun(trace))
    os.kill(worker.pid, signal.SIGTERM)
    wait(lambda: "stopping" in (worker.stderr.readline() or ""))
    os.kill(worker.pid, signal.SIGTERM)
    worker.communicate(timeout=60)
    site("worker", "--until-idle")
    assert site.script(STATE) == "done 2 /written/"
