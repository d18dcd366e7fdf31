"""Widths of the columns of a table: no word is torn, the rest is shared as the table asks."""

from __future__ import annotations

from msoko.charts.fonts import text_width
from msoko.reports.document import Table

_PADDING = 9.0  # points on both sides of a cell together


def column_widths(table: Table, total: float, size: float) -> list[float]:
    """Points, adding up to `total`. Each column takes its longest word; what is left goes by the shares asked for.

    Where even the longest words do not fit together, they are scaled down alike.
    """
    least = [_longest_word(table, i, size) + _PADDING for i in range(len(table.columns))]
    if sum(least) >= total:
        return [width * total / sum(least) for width in least]
    shares = [column.width for column in table.columns]
    wanted = [total * share / sum(shares) for share in shares]
    fixed: dict[int, float] = {}
    while short := [i for i in range(len(least)) if i not in fixed and wanted[i] < least[i]]:
        fixed |= {i: least[i] for i in short}
        free = [i for i in range(len(least)) if i not in fixed]
        room = total - sum(fixed.values())
        wanted = [
            fixed.get(i, room * shares[i] / sum(shares[j] for j in free) if free else 0.0) for i in range(len(least))
        ]
    return wanted


def _longest_word(table: Table, column: int, size: float) -> float:
    texts = [table.columns[column].heading]
    for row in table.rows:
        if row.kind != "group" and (cell := row.cells[column]) is not None:
            code = f"[{cell.code}]" if table.codes and not isinstance(cell, str) and cell.code else ""
            texts.append((cell if isinstance(cell, str) else cell.text) + code)
    bold = any(row.kind == "total" for row in table.rows)
    return max(text_width(word, size, bold) for text in texts for word in text.split(" ") or [""])
