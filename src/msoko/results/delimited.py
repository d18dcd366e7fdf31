"""Raw cells of .csv and .txt: the encoding and the delimiter are found out, not asked."""

from __future__ import annotations

import csv
import io

_DELIMITERS = (";", "\t", ",")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class TooWide(Exception):
    """rows, columns: what the text would have unfolded into."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.rows, self.columns = rows, columns


def read(content: bytes, most_rows: int, most_columns: int, most_cells: int) -> list[list[str]]:
    """Rows of equal length. Raises UnicodeDecodeError, csv.Error or TooWide."""
    text = decode(content)
    lines = text.splitlines()
    delimiter = find_delimiter(lines[:50])
    widest = max((line.count(delimiter) for line in lines), default=0) + 1
    if len(lines) > most_rows or widest > most_columns or len(lines) * widest > most_cells:
        raise TooWide(len(lines), widest)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    width = max(map(len, rows), default=0)
    if len(rows) * width > most_cells:
        raise TooWide(len(rows), width)
    return [row + [""] * (width - len(row)) for row in rows]


def decode(content: bytes) -> str:
    """By the byte order mark, else utf-8, else cp1251. Raises UnicodeDecodeError."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1251")


def find_delimiter(lines: list[str]) -> str:
    """The first of ; tab , that stands in most lines. A comma may be a decimal one, so it comes last."""
    filled = [line for line in lines if line.strip()]
    for sign in _DELIMITERS:
        if filled and sum(sign in line for line in filled) > 0.6 * len(filled):
            return sign
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in filled))
