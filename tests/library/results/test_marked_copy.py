"""The returned file: the same sheets and addresses, problems coloured with notes, nothing that runs, no people."""

from io import BytesIO

import openpyxl
import pytest
from tests.library.results.making_samples import write

from msoko.results import marked_copy as marking
from msoko.results.books import open_book
from msoko.results.marked_copy import marked_copy, neutral
from msoko.results.reading import Reading
from msoko.results.wording import problem, say


def reading(path, *problems, personal=None):
    return Reading("facts_table", path.name, {}, problems, personal_columns=personal or {}, source=path)


def back(content):
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture
def path(tmp_path):
    rows = [
        ["Организация", "Фамилия", "Балл"],
        ["СОШ № 1", "Тайное Имя", 999],
        ['=HYPERLINK("http://x")', "", "12,5"],
        [None, None, "@SUM"],
    ]
    return write(tmp_path / "a.xlsx", {"Данные": rows, "Второй лист": [["а", 1]]})


def test_problem_cells_are_coloured_and_noted_at_their_addresses(path):
    wrong = problem("out-of-range", path.name, "Данные", "C2", found=999, expected="0…100")
    copy = back(marked_copy(reading(path, wrong)))
    assert copy.sheetnames == ["Данные", "Второй лист", "Замечания"]
    page = copy["Данные"]
    assert page["C2"].value == 999 and page["C2"].comment.text == say(wrong)
    assert page["C2"].fill.fgColor.rgb.endswith("F6C6C0")
    assert page["A2"].value == "СОШ № 1" and page["A2"].comment is None
    listed = copy["Замечания"]
    assert [cell.value for cell in listed[2]] == ["ошибка", "Данные", "C2", say(wrong)]


def test_the_copy_opens_by_our_own_road_with_the_same_cells(path, tmp_path):
    again = tmp_path / "again.xlsx"
    again.write_bytes(marked_copy(reading(path)))
    before, after = open_book(path).sheets, open_book(again).sheets
    assert after[1].rows == before[1].rows
    assert [row[2] for row in after[0].rows[:3]] == [row[2] for row in before[0].rows[:3]]


def test_columns_of_people_are_not_carried_even_where_they_are_wrong(path):
    wrong = problem("value-unknown", path.name, "Данные", "B2", found="…", expected="…")
    content = marked_copy(reading(path, wrong, personal={"Данные": ("B",)}))
    assert "Тайное" not in str([[cell.value for cell in row] for page in back(content) for row in page])
    assert back(content)["Данные"]["B2"].comment is not None


def test_nothing_that_runs_is_carried(path):
    page = back(marked_copy(reading(path)))["Данные"]
    assert not any(cell.data_type == "f" for row in page for cell in row)
    assert page["C4"].value == "'@SUM"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("-5", "-5"), ("+7 000", "+7 000"), ("-", "-"), ("-1,5 %", "-1,5 %"), ("обычный", "обычный"),
    ],
)  # fmt: skip
def test_signs_that_a_spreadsheet_would_run(text, kept):
    assert neutral(text) == kept


def test_above_the_stated_size_only_the_list_comes_back(path, monkeypatch):
    monkeypatch.setattr(marking, "MAX_CELLS", 5)
    wrong = problem("out-of-range", path.name, "Данные", "C2", found=999, expected="0…100")
    copy = back(marked_copy(reading(path, wrong)))
    assert copy.sheetnames == ["Замечания"]
    assert copy["Замечания"]["C2"].value == "C2"


def test_a_file_that_cannot_be_opened_comes_back_as_the_list(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    copy = back(marked_copy(reading(path, problem("file-kind-unknown", path.name))))
    assert copy.sheetnames == ["Замечания"]


def test_sheets_with_names_a_workbook_refuses(tmp_path):
    path = tmp_path / "имя [с] знаками?.csv"
    path.write_text("а;б\n1;2\n", encoding="utf-8")
    copy = back(
        marked_copy(reading(path, problem("out-of-range", path.name, "имя [с] знаками?", "A2", found=1, expected=2)))
    )
    assert copy.sheetnames[0] == "имя _с_ знаками_"
    assert copy.worksheets[0]["A2"].comment is not None


def test_english(path):
    wrong = problem("out-of-range", path.name, "Данные", "C2", found=999, expected="0…100")
    copy = back(marked_copy(reading(path, wrong), "en"))
    assert copy.sheetnames[-1] == "Problems" and copy["Problems"]["D2"].value == say(wrong, "en")
