"""Files made to harm or confuse: a sentence each, nothing escapes its folder, nothing is run."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from msoko.web.results import receiving
from msoko.web.results.models import Upload
from tests.web.results.making import SCHOOLS, book, cells, facts

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]
GOOD = facts((SCHOOLS[0], 52, 50, 47))


def packed(**parts: bytes) -> SimpleUploadedFile:
    return zipped(list(parts.items()))


def zipped(parts, name="архив.zip") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            archive.writestr(part, content)
    return SimpleUploadedFile(name, buffer.getvalue(), "text/html")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("пусто.xlsx", b"", "нет ни одной заполненной ячейки"),
        ("картинка.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "не таблица"),
        ("страница.xls", b"<html><script>alert(1)</script></html>", "веб-страница"),
        ("закрыт.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "паролем"),
        ("обрывок.xlsx", b"PK\x03\x04broken off", "повреждён"),
    ],
)
def test_what_is_no_table(hand_in, name, content, said):
    page, [upload] = hand_in("deputy", SimpleUploadedFile(name, content))
    assert upload.state == Upload.State.PROBLEMS
    assert said in page


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [("xl/vbaProject.bin", b"macro", "макросы"), ("xl/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "сущностей XML")],
)
def test_books_with_something_inside(hand_in, tmp_path, part, content, said):
    name = "книга.xlsx"
    whole = io.BytesIO(book(tmp_path, GOOD, name).read())
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(part, content)
    page, _ = hand_in("deputy", SimpleUploadedFile(name, whole.getvalue()))
    assert said in page


def test_signs_in_cells_and_names_stay_signs(hand_in, as_, tmp_path):
    rows = facts(("<script>alert(1)</script>", 1, 1, 1), (SCHOOLS[0], "=HYPERLINK(1)", "<img src=x>", 1))
    rows[0] = ['"><img src=x onerror=alert(1)>']
    evil = book(tmp_path, rows, sheet="<i>л").read()
    page, [upload] = hand_in("deputy", SimpleUploadedFile("=cmd|'x'!A1<b>.xlsx", evil))
    assert "<script>alert" not in page and "<img src" not in page and "<b>.xlsx" not in page and "<i>л" not in page
    assert "&lt;script&gt;" in page
    listed = cells(as_("deputy").get(reverse("results:problems", args=(upload.pk,))))
    assert any("<script>alert(1)</script>" in str(cell) for row in listed for cell in row)


def test_an_archive_becomes_its_files(hand_in, tmp_path):
    good = book(tmp_path, GOOD).read()
    parts = [("папка/первый.xlsx", good), ("__MACOSX/._первый.xlsx", b"x"), ("второй.csv", b"a;b\n1;2\n")]
    _, uploads = hand_in("deputy", zipped(parts))
    assert [one.file_name for one in uploads] == ["второй.csv", "первый.xlsx"]
    assert uploads[1].state == Upload.State.READY


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("../../../ключ.xlsx", b"x")], "небезопасно"),
        ([("внутри.zip", zipped([("a.csv", b"1")]).read())], "ещё один архив"),
        ([("бомба.csv", b"0" * 45_000_000)], "слишком велик"),
        ([(f"{n}.csv", b"1") for n in range(201)], "до 200 файлов"),
        ([], "нет файлов"),
    ],
)
def test_archives_that_are_refused(hand_in, home, parts, said):
    page, uploads = hand_in("deputy", zipped(parts))
    assert said in page
    assert not uploads
    assert list((home / "web" / "uploads").iterdir()) == []
    assert not (home.parent / "ключ.xlsx").exists()


def test_too_large_and_nothing_at_all(hand_in, as_, settings, tmp_path):
    settings.UPLOAD_LIMIT = 2_000_000
    page, uploads = hand_in("deputy", SimpleUploadedFile("большой.csv", b"1;" * 1_200_000))
    assert "принимается до 2 МБ" in page and not uploads
    answer = as_("deputy").post(reverse("results:imports"), {})
    assert answer.status_code == 422
    assert "Выберите хотя бы один файл" in answer.content.decode()


def test_names_are_cut_to_their_last_part():
    assert receiving.shown_name("..\\..\\C:\\окна\u202excod.xlsx") == "окнаxcod.xlsx"
    assert receiving.shown_name("/etc/\0") == "файл без имени"
    assert len(receiving.shown_name("я" * 500 + ".xlsx")) == 120
