"""The look of the .docx: page, styles, tables. Knows python-docx and OOXML, knows nothing of reports."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

# Times and not PT Serif: where PT is not installed, office programs put a sans-serif face in its place and the
# layout is lost; Times or its metric equal is everywhere.
FACE = "Times New Roman"
LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
POINTS = Pt
TEXT_WIDTH = Mm(170)
ATTENTION, INK2 = RGBColor(0x74, 0x4A, 0x00), RGBColor(0x4F, 0x5B, 0x5A)

ORGANISATION, REFERENCE, NOTE, REMARK = "Organisation", "Calculation", "Note", "Remark"
PICTURE, PICTURE_CAPTION, CODE, DATE = "Picture", "Picture Caption", "Proof Code", "Signature Date"
CELL, CELL_SMALL, CELL_PLAIN = "Table Cell", "Table Cell Small", "Table Cell Plain"

# name -> (size, bold, alignment, space before, space after, first line mm, line, keep with next)
_PARAGRAPHS: dict[str, tuple[float, bool, str, float, float, float, float, bool]] = {
    "Normal": (14, False, "left", 0, 0, 0, 1.0, False),
    "Body Text": (14, False, "justify", 0, 4, 12.5, 1.15, False),
    "List Bullet": (14, False, "justify", 0, 3, 0, 1.15, False),
    "Title": (15, True, "center", 0, 6, 0, 1.0, True),
    "Subtitle": (14, False, "center", 0, 6, 0, 1.0, True),
    "Heading 1": (14, True, "left", 16, 6, 0, 1.0, True),
    "Heading 2": (14, True, "left", 10, 4, 0, 1.0, True),
    "Caption": (12, False, "left", 10, 4, 0, 1.0, True),
    "Header": (12, False, "center", 0, 0, 0, 1.0, False),
    ORGANISATION: (12, False, "center", 0, 18, 0, 1.0, True),
    REFERENCE: (11, False, "center", 0, 14, 0, 1.0, False),
    NOTE: (12, False, "left", 6, 8, 0, 1.1, False),
    REMARK: (10.5, False, "left", 3, 10, 0, 1.0, False),
    PICTURE: (12, False, "left", 10, 4, 0, 1.0, True),
    PICTURE_CAPTION: (12, False, "left", 0, 4, 0, 1.0, False),
    CELL: (11, False, "left", 2, 2, 0, 1.0, False),
    CELL_SMALL: (9.5, False, "left", 1.5, 1.5, 0, 1.0, False),
    CELL_PLAIN: (14, False, "left", 0, 0, 0, 1.0, False),
    DATE: (14, False, "left", 10, 0, 0, 1.0, False),
}


def printable(text: str) -> str:
    """Times has no narrow no-break space either."""
    from msoko.charts.fonts import printable as in_pt

    return in_pt(text)


def lay_out(file: Any, language: str) -> None:
    """Page, styles and language of an empty python-docx document."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = Mm(10)
    for name, settings in _PARAGRAPHS.items():
        _style(file.styles, name, *settings)
    _style_of_codes(file.styles)
    file.styles["List Bullet"].paragraph_format.left_indent = Mm(18.5)
    file.styles["List Bullet"].paragraph_format.first_line_indent = Mm(-6)
    file.styles[NOTE].paragraph_format.left_indent = Mm(6)
    for name in (REFERENCE, REMARK):
        file.styles[name].font.color.rgb = INK2
    _set_language(file.styles.element, LANGUAGES.get(language, "ru-RU"))


def _style(
    styles: Any,
    name: str,
    size: float,
    bold: bool,
    align: str,
    before: float,
    after: float,
    first: float,
    line: float,
    keep: bool,
) -> None:
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _set_face(style.element.get_or_add_rPr())
    form = style.paragraph_format
    form.alignment = ALIGNMENTS[align]
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.first_line_indent = Mm(first)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, line
    form.keep_with_next, form.widow_control = keep, True
    for spacing in style.element.rPr.findall(qn("w:spacing")):  # and spaces out the letters of its Subtitle
        style.element.rPr.remove(spacing)
    for border in style.element.pPr.findall(qn("w:pBdr")):  # the template underlines its Title
        style.element.pPr.remove(border)


def _style_of_codes(styles: Any) -> None:
    style = styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    style.font.superscript, style.font.size, style.font.bold = True, Pt(12), False
    style.font.color.rgb = INK2
    style.element.get_or_add_rPr().append(_element("w:noProof"))


def _set_face(properties: Any) -> None:
    """All four scripts of a run, and no theme font: a theme would win over a plain name."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    names = {f"w:{script}": FACE for script in ("ascii", "hAnsi", "cs", "eastAsia")}
    properties.insert(0, _element("w:rFonts", **names))


def _set_language(styles: Any, language: str) -> None:
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(_element("w:lang", **{"w:val": language, "w:eastAsia": language, "w:bidi": "ar-SA"}))


def add_field(paragraph: Any, instruction: str) -> None:
    """A field that the office program fills: PAGE."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            text = _element("w:instrText", **{"xml:space": "preserve"})
            text.text = instruction
            run._r.append(text)
        else:
            run._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))


def size_of(file: Any, name: str) -> float:
    """Points of a style."""
    return float(file.styles[name].font.size.pt)


def shape_table(table: Any, widths: list[float], title: str) -> None:
    """Fixed columns of the given widths in points, thin rules, alternative text."""
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_widths(table, [Pt(width) for width in widths])
    properties = table._tbl.tblPr
    properties.append(_margins(left=70, right=70))
    if title:
        properties.append(_element("w:tblCaption", **{"w:val": title}))


def shape_signature(table: Any) -> None:
    """Post, a line to sign on, a line for the name."""
    table.autofit = False
    _set_widths(table, [Mm(75), Mm(40), Mm(5), Mm(50)])
    for cell in (table.rows[0].cells[1], table.rows[0].cells[3]):
        borders = _element("w:tcBorders")
        borders.append(_element("w:bottom", **{"w:val": "single", "w:sz": "4", "w:color": "000000"}))
        cell._tc.get_or_add_tcPr().append(borders)


def _set_widths(table: Any, widths: list[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(int(width))
        for cell in column.cells:
            cell.width = Emu(int(width))


def _margins(left: int, right: int) -> Any:
    margins = _element("w:tblCellMar")
    margins.append(_element("w:left", **{"w:w": str(left), "w:type": "dxa"}))
    margins.append(_element("w:right", **{"w:w": str(right), "w:type": "dxa"}))
    return margins


def repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def keep_rows_whole(table: Any) -> None:
    """A row does not break over pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit"))


def describe(picture: Any, title: str, description: str) -> None:
    """Alternative text; and no distance around: where none is said, LibreOffice takes an eighth of an inch."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", description)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element
