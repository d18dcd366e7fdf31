"""One document through every writer: the same words and numbers are read back, and the bytes repeat."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from msoko.reports.document import Document, Figure, Heading, Paragraph, Table, figures, plain
from msoko.reports.labels import label
from msoko.reports.writers import WRITERS, UnknownFormat, write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def bare(text: str) -> str:
    """Without spaces of any kind, hyphens at line ends and the proof codes: what all four files must agree on."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def docx_text(path: Path) -> str:
    import docx

    file = docx.Document(str(path))
    tables = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    headers = [p.text for s in file.sections for h in (s.header, s.first_page_header) for p in h.paragraphs]
    return "\n".join([*headers, *(p.text for p in file.paragraphs), *tables])


def pdf_text(path: Path) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def xlsx_cells(path: Path) -> dict[str, list[list[object]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def xlsx_text(path: Path) -> str:
    return "\n".join(str(cell) for rows in xlsx_cells(path).values() for row in rows for cell in row)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def html_text(path: Path) -> str:
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    return "".join(parser.found)


READERS: dict[str, Callable[[Path], str]] = {
    ".docx": docx_text,
    ".pdf": pdf_text,
    ".xlsx": xlsx_text,
    ".html": html_text,
}


@pytest.fixture(params=list(WRITERS))
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(document: Document, suffix: str, tmp_path: Path) -> Path:
    path = tmp_path / f"report{suffix}"
    write(document, path)
    return path


def test_every_text_is_read_back(document: Document, suffix: str, written: Path):
    found = bare(READERS[suffix](written))
    said = [document.title, document.subtitle, document.organisation, document.reference]
    said += [block.text for block in document.blocks if isinstance(block, Heading)]
    said += [run for b in document.blocks if isinstance(b, Paragraph) for run in b.runs if isinstance(run, str)]
    said += [c.heading for b in document.blocks if isinstance(b, Table) for c in b.columns]
    said += [label("demonstration", "ru")] if suffix != ".xlsx" else []
    assert not [text for text in said if bare(text) not in found]


def test_every_number_and_code_is_read_back(document: Document, suffix: str, written: Path):
    found = bare(READERS[suffix](written))
    for figure in figures(document):
        assert bare(figure.code) in found
        number = bare(figure.text) in found
        assert number or (suffix == ".xlsx" and f"{figure.value:.{figure.digits}f}" in found), figure


def test_the_same_document_gives_the_same_bytes(document: Document, suffix: str, written: Path, tmp_path: Path):
    again = tmp_path / f"again{suffix}"
    write(document, again)
    assert again.read_bytes() == written.read_bytes()


def test_office_archives_hold_no_moment_of_writing(document: Document, tmp_path: Path):
    for suffix in (".docx", ".xlsx"):
        path = tmp_path / f"report{suffix}"
        write(document, path)
        with zipfile.ZipFile(path) as archive:
            assert {member.date_time[0] for member in archive.infolist()} == {1980}
            core = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", core)) == {"2025-06-17"}


def test_an_ending_without_a_writer_is_refused(document: Document, tmp_path: Path):
    with pytest.raises(UnknownFormat) as refused:
        write(document, tmp_path / "report.odt")
    assert refused.value.suffix == ".odt"
    assert ".docx" in refused.value.known


def test_docx_has_the_official_layout(document: Document, tmp_path: Path):
    import docx

    path = tmp_path / "report.docx"
    write(document, path)
    file = docx.Document(str(path))
    section = file.sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(m.mm) for m in margins] == [30, 10, 20, 20]
    body = file.styles["Body Text"]
    assert (body.font.size.pt, body.font.name) == (14, "Times New Roman")
    assert round(body.paragraph_format.first_line_indent.mm, 1) == 12.5
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    languages = [e.get(f"{W}val") for e in file.styles.element.iter(f"{W}lang")]
    assert languages == ["ru-RU"]
    assert file.core_properties.title == document.title


def test_docx_tables_repeat_heads_and_pictures_have_words(document: Document, tmp_path: Path):
    import docx

    path = tmp_path / "report.docx"
    write(document, path)
    file = docx.Document(str(path))
    heads = [t for t in file.tables if t.rows[0]._tr.findall(f".//{W}tblHeader")]
    assert len(heads) == 2  # the schools and the sources; not the line to sign on
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert described == [block.chart.alt for block in document.blocks if hasattr(block, "chart")]


def test_pdf_is_tagged_titled_and_in_russian(document: Document, tmp_path: Path):
    import pypdf

    path = tmp_path / "report.pdf"
    write(document, path)
    reader = pypdf.PdfReader(path)
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "ru-RU"
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    xmp = catalog["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", xmp, re.DOTALL)


def test_pdf_repeats_the_head_of_a_table_on_each_page(document: Document, tmp_path: Path):
    import pypdf

    path = tmp_path / "report.pdf"
    write(document, path)
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    with_schools = [page for page in pages if len(re.findall(r"T000\d\d", page)) > 1 and "Доля, %" in page]
    assert len(with_schools) >= 2
    assert all("ДЕМОНСТРАЦИОННЫЕ ДАННЫЕ" in page for page in pages)


def test_xlsx_holds_numbers_and_no_formula(document: Document, tmp_path: Path):
    path = tmp_path / "report.xlsx"
    write(document, path)
    schools = xlsx_cells(path)["Школы"]
    first = next(row for row in schools if row[0] == "Школа № 1 (демо)")
    assert first[1:3] == [41.5, "T00001"]
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        styles = archive.read("xl/styles.xml").decode()
    assert not any("<f>" in sheet for sheet in sheets)
    assert "quotePrefix" in styles  # «=СУММ» is written as a quoted text
    assert any("ДЕМОНСТРАЦИОННЫЕ" in sheet for sheet in sheets)


def test_html_is_one_page_without_script(document: Document, tmp_path: Path):
    path = tmp_path / "report.html"
    write(document, path)
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    tags = {tag for tag, _ in parser.tags}
    assert not tags & {"script", "link", "img", "iframe"}
    assert not [attrs for _, attrs in parser.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert ("html", {"lang": "ru"}) in parser.tags
    assert "<раз>" in "".join(parser.found)


def test_runs_read_as_plain_text():
    assert plain(("доля ", Figure("56,4", "ABC"), " за год")) == "доля 56,4 за год"


def test_a_row_of_the_wrong_length_is_refused(document: Document):
    table = next(block for block in document.blocks if isinstance(block, Table))
    with pytest.raises(ValueError, match="3 columns, but a row has 4 cells"):
        Table(table.title, table.columns, (type(table.rows[0])((None,) * 4),))
