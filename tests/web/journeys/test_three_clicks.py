"""Whoever signs in for the first time finds what they came for within three clicks of the front page."""

from __future__ import annotations

import pytest

from tests.web.crawling import links_of, text_of

pytestmark = [pytest.mark.django_db]
READERS = ("department_head", "department_specialist", "methodist", "organisation_head", "deputy", "teacher")
OWN = {"department_head": "Заречный район", "department_specialist": "Заречный район", "methodist": "Заречный район"}


def within(client, clicks: int, found, start: str = "/") -> str | None:
    """The first page, at most so many links away, that is what is looked for; pages nearer to the front come first."""
    layer, known = [start], {start}
    for _ in range(clicks + 1):
        following = []
        for address in layer:
            response = client.get(address, follow=True)
            if response.status_code == 200 and found(address, text_of(response)):
                return address
            links = [link for link in links_of(response, address) if link not in known]
            known.update(links)
            following += links
        layer = following[:60]
    return None


@pytest.mark.parametrize("role", READERS)
def test_my_results_against_norm_and_comparable_ones(role, as_):
    name = OWN.get(role, "МБОУ «СОШ № 1»")
    found = within(as_(role), 3, lambda address, text: name in text and 'class="plot' in text and "сопоставим" in text)
    assert found is not None


@pytest.mark.parametrize("role", READERS)
def test_where_a_number_comes_from(role, as_):
    found = within(as_(role), 3, lambda address, text: address.startswith("/proof/") and "впр_ф1.xlsx" in text)
    assert found is not None


@pytest.mark.parametrize("role", READERS[:3])
def test_what_the_department_should_look_at(role, as_):
    found = within(as_(role), 0, lambda address, text: "Требует внимания" in text)
    assert found is not None
