"""What whoever watches the server is told."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from msoko.web.jobs import slots
from msoko.web.jobs.running import run

pytestmark = pytest.mark.django_db


def told(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_a_site_that_works_says_so_and_that_nobody_does_long_work(client):
    assert told(client) == (200, {"faults": [], "warnings": ["worker"]})
    slot = slots.take()
    assert told(client) == (200, {"faults": [], "warnings": []})
    slot.release()


def test_a_queue_that_nobody_takes_from_is_a_warning(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run.enqueue("any")
    assert "queue" not in told(client)[1]["warnings"]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert "queue" in told(client)[1]["warnings"]


@pytest.mark.own_data
def test_a_lost_store_is_a_fault(client, home):
    from msoko.web.workplace import workplace

    assert workplace().store.version > 0
    shutil.rmtree(home / "store")
    assert told(client) == (503, {"faults": ["store"], "warnings": ["worker"]})


def test_a_database_that_does_not_answer_is_a_fault(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", lambda: 1 / 0)
    status, said = told(client)
    assert (status, said["faults"]) == (503, ["database"])


def test_the_process_lives_whatever_the_rest_does(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
