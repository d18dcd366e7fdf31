"""The list, the card, the registry's workbook and its way back."""

from __future__ import annotations

import io

import openpyxl
import pytest

from msoko.results.context import Context
from msoko.results.importing import preview, read_file
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.queries import in_order, names
from msoko.web.workplace import workplace

pytestmark = pytest.mark.django_db


def rows(client, query=""):
    return [line.code for line in client.get(f"/organisations/{query}").context["page"]]


def test_each_sees_their_own(as_):
    assert set(rows(as_("department_head"))) == {"s1", "s2", "s3", "d1"}
    assert rows(as_("deputy")) == ["s1"]
    assert set(rows(as_("deputy"), "?state=all")) == {"s0", "s1"}
    assert "t1" in rows(as_("regional_reader")) and rows(as_("expert")) == []
    assert "Вам не открыта" in as_("nobody_yet").get("/organisations/").content.decode()


def test_filters_and_words(as_):
    head = as_("department_head")
    assert rows(head, "?kind=kindergarten") == ["d1"]
    assert rows(head, "?settlement=rural") == ["s3"]
    assert rows(head, "?state=closed") == ["s0"]
    assert rows(head, "?q=ДЕТСКИЙ САД") == ["d1"]
    inn = workplace().registry().value("s2", "inn")
    assert rows(head, f"?q={inn}") == ["s2"]
    assert rows(head, "?q=t1") == []
    assert set(rows(head, "?kind=nonsense&page=99")) == {"s1", "s2", "s3", "d1"}
    part = head.get("/organisations/?kind=kindergarten", headers={"HX-Request": "true"}).content.decode()
    assert "Найдена 1 организация" in part and "<html" not in part
    page = openpyxl.load_workbook(io.BytesIO(head.get("/organisations.xlsx?kind=kindergarten").content)).active
    assert "d1" in {cell.value for row in page.iter_rows() for cell in row}


def test_natural_order():
    Organisation.objects.filter(code="s1").update(name="Школа № 10")
    Organisation.objects.filter(code="s2").update(name="Школа № 2")
    assert list(names(["s1", "s2", "no"])) == ["s2", "s1"]
    assert in_order("Ёлка") < in_order("Жук")


def test_the_list_takes_few_queries(as_, django_assert_max_num_queries):
    head = as_("department_head")
    parent = Organisation.objects.get(code="m1")
    Organisation.objects.bulk_create(
        Organisation(code=f"x{n}", type="organisation", name=f"№ {n}", parent=parent, path=f"{parent.path}x{n}/")
        for n in range(500)
    )
    with django_assert_max_num_queries(12):
        assert len(rows(head)) == 100


def test_the_card_names_nobody_out_of_sight(as_):
    page = as_("deputy").get("/organisations/s1/registry/").content.decode()
    assert "присоединение" in page and "МБОУ «НОШ № 5»" in page and "ИНН" in page
    assert "Предложить изменение" not in page and "реестр.xlsx" not in page
    page = as_("department_specialist").get("/organisations/s1/registry/").content.decode()
    assert "Предложить изменение" in page and "реестр.xlsx" in page


def test_the_workbook_of_the_registry_changes_nothing_when_handed_in(as_, tmp_path):
    path = tmp_path / "registry.xlsx"
    path.write_bytes(as_("department_head").get("/registry.xlsx").content)
    place = workplace()
    reading = read_file(path, Context(place.registry(), place.methodology))
    assert reading.format == "registry" and not reading.problems
    found = preview(place.store, reading)
    assert not sum(found.new.values()) and not sum(found.changed.values())
    codes = set(reading.tables["objects"]["object_id"].to_pylist())
    assert {"s1", "s0", "m1", "r1", "ru"} <= codes and "t1" not in codes


def test_who_sees_no_results_is_not_sent_to_them(as_):
    for role, is_sent in (("administrator", False), ("deputy", True)):
        listed = as_(role).get("/organisations/").content.decode()
        card = as_(role).get("/organisations/s1/registry/").content.decode()
        assert ('href="/organisations/s1/"' in listed) is is_sent
        assert ('href="/organisations/s1/"' in card and 'href="/organisations/s1/context/"' in card) is is_sent
