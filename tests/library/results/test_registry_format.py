"""The registry workbook: dated rows, check digits, everything wrong at its cell; the template is the same columns."""

from datetime import date

import pytest
from tests.library.results.making_samples import registry_rows, with_check_digit, write

from msoko.methodology.model import Methodology
from msoko.organisations.registry import Registry
from msoko.results import formats
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.registry import reader
from msoko.results.formats.registry.template import write_template

EMPTY = Context(Registry.from_tables({}), Methodology(()))
OBJECTS, NAMES, PLACES, LINKS, LEVELS = reader.SHEETS


def read(tmp_path, sheets, context=EMPTY):
    return reader.read(open_book(write(tmp_path / "реестр.xlsx", sheets)), context)


def test_a_sound_workbook_is_a_registry(tmp_path):
    reading = read(tmp_path, registry_rows())
    assert reading.problems == ()
    registry = Registry.from_tables(reading.tables)
    assert registry.ids() == ("d1", "s0", "s1", "s2", "s3")
    assert registry.value("s1", "kind") == "school" and registry.value("d1", "kind") == "kindergarten"
    assert registry.value("s1", "inn") == with_check_digit("990000001")
    assert registry.value("s1", "login") == "edu990001"
    grades = {span.value for span in registry.spans("s3", "grade")}
    assert grades == {str(grade) for grade in range(1, 10)}
    assert registry.ultimate_successor("s0") == "s1"
    link = reading.tables["predecessors"].to_pylist()[0]
    assert (link["on"], link["reason"], link["sheet"], link["row"]) == (date(2022, 9, 1), "присоединение", LINKS, 2)


@pytest.mark.parametrize(
    ("sheet", "row", "col", "value", "code", "cell"),
    [
        (OBJECTS, 4, 5, "9900000010", "identifier-wrong", "F5"), (OBJECTS, 4, 7, "123", "identifier-wrong", "H5"),
        (OBJECTS, 4, 9, "школа1", "identifier-wrong", "J5"), (OBJECTS, 4, 2, "давно", "not-a-date", "C5"),
        (OBJECTS, 4, 1, "фирма", "value-unknown", "B5"), (NAMES, 1, 2, "красивое", "value-unknown", "C2"),
        (NAMES, 1, 1, "", "cell-empty", "B2"), (PLACES, 1, 2, "институт", "value-unknown", "C2"),
        (PLACES, 6, 2, "m9", "object-unknown", "C7"), (LINKS, 1, 1, "s9", "object-unknown", "A2"),
        (LEVELS, 1, 1, "высшее", "value-unknown", "B2"), (LEVELS, 1, 2, "1-15", "value-unknown", "C2"),
    ],
)  # fmt: skip
def test_a_fault_at_its_cell(tmp_path, sheet, row, col, value, code, cell):
    sheets = registry_rows()
    line = sheets[sheet][row]
    line += [""] * (col + 1 - len(line))
    line[col] = value
    found = {(one.code, one.sheet, one.cell) for one in read(tmp_path, sheets).problems}
    assert (code, sheet, cell) in found


def test_dates_the_wrong_way_round(tmp_path):
    sheets = registry_rows()
    sheets[NAMES][1] = ["s1", "СОШ № 1", "краткое", date(2024, 1, 1), date(2020, 1, 1)]
    assert [(one.code, one.cell) for one in read(tmp_path, sheets).problems] == [("dates-reversed", "E2")]


def test_a_code_twice_and_a_code_not_listed(tmp_path):
    sheets = registry_rows()
    sheets[OBJECTS].append(["s1", "организация"])
    sheets[NAMES].append(["s77", "СОШ № 77"])
    codes = [one.code for one in read(tmp_path, sheets).problems]
    assert codes == ["object-twice", "object-twice", "object-not-listed"]


def test_a_ring_of_succession(tmp_path):
    sheets = registry_rows()
    sheets[LINKS].append(["s0", "s1", date(2023, 9, 1)])
    assert {one.code for one in read(tmp_path, sheets).problems} == {"succession-ring"}


def test_an_organisation_without_name_or_place(tmp_path):
    sheets = registry_rows()
    sheets[OBJECTS].append(["s8", "организация"])
    assert {one.code for one in read(tmp_path, sheets).problems} == {"object-without-name", "object-without-place"}


def test_a_part_of_the_registry_may_refer_to_what_is_known(tmp_path):
    known = Registry.from_tables(read(tmp_path, registry_rows()).tables)
    part = {name: [rows[0], *(row for row in rows[1:] if row[0] == "s2")] for name, rows in registry_rows().items()}
    assert read(tmp_path, part, Context(known, Methodology(()))).problems == ()
    assert {one.code for one in read(tmp_path, part).problems} == {"object-unknown"}


def test_the_template_has_our_columns_and_no_rows(tmp_path):
    path = tmp_path / "шаблон.xlsx"
    write_template(path)
    book = open_book(path)
    assert formats.recognise(book)[0][0].code == "registry"
    for name in reader.SHEETS:
        sheet = next(sheet for sheet in book.sheets if sheet.name == name)
        assert sheet.rows == [[column.title for column in reader.columns_of(name)]]


@pytest.mark.parametrize(
    ("code", "problem"), [("s 1/2", "object-code-wrong"), ("..", "object-code-wrong"), ("S1", "object-code-alike")]
)
def test_a_code_can_stand_in_an_address(tmp_path, code, problem):
    sheets = registry_rows()
    sheets[OBJECTS].append([code, "организация"])
    sheets[NAMES].append([code, "МБОУ «СОШ № 8»"])
    assert problem in {one.code for one in read(tmp_path, sheets).problems}
