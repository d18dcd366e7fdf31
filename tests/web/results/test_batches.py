"""Batches however they came: who sees which, what hangs on them, the kept file; lists cost few queries."""

from __future__ import annotations

import pytest
from django.urls import reverse

from msoko.web.accounts.models import AuditEvent
from msoko.web.organisations.models import Organisation
from msoko.web.results.following import follow
from msoko.web.results.models import BatchRow
from msoko.web.results.permissions import visible_batches
from msoko.web.workplace import workplace
from tests.web.results.making import batch, cells, upload

pytestmark = pytest.mark.django_db


def files(user):
    return set(visible_batches(user).values_list("file_name", flat=True))


def test_what_the_command_line_took_in_is_there_for_whom_it_is_about(person):
    follow()
    assert {row.pk: row.state for row in BatchRow.objects.all()} == {
        one.id: one.state.value for one in workplace().store.batches(hidden=True)
    }
    department = files(person("department_head"))
    assert {"впр_ф1.xlsx", "аттестаты_2022.xlsx", "самообследование.xlsx"} <= department
    assert "аттестаты_соседей.xlsx" not in department
    assert "реестр.xlsx" not in department, "it tells of two municipalities"
    assert files(person("other_department_head")) == {"аттестаты_соседей.xlsx"}
    assert files(person("deputy")) == files(person("sibling_school_head")) == set(), "none is about one school only"
    for role in ("teacher", "expert", "observer", "regional_reader", "administrator", "nobody_yet"):
        assert files(person(role)) == set()


def test_a_school_sees_what_is_about_itself_and_those_it_came_from(person):
    own, joined, sibling, both = batch("s1"), batch("s0"), batch("s2"), batch("s1")
    both.places.add(Organisation.objects.get(code="s2"))
    with_region = batch("s1")
    with_region.places.add(Organisation.objects.get(code="r1"))
    assert set(visible_batches(person("deputy"))) == {own, joined}
    seen = set(visible_batches(person("department_specialist")))
    assert seen >= {own, joined, sibling, both, with_region}
    assert not set(visible_batches(person("other_department_head"))) & seen


def test_the_page_says_what_hangs_on_it_and_the_file_is_given_with_a_trace(as_):
    client = as_("department_specialist")
    client.get(reverse("results:batches"))
    row = BatchRow.objects.get(file_name="впр_ф1.xlsx")
    page = client.get(reverse("results:batch", args=(row.pk,))).content.decode()
    assert "Качество обученности по результатам ВПР" in page
    assert "officer" in page and "проверено" in page
    listed = cells(client.get(reverse("results:dependents", args=(row.pk,))))
    assert ["results.vpr_quality", "2022/23"] in [[line[0], line[2]] for line in listed]
    answer = client.get(reverse("results:kept_file", args=(row.pk,)))
    assert answer.content == workplace().files.get(row.file_sha256)
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.get(action="participants.read").object_id == row.pk


def test_lists_ask_a_bounded_number_of_questions(as_, django_assert_max_num_queries):
    client = as_("department_head")
    for number in range(30):
        batch("s1", position=number, entered_by="1")
        upload("s1")
    client.get(reverse("results:batches"))
    for name, most in (("batches", 16), ("batches_workbook", 12), ("imports", 14), ("imports_workbook", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"results:{name}")).status_code == 200
    assert len(cells(client.get(reverse("results:batches_workbook")))) > 30
