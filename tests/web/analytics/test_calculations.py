"""Computing, fixing, showing to readers, comparing; rows that are made again from the store."""

from __future__ import annotations

import pyarrow as pa
import pytest

from msoko.analytics.recalculated import changed
from msoko.store.errors import StoreError
from msoko.store.schemas import VALUES
from msoko.web.accounts.models import AuditEvent
from msoko.web.analytics import tasks
from msoko.web.analytics.models import Calculation, Shown
from msoko.web.analytics.numbers import Numbers
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import Failed, Progress
from msoko.web.workplace import workplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def progress(person):
    return Progress(Job.objects.create(kind="fix", asked_by=person("department_head")))


def two_fixed(progress):
    """The second stands on one file less: the same numbers fixed twice are one calculation."""
    tasks.fix(progress, "Прежний", "приказ")
    held = workplace()
    held.store.withdraw(held.store.batches()[-1].id, by="1", reason="ошибка")
    tasks.fix(progress, "Новый", "приказ")
    return [Calculation.objects.get(title=title) for title in ("Прежний", "Новый")]


@pytest.mark.own_data
def test_fixed_once_shown_to_readers_found_again(as_, progress):
    tasks.fix(progress, "Итоги 2022/23", "приказ № 1")
    row = Calculation.objects.get(kind="fixed")
    assert (row.title, row.by) == ("Итоги 2022/23", progress.job.asked_by)
    client = as_("department_head")
    client.post(f"/calculations/{row.pk}/show/", {"municipality": "m1"})
    assert Shown.objects.get().calculation == row
    assert AuditEvent.objects.filter(action="calculation.show", place__endswith="/m1/").exists()
    assert as_("expert").get("/organisations/s1/").status_code == 404
    assert as_("expert").get("/organisations/m1/").status_code == 200
    Shown.objects.all().delete()
    row.delete()
    page = as_("department_head").get("/calculations/").content.decode()
    assert "Итоги 2022/23" in page  # repaired from the store
    assert Calculation.objects.get(kind="fixed").store_id == row.store_id


@pytest.mark.own_data
def test_readers_keep_the_former_numbers_until_small_groups_are_hidden(as_, progress, monkeypatch):
    former, new = two_fixed(progress)
    client, read = as_("department_head"), []
    client.post(f"/calculations/{former.pk}/show/", {"municipality": "m1"})

    def fail(self, say):
        read.append(Shown.objects.get().calculation)
        raise Failed("На диске нет места.")

    with monkeypatch.context() as broken:
        broken.setattr(Numbers, "protect_ahead", fail)
        client.post(f"/calculations/{new.pk}/show/", {"municipality": "m1"})
    assert read == [former] == [Shown.objects.get().calculation]
    assert "На диске нет места." in client.get("/calculations/").content.decode()
    client.post(f"/calculations/{new.pk}/show/", {"municipality": "m1"})
    assert Shown.objects.get().calculation == new


@pytest.mark.own_data
def test_the_last_choice_counts_whichever_is_prepared_first(as_, progress, person):
    former, new = two_fixed(progress)
    slow = Job.objects.create(kind="protect", asked_by=person("department_head"), parameters={"municipality": "m1"})
    as_("department_head").post(f"/calculations/{new.pk}/show/", {"municipality": "m1"})
    tasks.protect(Progress(slow), former.store_id, "m1")
    assert Shown.objects.get().calculation == new


@pytest.mark.own_data
def test_what_is_behind_the_files_is_not_fixed(as_, progress, person):
    from django.utils import timezone

    version = workplace().store.version - 1
    Calculation.objects.create(kind="working", at=timezone.now(), ledger_version=version)
    assert "поступили файлы" in as_("department_head").get("/calculations/").content.decode()
    with pytest.raises(Failed, match="рассчитаны"):
        tasks.fix(progress, "Итоги", "приказ")


@pytest.mark.own_data
def test_a_withdrawn_batch_changes_only_what_it_touches_and_the_comparison_says_so(as_, progress, person):
    from django.utils import timezone

    held = workplace()
    tasks.fix(progress, "До", "приказ")
    before = Calculation.objects.get(kind="fixed")
    Calculation.objects.create(kind="working", at=timezone.now(), ledger_version=held.store.version)
    batch = next(one for one in held.store.batches() if one.file_name == "аттестаты_2022.xlsx")
    held.store.withdraw(batch.id, by="1", reason="ошибка")
    strangers = next(one for one in held.store.batches() if one.file_name == "аттестаты_соседей.xlsx")
    held.store.withdraw(strangers.id, by="1", reason="ошибка")
    tasks.recompute(progress)
    assert Calculation.objects.filter(kind="working").count() == 2
    page = as_("department_head").get(f"/calculations/compare/?before={before.pk}&after=").content.decode()
    assert "Доля выпускников 9 классов" in page
    assert "аттестаты_2022.xlsx" in page
    assert "соседей" not in page and "файлы других организаций" in page  # of the same indicator, another municipality's
    assert "Качество обученности по результатам ВПР" not in page


def test_a_form_with_faults_keeps_what_was_typed(as_):
    answer = as_("department_head").post("/calculations/fix/", {"title": "", "reason": "приказ № 7"})
    assert answer.status_code == 422
    assert "приказ № 7" in answer.content.decode()


def test_differences_of_two_calculations():
    def rows(**values):
        made = [
            {
                "indicator": code,
                "level": "organisation",
                "object_id": "s1",
                "period": "2024",
                "state": "value",
                "value": v,
            }
            | dict.fromkeys(
                ("education_level", "grade", "class", "subject", "variant", "programme", "sex", "group"), "all"
            )
            for code, v in values.items()
        ]
        return pa.Table.from_pylist(made, VALUES)

    found = changed(rows(same=1.0, moved=2.0, gone=3.0), rows(same=1.0 + 1e-13, moved=2.5, new=0.0)).to_pylist()
    said = {row["indicator"]: (row["earlier"], row["later"], row["difference"]) for row in found}
    assert said == {"moved": (2.0, 2.5, 0.5), "gone": (3.0, None, None), "new": (None, 0.0, None)}


@pytest.mark.parametrize("work", [tasks.compute, lambda progress: tasks.fix(progress, "Итоги", "приказ")])
def test_a_busy_store_is_left_to_be_tried_again(work, progress, monkeypatch):
    """What passes by itself is no failure: jobs try such an error again."""

    def busy(*_arguments, **_named):
        raise StoreError("store-busy", path="store", said="")

    monkeypatch.setattr("msoko.indicators.computing.compute", busy)
    monkeypatch.setattr("msoko.indicators.computing.fix", busy)
    with pytest.raises(StoreError):
        work(progress)
