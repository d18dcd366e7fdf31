"""Tables and pictures leave as files that Russian spreadsheets open, with where they are from."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.cache import cache
from django.template import Context, Template
from PIL import Image

from msoko.charts.examples import examples
from msoko.reports.document import Figure
from msoko.web.analytics import downloads

COLUMNS = ("Организация", "Значение", "n", "День", "Примечание")
ROWS = [
    ("МБОУ «СОШ № 1»", Figure("56,6 %", "S9JGC", value=56.603773, digits=1), 53, date(2025, 6, 3), None),
    ("=HYPERLINK(1)", Figure("нет данных"), -4, datetime(2025, 6, 3, 9, 5, tzinfo=UTC), "+7 900"),
]


@pytest.fixture
def asked(rf):
    def ask(query):
        return downloads.table(
            rf.get("/compare/" + query), "Сравнение: 2024/25", COLUMNS, ROWS, said=[("Период", "2024/25")]
        )

    return ask


def test_a_page_stays_a_page(asked):
    assert asked("") is None
    assert asked("?as=pdf") is None
    assert asked("?as=xlsx&of=other") is None


def test_the_workbook_keeps_numbers_and_says_where_it_is_from(asked, settings):
    settings.TIME_ZONE = "Europe/Moscow"
    answer = asked("?indicator=a&as=xlsx")
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    said = [page.cell(line, 1).value for line in (1, 2, 3)]
    assert said == [
        "Таблица: Сравнение: 2024/25",
        "Период: 2024/25",
        "Страница: http://testserver/compare/?indicator=a",
    ]
    assert [cell.value for cell in page[5]] == list(COLUMNS)
    value = page.cell(6, 2)
    assert (round(value.value, 6), value.number_format) == (56.603773, "#,##0.0")
    assert page.cell(6, 4).value == datetime(2025, 6, 3)
    assert (page.cell(7, 1).value, page.cell(7, 1).data_type) == ("=HYPERLINK(1)", "s")
    assert page.cell(7, 2).value == "нет данных"


def test_the_csv_opens_in_a_russian_spreadsheet_and_runs_no_formula(asked):
    content = asked("?as=csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[4] == ";".join(COLUMNS)
    assert lines[5] == "МБОУ «СОШ № 1»;56,6;53;03.06.2025;"
    assert lines[6].startswith("'=HYPERLINK(1);нет данных;-4;03.06.2025 ")
    assert lines[6].endswith(";'+7 900")


def test_the_name_of_the_file_is_readable(asked):
    assert "filename*=utf-8''" in asked("?as=xlsx")["Content-Disposition"].lower()
    assert "%2F" not in asked("?as=xlsx")["Content-Disposition"]


def test_a_picture_leaves_as_svg_and_png(rf, monkeypatch):
    cache.clear()
    picture = next(iter(examples()))[2]
    svg = downloads.chart(rf.get("/?as=svg"), picture)
    assert ElementTree.fromstring(svg.content).tag.endswith("svg")
    png = downloads.chart(rf.get("/?as=png"), picture)
    assert Image.open(io.BytesIO(png.content)).width > 500
    monkeypatch.setattr(downloads.draw, "png", None)  # the second time nobody draws
    assert downloads.chart(rf.get("/?as=png"), picture).content == png.content
    assert downloads.chart(rf.get("/"), picture) is None


def test_the_links_keep_the_rest_of_the_address(rf):
    request = rf.get("/compare/?indicator=a&indicator=b&page=2")
    text = Template('{% downloads "both" %}').render(Context({"request": request}))
    assert "?indicator=a&amp;indicator=b&amp;as=xlsx" in text
    assert text.count("href=") == 4
    assert "page=" not in text
