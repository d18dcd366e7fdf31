"""A .sav as an Arrow table, read in a process of its own: `python -m msoko.files.spss FILE [COLUMN …]` writes it out.

The C library beneath pyreadstat falls over some damaged files; such a fall ends the child and not the program. Labels
and missing codes travel as JSON in the metadata of each field. Without columns the table has all of them and no rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

CHUNK = 100_000  # rows at a time
NO_LIBRARY = 3  # exit code of the child
LABELS, MISSING = b"labels", b"missing"  # [[code, label] …]; [[from, to] …]


def table(path: Path, wanted: Sequence[str] = ()) -> Any:
    """A pyarrow table. Raises ImportError without pyreadstat; ValueError with what is said of a damaged file."""
    import pyarrow as pa

    command = [sys.executable, "-m", __name__, str(path), *wanted]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == NO_LIBRARY:
        raise ImportError("pyreadstat")
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1] or f"{done.returncode}")
    return pa.ipc.open_stream(done.stdout).read_all()


def write(path: Path, wanted: Sequence[str], out: IO[bytes], chunk: int = CHUNK) -> None:
    """The table as an Arrow stream, `chunk` rows at a time."""
    import pyarrow as pa
    import pyreadstat

    if not wanted:
        meta = pyreadstat.read_sav(path, metadataonly=True)[1]
        pa.ipc.new_stream(out, pa.schema([(name, pa.null()) for name in meta.column_names])).close()
        return
    writer: Any = None
    at, read = 0, chunk
    while read == chunk:
        rows, meta = pyreadstat.read_sav(
            path, usecols=list(wanted), user_missing=True, output_format="dict", disable_datetime_conversion=True,
            row_limit=chunk, row_offset=at,
        )  # fmt: skip
        schema = pa.schema([_field(name, meta) for name in wanted])
        writer = writer or pa.ipc.new_stream(out, schema)
        writer.write_table(pa.table([pa.array(rows[one.name], one.type) for one in schema], schema=schema))
        at, read = at + chunk, len(rows[wanted[0]])
    writer.close()


def _field(name: str, meta: Any) -> Any:
    import pyarrow as pa

    kind = pa.string() if meta.readstat_variable_types[name] == "string" else pa.float64()
    labels = [*meta.variable_value_labels.get(name, {}).items()]
    missing = [[one["lo"], one["hi"]] for one in meta.missing_ranges.get(name, ())]
    return pa.field(name, kind, metadata={LABELS: json.dumps(labels), MISSING: json.dumps(missing)})


def main(path: str, *wanted: str) -> None:
    try:
        import pyreadstat  # noqa: F401
    except ImportError:
        sys.exit(NO_LIBRARY)
    try:
        write(Path(path), wanted, sys.stdout.buffer)
    except Exception as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
