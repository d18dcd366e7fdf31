"""Every example in every medium: valid, calm, within its frame, without overlapping words."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from msoko.charts import draw
from msoko.charts.catalogue import CHARTS
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.examples import examples
from msoko.charts.fonts import text_width
from msoko.charts.gallery import write_gallery
from msoko.charts.palette import DARK, LIGHT, LOOKS, THIS

EXAMPLES = {name: chart for name, _, chart in examples()}
SVG = "{http://www.w3.org/2000/svg}"
every = pytest.mark.parametrize("name", EXAMPLES)


def test_every_kind_of_chart_has_examples_and_an_empty_case():
    assert {name.split("-")[0] for name in EXAMPLES} == set(CHARTS)
    assert {type(chart) for chart in EXAMPLES.values()} == set(CHARTS.values())
    assert {name.split("-")[0] for name in EXAMPLES if name.endswith("-empty")} >= set(CHARTS) - {"contributions"}


@every
def test_a_page_needs_no_script_and_no_style(name):
    html = draw.html(EXAMPLES[name])
    root = ET.fromstring(html)
    assert not re.search(r"<script|style=|on\w+=\"|\bid=", html)
    assert root.tag == "figure"
    classes = {c for element in root.iter() for c in (element.get("class") or "").split() if c.startswith("c-")}
    assert classes <= {f"c-{kind}" for kind in LOOKS} | {"c-this", "c-thin"}


def test_the_style_sheet_knows_every_kind_of_mark():
    css = draw.stylesheet()
    assert all(re.search(rf"\.c-{kind}\b", css) for kind in LOOKS)
    assert all(re.search(rf"\.c-{kind}\.c-this", css) for kind in THIS)
    used = set(re.findall(r"var\(--([\w-]+)", css)) - {"text", "f12", "f14", "f16"}
    assert used <= set(re.findall(r"--([\w-]+):", LIGHT.css()))


def words(svg):
    """Each text with its box: (x1, y1, x2, y2)."""
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        size = float(element.get("font-size", 12))
        width = text_width(element.text or "", size, element.get("font-weight") == "700")
        x, y = float(element.get("x")), float(element.get("y"))
        left = x - {"end": width, "middle": width / 2}.get(element.get("text-anchor"), 0)
        yield element.text, (left, y - 0.75 * size, left + width, y + 0.2 * size)


@every
def test_words_stay_inside_the_frame_and_apart(name):
    svg = draw.svg(EXAMPLES[name])
    _, _, width, height = map(float, ET.fromstring(svg).get("viewBox").split())
    boxes = list(words(svg))
    for text, (x1, y1, x2, y2) in boxes:
        assert x1 >= -1 and y1 >= -1 and x2 <= width + 1 and y2 <= height + 1, text
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, (one, other)


@every
def test_a_document_gets_plain_attributes_and_printable_text(name):
    svg = draw.svg(EXAMPLES[name])
    assert not re.search("<style|class=|style=|\u202f|\u2009|nan", svg)
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) <= set(re.findall(r"#[0-9a-f]{6}", LIGHT.css()))
    assert ET.fromstring(svg).find(f"{SVG}title").text


@pytest.mark.parametrize("name", ["dot_plot-groups", "heat-empty"])
def test_a_picture_is_twice_as_dense_as_the_page(name):
    png = draw.png(EXAMPLES[name], scale=2)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == pytest.approx(2 * 643, abs=3)


def test_a_rendered_picture_is_the_same_twice():
    assert draw.png(EXAMPLES["line-years"]) == draw.png(EXAMPLES["line-years"])


def test_names_cannot_break_the_page():
    row = DotRow(name='<script>alert("1")</script> & Ко', value=5.0, link='"><b>')
    chart = DotPlot(title="<i>", sentence="a < b", groups=(Group("&", (row,)),))
    for drawing in (draw.html(chart), draw.svg(chart)):
        ET.fromstring(drawing)
        assert "<script" not in drawing
        assert "<b>" not in drawing


@every
def test_the_table_is_rectangular_and_the_chart_has_a_sentence_for_the_ear(name):
    table = EXAMPLES[name].table()
    assert {len(row) for row in table.rows} <= {len(table.header)}
    assert EXAMPLES[name].alt.startswith(EXAMPLES[name].title)


def test_the_gallery_is_written_whole(tmp_path):
    written = write_gallery(tmp_path)
    assert len(written) == 2 + 2 * len(EXAMPLES)
    page = (tmp_path / "gallery.html").read_text(encoding="utf-8")
    assert all(f'id="{name}"' in page for name in EXAMPLES)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    """WCAG 2.2, relative luminance."""
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_and_marks_can_be_seen(palette):
    assert all(
        contrast(getattr(palette, text), palette.paper) >= 4.5
        for text in ("ink", "ink2", "accent", "breach", "attention", "done")
    )
    assert all(
        contrast(getattr(palette, mark), palette.paper) >= 3 for mark in ("c_other", "edge", "c_attention", "accent")
    )
    assert all(contrast(palette.ink, getattr(palette, f"h{i}")) >= 4.5 for i in range(1, 6))
