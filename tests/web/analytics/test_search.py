"""Search finds what a person may see, forgives slips, and never hints at the rest."""

from __future__ import annotations

import pytest

from msoko.web.analytics.searching import LEAST, likeness, likeness_of_organisation

pytestmark = pytest.mark.django_db


def found(client, words, **headers):
    answer = client.get("/search/", {"q": words}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "name", "is_meant"),
    [
        ("школа 6", "МБОУ СОШ № 6", True),
        ("сош6", "МБОУ СОШ № 6", True),
        ("школа 6", "МБОУ СОШ № 16", False),
        ("сад 6", "МБОУ СОШ № 6", False),
        ("луговая", "МБОУ «ООШ с. Луговое»", True),
        ("детский сад", "МБДОУ «Детский сад № 3»", True),
    ],
)
def test_organisations_are_found_as_people_call_them(typed, name, is_meant):
    assert (likeness_of_organisation(typed, name) >= LEAST) is is_meant


def test_words_forgive_a_slip_but_numbers_do_not():
    assert likeness("качесво обученности", "Качество обученности по результатам ВПР") >= LEAST
    assert likeness("мат 5 класс", "ВПР 2024/25: Математика, 5 класс") >= LEAST
    assert likeness("мат 6 класс", "ВПР 2024/25: Математика, 5 класс") < LEAST


def test_each_kind_of_thing_is_found(as_):
    client = as_("methodist")
    assert "/organisations/s1/" in found(client, "школа 1")
    assert "/indicators/results.vpr_quality/" in found(client, "качество обученности ВПР")
    assert "/procedures/vpr/" in found(client, "проверочные работы")
    assert "/procedures/" in found(client, "процедуры")


def test_others_are_not_found_nor_hinted_at(as_):
    for words in ("СОШ 2", "школа", "Луговое", "СОШ № 7"):
        page = found(as_("deputy"), words).replace(f'value="{words}"', "").replace(f"«{words}»", "")
        assert "/organisations/s2/" not in page
        assert "/organisations/t1/" not in page
        assert "СОШ № 2" not in page


def test_suggestions_are_a_part_of_a_page(as_):
    part = found(as_("methodist"), "школа 1", **{"HX-Request": "true", "HX-Target": "suggestions"})
    assert "/organisations/s1/" in part
    assert "<html" not in part


def test_nothing_found_says_what_to_do(as_):
    assert "Ничего не найдено" in found(as_("methodist"), "ыыыыыы")
    assert "Введите, что найти" in found(as_("methodist"), "")


def test_queries_are_bounded(as_, django_assert_max_num_queries):
    client = as_("methodist")
    with django_assert_max_num_queries(25):
        client.get("/search/?q=школа")
