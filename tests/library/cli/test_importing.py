"""`msoko import` and `msoko withdraw`: what comes in, what is refused, what can be taken back."""

from __future__ import annotations

import json

import openpyxl
import pytest
from tests.library.results.making_samples import SCHOOLS, individual_rows, write
from tests.workplace import certificates, write_files

from msoko.store.store import Store


def version(place) -> int:
    return Store(place.data / "store", create=False).version


def corrected(place, name="аттестаты_2023.xlsx", changed=40):
    rows = certificates(2023, 2)
    rows[4][4] = changed
    return write(place.file(name), {"Данные": rows})


def test_a_file_is_recognised_and_taken_in(filled):
    answer = filled("import", filled.file("впр_ф1.xlsx"))
    assert answer.code == 0
    assert "индивидуальные результаты ВПР" in answer.said
    assert "уже загружено, ничего не изменилось" in answer.said


def test_looking_first_changes_nothing(place):
    before = version(place)
    answer = place("import", corrected(place), "--dry-run", "--accept", "проверено")
    assert answer.code == 0
    assert "изменится 1" in answer.said and "Заменит поступление" in answer.said
    assert "ничего не загружено" in answer.said
    assert version(place) == before


def test_a_correction_takes_the_place_and_withdrawing_brings_the_former_back(place):
    first = json.loads(place("import", corrected(place), "--json").out)[0]
    answer = place("withdraw", first["batch"][:10], "--reason", "прислан не тот файл")
    assert answer.code == 0 and "отозвано" in answer.said
    again = place("withdraw", first["batch"], "--reason", "ещё раз")
    assert again.code == 0 and "уже было отозвано" in again.said
    facts = Store(place.data / "store").table("facts").to_pylist()
    passed = [int(r["value"]) for r in facts if (r["fact"], r["object_id"], r["period"]) == (
        "certificates_9", "s1", "2023-24")]  # fmt: skip
    assert passed == [46]


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("ffffffff", "--reason", "так"), 4, "нет"),
        (("", "--reason", "так"), 4, "нет"),
        (("0", "--reason", " "), None, ""),
        (("ffffffff",), 2, "--reason"),
    ],
)
def test_a_batch_that_cannot_be_withdrawn(filled, typed, code, words):
    answer = filled("withdraw", *typed)
    assert answer.code in ((code,) if code else (2, 4))
    assert words in answer.said


def test_errors_stop_the_file_and_come_back_on_a_copy(place):
    rows = individual_rows(4)
    rows[8][-3] = "семь"  # a total that is no number
    path = write(place.file("с_ошибкой.xlsx"), {"Индивидуальные результаты": rows})
    before = version(place)
    answer = place("import", path, "--marked", place.file("отметки"))
    assert answer.code == 1
    assert "не загружено" in answer.said and "ошибка" in answer.said
    assert version(place) == before
    copy = place.file("отметки") / "с_ошибкой_с_отметками.xlsx"
    assert str(copy) in answer.out
    book = openpyxl.load_workbook(copy)
    notes = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.comment]
    assert notes
    reports = json.loads(place("import", path, "--json").out)
    assert reports[0]["errors"] > 0 and reports[0]["batch"] is None
    assert {problem["cell"] for problem in reports[0]["problems"]} >= {cell.coordinate for cell in notes}


def test_a_bad_file_does_not_stop_the_others(place):
    bad = place.file("письмо.xlsx")
    bad.write_bytes(b"not a workbook")
    answer = place("import", bad, corrected(place), "--accept", "проверено")
    assert answer.code == 1
    assert "письмо.xlsx: не загружено" in answer.said
    assert "аттестаты_2023.xlsx: загружено" in answer.said


def test_warnings_want_a_word(place):
    rows = certificates(2023, 2)
    rows[4][2] = 520  # ten times the leavers of the year before
    path = write(place.file("аттестаты_2023.xlsx"), {"Данные": rows})
    answer = place("import", path)
    assert answer.code == 1
    assert "--accept" in answer.said and "предупреждение" in answer.said
    answer = place("import", path, "--accept", "перепроверено в школе")
    assert answer.code == 0 and "загружено, поступление" in answer.said
    batch = Store(place.data / "store").batches()[-1]
    assert batch.reason == "перепроверено в школе"


def test_an_unknown_name_is_asked_about_and_the_answer_remembered(place):
    rows = certificates(2021, 0)
    rows[4][:2] = ["МБОУ «Гимназия № 1»", ""]
    path = write(place.file("старые.xlsx"), {"Данные": rows})
    asked = place("import", path)
    assert asked.code == 1
    assert "Гимназия № 1" in asked.said and SCHOOLS[0] in asked.said  # the nearest are offered
    wrong = place("import", path, "--match", "МБОУ «Гимназия № 1»=s77")
    assert wrong.code == 4 and "s77" in wrong.said
    told = place("import", path, "--match", "МБОУ «Гимназия № 1»=s1")
    assert told.code == 0, told.said
    rows[4][2] = 53
    again = place("import", write(place.file("старые.xlsx"), {"Данные": rows}), "--accept", "ок")
    assert again.code == 0, again.said


def test_a_saved_mapping_is_used_again(place):
    rows = certificates(2021, 0)
    rows[3][0] = "Кто подал"
    path = write(place.file("иначе.xlsx"), {"Данные": rows})
    told = place("import", path, "--format", "facts_table", "--map", "Кто подал=object", "--dry-run")
    assert told.code == 0, told.said
    assert json.loads((place.data / "mappings.json").read_text("utf-8")) == {"facts_table": {"Кто подал": "object"}}


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("нет_такого.xlsx",), 4, "нет_такого.xlsx"),
        (("{folder}",), 4, "Нет файла"),
        (("{file}", "--period", "когда-то"), 2, "когда-то"),
        (("{file}", "--format", "word"), 2, "facts_table"),
        (("{file}", "--match", "без знака"), 2, "…=…"),
        (("{file}", "--map", "а=б"), 2, "--format"),
        ((), 2, "ФАЙЛЫ"),
    ],
)
def test_what_cannot_be_imported(filled, typed, code, words):
    places = {"{folder}": str(filled.folder), "{file}": str(filled.file("впр_ф1.xlsx"))}
    answer = filled("import", *(places.get(one, one) for one in typed))
    assert answer.code == code
    assert words in answer.said


def test_nothing_is_taken_in_when_a_named_file_is_absent(place):
    before = version(place)
    assert place("import", corrected(place), place.file("нет.xlsx")).code == 4
    assert version(place) == before


def test_many_files_read_the_registry_once(tmp_path, monkeypatch):
    """What later files are compared with is read again only after it has changed."""
    from tests.workplace import FILES, Place

    from msoko.results import importing

    opened = []
    genuine = importing.open_context
    monkeypatch.setattr(importing, "open_context", lambda *a, **b: opened.append(1) or genuine(*a, **b))
    place = Place(tmp_path)
    write_files(tmp_path)
    names = [place.file(f"{name}.xlsx") for name in FILES[:2]]
    assert place("import", *names).code == 0
    assert len(opened) == 2  # before the registry, after it
    assert place("import", *names).code == 0
    assert len(opened) == 4  # a file that is there already names its batch too
