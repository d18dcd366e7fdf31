"""From a file to a batch and back: the same twice changes nothing, a correction shows itself, people are not kept."""

import io
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.library.results.making_samples import (
    SCHOOLS,
    TASKS,
    facts_rows,
    individual_rows,
    registry_rows,
    report_rows,
    write,
)

from msoko.files.stored import Files
from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results import importing
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.store.store import Store

REGISTRY = Path(str(resources.files("msoko.results.formats"))) / "registry" / "sample.xlsx"
TOTAL = 7 + len(TASKS)


@pytest.fixture(scope="module")
def methodology():
    return load()


@pytest.fixture
def house(tmp_path, methodology):
    """A store with the registry in it, and the folder of files."""
    store, files = Store(tmp_path / "store"), Files(tmp_path / "store")
    reading = importing.read_file(REGISTRY, Context(Registry.from_tables({}), methodology))
    importing.commit(store, files, reading, "municipal_officer")
    return store, files


def f1(tmp_path, rows, name="f1.xlsx"):
    return write(tmp_path / name, {"Индивидуальные результаты": rows})


def take(house, path, methodology, reason="", **said):
    store, files = house
    reading = importing.read_file(path, importing.open_context(store, methodology, **said))
    return importing.commit(store, files, reading, "municipal_officer", reason=reason)


def everything(store):
    names = ("outcomes", "items", "procedures", "tasks", "facts")
    return {name: sorted(map(str, store.table(name).to_pylist())) for name in names}


def test_the_same_file_twice_changes_nothing(house, tmp_path, methodology):
    path = f1(tmp_path, individual_rows())
    first = take(house, path, methodology)
    before, version = everything(house[0]), house[0].version
    copy = tmp_path / "копия под другим именем.xlsx"
    copy.write_bytes(path.read_bytes())
    second = take(house, copy, methodology)
    assert (first.changed, second.changed) == (True, False)
    assert (everything(house[0]), house[0].version) == (before, version)
    seen = importing.preview(house[0], importing.read_file(path, importing.open_context(house[0], methodology)))
    assert seen.already and seen.changes_nothing


def test_a_corrected_file_shows_what_changes_and_replaces(house, tmp_path, methodology):
    store, _ = house
    rows = individual_rows()
    receipt = take(house, f1(tmp_path, rows), methodology)
    before = everything(store)
    del rows[-1]  # one participant is gone
    rows.append([*rows[-1][:3], 10999, *rows[-1][4:]])  # one is new
    rows[10][TOTAL + 2] = 3 if rows[10][TOTAL + 2] != 3 else 4  # one journal mark is corrected
    path = f1(tmp_path, rows, "исправлено.xlsx")
    seen = importing.preview(store, importing.read_file(path, importing.open_context(store, methodology)))
    assert seen.replaces is not None and seen.replaces.id == receipt.batch
    parts = (seen.new, seen.changed, seen.gone, seen.same)
    assert [part["outcomes"] for part in parts] == [1, 1, 1, 16]
    change = next(one for one in seen.changes if (one.table, one.kind) == ("outcomes", "changed"))
    assert set(change.after) == {"journal_mark"} and change.row == 11
    corrected = take(house, path, methodology)
    assert store.table("outcomes").num_rows == 18
    assert set(store.table("outcomes")["batch"].to_pylist()) == {corrected.batch}
    importing.withdraw(store, corrected.batch, "municipal_officer", "ошиблись файлом")
    assert everything(store) == before


def test_a_file_of_one_school_does_not_push_out_the_others(house, tmp_path, methodology):
    store, _ = house
    rows = individual_rows()
    take(house, f1(tmp_path, rows), methodology)
    one = f1(tmp_path, rows[:14], "одна школа.xlsx")
    seen = importing.preview(store, importing.read_file(one, importing.open_context(store, methodology)))
    assert seen.replaces is None and sum(seen.gone.values()) == 0
    take(house, one, methodology)
    assert store.table("outcomes").num_rows == 18


def test_withdrawing_restores_exactly(house, tmp_path, methodology):
    before = everything(house[0])
    receipt = take(house, f1(tmp_path, individual_rows()), methodology)
    assert everything(house[0]) != before
    importing.withdraw(house[0], receipt.batch, "municipal_officer", "проверка")
    assert everything(house[0]) == before


def test_errors_block_and_warnings_want_a_word(house, tmp_path, methodology):
    rows = individual_rows()
    rows[10][7] = 99
    with pytest.raises(importing.NotTaken, match="вне допустимого") as caught:
        take(house, f1(tmp_path, rows), methodology, reason="всё равно")
    assert not caught.value.wants_a_word
    rows = individual_rows()
    rows[10][TOTAL] += 1
    rows[10][TOTAL + 1] = 2 + sum(rows[10][TOTAL] >= bound for bound in (8, 15, 21))
    with pytest.raises(importing.NotTaken) as caught:
        take(house, f1(tmp_path, rows, "b.xlsx"), methodology)
    assert caught.value.wants_a_word
    receipt = take(house, tmp_path / "b.xlsx", methodology, reason="балл подтверждён школой")
    assert house[0].batch(receipt.batch).reason == "балл подтверждён школой"
    assert house[0].table("outcomes").num_rows == 18


def test_an_unknown_name_blocks_until_answered_and_is_then_remembered(house, tmp_path, methodology):
    store, _ = house
    rows = facts_rows()
    rows[4][:2] = ["Заречненская средняя школа имени первого учителя", ""]
    path = write(tmp_path / "сведения.xlsx", {"Данные": rows})
    reading = importing.read_file(path, importing.open_context(store, methodology))
    assert [one.name for one in reading.unmatched] == [rows[4][0]]
    assert reading.unmatched[0].cell == "A5"
    assert reading.tables["facts"].num_rows == 9  # no row is dropped
    with pytest.raises(importing.NotTaken):
        importing.commit(store, house[1], reading, "municipal_officer")
    answers = {rows[4][0]: "s1"}
    take(house, path, methodology, answers=answers)
    importing.remember(store, answers, "municipal_officer")
    again = take(house, path, methodology)  # no answers this time
    assert not again.changed
    facts = store.table("facts").filter(pc.field("object_id") == "s1")
    told = {row["fact"]: int(row["value"]) for row in facts.to_pylist()}
    assert told == {"leavers_9": 52, "admitted_9": 50, "certificates_9": 48}


def test_another_answer_is_another_batch_that_replaces(house, tmp_path, methodology):
    rows = facts_rows()[:5]
    rows[4][:2] = ["Школа у реки", ""]
    path = write(tmp_path / "сведения.xlsx", {"Данные": rows})
    first = take(house, path, methodology, answers={"Школа у реки": "s1"})
    second = take(house, path, methodology, answers={"Школа у реки": "s2"})
    assert first.batch != second.batch


def test_columns_with_names_are_cut_out_of_the_kept_file(house, tmp_path, methodology):
    rows = individual_rows()
    rows[7].append("ФИО участника")
    rows[9].append("Тайное Имя")
    receipt = take(house, f1(tmp_path, rows), methodology, reason="прислано с ФИО")
    store, files = house
    batch = store.batch(receipt.batch)
    kept = files.get(batch.file_sha256)
    (stored,) = files.find(batch.file_sha256)
    assert stored.kept_without == {"Индивидуальные результаты": ("W",)}
    copy = tmp_path / "kept.xlsx"
    copy.write_bytes(kept)
    sheet = open_book(copy).sheets[0]
    assert "Тайное" not in str(sheet.rows) and "ФИО" not in str(sheet.rows)
    assert sheet.at(9, 3) == rows[9][3]  # addresses stay
    everywhere = [path for path in store.root.rglob("*") if path.is_file()]
    assert everywhere and not any("Тайное".encode() in path.read_bytes() for path in everywhere)
    assert take(house, tmp_path / "f1.xlsx", methodology, reason="прислано с ФИО").changed is False


def test_the_kept_file_is_the_received_one_where_nothing_is_cut(house, tmp_path, methodology):
    path = f1(tmp_path, individual_rows())
    receipt = take(house, path, methodology)
    assert house[1].get(house[0].batch(receipt.batch).file_sha256) == path.read_bytes()


def test_a_later_workbook_of_the_registry_tells_the_whole_life_again(house, tmp_path, methodology):
    store, _ = house
    sheets = registry_rows()
    names = sheets["Наименования"]
    renamed = next(row for row in names if row[0] == "s1")
    renamed[1] = "МБОУ «Лицей № 1»"
    importing.remember(store, {"Старая школа": "s1"}, "municipal_officer")
    path = write(tmp_path / "реестр.xlsx", sheets)
    take(house, path, methodology)
    registry = importing.open_context(store, methodology).registry
    assert registry.name("s1") == "МБОУ «Лицей № 1»"
    assert [span.value for span in registry.spans("s1", "name")] == ["МБОУ «Лицей № 1»"]
    assert [span.value for span in registry.spans("s1", "alias")] == ["Старая школа"]


def test_a_partial_workbook_of_the_registry_leaves_the_others_alone(house, tmp_path, methodology):
    store, files = house
    sheets = {name: [rows[0], *(row for row in rows[1:] if row[0] == "s2")] for name, rows in registry_rows().items()}
    sheets["Наименования"][1][1] = "МБОУ «Гимназия»"
    path = write(tmp_path / "одна.xlsx", sheets)
    reading = importing.read_file(path, importing.open_context(store, methodology))
    assert importing.preview(store, reading).replaces is None
    importing.commit(store, files, reading, "municipal_officer")
    registry = importing.open_context(store, methodology).registry
    assert (registry.name("s2"), registry.name("s1")) == ("МБОУ «Гимназия»", SCHOOLS[0])
    assert [span.value for span in registry.spans("s2", "municipality")] == ["m1"]


def test_an_unknown_format_names_the_nearest(tmp_path, house, methodology):
    path = write(tmp_path / "a.xlsx", {"Лист": [["что-то", "другое"], [1, 2]]})
    reading = importing.read_file(path, importing.open_context(house[0], methodology))
    assert [one.code for one in reading.problems] == ["format-unknown"]
    with pytest.raises(importing.NotTaken):
        importing.commit(*house, reading, "municipal_officer")


def test_a_reading_of_no_file_is_a_mistake_of_the_caller(house):
    reading = importing.read_file(REGISTRY, Context(Registry.from_tables({}), load()))
    with pytest.raises(ValueError, match="without a file"):
        importing.commit(*house, replace(reading, source=None), "municipal_officer")


def test_the_copy_without_people_is_the_same_bytes_each_time(tmp_path, methodology):
    rows = individual_rows()
    rows[7].append("Фамилия")
    rows[9].append("Тайное Имя")
    reading = importing.read_file(f1(tmp_path, rows), Context(Registry.from_tables({}), methodology))
    copies = {importing.plain_copy(reading.source, reading) for _ in range(2)}
    assert len(copies) == 1
    assert open_book_of(tmp_path, copies.pop()).at(9, 3) == rows[9][3]


def open_book_of(tmp_path, content):
    path = tmp_path / "copy.xlsx"
    path.write_bytes(io.BytesIO(content).getvalue())
    return open_book(path).sheets[0]


def test_marks_in_one_subject_do_not_take_the_place_of_another(house, tmp_path, methodology):
    """Aggregated reports have the same facts, year and schools; what tells them apart is subject and grade."""
    store, _ = house

    def report(subject, grade, share):
        rows = report_rows()
        rows[0] = [f"ВПР 2025 {subject} {grade} класс"]
        rows[-1][3:] = [share, 50 - share, 35, 15]
        return write(tmp_path / f"{subject}{grade}{share}.xlsx", {"Отчёт": rows})

    for subject, grade in (("Математика", 5), ("Русский язык", 5), ("Математика", 6)):
        take(house, report(subject, grade, 10), methodology)
    assert len(store.batches()) == 4
    take(house, report("Математика", 5, 20), methodology)
    held = [one for one in store.batches(hidden=True) if one.replaces]
    assert len(store.batches()) == 4 and len(held) == 1
    assert store.batch(held[0].replaces).file_name == "Математика510.xlsx"
