"""A deputy hands in a wrong file, then the right one; the department takes it back; a neighbour sees nothing of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from msoko.web.accounts.models import AuditEvent
from msoko.web.results.models import BatchRow, Upload
from msoko.web.workplace import workplace
from tests.web.results.making import book, content, works

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]


def hand_in(client, *files, **said):
    return client.post(reverse("results:imports"), {"files": list(files), **said}, follow=True)


def test_from_a_wrong_form_to_a_withdrawn_batch(as_, tmp_path, django_capture_on_commit_callbacks):
    client = as_("deputy")
    wrong = hand_in(client, book(tmp_path, works(1, wrong=True), "впр.xlsx", "Индивидуальные результаты"))
    page = wrong.content.decode()
    assert ("H11" in page and "Исправьте" in page) or "вне допустимого" in page
    first = Upload.objects.get()
    assert (first.state, first.format) == (Upload.State.PROBLEMS, "fis_oko_f1")
    marked = content(client.get(reverse("results:marked", args=(first.pk,))))
    assert marked.startswith(b"PK")
    assert AuditEvent.objects.filter(action="participants.read", object_id=str(first.pk)).count() == 1

    before = workplace().store.table("outcomes").num_rows
    shown = hand_in(client, book(tmp_path, works(1), "впр_верно.xlsx", "Индивидуальные результаты"))
    upload = Upload.objects.get(file_name="впр_верно.xlsx")
    assert upload.state == Upload.State.READY, shown.content.decode()
    assert workplace().store.table("outcomes").num_rows == before
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("results:confirm", args=(upload.pk,)), {"word": "сверено с протоколом"})
    upload.refresh_from_db()
    assert upload.state == Upload.State.CONFIRMED, upload.job.problem
    assert not upload.folder.exists()
    batch = reverse("results:batch", args=(upload.batch,))
    assert "впр_верно.xlsx" in client.get(batch).content.decode()
    assert "впр_верно.xlsx" in client.get(reverse("results:batches")).content.decode()
    event = AuditEvent.objects.get(action="upload.confirm")
    assert (event.object_id, event.place) == (upload.batch, upload.place.path)

    stranger = as_("sibling_school_head")
    for address in (
        batch,
        reverse("results:upload", args=(upload.pk,)),
        reverse("results:withdraw", args=(upload.batch,)),
    ):
        assert stranger.get(address).status_code == 404
    assert "впр_верно" not in stranger.get(reverse("results:batches")).content.decode()

    department = as_("department_head")
    withdrawal = reverse("results:withdraw", args=(upload.batch,))
    assert department.post(withdrawal, {"reason": " "}).status_code == 422
    answer = department.post(withdrawal, {"reason": "не тот вариант"}, follow=True).content.decode()
    assert "не тот вариант" in answer
    row = BatchRow.objects.get(pk=upload.batch)
    assert (row.state, row.withdrawn_because) == ("withdrawn", "не тот вариант")
    assert workplace().store.batch(upload.batch).state == "withdrawn"
    upload.refresh_from_db()
    assert upload.state == Upload.State.WITHDRAWN
    again = department.post(withdrawal, {"reason": "ещё раз"}, follow=True)
    assert again.status_code == 200 and AuditEvent.objects.filter(action="batch.withdraw").count() == 1
