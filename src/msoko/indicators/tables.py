"""The tables that an engine prepares and Ibis expressions read. Text is numbered before: rows carry whole numbers.

o object, p period, g group (of a level), s slice combination, b base, sc scope, t task, w condition, j slot.
"""

from __future__ import annotations

import ibis

from msoko.vocabulary import SLICES

_KEY = {"b": "int32", "o": "int32", "p": "int32", "s": "int32"}
_FACT = {"part": "boolean", "has_part": "boolean", "has_total": "boolean", "state": "int8"}  # 0 value 1 missing 2 n/a
GATHERED = {
    "cnt": "int64", "total": "decimal(38,6)", "dtotal": "float64", "squares": "float64", "low": "float64",
    "high": "float64", "weighted": "float64", "weights": "float64", "vals": "array<float64>", "texts": "array<string>",
}  # fmt: skip

# mean: what v would be with all its digits, for facts averaged over periods; they are read as expressions
FACT_ROWS = ibis.table({**_KEY, **_FACT, "v": "decimal(18,6)", "mean": "float64"}, name="fact_rows")
MADE_ROWS = ibis.table({**_KEY, **_FACT, "x": "float64"}, name="made_rows")  # an expression of one fact
SOURCE_ROWS = ibis.table({**_KEY, **GATHERED}, name="source_rows")
SCOPES = ibis.table({"sc": "int32", "mask": "int32", "cond": "int32", "empty": "boolean"}, name="scopes")
SLOTS = ibis.table(
    {"sc": "int32", "j": "int32", "b": "int32", "kind": "string", "w": "int32", "w_kind": "int32", "mode": "int32",
     "cell": "int32", "mask": "int32", "cond": "int32"},
    name="slots",
)  # fmt: skip
SLICES_TABLE = ibis.table({"s": "int32", **dict.fromkeys(SLICES, "string")}, name="slices")
COARSER = ibis.table({"mask": "int32", "s": "int32", "coarse": "int32"}, name="coarser")
PICKS = ibis.table({"w": "int32", "s": "int32"}, name="picks")  # conditions over slices, where true
MIXED_PICKS = ibis.table({"w": "int32", "o": "int32", "p": "int32", "s": "int32"}, name="mixed_picks")
APPLICABLE = ibis.table({"cond": "int32", "o": "int32", "p": "int32"}, name="applicable")
PLACED = ibis.table({"o": "int32", "p": "int32", "g": "int32", "own": "boolean"}, name="placed")
REGISTRY = ibis.table(
    {"o": "int32", "p": "int32", "kind": "string", "settlement": "string", "municipality": "string",
     "region": "string", "education_levels": "array<string>", "grades": "array<string>"},
    name="registry",
)  # fmt: skip
_PLACE = {"t": "int32", "p": "int32", "g": "int32", "s": "int32"}
_COUNTS = {"known": "int64", "expected": "int64"}
FRAME = ibis.table({**_PLACE, "expected": "int64", "covered": "boolean"}, name="frame")
RESULTS = ibis.table(
    {
        **_PLACE,
        "v": "float64",
        "n": "int64",
        **_COUNTS,
        "low": "float64",
        "high": "float64",
        "standing": "int64",
        "received": "boolean",
    },
    name="results",
)
OVER = ibis.table(
    {**_PLACE, "total": "float64", "count": "int64", "squares": "float64", **_COUNTS, "left_out": "int64"},
    name="over_rows",
)
WANTED = ibis.table({"t": "int32", "p": "int32", "g": "int32", "n": "int64"}, name="wanted")
NORMALISED = ibis.table({**_PLACE, "v": "float64", **_COUNTS}, name="normalised")
MOVES = ibis.table({"move": "string", "p": "int32", "q": "int32"}, name="moves")
AROUND = ibis.table(
    {"level": "string", "p": "int32", "g": "int32", "around": "int32", "covered": "boolean"}, name="around"
)
RECEIVED = ibis.table(
    {"code": "int32", "p": "int32", "g": "int32", "s": "int32", "v": "float64", "n": "int64"}, name="received"
)
# the only applicable organisation of a group
SOLE = ibis.table({"cond": "int32", "p": "int32", "g": "int32", "o": "int32"}, name="sole")
GROUPS = ibis.table({"g": "int32", "level": "string", "group_id": "string"}, name="groups")
PERIODS = ibis.table({"p": "int32", "code": "string", "first_day": "date", "last_day": "date"}, name="periods")
