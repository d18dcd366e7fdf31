"""Raw cells of .xlsx, .xls and .ods by calamine. What may be opened at all is decided by guards.

An old .xls cannot be measured beforehand, so it is read in a child process with bounded memory and time.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

MEMORY = 3 * 2**30  # address space of the child, bytes
SECONDS = 120
_ENCRYPTED, _TOO_LARGE = 3, 4  # exit codes of the child


class RawSheet(NamedTuple):
    """rows from A1, of equal length; merged areas as (top, left, bottom, right), counted from 0."""

    name: str
    rows: list[list[Any]]
    hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]


class Encrypted(Exception):
    """The workbook wants a password."""


class TooLarge(Exception):
    """The workbook does not fit into the memory and time it is given."""


def read(path: Path, most_cells: int) -> list[RawSheet]:
    """Worksheets only (no charts, no macro sheets). Raises Encrypted, TooLarge or whatever calamine raises."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    sheets = []
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for facts in workbook.sheets_metadata:
                if facts.typ != SheetTypeEnum.WorkSheet:
                    continue
                received = workbook.get_sheet_by_name(facts.name)
                if received.total_height * received.total_width > most_cells:
                    raise TooLarge
                merged = tuple((*start, *end) for start, end in received.merged_cell_ranges or ())
                hidden = facts.visible != SheetVisibleEnum.Visible
                sheets.append(RawSheet(facts.name, received.to_python(skip_empty_area=False), hidden, merged))
    except PasswordError:
        raise Encrypted from None
    return sheets


def read_apart(path: Path, most_cells: int) -> list[RawSheet]:
    """The same in a child process. Raises ValueError where the child met a damaged file."""
    command = [sys.executable, "-m", "msoko.results.workbooks", os.fspath(path), str(most_cells)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise TooLarge from None
    if done.returncode == _ENCRYPTED:
        raise Encrypted
    if done.returncode == _TOO_LARGE:
        raise TooLarge
    if done.returncode:
        raise ValueError("damaged")
    return [RawSheet._make(sheet) for sheet in pickle.loads(done.stdout)]


def _child(path: str, most_cells: str) -> int:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        sheets = read(Path(path), int(most_cells))
        sys.stdout.buffer.write(pickle.dumps([tuple(sheet) for sheet in sheets], protocol=5))
    except Encrypted:
        return _ENCRYPTED
    except (TooLarge, MemoryError):
        return _TOO_LARGE
    return 0


if __name__ == "__main__":
    sys.exit(_child(*sys.argv[1:]))
