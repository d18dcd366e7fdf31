"""How this store uses Delta Lake: settings of a table, creating, opening, one commit. No table is named here."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError as CommitFailedError  # raised by commit(), caught by its callers
from deltalake.exceptions import DeltaError, TableNotFoundError

# Retention is ours, so Delta must not clean its log (it would, after 30 days). Deletion vectors and column mapping
# would hide rows from DuckDB, which reads the Parquet files themselves. Statistics would copy the extreme `person`
# of every file into the log, where destroying rows does not reach.
_SETTINGS = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableDeletionVectors": "false",
    "delta.columnMapping.mode": "none",
    "delta.dataSkippingNumIndexedCols": "0",
}
# A checkpoint only makes opening faster, but its failure would look like a failed commit: see checkpoint().
_AFTER = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
_COMMITS_PER_CHECKPOINT = 20


def open_table(path: Path) -> DeltaTable | None:
    """The newest snapshot, or None where there is no table yet."""
    if not (path / "_delta_log").is_dir():
        return None
    try:
        return DeltaTable(path)
    except TableNotFoundError:  # its first commit is not there yet
        return None


def open_or_create(path: Path, schema: pa.Schema, partition_by: Sequence[str] = ()) -> DeltaTable:
    """The newest snapshot; the table is made if needed, also when another process makes it at the same moment."""
    if table := open_table(path):
        return table
    path.mkdir(parents=True, exist_ok=True)
    try:
        return DeltaTable.create(
            path, schema=schema, partition_by=list(partition_by), configuration=_SETTINGS, mode="ignore"
        )
    except (CommitFailedError, DeltaError):
        if table := open_table(path):
            return table
        raise


def commit(
    table: DeltaTable,
    rows: pa.Table | pa.RecordBatchReader,
    transactions: Mapping[str, int],
    *,
    instead_of: str | None = None,
    retries: int | None = None,
) -> None:
    """One commit: add rows, or put them in the place of the rows that `instead_of` selects.

    transactions: application id -> number. Delta refuses the commit if one of the ids was committed after `table` was
    opened, but accepts the same number from a newer snapshot: the caller takes the number from this very snapshot.
    retries: 0 makes any other commit in between a CommitFailedError.
    """
    mode = "overwrite" if instead_of else "append"
    properties = CommitProperties(
        app_transactions=[Transaction(name, number) for name, number in transactions.items()],
        max_commit_retries=retries,
    )
    write_deltalake(  # type: ignore[call-overload]
        table, rows, mode=mode, predicate=instead_of, commit_properties=properties, post_commithook_properties=_AFTER
    )


def checkpoint(table: DeltaTable, path: Path) -> None:
    """Sum the log up if it has grown. Nothing depends on it but the time of opening."""
    last = path / "_delta_log" / "_last_checkpoint"
    try:
        done = json.loads(last.read_text())["version"] if last.exists() else 0
        if table.version() - done >= _COMMITS_PER_CHECKPOINT:
            table.create_checkpoint()
    except (OSError, DeltaError, ValueError, KeyError):
        return  # tried again after the next commit


def files(table: DeltaTable, path: Path, partition: str) -> dict[str, list[tuple[str, int]]]:
    """Partition value -> its Parquet files with their numbers of rows. `path`: where `table` was opened."""
    actions = pa.table(table.get_add_actions(flatten=True))
    found: dict[str, list[tuple[str, int]]] = {}
    columns = (actions[name].to_pylist() for name in ("path", "num_records", f"partition.{partition}"))
    for file, rows, value in sorted(zip(*columns, strict=True)):
        found.setdefault(value, []).append((f"{path}{os.sep}{file}", rows))
    return found


def paths(table: DeltaTable, path: Path) -> list[str]:
    """All Parquet files of the snapshot."""
    return [f"{path}{os.sep}{file}" for file in pa.table(table.get_add_actions())["path"].to_pylist()]


def merge_small_files(table: DeltaTable) -> None:
    """Rewrite many small files as one, which changes no row. Like a checkpoint, it may fail without harm."""
    try:
        properties = CommitProperties(max_commit_retries=0)
        table.optimize.compact(commit_properties=properties, post_commithook_properties=_AFTER)
    except (OSError, DeltaError, CommitFailedError):
        return


def clear(path: Path) -> int:
    """Delete the files in the table's folder that its newest snapshot does not hold; how many there were.

    Not Delta's own vacuum: that one leaves half-written files, which may hold rows too, and adds versions to the log.
    The caller makes sure that nobody is writing.
    """
    table = open_table(path)
    held = set(map(Path, paths(table, path))) if table else set()
    gone = 0
    for file in [file for file in path.rglob("*") if file.is_file()]:
        in_log = file.parent.name == "_delta_log"
        if file in held or (in_log and not file.name.endswith(".tmp")):
            continue
        file.unlink()
        gone += 1
    for folder in path.iterdir():
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return gone


def quoted(text: str) -> str:
    """A text literal of SQL and of Delta's predicates."""
    return "'" + text.replace("'", "''") + "'"


def flush(paths: Sequence[str | Path]) -> None:
    """Make sure that written files and their names survive a power cut, before anything refers to them."""
    folders = {Path(path).parent for path in paths}
    for path in [*paths, *folders]:
        if os.name == "nt" and path in folders:
            continue  # a folder cannot be flushed there
        descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
