"""What differs between two calculations of the same things: values that came, went or changed. No words here."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from msoko.vocabulary import SLICES, CellState

KEY = ("indicator", "level", "object_id", "period", *SLICES)
_TOLERANCE = 1e-9  # of the value itself: values are kept to twelve significant digits
_APART = CellState.NOT_APPLICABLE.value


def changed(before: pa.Table, after: pa.Table) -> pa.Table:
    """Rows that differ, with KEY, `earlier` and `later` (null: no value) and `difference` (null unless there are both).

    before, after: rows of VALUES. A row that does not apply in either is no difference.
    """
    both = _known(before, "earlier").join(_known(after, "later"), list(KEY), join_type="full outer")
    earlier, later = both["earlier"], both["later"]
    difference = pc.subtract(later, earlier)
    size = pc.max_element_wise(pc.abs(earlier), pc.abs(later), 1.0)
    moved = pc.greater(pc.abs(difference), pc.multiply(size, _TOLERANCE))
    there = pc.xor(pc.is_valid(earlier), pc.is_valid(later))
    return both.append_column("difference", difference).filter(pc.or_(pc.fill_null(moved, False), there))


def _known(values: pa.Table, name: str) -> pa.Table:
    held = values.filter(pc.not_equal(values["state"], _APART)).select([*KEY, "value"])
    return held.rename_columns([*KEY, name])
