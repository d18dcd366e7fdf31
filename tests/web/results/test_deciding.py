"""Questions, warnings, deciding twice, sudden death, other tabs: a sentence each, and nothing happens twice."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from msoko.web.accounts.models import AuditEvent
from msoko.web.jobs.models import Job
from msoko.web.results import tasks
from msoko.web.results.models import Answer, BatchRow, Upload
from msoko.web.workplace import workplace
from tests.web.results.making import SCHOOLS, book, facts

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]
CHANGED = facts((SCHOOLS[0], 52, 50, 47))


def press(client, name, upload, **said):
    return client.post(reverse(f"results:{name}", args=(upload.pk,)), said, follow=True).content.decode()


def batches():
    return [one.id for one in workplace().store.batches(hidden=True)]


def test_what_is_asked_is_asked_once(hand_in, as_, tmp_path):
    rows = facts(("Первая школа посёлка", 52, 50, 47), period="")
    rows[0] = ["Аттестаты"]
    _, [upload] = hand_in("deputy", book(tmp_path, rows))
    assert [one["ask"] for one in upload.questions] == ["period", "organisation"]
    client = as_("deputy")
    page = press(client, "answer", upload, answer_0="когда-нибудь")
    assert "Это не период" in page and "когда-нибудь" in page
    page = press(client, "answer", upload, answer_1="s2")
    assert Answer.objects.count() == 0, "another school is no answer"
    press(client, "answer", upload, answer_0="2023/24", answer_1="s1")
    upload.refresh_from_db()
    assert (upload.state, upload.period) == (Upload.State.READY, "2023-24")
    assert (upload.summary["new"], upload.summary["changed"], upload.summary["same"]) == (0, 1, 2)
    shown = as_("deputy").get(reverse("results:changes", args=(upload.pk,))).content.decode()
    assert "значение: 46" in shown and "значение: 47" in shown and SCHOOLS[0] in shown
    _, [again] = hand_in("organisation_head", book(tmp_path, rows, "снова.xlsx"))
    assert [one["ask"] for one in again.questions] == ["period"]


def test_headings_are_told_and_remembered(hand_in, as_, tmp_path):
    rows = [
        ["Кто", "Дата", "Что требуется", "Да или нет"],
        ["МБДОУ «Детский сад № 3»", "12.10.2024", "nok_stand_01", "да"],
    ]
    _, [upload] = hand_in("methodist", book(tmp_path, rows))
    assert [one["ask"] for one in upload.questions] == ["format"]
    client = as_("methodist")
    press(client, "answer", upload, answer_0="checklists")
    upload.refresh_from_db()
    asked = {one["received"]: f"answer_{n}" for n, one in enumerate(upload.questions) if one["ask"] == "column"}
    assert set(asked) == {"school", "requirement", "seen"}
    told = {asked["school"]: "Кто", asked["requirement"]: "Что требуется", asked["seen"]: "Да или нет"}
    press(client, "answer", upload, **told)
    upload.refresh_from_db()
    assert upload.state == Upload.State.READY, list(upload.problems.values())
    assert Answer.objects.filter(about="column", format="checklists").count() == 3


def test_a_warning_wants_a_word(hand_in, as_, tmp_path):
    _, [upload] = hand_in("deputy", book(tmp_path, facts((SCHOOLS[0], 520, 50, 47))))
    if not upload.count("warning"):
        _, [upload] = hand_in("deputy", book(tmp_path, CHANGED, "файл.csv"))  # the name says csv, the content xlsx
    assert upload.count("warning")
    client = as_("deputy")
    assert "почему данные верны" in press(client, "confirm", upload).lower()
    upload.refresh_from_db()
    assert upload.state == Upload.State.READY
    press(client, "confirm", upload, word="сверено")
    upload.refresh_from_db()
    assert workplace().store.batch(upload.batch).reason == "сверено"


def test_whoever_comes_second_is_told_so(hand_in, as_, tmp_path):
    sent = book(tmp_path, CHANGED).read()
    _, [upload] = hand_in("deputy", SimpleUploadedFile("файл.xlsx", sent))
    press(as_("organisation_head"), "confirm", upload)
    known = batches()
    for name in ("confirm", "drop", "read_again"):
        assert "уже другое" in press(as_("deputy"), name, upload)
    assert batches() == known
    assert AuditEvent.objects.filter(action="upload.confirm").count() == 1
    _, [same] = hand_in("deputy", SimpleUploadedFile("файл ещё раз.xlsx", sent))
    assert same.summary["already"]
    assert "принимать нечего" in press(as_("deputy"), "confirm", same)


def test_dropping_removes_the_file(hand_in, as_, tmp_path, django_capture_on_commit_callbacks):
    known = batches()
    _, [upload] = hand_in("deputy", book(tmp_path, CHANGED))
    assert upload.received.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        press(as_("deputy"), "drop", upload)
    assert not upload.folder.exists()
    assert batches() == known


class Died(BaseException):
    pass


@pytest.mark.parametrize("then", ["read_again", "drop"])
def test_death_between_the_store_and_the_database(hand_in, as_, tmp_path, monkeypatch, then):
    """The batch is in the store, the database knows nothing: going on finishes it, dropping comes too late."""
    _, [upload] = hand_in("deputy", book(tmp_path, CHANGED))
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.TAKING, decided_by=upload.by)
    job = Job.objects.create(kind="confirm-upload", state=Job.State.RUNNING)

    def die(step):
        raise Died

    monkeypatch.setattr(tasks, "reached", die)
    with pytest.raises(Died):
        tasks.confirm_upload(tasks.Progress(job), str(upload.pk))
    monkeypatch.undo()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKING and upload.batch in batches()
    known = batches()
    client = as_("deputy")
    assert "прервалась" in client.get(reverse("results:upload", args=(upload.pk,))).content.decode()
    page = press(client, then, upload)
    upload.refresh_from_db()
    assert upload.state == Upload.State.CONFIRMED
    assert then == "read_again" or "отозвать" in page
    assert batches() == known and BatchRow.objects.get(pk=upload.batch).state == "visible"
    assert AuditEvent.objects.filter(action="upload.confirm").count() == 1


def test_what_changed_meanwhile_is_shown_before_it_is_taken(hand_in, as_, tmp_path):
    _, [one] = hand_in("deputy", book(tmp_path, CHANGED))
    _, [other] = hand_in("deputy", book(tmp_path, facts((SCHOOLS[0], 52, 50, 46)), "другой.xlsx"))
    client = as_("deputy")
    press(client, "confirm", other)
    page = press(client, "confirm", one)
    one.refresh_from_db()
    assert one.state == Upload.State.READY and "данные изменились" in page
    assert one.summary["replaces"] == other.batch
    press(client, "confirm", one)
    one.refresh_from_db()
    assert one.state == Upload.State.CONFIRMED
    assert BatchRow.objects.get(pk=other.batch).state == "replaced"


def test_what_nobody_decides_about_does_not_lie_for_ever(hand_in, tmp_path):
    _, [old] = hand_in("deputy", book(tmp_path, CHANGED))
    _, [fresh] = hand_in("deputy", book(tmp_path, CHANGED, "новый.xlsx"))
    Upload.objects.filter(pk=old.pk).update(at=timezone.now() - 2 * tasks.FORGOTTEN_AFTER)
    tasks.drop_forgotten(tasks.Progress(Job.objects.create(kind="drop-forgotten-uploads")))
    old.refresh_from_db()
    assert old.state == Upload.State.DROPPED and not old.folder.exists()
    assert fresh.received.is_file()
    assert AuditEvent.objects.get(action="upload.drop").actor == ""


def test_the_department_finishes_for_a_school_within_the_schools_reach(hand_in, as_, tmp_path):
    _, [upload] = hand_in("deputy", book(tmp_path, CHANGED))
    press(as_("department_specialist"), "confirm", upload)
    upload.refresh_from_db()
    assert upload.state == Upload.State.CONFIRMED
    assert workplace().store.batch(upload.batch).entered_by == str(upload.decided_by_id)
    assert set(BatchRow.objects.get(pk=upload.batch).places.values_list("code", flat=True)) == {"s1"}
