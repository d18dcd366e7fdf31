"""How far the cells of a worksheet reach, read from its XML in bounded memory before any parser makes a grid of it.

A parser fills everything from A1 to the last filled cell, so a file of two cells can ask for all memory.
"""

from __future__ import annotations

import re
import xml.parsers.expat as expat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msoko.results.archive import Unsafe

MAX_TAG = 4 * 2**20
_ANY_CELL = re.compile(rb"[<:]c[\s>/]")
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')  # two quick passes: pairs would be a tuple a cell
_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f')
_DDE = re.compile(rb"<(?:\w+:)?f[^>]*>[^<]{0,200}?\|(?:'|&apos;)[^<]{0,500}?!")
_TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")
_TEXT_NUMBER = re.compile(rb"<(?:\w+:)?v>(\d{1,9})<")


@dataclass
class Extent:
    """rows, columns: of the grid from A1. texts: cells with a shared text. usual: as common programs write it."""

    rows: int = 0
    columns: int = 0
    texts: int = 0
    formulas: int = 0
    first_formula: str = ""
    calls_programs: bool = False
    usual: bool = True
    letters: set[bytes] = field(default_factory=set, repr=False)

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes cut before a «<», so that no tag is torn between two pieces. Raises Unsafe for endless tags."""
    carried = b""
    for piece in pieces:
        piece = carried + piece
        cut = piece.rfind(b"<")
        carried = piece[cut:] if cut >= 0 else b""
        if len(carried) > MAX_TAG:
            raise Unsafe("zip-unsafe", found="слишком длинная ячейка")
        if cut != 0:
            yield piece[:cut] if cut > 0 else piece
    if carried:
        yield carried


def measure(pieces: Iterable[bytes]) -> Extent:
    """Quick and from above: empty formatted cells count too. Not `usual` means that `measure_exactly` must decide."""
    extent = Extent()
    for piece in whole_tags(pieces):
        cells = _COLUMN.findall(piece)
        if piece.count(b"<c") != len(cells) or b":c" in piece:  # only then the slow and exact count
            extent.usual &= len(_ANY_CELL.findall(piece)) == len(cells)
        if cells:
            extent.letters.update(cells)
            extent.rows = max(extent.rows, *map(int, set(_ROW.findall(piece))))
        extent.texts += piece.count(b't="s"')
        _note_formulas(extent, piece)
    extent.columns = max(map(_column_number, extent.letters), default=0)
    return extent


def _note_formulas(extent: Extent, piece: bytes) -> None:
    found = len(_FORMULA.findall(piece)) if b"<f" in piece or b":f" in piece else 0
    if found and not extent.formulas and (match := _FORMULA_CELL.search(piece)):
        extent.first_formula = match[1].decode()
    extent.formulas += found
    if found and _DDE.search(piece):
        extent.calls_programs = True


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def text_lengths(pieces: Iterable[bytes]) -> list[int]:
    """Bytes of each shared text, markup included."""
    lengths, running = [], 0
    for piece in whole_tags(pieces):
        *ended, open_end = _TEXT_END.split(piece)
        for part in ended:
            lengths.append(running + len(part))
            running = 0
        running += len(open_end)
    return lengths


def text_in_cells(pieces: Iterable[bytes], lengths: Sequence[int]) -> int:
    """Bytes of shared texts when each is written out in every cell that refers to it."""
    used: Counter[bytes] = Counter()
    for piece in whole_tags(pieces):
        used.update(_TEXT_NUMBER.findall(piece))
    return sum(count * lengths[int(number)] for number, count in used.items() if int(number) < len(lengths))


class _Walker:
    """Follows the cells as a parser does: an address in `r`, or else the next place; only filled cells count."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.row = self.col = 0
        self.in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.row + 1
            self.col = 0
        elif local == "c":
            self.in_cell = True
            self._move(attributes.get("r", ""))
        elif local in ("v", "is", "t", "f") and self.in_cell:
            self.extent.rows = max(self.extent.rows, self.row)
            self.extent.columns = max(self.extent.columns, self.col)

    def _move(self, address: str) -> None:
        match = re.fullmatch(r"([A-Za-z]{1,4})(\d{1,9})", address)
        if match:
            self.col, self.row = _column_number(match[1].upper().encode()), int(match[2])
        else:
            self.col += 1

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False


def measure_exactly(pieces: Iterable[bytes]) -> tuple[int, int]:
    """(rows, columns) of the filled cells, whatever way the XML is written. Raises Unsafe if it is no XML."""
    walker = _Walker(Extent())
    _walk(pieces, walker.start, walker.end)
    return walker.extent.rows, walker.extent.columns


def _walk(pieces: Iterable[bytes], start: object, end: object) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end  # type: ignore[assignment]
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Unsafe("file-damaged") from None


class _OdsWalker:
    """A table of OpenDocument: rows and cells may be repeated, so their numbers are multiplied, not counted."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = 0
        self._row = self._col = self._repeat = self._cell_repeat = 0
        self._filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._row = 0
        elif name == "table:table-row":
            self._repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self._col, self._filled = 0, False
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell_repeat = int(attributes.get("table:number-columns-repeated", "1"))
            self._col += self._cell_repeat
            if "office:value-type" in attributes or "calcext:value-type" in attributes:
                self._fill()
        elif name == "text:p":
            self._fill()

    def _fill(self) -> None:
        self._filled = True
        self.columns = max(self.columns, self._col)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._repeat
            if self._filled:
                self.rows = max(self.rows, self._row)


def measure_ods(pieces: Iterable[bytes]) -> tuple[int, int]:
    """(rows, columns) of the largest table of an OpenDocument content.xml, repeats multiplied."""
    walker = _OdsWalker()
    try:
        _walk(pieces, walker.start, walker.end)
    except ValueError:
        raise Unsafe("file-damaged") from None
    return walker.rows, walker.columns
