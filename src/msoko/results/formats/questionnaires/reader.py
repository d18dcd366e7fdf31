"""Exports of surveys: a row a respondent, a column a question of some questionnaire of the packs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from msoko.methodology.model import Question
from msoko.organisations.matching import find_login
from msoko.results.books import Book, Cell, Sheet, column_name
from msoko.results.cells import as_date, as_text
from msoko.results.columns import Header, find_header, heading, is_personal, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, Absence, Period

CODE = "questionnaires"
_NUMBERED = re.compile(r"^(?:вопрос|q|в)?\s*(\d{1,2})(?:\s|$)")
_QUESTION = re.compile(r"^(?:вопрос|q|в)?\s*\d{1,2}(?:\s|$)|\bq\d{1,2}$")
_YES_NO = {"да": "yes", "yes": "yes", "1": "yes", "нет": "no", "no": "no", "0": "no"}
_ENOUGH_QUESTIONS = 3


def recognise(book: Book) -> float:
    """An organisation column and at least three headings that ask or are numbered like questions."""
    return max((_likeness(sheet) for sheet in book.visible), default=0.0)


def _likeness(sheet: Sheet) -> float:
    header = find_header(sheet, load_columns(CODE))
    if header is None or "school" not in header.places:
        return 0.0
    asking = sum("?" in title or bool(_QUESTION.search(heading(title))) for title in header.others.values())
    return 0.0 if asking < _ENOUGH_QUESTIONS else min(0.95, 0.5 + asking / max(1, len(header.others)) / 2)


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    rows: list[dict[str, Any]] = []
    unmatched: list[Unmatched] = []
    personal: dict[str, tuple[str, ...]] = {}
    for sheet in book.visible:
        header = find_header(sheet, load_columns(CODE), context.mappings.get(CODE))
        if header is None or "school" not in header.places:
            continue
        personal[sheet.name] = _leave_out_personal(sheet, header, problems)
        questions = _questions(sheet, header, context, problems)
        found, missing = find_organisations(_received(sheet, header), context, problems)
        unmatched += missing
        for line in range(header.row + 1, len(sheet.rows)):
            if organisation := found.get(_whose(sheet, header, line)):
                rows += _answers(book, sheet, header, line, organisation, questions, context, problems)
    schema = pa.schema([entry for entry in TABLES["answers"] if entry.name != "batch"])
    rows.sort(key=lambda row: (row["respondent"], row["question"]))
    table = pa.Table.from_pylist(rows, schema=schema)
    return Reading(CODE, book.name, {"answers": table}, problems.found, {}, tuple(unmatched), personal)


def _leave_out_personal(sheet: Sheet, header: Header, problems: Problems) -> tuple[str, ...]:
    for col, title in header.personal.items():
        problems.add("personal-column", sheet.name, header.row, col, found=title)
    return tuple(column_name(col) for col in header.personal)


def _received(sheet: Sheet, header: Header) -> list[Received]:
    lines = (line for line in range(header.row + 1, len(sheet.rows)) if any(sheet.rows[line]))
    return [Received(*_whose(sheet, header, line), sheet.name, line, header.places["school"]) for line in lines]


def _whose(sheet: Sheet, header: Header, line: int) -> tuple[str, str]:
    name = as_text(sheet.at(line, header.places["school"]))
    login = as_text(sheet.at(line, header.places["login"])) if "login" in header.places else ""
    return name, login or find_login(name)


def _questions(sheet: Sheet, header: Header, context: Context, problems: Problems) -> dict[int, Question]:
    """Column -> question. Headings that fit no question are named, not dropped in silence."""
    known = context.methodology.questions
    by_text = {heading(q.title): q for q in known.values()} | {heading(code): q for code, q in known.items()}
    found = {col: by_text[heading(t)] for col, t in header.others.items() if heading(t) in by_text}
    numbered = {q.code.rsplit("q", 1)[-1]: q for q in known.values() if q.questionnaire == _questionnaire(found, known)}
    for col, title in header.others.items():
        match = _NUMBERED.match(heading(title))
        if col not in found and match and match[1] in numbered:
            found[col] = numbered[match[1]]
        elif col not in found and not is_personal(title):
            problems.add("column-ignored", sheet.name, header.row, col, found=title)
    if not found:
        problems.add("questions-unknown", sheet.name, header.row, header.places["school"])
    return found


def _questionnaire(found: Mapping[int, Question], known: Mapping[str, Question]) -> str:
    """The questionnaire whose questions are named; if none is by text, the only one there is."""
    names = {q.questionnaire for q in found.values()} or {q.questionnaire for q in known.values()}
    return names.pop() if len(names) == 1 else ""


def _answers(
    book: Book, sheet: Sheet, header: Header, line: int, organisation: str,
    questions: Mapping[int, Question], context: Context, problems: Problems,
) -> list[dict[str, Any]]:  # fmt: skip
    period = _period(sheet, header, line, context)
    if period is None:
        problems.add("period-unknown", sheet.name)
        return []
    said = {q.code: _answer(sheet, line, col, q, problems) for col, q in questions.items() if q.type != "text"}
    respondent = hashlib.sha256(f"{book.name}|{sheet.name}|{line}".encode()).hexdigest()[:16]
    common = {
        "respondent": respondent, "organisation": organisation, "period": period.code, "first_day": period.first_day,
        "last_day": period.last_day, **dict.fromkeys(SLICES, ALL), "sheet": sheet.name, "row": line + 1,
    }  # fmt: skip
    rows = []
    for col, question in questions.items():
        if question.code not in said:
            continue
        answer = said[question.code]
        if answer and not _was_asked(question, said):
            problems.add("answer-not-asked", sheet.name, line, col, found=answer)
            answer = None
        rows.append({
            **common, "questionnaire": question.questionnaire, "question": question.code, "answer": answer,
            "state": "value" if answer else Absence.NOT_STATED, "col": col + 1,
        })  # fmt: skip
    return rows


def _was_asked(question: Question, said: Mapping[str, str | None]) -> bool:
    """`ask_when` is one equality, "nok_q1 == 'yes'"; an unanswered filter lets the answer stand."""
    if not question.ask_when:
        return True
    filtering, wanted = (part.strip(" '\"") for part in question.ask_when.split("==", 1))
    return said.get(filtering) in (None, wanted)


def _period(sheet: Sheet, header: Header, line: int, context: Context) -> Period | None:
    day = as_date(sheet.at(line, header.places["date"])) if "date" in header.places else None
    return context.period or (Period.parse(str(day.year)) if day else None)


def _answer(sheet: Sheet, line: int, col: int, question: Question, problems: Problems) -> str | None:
    cell: Cell = sheet.at(line, col)
    text = as_text(cell).strip().lower()
    if not text:
        return None
    if question.type in ("yes_no", "filter"):
        text = _YES_NO.get(text.rstrip("."), text)
    allowed: Sequence[str] = question.choices or (("yes", "no") if question.type in ("yes_no", "filter") else ())
    if allowed and text not in allowed:
        problems.add("value-unknown", sheet.name, line, col, found=as_text(cell), expected=", ".join(_shown(allowed)))
        return None
    return text


def _shown(choices: Sequence[str]) -> list[str]:
    return [{"yes": "да", "no": "нет"}.get(choice, choice) for choice in choices]
