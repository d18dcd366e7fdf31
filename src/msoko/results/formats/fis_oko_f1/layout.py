"""Where things stand in Ф1: the sentence that names the work, the columns of tasks, what lies above the headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msoko.organisations.matching import find_login
from msoko.results.books import Cell, Sheet
from msoko.results.cells import as_date, as_number, as_text
from msoko.results.columns import Header, find_header, heading, load_columns

CODE = "fis_oko_f1"
COLUMNS = load_columns(CODE)
_TASK = re.compile(r"(\d+(?:[.,]\d+)?(?:[КKкk]\d+)?)\s*\((\d+)\s*б(?:\.|алл\w*)?\)")
_TITLE = re.compile(r"ВПР\D{0,12}(\d{4})\D?\s*(.*?)[\s.,(]*(\d{1,2})\s*класс", re.IGNORECASE)
_DIFFICULTIES = {"Б": "Б", "П": "П", "В": "В", "B": "В"}
_COUNT = re.compile(r"\s*\|.*$")
_ADVANCED = re.compile(r"углубл|углуб\.|\(у\)|профил", re.IGNORECASE)
_BASIC = re.compile(r"базов|\(б\)|\bбаза\b", re.IGNORECASE)


@dataclass(frozen=True)
class Task:
    code: str
    max_score: Decimal
    col: int
    difficulty: str | None


@dataclass(frozen=True)
class Above:
    """What is said above the headings; empty where it is not said. place: the cell of the subject, from 0."""

    year: int | None
    subject: str
    grade: str
    programme: str
    max_score: Decimal | None
    held_on: date | None
    school: tuple[str, str]  # name, login: where the file is of one organisation
    place: tuple[int, int]


@dataclass(frozen=True)
class Layout:
    header: Header
    tasks: tuple[Task, ...]
    above: Above


def find_layout(sheet: Sheet) -> Layout | None:
    """None if the sheet is not Ф1: no row of headings with tasks and the code of a participant."""
    header = find_header(sheet, COLUMNS)
    if header is None or "participant" not in header.places:
        return None
    tasks = _tasks(sheet, header)
    if not tasks:
        return None
    others = {col: title for col, title in header.others.items() if col not in {task.col for task in tasks}}
    return Layout(Header(header.row, header.places, others), tasks, _above(sheet, header.row))


def _tasks(sheet: Sheet, header: Header) -> tuple[Task, ...]:
    found = []
    for col, title in header.others.items():
        if match := _TASK.fullmatch(title):
            code = match[1].replace(",", ".").upper().replace("K", "К")
            difficulty = _DIFFICULTIES.get(as_text(sheet.at(header.row - 1, col)).upper())
            found.append(Task(code, Decimal(match[2]), col, difficulty))
    return tuple(found)


def _above(sheet: Sheet, header_row: int) -> Above:
    year, subject, grade, school, place = None, "", "", ("", ""), (0, 0)
    labels: dict[str, Cell] = {}
    for row in range(min(header_row, 12)):
        for col, cell in enumerate(sheet.rows[row][:3]):
            text = as_text(cell)
            if match := _TITLE.search(text):
                year, subject, grade, place = int(match[1]), match[2], match[3], (row, col)
            elif "|" in text and find_login(text):
                school = (re.sub(r"\s*\(?(?:edu|sch)\d+\)?", "", _COUNT.sub("", text)).strip(), find_login(text))
            elif text and col == 0:
                labels[heading(text)] = sheet.at(row, 1)
                place = (row, 1) if heading(text) == "предмет" else place
    said = as_text(labels.get("предмет")) or subject
    return Above(
        year, said, grade, _programme(f"{subject} {said}"), as_number(labels.get("максимальный первичный балл")),
        as_date(labels.get("дата")), school, place,
    )  # fmt: skip


def _programme(text: str) -> str:
    """basic and advanced works have different tasks and scales; `all` where the work is one for everybody."""
    return "advanced" if _ADVANCED.search(text) else "basic" if _BASIC.search(text) else "all"
