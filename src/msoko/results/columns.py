"""The columns of a format, read from its columns.toml, and finding them in a received sheet by their headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from msoko.results.books import Cell, Sheet, column_name
from msoko.results.cells import as_text
from msoko.results.problems import Problems

HEADER_WITHIN = 30  # rows from the top in which a header is looked for
_NOISE = re.compile(r"[\s.,:;*«»\"'()\[\]/\\_-]+")
_PERSONAL = re.compile(
    r"^(фио|фио участника|фио обучающегося|фио ученика|фамилия.*|имя|отчество|снилс|паспорт.*|серия.*|номер документа|"
    r"серия и номер.*|дата рождения|телефон.*|e ?mail|электронная почта|эл почта|адрес проживания)$"
)


@dataclass(frozen=True)
class Column:
    """type: text | whole | number | mark | date | sign. personal: read only to be hashed, never kept."""

    code: str
    title: str
    aliases: tuple[str, ...] = ()
    type: str = "text"
    required: bool = False
    personal: bool = False
    minimum: float | None = None
    maximum: float | None = None
    sheet: str = ""  # for formats of several sheets
    values: Mapping[str, str] = field(default_factory=dict)  # received word -> our code, for closed lists


@dataclass(frozen=True)
class Header:
    """row: of the headings, from 0. places: column code -> its column. others: unused column -> its heading."""

    row: int
    places: Mapping[str, int]
    others: Mapping[int, str] = field(default_factory=dict)

    @property
    def personal(self) -> dict[int, str]:
        """Unused columns whose heading says that people's data is in them."""
        return {col: title for col, title in self.others.items() if is_personal(title)}

    def layout(self) -> dict[str, str]:
        """{field: column letter}, as Reading.layout wants it."""
        return {code: column_name(col) for code, col in self.places.items()}


@cache
def load_columns(format_code: str) -> tuple[Column, ...]:
    """The [[column]] tables of formats/<code>/columns.toml."""
    text = (resources.files("msoko.results.formats") / format_code / "columns.toml").read_text("utf-8")
    return tuple(_column(entry) for entry in tomllib.loads(text)["column"])


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(**{**entry, "aliases": tuple(entry.get("aliases", ()))})


@lru_cache(maxsize=20_000)
def heading(cell: Cell) -> str:
    """A heading for comparing: lower case, ё as е, punctuation and spaces as one space."""
    return _NOISE.sub(" ", as_text(cell).lower().replace("ё", "е")).strip()


def is_personal(title: str) -> bool:
    return bool(_PERSONAL.match(heading(title)))


def find_header(
    sheet: Sheet,
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
    within: int = HEADER_WITHIN,
    one_of: Collection[str] = (),
) -> Header | None:
    """The row in which most of our columns are named; None if no row names a half of the required ones.

    mapping: {received heading: column code} saved from an earlier import; it goes before titles and aliases.
    one_of: codes of which the row must name at least one, where no single column is required.
    """
    names = {heading(name): column.code for column in columns for name in (column.title, *column.aliases)}
    names |= {heading(received): code for received, code in (mapping or {}).items()}
    required = {column.code for column in columns if column.required}
    best: Header | None = None
    for row, cells in enumerate(sheet.rows[:within]):
        header = _header(row, cells, names)
        if one_of and not header.places.keys() & set(one_of):
            continue
        if best is None or len(header.places) > len(best.places):
            best = header
    enough = max(1, len(required) / 2)
    return best if best and len(best.places.keys() & required or best.places) >= enough else None


def _header(row: int, cells: Sequence[Cell], names: Mapping[str, str]) -> Header:
    places: dict[str, int] = {}
    others: dict[int, str] = {}
    for col, cell in enumerate(cells):
        code = names.get(heading(cell)) if cell is not None else None
        if code and code not in places:
            places[code] = col
        elif cell is not None:
            others[col] = as_text(cell)
    return Header(row, places, others)


def likeness(sheet: Sheet, columns: Sequence[Column]) -> float:
    """The share of the required columns that the sheet names: for Format.recognise."""
    required = [column.code for column in columns if column.required]
    header = find_header(sheet, columns)
    return sum(code in header.places for code in required) / len(required) if header and required else 0.0


def check_header(sheet: Sheet, header: Header, columns: Sequence[Column], problems: Problems) -> None:
    """Note required columns that are missing, columns named twice and columns with people's data."""
    named = {heading(name): column.title for column in columns for name in (column.title, *column.aliases)}
    for column in columns:
        if column.required and column.code not in header.places:
            problems.add("column-missing", sheet.name, header.row, 0, expected=column.title)
    for col, title in header.others.items():
        if heading(title) in named:
            problems.add("column-twice", sheet.name, header.row, col, found=title)
        elif is_personal(title) and any(row[col] is not None for row in sheet.rows[header.row + 1 :]):
            problems.add("personal-column", sheet.name, header.row, col, found=title)
