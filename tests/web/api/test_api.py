"""Keys of programs: what their owner sees, within scope and time; lists in pages; what has not changed is not sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from msoko.web.accounts import tokens
from msoko.web.accounts.models import ApiToken
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.programs import Rate
from msoko.web.results.models import BatchRow, Upload

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def key(client, person):
    """key("deputy"): a function that asks by a key of the person."""

    def make(role, scope="read"):
        _token, text = tokens.make(person(role), "test", scope, 30)

        def ask(address, **more):
            return client.get(f"{ROOT}{address}", headers={"Authorization": f"Bearer {text}", **more})

        ask.text = text
        return ask

    return make


def pages(ask, address, limit):
    """All rows, page after page."""
    rows, following = [], ""
    while following is not None:
        answer = ask(f"{address}limit={limit}&cursor={following}").json()
        assert len(answer["items"]) <= limit
        rows, following = rows + answer["items"], answer["next"]
    return rows


def test_a_key_says_whose_it_is(key):
    said = key("deputy")("/me").json()
    assert (said["scope"], [(one["role"], one["place"]) for one in said["duties"]]) == ("read", [("deputy", "s1")])


@pytest.mark.parametrize("header", ["", "Bearer msoko_no", "Bearer ", "Basic abc", "Bearer " + "x" * 5000])
def test_without_a_living_key_nothing_is_read(client, header):
    answer = client.get(f"{ROOT}/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"


def test_a_key_dies_in_time_by_hand_and_with_the_right(key, person):
    ask = key("deputy")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ask("/me").status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert ask("/me").status_code == 200
    Membership.objects.filter(user=person("deputy")).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert ask("/me").status_code == 403


def test_organisations_are_those_of_the_owner_page_by_page(key):
    rows = pages(key("department_specialist"), "/organisations?", 2)
    codes = [one["code"] for one in rows]
    assert codes == sorted(set(codes))
    assert {"s1", "s2"} <= set(codes)
    assert "t1" not in codes
    assert [one["code"] for one in key("deputy")("/organisations?type=organisation").json()["items"]] == ["s0", "s1"]


def test_new_rows_do_not_move_the_next_page(key):
    ask = key("department_specialist")
    first = ask("/organisations?limit=2").json()
    before = ask(f"/organisations?limit=2&cursor={first['next']}").json()["items"]
    place = Organisation.objects.get(code="m1")
    Organisation.objects.create(code="aaa", type="organisation", name="x", parent=place, path=f"{place.path}aaa/")
    assert ask(f"/organisations?limit=2&cursor={first['next']}").json()["items"] == before


def test_values_come_with_n_interval_norm_and_proof(key):
    answer = key("methodist")("/values?indicator=results.vpr_quality&level=organisation").json()
    known = [one for one in answer["items"] if one["state"] == "value"]
    assert known
    one = known[0]
    assert one["n"] and one["low"] <= one["value"] <= one["high"]
    assert one["proof"].endswith(f"/proof/{one['code']}/")
    assert one["norm"]["status"]
    assert answer["ledger_version"] >= 0


def test_all_pages_of_values_are_the_whole(key):
    ask = key("methodist")
    whole = ask("/values?indicator=results.vpr_quality&limit=500").json()["items"]
    assert pages(ask, "/values?indicator=results.vpr_quality&", 7) == whole
    assert len({one["code"] for one in whole}) == len(whole) > 7


def test_values_of_others_are_not_there(key):
    objects = {one["object"] for one in pages(key("deputy"), "/values?object=s1&object=s2&object=t1&", 500)}
    assert objects == {"s1"}


def test_a_banned_purpose_is_refused_in_words(key):
    answer = key("methodist")("/values?indicator=results.vpr_quality&purpose=staff_appraisal").json()
    assert answer["items"] == []
    assert "нельзя использовать" in answer["refused"]["results.vpr_quality"]


def test_what_has_not_changed_is_not_sent_again(key):
    ask = key("methodist")
    for address in ("/values?limit=3", "/organisations", "/indicators?limit=2", "/batches", "/me"):
        tag = ask(address)["ETag"]
        again = ask(address, **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), address
        assert ask(address, **{"If-None-Match": 'W/"other"'}).status_code == 200
    assert ask("/values?limit=4", **{"If-None-Match": ask("/values?limit=3")["ETag"]}).status_code == 200


@pytest.mark.parametrize("query", ["cursor=x", "cursor=WzFd", "limit=0", "limit=9999", "level=moon", "period=вчера"])
def test_a_wrong_question_is_answered_in_the_one_form(key, query):
    answer = key("methodist")(f"/values?{query}")
    assert answer.status_code == 400
    said = answer.json()
    assert set(said) == {"status", "code", "said", "wrong"}
    assert said["status"] == 400


def test_batches_follow_the_ledger(key):
    rows = pages(key("department_specialist"), "/batches?", 3)
    positions = list(BatchRow.objects.filter(pk__in=[one["id"] for one in rows]).values_list("position", flat=True))
    assert rows
    assert len(positions) == len(rows)


@pytest.mark.own_data
def test_a_file_is_handed_in_by_a_key_for_uploading(client, key):
    file = SimpleUploadedFile("непонятное.xlsx", b"not a book")
    refused = client.post(
        f"{ROOT}/uploads", {"place": "s1", "files": file}, headers={"Authorization": f"Bearer {key('deputy').text}"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong-scope")
    ask = key("deputy", "upload")
    headers = {"Authorization": f"Bearer {ask.text}"}
    file.seek(0)
    foreign = client.post(f"{ROOT}/uploads", {"place": "s2", "files": file}, headers=headers)
    assert foreign.status_code == 404
    file.seek(0)
    answer = client.post(f"{ROOT}/uploads", {"place": "s1", "files": file}, headers=headers)
    assert answer.status_code == 202
    one = answer.json()["uploads"][0]
    upload = Upload.objects.get(pk=one["id"])
    assert (upload.file_name, upload.by.username, upload.place.code) == ("непонятное.xlsx", "deputy", "s1")
    assert ask(f"/uploads/{one['id']}").json()["state"] == upload.state
    assert key("sibling_school_head")(f"/uploads/{one['id']}").status_code == 404


def test_a_session_reads_but_does_not_write(as_):
    client = as_("deputy")
    assert client.get(f"{ROOT}/me").json()["scope"] == ""
    assert client.post(f"{ROOT}/uploads", {"place": "s1"}).status_code == 401


def test_too_many_questions_wait(key, monkeypatch):
    monkeypatch.setattr(Rate, "allow_request", lambda rate, request: False)
    answer = key("deputy")("/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many")
    assert int(answer["Retry-After"]) > 0


def test_the_rate_is_counted_by_key(key, person):
    from msoko.web.project.api import api

    rate = api.throttle[0] if isinstance(api.throttle, list) else api.throttle
    monkeyed, rate.num_requests = rate.num_requests, 2
    try:
        ask, other = key("deputy"), key("methodist")
        assert [ask("/me").status_code for _ in range(3)] == [200, 200, 429]
        assert other("/me").status_code == 200
    finally:
        rate.num_requests = monkeyed


def test_few_questions_to_the_database(key, django_assert_max_num_queries):
    ask = key("methodist")
    for address, most in (("/organisations", 12), ("/values?limit=500", 12), ("/batches", 14)):
        ask(address)
        with django_assert_max_num_queries(most):
            ask(address)
