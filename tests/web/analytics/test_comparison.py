"""The address is the question; the answer names nobody out of reach and says what it leaves out."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from msoko.web.analytics.numbers import current
from msoko.web.analytics.queries import comparison

pytestmark = pytest.mark.django_db
QUALITY = "results.vpr_quality"


def ask(client, query, name="analytics:comparison"):
    return client.get(f"{reverse(name)}?{query}")


def text(client, query=""):
    answer = ask(client, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def question():
    """A breakdown of quality that has values for several schools."""
    rows = current().values([QUALITY], audience="department", levels=["organisation"])
    known = [one for one in rows if one.is_known and {name for name, _ in one.slices} == {"subject", "grade"}]
    assert known
    slices = dict(known[0].slices)
    return f"indicator={QUALITY}&period={known[0].period}&subject={slices['subject']}&grade={slices['grade']}", known[0]


def test_without_a_question_the_page_says_what_to_do(as_):
    assert "Отметьте ниже один или несколько показателей" in text(as_("methodist"))


def test_the_answer_has_values_with_n_and_a_proof(as_, question):
    query, value = question
    page = text(as_("methodist"), query)
    assert f"n = {value.n}" in page
    assert value.code in page
    workbook = openpyxl.load_workbook(io.BytesIO(ask(as_("methodist"), query + "&as=xlsx").content)).active
    cells = [cell for row in workbook.iter_rows(values_only=True) for cell in row]
    assert any(isinstance(cell, int | float) and abs(cell - value.value) < 1e-9 for cell in cells)


def test_a_breakdown_is_asked_for_where_there_is_no_total(as_):
    assert "считается только по предметам" in text(as_("methodist"), f"indicator={QUALITY}")


def test_a_banned_purpose_leaves_the_indicator_out_and_says_why(as_, question):
    query, value = question
    page = text(as_("methodist"), query + "&purpose=staff_appraisal")
    assert "нельзя использовать для этой цели" in page
    assert value.code not in page


def test_nobody_reads_of_others(as_, question):
    query, _value = question
    mine = text(as_("deputy"), query + "&place=s1&place=s2&place=t1")
    assert "не открыта" in mine
    assert 'value="s2"' not in mine
    drawn = ask(as_("deputy"), query, "analytics:comparison_data").json()
    assert len({row["object"] for row in drawn.get("data", {}).get("values", ())}) <= 1


def test_years_are_rows_where_it_is_asked(as_, question):
    query, value = question
    page = text(as_("methodist"), query.replace(f"period={value.period}", "rows=years") + f"&place={value.object_id}")
    assert value.code in page
    drawn = ask(as_("methodist"), query + "&rows=years", "analytics:comparison_data").json()
    assert drawn["spec"]["layer"][1]["mark"]["type"] == "line"


def test_too_much_is_said_and_cut(as_, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_INDICATORS", 2)
    monkeypatch.setattr(comparison, "MOST_OBJECTS", 1)
    codes = "&".join(f"indicator={code}" for code in current().indicators[:40])
    page = text(as_("methodist"), codes + "&place=s1&place=s2")
    assert "не больше 2 показателей" in page
    assert "их больше 1: они не показаны" in page


@pytest.mark.parametrize(
    "query", ["indicator=нет&period=вчера&place=../etc&grade=<script>x", "sort=1&rows=2&purpose=3"]
)
def test_a_spoilt_address_is_an_empty_question(as_, query):
    assert "<script>x" not in text(as_("methodist"), query)


def test_few_questions_to_the_database(as_, question, django_assert_max_num_queries):
    client = as_("methodist")
    text(client, question[0])
    with django_assert_max_num_queries(16):
        text(client, question[0])
