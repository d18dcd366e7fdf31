"""The columns of every store table, in one place. Types are declared here and nowhere else.

Every table of numbers ends with where a row came from: batch, sheet, row, col (1-based, as a spreadsheet counts;
col 0 = the whole row, its fields are in the batch's `layout`). `batch` is the partition column: one batch, one folder.
"""

from __future__ import annotations

import pyarrow as pa

from msoko.vocabulary import SLICES

# fmt: off
NUMBER = pa.decimal128(18, 6)

_ORIGIN = [("batch", pa.string()), ("sheet", pa.string()), ("row", pa.int32()), ("col", pa.int16())]
_PERIOD = [("period", pa.string()), ("first_day", pa.date32()), ("last_day", pa.date32())]
_SLICES = [(name, pa.string()) for name in SLICES]
_PARTICIPANT = [
    ("procedure", pa.string()),  # id of a row of `procedures`
    ("procedure_type", pa.string()),  # vpr | oge | ege | …, so that sources need no join
    ("participant", pa.string()),  # code received; means nothing outside its procedure
    ("person", pa.string()),  # keyed hash or null; the only thing that links procedures
    ("organisation", pa.string()),
]

TABLES: dict[str, pa.Schema] = {
    # --- the registry of organisations, as numbers need it
    "objects": pa.schema([
        ("object_id", pa.string()),
        ("object_type", pa.string()),  # organisation | municipality | region | country | cluster
        ("first_day", pa.date32()), ("last_day", pa.date32()),  # last_day null = still there
        ("covered", pa.bool_()),  # do our base rows cover this object whole? (a region: usually not)
        *_ORIGIN]),
    "attributes": pa.schema([  # dated names, identifiers and memberships; several at once are allowed (grades taught)
        ("object_id", pa.string()),
        ("attribute", pa.string()),  # name | full_name | inn | ogrn | kpp | oktmo | login | alias | kind | settlement |
        # municipality | region | country | cluster | branch_of | education_level | grade | address | status
        ("value", pa.string()), ("first_day", pa.date32()), ("last_day", pa.date32()),
        *_ORIGIN]),
    "predecessors": pa.schema([
        ("object_id", pa.string()), ("predecessor_id", pa.string()), ("on", pa.date32()), ("reason", pa.string()),
        *_ORIGIN]),
    # --- what was received
    "facts": pa.schema([
        ("object_type", pa.string()), ("object_id", pa.string()), ("fact", pa.string()), *_PERIOD, *_SLICES,
        ("value", NUMBER), ("state", pa.string()),  # CellState
        ("reason", pa.string()),  # why missing, in the sender's words
        *_ORIGIN]),
    "outcomes": pa.schema([  # one participant's total in one procedure
        *_PARTICIPANT, *_PERIOD, *_SLICES,
        ("score", NUMBER), ("test_score", NUMBER), ("mark", NUMBER), ("journal_mark", NUMBER),
        ("level", pa.string()),
        ("state", pa.string()),  # "value" or an Absence
        *_ORIGIN]),
    "items": pa.schema([  # one participant's score on one task
        *_PARTICIPANT, *_PERIOD, *_SLICES,
        ("task", pa.string()), ("score", NUMBER), ("max_score", NUMBER), ("state", pa.string()), *_ORIGIN]),
    "answers": pa.schema([  # one reply to one question
        ("questionnaire", pa.string()), ("respondent", pa.string()), ("organisation", pa.string()), *_PERIOD, *_SLICES,
        ("question", pa.string()), ("answer", pa.string()), ("state", pa.string()), *_ORIGIN]),
    "ratings": pa.schema([  # one expert's mark on one criterion of one work
        ("panel", pa.string()), ("work", pa.string()), ("expert", pa.string()), ("organisation", pa.string()),
        *_PERIOD, *_SLICES, ("criterion", pa.string()), ("score", NUMBER), ("state", pa.string()), *_ORIGIN]),
    "observations": pa.schema([  # one requirement seen (1) or not (0) on a site or visit
        ("visit", pa.string()), ("organisation", pa.string()), *_PERIOD, *_SLICES,
        ("requirement", pa.string()), ("score", NUMBER), ("state", pa.string()), *_ORIGIN]),
    "references": pa.schema([  # received ready-made: compared with, never aggregated
        ("code", pa.string()), ("level", pa.string()), ("object_id", pa.string()), *_PERIOD, *_SLICES,
        ("value", NUMBER), ("n", pa.int64()), ("publisher", pa.string()), ("document", pa.string()), *_ORIGIN]),
    # --- procedures and instruments
    "procedures": pa.schema([
        ("procedure", pa.string()), ("type", pa.string()),  # vpr | oge | ege | … declared in packs
        *_PERIOD, ("held_on", pa.date32()), ("subject", pa.string()), ("grade", pa.string()), ("variant", pa.string()),
        ("title", pa.string()), ("max_score", NUMBER), *_ORIGIN]),
    "tasks": pa.schema([
        ("procedure", pa.string()), ("task", pa.string()), ("position", pa.int32()), ("max_score", NUMBER),
        ("difficulty", pa.string()),  # Б | П | В
        ("ability", pa.string()), *_ORIGIN]),
}

# --- what is computed; partitioned by period, not by batch
VALUES = pa.schema([
    ("indicator", pa.string()), ("level", pa.string()), ("object_id", pa.string()), *_PERIOD, *_SLICES,
    ("state", pa.string()),  # CellState
    ("value", pa.float64()),  # 12 significant digits; null unless state == "value"
    ("n", pa.int64()),  # people (or things) the value rests on; for a share its denominator
    ("known", pa.int64()),  # objects whose facts entered
    ("expected", pa.int64()),  # objects that existed and to which the indicator applies
    ("coverage", pa.float64()),  # known / expected; null where nothing was expected
    ("low", pa.float64()), ("high", pa.float64()),  # 95 % interval; null = none is defined
    ("source", pa.string()),  # computed | reference
    ("code", pa.string()),  # short code printed in reports, opened by `msoko proof`
])

LEDGER = pa.schema([  # one row an event; the state of a batch is the fold of its events in ledger order
    ("number", pa.int64()),  # the ledger's version that this row made: the order of events, whatever the clocks say
    ("event", pa.string()),  # arrived | withdrawn | destroyed
    ("batch", pa.string()),
    ("kind", pa.string()),  # format code, "registry", "form", …
    ("replaces", pa.string()),  # the batch this one takes the place of, or null
    ("at", pa.timestamp("us", tz="UTC")),
    ("entered_by", pa.string()), ("approved_by", pa.string()),  # opaque ids
    ("reason", pa.string()),
    ("file_sha256", pa.string()), ("file_name", pa.string()),
    ("layout", pa.string()),  # JSON: {sheet: {field: column letter}} for rows with col = 0
    ("counts", pa.string()),  # JSON: {table: rows}
    ("touches", pa.string()),  # JSON of batches.Touches: facts, procedures, tables, periods, objects
    ("versions", pa.string()),  # JSON: {table: Delta version} at the time of writing
])

# What may stand once among the visible rows. A later arrival wins; the earlier row is back when the later is withdrawn.
# Tables not named keep every row (a question may have several answers), and so do rows without a participant.
KEYS: dict[str, tuple[str, ...]] = {
    "facts": ("object_type", "object_id", "fact", "period", *SLICES),
    "references": ("code", "level", "object_id", "period", *SLICES),
    "procedures": ("procedure",),
    "tasks": ("procedure", "task"),
    "outcomes": ("procedure", "organisation", "participant"),
    "items": ("procedure", "organisation", "participant", "task"),
}

CALCULATIONS = pa.schema([  # one row a fixed calculation; never changed
    ("calculation", pa.string()), ("title", pa.string()), ("at", pa.timestamp("us", tz="UTC")),
    ("fixed_by", pa.string()), ("reason", pa.string()),
    ("ledger_version", pa.int64()),
    ("packs", pa.string()), ("options", pa.string()),  # JSON: {pack: version}, {option: choice}
    ("rows", pa.int64()), ("checksum", pa.string()),  # sha256 of the values in a fixed order, see values.checksum
])
PUBLISHED = pa.schema([("calculation", pa.string()), *[(field.name, field.type) for field in VALUES]])
