"""Results of a procedure: the department sees schools, a school itself and the whole; single results by right alone."""

from __future__ import annotations

import pytest

from msoko.vocabulary import Audience, Level
from msoko.web.accounts.models import AuditEvent
from msoko.web.analytics import numbers, tasks
from msoko.web.analytics.models import Calculation, Shown
from msoko.web.analytics.queries.procedures import _counted
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import Progress
from msoko.web.organisations.models import Organisation
from msoko.web.workplace import workplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(db):
    """The address of the work that most schools wrote."""
    found = numbers.current().values(["results.vpr_quality"], audience=Audience.DEPARTMENT, levels=[Level.MUNICIPALITY])
    one = max((v for v in found if v.is_known and v.object_id == "m1"), key=lambda v: (v.n or 0, v.period))
    held = dict(one.slices)
    return f"/procedures/vpr/{one.period}/{held['subject']}/{held['grade']}/"


def test_the_list_leads_to_results_and_proofs(as_, sitting):
    page = as_("methodist").get("/procedures/").content.decode()
    assert sitting in page
    assert "/proof/" in page
    assert as_("methodist").get("/procedures/?as=xlsx").content[:2] == b"PK"


def test_the_department_sees_tasks_by_school_and_weak_ones(as_, sitting):
    page = as_("methodist").get(sitting).content.decode().replace("\u00a0", " ")
    assert 'class="heat"' in page
    assert "СОШ № 1" in page
    assert "не могут быть использованы" in page


def test_a_school_sees_itself_and_no_other(as_, sitting):
    page = as_("deputy").get(sitting).content.decode().replace("\u00a0", " ")
    assert "СОШ № 1" in page
    assert "СОШ № 2" not in page
    assert "Луговое" not in page


def test_single_results_are_for_who_may_and_are_written_down(as_, sitting):
    own, other = f"{sitting}participants/s1/", f"{sitting}participants/s2/"
    assert as_("teacher").get(own).status_code == 403
    assert as_("expert").get(own).status_code == 404
    page = as_("deputy").get(own)
    assert page.status_code == 200
    assert as_("deputy").get(other).status_code == 404
    event = AuditEvent.objects.filter(action="participants.read").latest("number")
    assert (event.object_id, event.detail["procedure"]) == ("s1", "vpr")
    assert "Имён в системе нет" in page.content.decode()


@pytest.mark.parametrize(
    "tail",
    [
        "vpr/2022-23/zz/5/",
        "nothing/2022-23/02/5/",
        "vpr/nonsense/02/5/",
        "vpr/2022-23/02/77/",
        "vpr/nonsense/02/5/participants/s1/",
        "?period=1900-01",
    ],
)
def test_what_was_not_held_is_not_found(as_, tail):
    assert as_("methodist").get(f"/procedures/{tail}").status_code == 404


def test_queries_are_bounded(as_, sitting, django_assert_max_num_queries):
    client = as_("methodist")
    for address in ("/procedures/", sitting):
        with django_assert_max_num_queries(20):
            client.get(address)


@pytest.mark.own_data
def test_a_reader_of_fixed_numbers_sees_the_rows_that_they_rest_on(as_, sitting, person):
    """Of what was received or withdrawn since nothing is seen before it is fixed."""
    tasks.fix(Progress(Job.objects.create(kind="fix", asked_by=person("department_head"))), "Итоги", "приказ")
    municipality, fixed = Organisation.objects.get(code="m1"), Calculation.objects.get(kind="fixed")
    Shown.objects.create(municipality=municipality, calculation=fixed, by=person("department_head"))
    before = as_("regional_reader").get(sitting).context["found"]
    store = workplace().store
    for batch in store.batches():
        if "outcomes" in batch.counts:
            store.withdraw(batch.id, by="1", reason="ошибка")
    _counted.cache_clear()
    after = as_("regional_reader").get(sitting).context["found"]
    assert before.people and after.people == before.people
    assert after.whole_tasks == before.whole_tasks != ()
