"""Opening files: encodings, delimiters, kinds of workbooks, and what becomes of a cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from msoko.results.books import cell_name, column_name, normalise, open_book
from msoko.results.cells import as_absence, as_date, as_number, as_text
from msoko.vocabulary import Absence

ROWS = [["школа", "балл"], ["СОШ № 1", "12,5"], ["СОШ № 2", "3"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_text_files_of_every_encoding_and_delimiter(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    rows = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in ROWS]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert open_book(path).sheets[0].rows == ROWS


def test_a_decimal_comma_does_not_cut_a_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("школа;балл;процент\nА;1,5;2,5\nБ;3,5;4,5\n", encoding="utf-8")
    assert open_book(path).sheets[0].rows[1] == ["А", "1,5", "2,5"]


def test_ragged_lines_are_filled_up(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("а;б;в\n1;2\n3;4;5;6\n", encoding="utf-8")
    assert [len(row) for row in open_book(path).sheets[0].rows] == [4, 4, 4]


def test_blank_rows_and_columns_before_the_data_keep_their_addresses(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Свод")
        page.write("C4", "балл")
        page.merge_range("B6:C7", "итог")
        page.write("A9", 1)
        book.add_worksheet("Скрытый").hide()
    sheets = open_book(path).sheets
    assert sheets[0].at(3, 2) == "балл"
    assert cell_name(3, 2) == "C4"
    assert sheets[0].merged == ((5, 1, 6, 2),)
    assert [[sheets[0].spread().at(row, col) for col in (1, 2)] for row in (5, 6)] == [["итог", "итог"]] * 2
    assert [sheet.hidden for sheet in sheets] == [False, True]


def test_columns_after_z():
    assert [column_name(col) for col in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        (5.0, 5), (2.5, 2.5), (True, 1), ("  а\xa0 б\n", "а б"), ("", None), ("   ", None), ("'0012", "0012"),
        (datetime(2024, 9, 1), date(2024, 9, 1)), (float("nan"), None), ("1\u202f234", "1 234"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_cell(raw, cell):
    tidy = normalise(raw)
    assert tidy == cell
    assert type(tidy) is type(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (5, "5"), (2.5, "2.5"), ("12,5", "12.5"), ("1 234,5", "1234.5"), ("57 %", "57"), ("-3", "-3"), ("+4", "4"),
        (0.1234567, "0.123457"), (0.0000005, "0.000001"), ("5 а", None), ("1,2,3", None), ("1e5", None), ("", None),
        ("=1+1", None), (1e300, None), ("9" * 30, None), (date(2024, 1, 1), None), ("12.05.2024", None),
    ],
)  # fmt: skip
def test_numbers(cell, number):
    assert as_number(cell) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "cell", [date(2025, 4, 24), datetime(2025, 4, 24, 10), "24.04.2025", "24.04.2025 г.", "2025-04-24", 45771]
)
def test_dates(cell):
    assert as_date(cell) == date(2025, 4, 24)


@pytest.mark.parametrize("cell", ["31.02.2025", "апрель", 12, None, "2025"])
def test_no_dates(cell):
    assert as_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("X", Absence.ABSENT), ("х", Absence.ABSENT), ("Н", Absence.NOT_ATTEMPTED), ("N", Absence.NOT_ATTEMPTED),
        ("-", Absence.NO_SUCH_TASK), ("—", Absence.NO_SUCH_TASK), ("НЕТ ОТМЕТКИ", Absence.NOT_STATED),
        (None, Absence.NOT_STATED), (0, None), ("0", None),
    ],
)  # fmt: skip
def test_missing_codes_keep_their_kind(cell, kind):
    assert as_absence(cell) is kind


def test_texts():
    assert [as_text(cell) for cell in (5, 2.5, None, date(2024, 9, 1), "а")] == ["5", "2.5", "", "01.09.2024", "а"]


@pytest.mark.slow
def test_open_document_and_old_excel_give_the_same_cells(tmp_path):
    """Skips aloud where LibreOffice is not there to write the two old kinds."""
    import shutil
    import subprocess

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: .xls and .ods are not written")
    path = tmp_path / "a.xlsx"
    rows = [["школа", "балл", "дата"], ["СОШ № 1", 12.5, date(2024, 9, 1)], ["СОШ № 2", 3, date(2024, 9, 2)]]
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        page = book.add_worksheet("Свод")
        for row, cells in enumerate(rows):
            page.write_row(row, 0, cells)
    for kind in ("xls", "ods"):
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, path]
        subprocess.run(command, check=True, capture_output=True)
        opened = open_book(tmp_path / f"a.{kind}")
        assert opened.problems == ()
        assert opened.sheets[0].rows == rows
