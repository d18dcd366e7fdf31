"""Long work through the real queue: done once, tried again, begun again after a death, and told in words."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.web.jobs.work import WORK

from msoko.web.jobs import reaping, schedule, slots
from msoko.web.jobs.models import Job, Routine
from msoko.web.jobs.pruning import prune
from msoko.web.jobs.running import MOST_ATTEMPTS, PAUSES, Progress, run, start
from msoko.web.jobs.working import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings, tmp_path, monkeypatch):
    # The connection belongs to the test, whose transaction looks to the worker like one that somebody forgot to end.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.JOBS_WORK = WORK
    settings.JOBS_SCHEDULE = {}
    settings.HOME = tmp_path


@pytest.fixture
def slot(queue):
    taken = slots.take()
    yield taken
    taken.release()


@pytest.fixture
def work(slot):
    """Do everything that waits."""
    return lambda: Worker(slot).work(until_idle=True)


def left_by(worker, job):
    """The job as a worker leaves it that is killed in the middle."""
    DBTaskResult.objects.filter(status="READY").update(status="RUNNING", worker_ids=[worker])
    Job.objects.filter(pk=job.pk).update(state="running", attempts=job.attempts + 1)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_says_how_far_it_was(work, person):
    job = start("count", person("deputy"), to=3)
    assert job.state == Job.State.WAITING
    work()
    job.refresh_from_db()
    assert (job.state, job.stage, job.done, job.total) == ("done", "Считаем", 3, 3)
    assert job.result_address == "/counted/"
    assert job.attempts == 1


def test_a_refusal_is_told_in_its_own_words(work, person):
    job = start("refuse", person("deputy"))
    work()
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "В файле нет строк.")


def test_what_is_unexpected_is_told_without_its_cause(work, person):
    job = start("stumble", person("deputy"))
    work()
    job.refresh_from_db()
    assert job.state == "failed"
    assert str(job.pk) in job.problem
    assert "Иванов" not in job.problem
    assert "Повторите" in job.problem


def test_a_full_disk_is_told_in_the_words_of_the_store(work, person):
    job = start("fill_the_disk", person("deputy"))
    work()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Освободите" in job.problem


def test_what_may_pass_is_tried_again_with_growing_pauses_up_to_a_cap(work, person):
    job = start("lose_the_database", person("deputy"))
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        work()
        waiting = DBTaskResult.objects.filter(status="READY")
        pauses += [(task.run_after - timezone.now()).total_seconds() for task in waiting]
        waiting.update(run_after=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", MOST_ATTEMPTS)
    assert pauses == [pytest.approx(one, abs=2) for one in PAUSES]
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_a_job_with_two_tasks_is_done_once(work, person):
    job = start("count", person("deputy"), to=1)
    run.enqueue(str(job.pk))
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def test_the_job_of_a_dead_worker_is_begun_again_and_ends_right(work, person):
    job = left_by("7-123", start("count", person("deputy"), to=3))
    assert reaping.mend() == 1
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == ("done", 2, 3)


def test_a_job_that_was_taken_but_not_begun_is_not_forgotten(work, person):
    job = start("count", person("deputy"), to=3)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["7-123"])
    assert reaping.mend() == 1
    work()
    job.refresh_from_db()
    assert job.state == "done"


def test_the_job_of_a_living_worker_is_left_alone(slot, person):
    job = left_by(f"{slot.number}-123", start("count", person("deputy"), to=3))
    assert reaping.mend() == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_that_kills_its_workers_is_given_up_in_words(person):
    job = start("count", person("deputy"), to=3)
    for _ in range(MOST_ATTEMPTS):
        left_by("7-123", job)
        reaping.mend()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "прерывалась" in job.problem
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_a_clock_set_back_puts_nothing_off(slot, person):
    job = start("lose_the_database", person("deputy"))
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(days=365))
    reaping.mend()
    Worker(slot).work(until_idle=True)
    job.refresh_from_db()
    assert job.attempts == 1


def test_the_schedule_starts_what_is_due_once(settings):
    settings.JOBS_SCHEDULE = {"refuse": 60}
    now = timezone.now()
    assert [job.kind for job in schedule.tick(now)] == ["refuse"]
    Job.objects.update(state="done")
    assert schedule.tick(now + timedelta(minutes=59)) == []
    assert len(schedule.tick(now + timedelta(minutes=61))) == 1
    assert schedule.tick(now + timedelta(minutes=200)) == []  # the one before is still under way


def test_a_clock_that_jumps_neither_stops_nor_doubles_the_schedule(settings):
    settings.JOBS_SCHEDULE = {"refuse": 60}
    now = timezone.now()
    started = []
    for hours in (0, 24 * 365, 0, 0.5, 1.1):
        started.append(len(schedule.tick(now + timedelta(hours=hours))))
        Job.objects.update(state="done")
    assert started == [1, 1, 1, 0, 1]


def test_a_number_is_held_by_one_worker_at_a_time(slot):
    other = slots.take()
    assert (slot.number, other.number) == (1, 2)
    assert slots.is_alive(2)
    other.release()
    assert not slots.is_alive(2)
    assert slots.anybody_alive()


def test_old_tasks_go_and_what_people_asked_for_stays(person):
    long_ago = timezone.now() - timedelta(days=30)
    kept = Job.objects.create(kind="count", state="done", asked_by=person("deputy"), finished_at=long_ago)
    gone = Job.objects.create(kind="count", state="done", finished_at=long_ago)
    prune(Progress(kept))
    assert set(Job.objects.all()) == {kept}
    assert gone.pk is not None


def test_every_kind_in_the_tables_is_a_function(settings):
    from django.utils.module_loading import import_string

    from msoko.web.project import work

    assert all(callable(import_string(path)) for path in work.WORK.values())
    assert set(work.SCHEDULE) <= set(work.WORK)
    assert Routine.objects.count() == 0
