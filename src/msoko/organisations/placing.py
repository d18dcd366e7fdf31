"""Who existed in a period and in which groups: the only thing the engines know about organisations."""

from __future__ import annotations

import pyarrow as pa

# One row per (object, period, level, group). An organisation is also its own group at level "organisation".
# kind, settlement and education_level groups are "<municipality>/<value>", so they never mix municipalities.
# `covered`: our base rows cover the group whole; a region usually is not, then at(region, …) reads references.
PLACEMENTS = pa.schema(
    [
        ("object_id", pa.string()),
        ("period", pa.string()),
        ("level", pa.string()),
        ("group_id", pa.string()),
        ("covered", pa.bool_()),
    ]
)

# One row per (object, period); several education levels and grades may be taught at once.
ATTRIBUTES = pa.schema(
    [
        ("object_id", pa.string()),
        ("period", pa.string()),
        ("object_type", pa.string()),
        ("kind", pa.string()),
        ("settlement", pa.string()),
        ("municipality", pa.string()),
        ("region", pa.string()),
        ("education_levels", pa.list_(pa.string())),
        ("grades", pa.list_(pa.string())),
    ]
)
