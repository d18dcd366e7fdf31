"""A pack as an .xlsx that a methodologist edits, and back. Nothing is lost on the way but comments of TOML files."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msoko.methodology.building import build
from msoko.methodology.columns import HEADERS, NESTED, PACK_SHEET, PARENT, columns_of, from_cell, to_cell
from msoko.methodology.layout import KINDS, Kind
from msoko.methodology.model import Pack
from msoko.methodology.problems import PackError, PackProblem
from msoko.vocabulary import Severity

LONGEST_CELL = 32_767  # characters, by the file format
HEAD_ROWS = 2  # Russian titles, then the names that are read back


def export(pack: Pack, path: Path) -> None:
    """Write the workbook. Raises PackError if a text is longer than a cell holds."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    writer = _Writer(book, pack)
    writer.sheet(PACK_SHEET, Pack, [((), pack)])
    for kind in KINDS:
        definitions = getattr(pack, kind.field)
        writer.sheet(kind.title, kind.shape, [((), one) for one in definitions])
        for nested in NESTED:
            if nested.parent == kind.field:
                rows = [((one.code,), part) for one in definitions for part in getattr(one, nested.field)]
                writer.sheet(nested.title, nested.shape, rows, parented=True)
    book.close()
    if writer.problems:
        path.unlink()
        raise PackError(tuple(writer.problems))


class _Writer:
    def __init__(self, book: Any, pack: Pack) -> None:
        self.book, self.pack = book, pack
        self.problems: list[PackProblem] = []
        self.header = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"})
        self.names = book.add_format({"font_color": "#8A939C", "font_size": 8})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.date = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self.number = book.add_format({"valign": "top"})

    def sheet(self, title: str, shape: type[Any], rows: Sequence[tuple[Any, Any]], *, parented: bool = False) -> None:
        page = self.book.add_worksheet(title)
        names = ((PARENT,) if parented else ()) + columns_of(shape)
        for col, name in enumerate(names):
            page.write_string(0, col, HEADERS[name], self.header)
            page.write_string(1, col, name, self.names)
        page.set_column(0, len(names) - 1, 22)
        page.freeze_panes(HEAD_ROWS, 2 if len(names) > 2 else 0)
        for i, (parents, definition) in enumerate(rows, HEAD_ROWS):
            cells = [*parents, *(to_cell(shape, n, getattr(definition, n)) for n in names[len(parents) :])]
            for col, cell in enumerate(cells):
                self._cell(page, title, i, col, cell)

    def _cell(self, page: Any, title: str, row: int, col: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            page.write_boolean(row, col, cell, self.number)
        elif isinstance(cell, float):
            page.write_number(row, col, cell, self.number)
        elif not isinstance(cell, str):
            page.write_datetime(row, col, cell, self.date)
        elif page.write_string(row, col, cell, self.text) == -2:
            parameters = {"sheet": title, "found": len(cell), "most": LONGEST_CELL}
            place = (self.pack.code, "", row + 1, "")
            self.problems.append(PackProblem("cell-too-long", Severity.ERROR, *place, parameters))


def read_workbook(path: Path) -> Pack:
    """The pack written in a workbook. Raises PackError with sheet and row of every fault."""
    from python_calamine import CalamineError, CalamineWorkbook

    reader = _Reader(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise PackError(
            (PackProblem("not-a-workbook", Severity.ERROR, "", path.name, 0, "", {"said": error}),)
        ) from None
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    known = [PACK_SHEET, *(kind.title for kind in KINDS), *(nested.title for nested in NESTED)]
    for name in sheets:
        if name not in known:
            reader.complain("unknown-sheet", name, 0, found=name, expected=known)
    pack = reader.pack(sheets)
    if reader.problems or pack is None:
        raise PackError(tuple(reader.problems))
    return pack


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[PackProblem] = []

    def pack(self, sheets: Mapping[str, Any]) -> Pack | None:
        heads = self._tables(PACK_SHEET, sheets, Pack)
        if len(heads) != 1:
            self.complain("one-row-expected", PACK_SHEET, 0, found=len(heads))
            return None
        parts = {kind.field: tuple(self._definitions(kind, sheets)) for kind in KINDS}
        made: Pack | None = self._build(PACK_SHEET, heads[0][0], Pack, heads[0][1], parts)
        return made

    def _definitions(self, kind: Kind, sheets: Mapping[str, Any]) -> list[Any]:
        nested_rows: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        rows = self._tables(kind.title, sheets, kind.shape)
        codes = {str(table.get(kind.name)) for _, table in rows}
        for nested in NESTED:
            if nested.parent != kind.field:
                continue
            for row, table in self._tables(nested.title, sheets, nested.shape):
                parent = str(table.pop(PARENT, ""))
                if parent not in codes:
                    self.complain("no-such-parent", nested.title, row, found=parent, expected=kind.title)
                elif made := self._build(nested.title, row, nested.shape, table, {}):
                    nested_rows[parent][nested.field].append(made)
        made = []
        for row, table in rows:
            inner = nested_rows.get(str(table.get(kind.name)), {})
            file = {"file": str(table.pop("file", ""))}
            made.append(self._build(kind.title, row, kind.shape, table, {**file, **_tuples(inner)}))
        return [one for one in made if one is not None]

    def _build(self, sheet: str, row: int, shape: type[Any], table: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
        made, complaints = build(shape, table, **given)
        for _, code, parameters in complaints:
            self.complain(code, sheet, row, **parameters)
        return made

    def _tables(self, sheet: str, sheets: Mapping[str, Any], shape: type[Any]) -> list[tuple[int, dict[str, Any]]]:
        """(row number, raw table) of every row that is not empty. The second row says which column is which."""
        rows = sheets.get(sheet, [])
        names = [str(name).strip() for name in rows[1]] if len(rows) >= HEAD_ROWS else []
        fields = {field.name for field in dataclasses.fields(shape)}
        found = []
        for number, cells in enumerate(rows[HEAD_ROWS:], HEAD_ROWS + 1):
            table = {}
            for name, cell in zip(names, cells, strict=False):
                if cell == "" or cell is None or not name:
                    continue
                try:
                    table[name] = from_cell(shape, name, cell) if name in fields else cell
                except ValueError:
                    self.complain("cell-not-read", sheet, number, key=name, found=str(cell))
            if table:
                found.append((number, table))
        return found

    def complain(self, code: str, sheet: str, row: int, **parameters: Any) -> None:
        file = f"{self.path.name} [{sheet}]"
        self.problems.append(PackProblem(code, Severity.ERROR, "", file, row, "", parameters))


def _tuples(inner: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {name: tuple(parts) for name, parts in inner.items()}
