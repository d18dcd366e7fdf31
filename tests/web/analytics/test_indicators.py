"""The catalogue of indicators and the page of one: whose numbers, in which words, and no address that breaks it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db
VPR = "/indicators/results.vpr_quality/"
CERTIFICATES = "/indicators/results.certificates_9/"


def body(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().replace("\u00a0", " ")


def test_the_catalogue_shows_values_marks_of_checking_and_uses(as_):
    page = body(as_("methodist"), "/indicators/?block=all")
    assert CERTIFICATES in page
    assert "/proof/" in page
    assert "ещё не сверен" in page
    assert "сверен частично" in page
    assert "только внутри" in page


def test_the_catalogue_is_searched_with_a_slip_of_the_finger(as_):
    page = body(as_("methodist"), "/indicators/?q=качество+обучености+ВПР&values=all")
    assert VPR in page
    assert CERTIFICATES not in page


def test_the_department_sees_every_school_by_name_and_in_its_group(as_):
    page = body(as_("methodist"), f"{CERTIFICATES}?period=2022-23")
    assert "СОШ № 1" in page
    assert "СОШ № 2" in page
    assert "журнал на проверке" in page  # why one has no value, in its own words


def test_a_school_reads_itself_and_wholes(as_):
    page = body(as_("deputy"), f"{CERTIFICATES}?period=2022-23")
    assert "СОШ № 1" in page
    assert "СОШ № 2" not in page
    assert "/organisations/s2/" not in page
    assert "журнал на проверке" not in page


def test_meaning_norm_pack_and_bans_stand_in_words(as_):
    page = body(as_("methodist"), VPR)
    assert "доля случаев" in page
    assert "не могут быть использованы для оценки деятельности педагогических работников" in page
    assert "Для чего можно использовать" in page


def test_the_public_is_told_why_values_are_not_shown(as_):
    page = body(as_("expert"), VPR)
    assert "не предназначен для публикации" in page
    assert "/proof/" not in page


def test_breakdowns_are_chosen_by_plain_links(as_):
    page = body(as_("methodist"), VPR)
    assert '<select id="subject"' in page
    assert '<select id="grade"' in page


@pytest.mark.parametrize(
    "tail",
    [
        "nonsense/",
        "results.vpr_quality/?period=nonsense",
        "results.vpr_quality/?period=1990-91",
        "results.vpr_quality/?subject=99",
        "results.vpr_quality/?place=m2",
    ],
)
def test_what_is_not_known_is_not_found(as_, tail):
    assert as_("methodist").get(f"/indicators/{tail}").status_code == 404


def test_everything_leaves_as_a_file(as_):
    client = as_("methodist")
    assert client.get("/indicators/?as=xlsx").content[:2] == b"PK"
    assert client.get(f"{CERTIFICATES}?period=2022-23&as=xlsx&of=plot").content[:2] == b"PK"
    assert b"<svg" in client.get(f"{CERTIFICATES}?period=2022-23&as=svg&of=plot").content


def test_the_number_of_queries_is_bounded(as_, django_assert_max_num_queries):
    client = as_("methodist")
    client.get(CERTIFICATES)
    for address in ("/indicators/", CERTIFICATES):
        with django_assert_max_num_queries(20):
            client.get(address)


TEXTS = ["", "all", "2022-23", "2023", "2022-Q9", "0000-01", "02", "5", "m1", "\0", "'\"><", "٣", "1" * 300]
NAMES = (
    "period", "subject", "grade", "place", "q", "block", "checked", "values", "page", "as", "of", "calculation", "rows",
)  # fmt: skip
QUERIES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.text(max_size=8), max_size=4)
PAGES = (
    "/indicators/", VPR, CERTIFICATES, "/procedures/", "/search/", "/proof/00000-00000/",
    "/procedures/vpr/2022-23/02/5/", "/procedures/vpr/9999-00/x/y/",
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(page=st.sampled_from(PAGES), query=QUERIES, role=st.sampled_from(["methodist", "deputy", "expert"]))
def test_no_address_breaks_a_page(as_, page, query, role):
    found = as_(role).get(page, query).status_code
    refused = any("\0" in text for text in query.values())  # project/security.py: nobody types a zero byte
    assert found == 400 if refused else found in (200, 302, 404)
