"""Files made to harm or confuse: each ends in one clear problem, quickly, in bounded memory, fetching nothing.

One file on purpose, over 300 lines: the list of attacks is read and added to as one list.
"""

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from msoko.methodology.model import Methodology
from msoko.organisations.registry import Registry
from msoko.results import guards
from msoko.results.books import Refused, open_book
from msoko.results.context import Context
from msoko.results.importing import read_file
from msoko.results.wording import say

EMPTY = Context(Registry.from_tables({}), Methodology(()))


def workbook(path: Path, rows=(("а", 1),), **options) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet("Лист1")
        for row, cells in enumerate(rows):
            page.write_row(row, 0, cells)
    return path


def rebuilt(path: Path, change=None, add=None) -> Path:
    """The workbook with parts changed (name -> function of bytes) or added (name -> bytes)."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for name, function in (change or {}).items():
        parts[name] = function(parts[name])
    parts |= add or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def with_sheet(path: Path, cells: str) -> Path:
    return rebuilt(workbook(path), {"xl/worksheets/sheet1.xml": lambda _: sheet_xml(cells)})


def refused(path: Path) -> str:
    """The code of the one problem; it is worded, it is quick, and reading by the ordinary road ends in the same."""
    started = time.monotonic()
    with pytest.raises(Refused) as caught:
        open_book(path)
    assert time.monotonic() - started < 20
    reading = read_file(path, EMPTY)
    assert reading.blocked
    assert [one.code for one in reading.problems] == [caught.value.problem.code]
    assert "{" not in say(caught.value.problem)
    return caught.value.problem.code


def remarks(path: Path) -> list[str]:
    return [one.code for one in open_book(path).problems]


# ---- archives
def test_a_bomb_is_known_by_its_directory(tmp_path):
    path = rebuilt(workbook(tmp_path / "a.xlsx"), add={"xl/media/zeros.bin": b"\0" * (60 * 2**20)})
    assert path.stat().st_size < 2**20
    assert refused(path) == "zip-bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    big = sheet_xml("<row>" + " " * (40 * 2**20) + "</row>")
    rebuilt(path, {"xl/worksheets/sheet1.xml": lambda _: big})
    content = bytearray(path.read_bytes())
    said = struct.pack("<L", len(big))
    while (at := content.find(said)) >= 0:  # in the local header and in the directory
        content[at : at + 4] = struct.pack("<L", 1000)
    path.write_bytes(content)
    assert refused(path) == "zip-bomb"


@pytest.mark.parametrize("name", ["../../outside.xml", "/etc/outside.xml", "C:\\outside.xml", "..\\..\\outside.xml"])
def test_parts_that_point_outside_the_file(tmp_path, name):
    assert refused(rebuilt(workbook(tmp_path / "a.xlsx"), add={name: b"<a/>"})) == "zip-unsafe"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.xlsx"]


def test_too_many_parts(tmp_path):
    path = rebuilt(workbook(tmp_path / "a.xlsx"), add={f"xl/extra{i}.xml": b"<a/>" for i in range(2100)})
    assert refused(path) == "zip-unsafe"


def test_two_parts_of_one_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml(""))
    assert refused(path) == "zip-unsafe"


def test_entities_that_grow(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><sst>&c;</sst>'
    assert refused(rebuilt(workbook(tmp_path / "a.xlsx"), {"xl/sharedStrings.xml": lambda _: laughs})) == "zip-unsafe"


def test_an_entity_that_reads_a_file_is_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна", encoding="utf-8")
    evil = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><sst><si><t>&x;</t></si></sst>'
    path = rebuilt(workbook(tmp_path / "a.xlsx"), {"xl/sharedStrings.xml": lambda _: evil.encode()})
    assert refused(path) == "zip-unsafe"


@pytest.mark.parametrize("cut", [100, 2000, -200, -5])
def test_a_file_cut_short(tmp_path, cut):
    path = workbook(tmp_path / "a.xlsx", [(f"текст {i}", i) for i in range(200)])
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path) in {"file-damaged", "file-kind-unknown"}


def test_a_password(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    assert refused(path) == "file-encrypted"


# ---- sheets that ask for all memory
def test_two_cells_at_the_ends_of_a_sheet(tmp_path):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert refused(with_sheet(tmp_path / "a.xlsx", cells)) == "sheet-too-large"


@pytest.mark.parametrize(
    "cells",
    [
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>",
        '<x:row r="9"><x:c\nr="XFD1048576" ><x:v>2</x:v></x:c></x:row>',
        '<row r="1048576"><c s="1"  r="XFD1048576"><v>2</v></c></row>',
    ],
    ids=["single quotes", "prefix", "other order"],
)
def test_the_same_written_unusually(tmp_path, cells):
    cells = cells.replace("<x:row", '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"')
    assert refused(with_sheet(tmp_path / "a.xlsx", cells)) == "sheet-too-large"


def test_a_million_empty_rows_with_formats_are_no_data(tmp_path):
    rows = "".join(f'<row r="{i}"><c r="C{i}" s="0"/></row>' for i in range(2, 1_048_577, 30))
    book = open_book(with_sheet(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>7</v></c></row>' + rows))
    assert book.sheets[0].rows == [[7]]


def test_a_million_rows_of_data(tmp_path):
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 300_002))
    assert refused(with_sheet(tmp_path / "a.xlsx", rows)) == "sheet-too-large"


def test_ten_thousand_columns(tmp_path):
    assert refused(workbook(tmp_path / "a.xlsx", [["показатель"] * 10_000])) == "sheet-too-large"


def test_a_dimension_that_lies_is_not_believed(tmp_path):
    lie = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    path = rebuilt(workbook(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": lambda _: lie})
    assert open_book(path).sheets[0].rows == [[1]]


def test_one_long_text_in_many_cells(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    text = b"<sst><si><t>" + "я".encode() * 30_000 + b"</t></si></sst>"
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_000))
    rebuilt(path, {"xl/sharedStrings.xml": lambda _: text, "xl/worksheets/sheet1.xml": lambda _: sheet_xml(cells)})
    assert path.stat().st_size < 2**20
    assert refused(path) == "zip-bomb"


def test_repeated_cells_of_an_ods(tmp_path):
    path = tmp_path / "a.ods"
    table = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="Л">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16000"><text:p>а</text:p></table:table-cell></table:table-row></table:table>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", table)
    assert refused(path) == "sheet-too-large"


def test_a_file_above_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "MAX_BYTES", 1000)
    assert refused(workbook(tmp_path / "a.xlsx")) == "file-too-large"


# ---- what may run or fetch
def test_macros(tmp_path):
    assert (
        refused(rebuilt(workbook(tmp_path / "a.xlsm"), add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
        == "macros-inside"
    )


def test_old_macro_sheets(tmp_path):
    assert (
        refused(rebuilt(workbook(tmp_path / "a.xlsx"), add={"xl/macrosheets/sheet1.xml": b"<a/>"})) == "macros-inside"
    )


def test_external_links_are_named_and_not_followed(tmp_path, monkeypatch):
    import socket

    def forbidden(*_args, **_kwargs):
        raise AssertionError("a received file made us call out")

    monkeypatch.setattr(socket, "socket", forbidden)
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    path = rebuilt(workbook(tmp_path / "a.xlsx"), add={"xl/externalLinks/externalLink1.xml": link})
    assert remarks(path) == ["external-links"]


def test_calls_of_other_programs(tmp_path):
    dde = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    assert (
        refused(rebuilt(workbook(tmp_path / "a.xlsx"), add={"xl/externalLinks/externalLink1.xml": dde})) == "dde-inside"
    )
    formula = '<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A1</f><v>0</v></c></row>'
    assert refused(with_sheet(tmp_path / "b.xlsx", formula)) == "dde-inside"


def test_embedded_objects(tmp_path):
    assert remarks(rebuilt(workbook(tmp_path / "a.xlsx"), add={"xl/embeddings/ole1.bin": b"MZ"})) == [
        "embedded-objects"
    ]


def test_formulas_give_their_stored_values_and_a_warning_with_the_cell(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("балл", 12))
        page.write_formula("C2", "=SUM(A1:B1)", value=12)
    book = open_book(path)
    assert [(one.code, one.cell, one.parameters["found"]) for one in book.problems] == [("formulas-inside", "C2", 1)]
    assert book.sheets[0].at(1, 2) == 12


# ---- what it says it is and what it is
@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"MZ\x90\0", b"Rar!\x1a\x07", b"{\\rtf1 "])
def test_another_kind_of_file_called_a_table(tmp_path, head):
    path = tmp_path / "a.xlsx"
    path.write_bytes(head + b"0" * 5000)
    assert refused(path) == "file-kind-unknown"


def test_a_document_called_a_table(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(path) == "file-kind-unknown"


def test_a_web_page_called_xls(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    assert refused(path) == "web-page-inside"


def test_a_wrong_extension_is_said_and_the_content_read(tmp_path):
    path = workbook(tmp_path / "a.csv", [("балл", 5)])
    book = open_book(path)
    assert [one.code for one in book.problems] == ["extension-wrong"]
    assert book.sheets[0].rows == [["балл", 5]]


# ---- text
def test_nul_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("школа;балл\n".encode() + b"\0" * 10)
    assert refused(path) == "nul-bytes"


def test_an_empty_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert refused(path) == "file-empty"
    path.write_bytes(b" \n;;\n")
    assert refused(path) == "file-empty"


def test_a_quotation_mark_that_is_not_closed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('школа;балл\n"СОШ № 1;5\n' + "СОШ № 2;4\n" * 50, encoding="utf-8")
    assert refused(path) == "text-damaged"


def test_a_line_of_a_million_commas(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("," * 1_000_000, encoding="utf-8")
    assert refused(path) == "sheet-too-large"


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x98\x98\x98;\x98\n")
    assert refused(path) == "encoding-unknown"


def test_old_xls_that_is_damaged(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 3000 + "Workbook".encode("utf-16-le") + b"\xff" * 3000
    )
    assert refused(path) == "file-damaged"


# ---- nothing at random gets through as a traceback
def test_random_damage_never_ends_in_a_traceback(tmp_path):
    import random

    rng = random.Random(7)
    path = workbook(tmp_path / "a.xlsx", [(f"школа {i}", i, 2.5) for i in range(50)])
    sound = path.read_bytes()
    for _ in range(150):
        content = bytearray(sound)
        for _ in range(rng.randint(1, 30)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        reading = read_file(path, EMPTY)
        assert reading.problems


def test_random_damage_inside_the_parts(tmp_path):
    import random

    rng = random.Random(8)
    path = workbook(tmp_path / "a.xlsx", [(f"школа {i}", i, 2.5) for i in range(20)])
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for _ in range(60):
        name = rng.choice(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
        spoiled = bytearray(parts[name])
        for _ in range(rng.randint(1, 5)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(32, 127)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in (parts | {name: bytes(spoiled)}).items():
                archive.writestr(part, content)
        path.write_bytes(buffer.getvalue())
        assert read_file(path, EMPTY).problems


def test_the_inflater_is_bounded_by_pieces():
    from msoko.results.archive import _pieces

    packed = zlib.compress(b"\0" * (50 * 2**20), 9, wbits=-15)
    inflater = zlib.decompressobj(-15)
    assert max(map(len, _pieces(inflater, packed))) <= 2**20
