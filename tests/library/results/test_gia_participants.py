"""Participant tables of the ОГЭ and ЕГЭ: any order of columns, names hashed and dropped, missing kept by kind."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.gia_participants import reader
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period

HEAD = "Предмет;Класс;Балл;Первичный балл;Наименование ОО;Фамилия;Имя;Номер документа"


@pytest.fixture(scope="module")
def context() -> Context:
    registry = Registry(
        pa.Table.from_pylist(
            [{"object_id": "a", "object_type": "organisation", "first_day": date(2000, 9, 1)}], schema=TABLES["objects"]
        ),
        pa.Table.from_pylist(
            [{"object_id": "a", "attribute": "name", "value": "МБОУ СОШ № 1"}], schema=TABLES["attributes"]
        ),
        TABLES["predecessors"].empty_table(),
    )
    return Context(
        registry,
        load(),
        period=Period.parse("2023-24"),
        person=lambda organisation, name, proof: f"hash {organisation} {len(name)} {proof[-2:]}",
    )


def book(tmp_path, *lines, head=HEAD):
    path = tmp_path / "участники.csv"
    path.write_bytes("\n".join([head, *lines]).encode("cp1251"))
    return open_book(path)


def test_scores_subject_period_and_a_hash_instead_of_a_name(tmp_path, context):
    received = book(
        tmp_path,
        "Русский язык;11А;87;44;МБОУ СОШ № 1;Пример;Демо;000042",
        "Математика профильная;11А;70;;МБОУ СОШ № 1;Пример;Демо;000042",
    )
    reading = reader.read(received, context)
    first, second = reading.tables["outcomes"].to_pylist()
    assert reader.recognise(received) > 0.5 and reading.problems == ()
    assert (first["test_score"], first["score"], first["subject"], first["grade"], first["class"]) == (
        87,
        44,
        "01",
        "11",
        "11А",
    )
    assert first["person"] == second["person"] == "hash a 11 42", (
        "the person key is called with the name, the table keeps the hash"
    )
    assert first["participant"] == second["participant"] and first["procedure"] == "ege-2023-24-01"
    assert not any(
        "Пример" in str(value) or "000042" in str(value) for row in (first, second) for value in row.values()
    )
    assert (
        set(reading.personal_columns["участники"]) == {"F", "G", "H"} and "surname" not in reading.layout["участники"]
    )


def test_the_oge_by_its_class_has_primary_scores_and_marks(tmp_path, context):
    received = book(tmp_path, "МБОУ СОШ № 1;9Б;Математика;17;4", head="Школа;Класс;Предмет;Балл;Отметка")
    (row,) = reader.read(received, context).tables["outcomes"].to_pylist()
    assert (row["procedure_type"], row["score"], row["test_score"], row["mark"], row["education_level"]) == (
        "oge",
        17,
        None,
        4,
        "basic",
    )


@pytest.mark.parametrize(("cell", "state"), [("Х", "absent"), ("Н", "not_attempted"), ("", "not_stated")])
def test_a_missing_score_keeps_its_kind(tmp_path, context, cell, state):
    (row,) = reader.read(book(tmp_path, f"Физика;11;{cell};;МБОУ СОШ № 1;;;"), context).tables["outcomes"].to_pylist()
    assert (row["test_score"], row["state"], row["person"]) == (None, state, None)


def test_faults_are_named_with_their_cells(tmp_path, context):
    lines = (
        "Физика;11;101;;МБОУ СОШ № 1;;;1", "Алхимия;11;50;;МБОУ СОШ № 1;;;2", "Химия;7;50;;МБОУ СОШ № 1;;;3",
        "Химия;11;сорок;;МБОУ СОШ № 1;;;4", "Химия;11;40;;Школа;;;5",
        "Физика;11;50,5;;МБОУ СОШ № 1;;;6", "Физика;11;50;;МБОУ СОШ № 1;;;6",
    )  # fmt: skip
    reading = reader.read(book(tmp_path, *lines), context)
    assert {(p.code, p.cell) for p in reading.problems} == {
        ("out-of-range", "C2"), ("subject-unknown", "A3"), ("exam-unknown", "B4"), ("not-a-number", "C5"),
        ("organisation-unmatched", "E6"), ("participant-twice", "A8"),
    }  # fmt: skip
    assert Decimal("50.5") in reading.tables["outcomes"]["test_score"].to_pylist(), "a decimal comma is read"


def test_a_saved_mapping_goes_before_the_names(tmp_path, context):
    from dataclasses import replace

    mapped = replace(context, mappings={"gia_participants": {"Дисциплина": "subject", "Итог": "score"}})
    received = book(tmp_path, "Физика;66;11;МБОУ СОШ № 1", head="Дисциплина;Итог;Класс;Школа")
    (row,) = reader.read(received, mapped).tables["outcomes"].to_pylist()
    assert row["test_score"] == 66
