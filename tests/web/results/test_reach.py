"""Who hands in for whom: rows of others block a file and nothing is told of them; shared descriptions stay."""

from __future__ import annotations

import pytest
from django.urls import reverse

from msoko.web.organisations.models import Organisation
from msoko.web.results.models import Upload
from tests.library.results.making_samples import registry_rows, report_rows, write
from tests.web.results.making import SCHOOLS, book, facts, file, works
from tests.web.world import OTHER_SCHOOL

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]


def codes(upload):
    return sorted(upload.problems.values_list("code", "cell"))


def test_rows_of_another_school_block_and_are_named_by_their_cell_only(hand_in, tmp_path):
    rows = facts((SCHOOLS[0], 52, 50, 48), (SCHOOLS[1], 500, 20, "много"), (OTHER_SCHOOL, 7, 7, 7))
    page, [upload] = hand_in("deputy", book(tmp_path, rows))
    assert upload.state == Upload.State.PROBLEMS
    # of the neighbours' row neither «not a number» nor «ten times as many as last year» is said
    assert codes(upload) == [("row-out-of-reach", "A6:A7")]
    assert Organisation.objects.get(code="s2").name not in page and OTHER_SCHOOL not in page


def test_the_department_takes_its_municipality_and_no_other(hand_in, tmp_path):
    ours = facts((SCHOOLS[0], 52, 50, 47), (SCHOOLS[1], 20, 20, 19))
    _, [upload] = hand_in("department_specialist", book(tmp_path, ours))
    assert upload.state == Upload.State.READY
    assert upload.summary["organisations"] == 2
    theirs = facts((SCHOOLS[0], 52, 50, 47), (OTHER_SCHOOL, 7, 7, 7))
    page, [upload] = hand_in("department_specialist", book(tmp_path, theirs, "чужие.xlsx"))
    assert upload.state == Upload.State.PROBLEMS
    assert OTHER_SCHOOL not in page


def test_names_of_strangers_are_not_offered(hand_in, tmp_path):
    unsure = facts(("Гимназия № 7 посёлка", 1, 1, 1))
    page, [upload] = hand_in("deputy", book(tmp_path, unsure))
    assert upload.state == Upload.State.ASKS
    offered = str(upload.questions) + page
    assert "t1" not in str(upload.questions[0]["choices"])
    assert OTHER_SCHOOL not in offered and SCHOOLS[1] not in offered


def test_results_of_the_whole_are_for_the_department(hand_in, tmp_path):
    report = book(tmp_path, report_rows(), sheet="Отчёт")
    _, [upload] = hand_in("deputy", report)
    assert "whole-out-of-reach" in dict(codes(upload))
    _, [upload] = hand_in("department_head", book(tmp_path, report_rows(), "второй.xlsx", "Отчёт"))
    assert upload.state == Upload.State.READY, codes(upload)


def test_a_school_does_not_change_the_description_of_a_work(hand_in, tmp_path):
    rows = works(1)
    rows[7] = [str(cell).replace("1 (2б)", "1 (3б)") for cell in rows[7]]
    _, [upload] = hand_in("deputy", book(tmp_path, rows, sheet="Индивидуальные результаты"))
    assert "tasks-differ" in dict(codes(upload))


def test_a_registry_is_the_departments_and_approved_by_its_head(hand_in, as_, tmp_path):
    sheets = registry_rows()
    objects, names, places, *_ = sheets.values()
    objects.append(["s9", "организация"])
    names.append(["s9", "МБОУ «СОШ № 9»"])
    places += [["s9", "вид", "школа"], ["s9", "муниципалитет", "m1"]]
    path = write(tmp_path / "реестр.xlsx", sheets)
    _, [upload] = hand_in("deputy", file(path))
    assert codes(upload) == [("registry-out-of-reach", "")]
    _, [upload] = hand_in("department_specialist", file(path))
    confirm = reverse("results:confirm", args=(upload.pk,))
    assert upload.state == Upload.State.READY, codes(upload)
    assert as_("department_specialist").post(confirm, {"word": "приказ"}).status_code == 403
    as_("department_head").post(confirm, {"word": "приказ"})
    assert Organisation.objects.get(code="s9").path == "/ru/r1/m1/s9/"


def test_a_registry_does_not_rename_the_region_nor_touch_neighbours(hand_in, tmp_path):
    sheets = registry_rows()
    objects, names, *_ = sheets.values()
    names[[row[0] for row in names].index("r1")][1] = "Наша область"
    objects.append(["t1", "организация"])
    names.append(["t1", "Захваченная школа"])
    _, [upload] = hand_in("department_head", file(write(tmp_path / "реестр.xlsx", sheets)))
    assert upload.state == Upload.State.PROBLEMS
    assert {"whole-out-of-reach", "row-out-of-reach"} <= set(dict(codes(upload)))


def test_a_registry_gives_no_organisation_away(hand_in, tmp_path):
    sheets = registry_rows()
    places = list(sheets.values())[2]
    at = next(n for n, row in enumerate(places) if row[:2] == ["s1", "муниципалитет"])
    places[at][2] = "m2"
    _, [upload] = hand_in("department_head", file(write(tmp_path / "реестр.xlsx", sheets)))
    assert upload.state == Upload.State.PROBLEMS
    assert "place-given-away" in dict(codes(upload))
