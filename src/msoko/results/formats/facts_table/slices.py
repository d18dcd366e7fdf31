"""The breakdown columns of a facts table, in the codes of the store. A missing column or cell means the total."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from msoko.methodology.subjects import subject_code
from msoko.results.books import Cell, Sheet
from msoko.results.cells import as_text
from msoko.results.columns import Column, Header, heading, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.procedures import class_name
from msoko.results.tables import Coded, repeated
from msoko.vocabulary import ALL, SLICES, Slice


def read_slices(
    sheet: Sheet, header: Header, lines: np.ndarray[Any, np.dtype[np.int64]], context: Context, problems: Problems
) -> dict[str, pa.Array]:
    """Slice column -> its values in the rows. Unknown words of closed lists and unknown subjects are noted."""
    columns = {column.code: column for column in load_columns("facts_table")}
    found = {}
    for name in SLICES:
        if name not in header.places:
            found[name] = repeated(ALL, len(lines), pa.string())
            continue
        col = header.places[name]
        coded = Coded.of([sheet.rows[line][col] for line in lines])
        values = [_value(name, cell, columns[name], context) for cell in coded.distinct]
        for number, value in enumerate(values):
            for at in np.flatnonzero(coded.numbers == number) if value is None else ():
                expected = ", ".join(columns[name].values) or "—"
                text = as_text(coded.distinct[number])
                problems.add("value-unknown", sheet.name, int(lines[at]), col, found=text, expected=expected)
        found[name] = pa.array([value or ALL for value in values], pa.string()).take(pa.array(coded.numbers))
    return found


def _value(name: str, cell: Cell, column: Column, context: Context) -> str | None:
    text = as_text(cell)
    if not text or heading(cell) in ("все", "всего", "итого"):
        return ALL
    if column.values:
        return column.values.get(heading(cell))
    if name == Slice.SUBJECT:
        kinds = context.methodology.procedure_types
        return next((code for kind in kinds if (code := subject_code(context.methodology, kind, text))), None)
    if name == Slice.GRADE:
        return "".join(filter(str.isdigit, text)) or None
    return class_name(text) if name == Slice.CLASS else text
