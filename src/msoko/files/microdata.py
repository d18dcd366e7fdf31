"""Tables of a person a row, as studies publish them: .sav, .csv, .parquet, column by column.

What a file marks as missing stays apart from numbers and keeps its reason: the value's label, or its code. Only the
asked columns are read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from msoko.files import spss
from msoko.files.errors import FilesError

ABSENT = ("", "NA", ".")
_NUMBER = "@"
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Column:
    """numbers: n, NaN where unknown, None for a column of words; texts: n, empty where unknown, None for numbers.
    reason: n, 0 where known, else 1 + the place in reasons. labels: what codes are called.
    """

    name: str
    numbers: NDArray[np.float64] | None
    texts: NDArray[np.str_] | None
    reason: NDArray[np.int16]
    reasons: tuple[str, ...]
    labels: Mapping[float, str] = field(default_factory=dict)

    @property
    def words(self) -> NDArray[np.str_]:
        """n, as people read them: labels for codes, empty where unknown."""
        if self.texts is not None:
            return self.texts
        each, where = np.unique(self.as_numbers(), return_inverse=True)
        shown = [self.labels.get(one) or _spelt(one) if np.isfinite(one) else "" for one in each.tolist()]
        return np.array(shown, dtype=str)[where.ravel()]

    def counts(self) -> dict[str, int]:
        """Rows without a value by reason, the commonest first."""
        found = Counter(self.reason[self.reason > 0].tolist())
        return {self.reasons[code - 1]: count for code, count in found.most_common()}

    def where(self, rows: NDArray[np.bool_]) -> Column:
        numbers = None if self.numbers is None else self.numbers[rows]
        texts = None if self.texts is None else self.texts[rows]
        return replace(self, numbers=numbers, texts=texts, reason=self.reason[rows])

    def as_numbers(self) -> NDArray[np.float64]:
        """Raises FilesError for a column of words."""
        if self.numbers is None:
            shown = next((word for word in self.words.tolist() if word and not _is_number(word)), "")
            raise FilesError("column-words", column=self.name, found=shown[:40])
        return self.numbers


def names(path: Path) -> tuple[str, ...]:
    """The columns of a file. Raises FilesError: not there, another kind, damaged."""
    return _guarded(path, _reader(path)[0])


def numbered(known: Sequence[str], pattern: str) -> tuple[str, ...]:
    """The columns that a name with @ for a number stands for, by that number: PV@MATH -> PV1MATH, PV2MATH …

    A name without @ stands for itself. Raises FilesError if there is none.
    """
    if _NUMBER not in pattern:
        found = [pattern] if pattern in known else []
    else:
        wanted = re.compile(r"(\d+)".join(map(re.escape, pattern.split(_NUMBER, 1))))
        matched = [(int(match[1]), name) for name in known if (match := wanted.fullmatch(name))]
        found = [name for _, name in sorted(matched)]
    if not found:
        near = get_close_matches(pattern, known, 4, 0.5) or list(known[:8])
        raise FilesError("column-unknown", found=pattern, expected=", ".join(near))
    return tuple(found)


def read(
    path: Path, wanted: Sequence[str], missing: Mapping[str, Sequence[float]] | None = None, known: Sequence[str] = ()
) -> dict[str, Column]:
    """missing: codes that mean "unknown" beside those the file names itself, by column; known: the file's columns, if
    they have been asked for. Raises FilesError as names does, and for a column that is not there.
    """
    known = known or names(path)
    for name in (*wanted, *(missing or {})):
        numbered(known, name)
    asked = list(dict.fromkeys(wanted))
    found = _guarded(path, lambda given: _reader(given)[1](given, asked))
    marked = {name: _marked(found[name], codes) for name, codes in (missing or {}).items() if name in found}
    return {**found, **marked}


def _reader(path: Path) -> tuple[Callable[[Path], tuple[str, ...]], Callable[[Path, list[str]], dict[str, Column]]]:
    kinds = {".sav": _SAV, ".zsav": _SAV, ".csv": _CSV, ".parquet": _PARQUET}
    if path.suffix.lower() not in kinds:
        raise FilesError("microdata-kind", path=path, expected=", ".join(kinds))
    if not path.is_file():
        raise FilesError("microdata-absent", path=path)
    return kinds[path.suffix.lower()]


def _guarded(path: Path, work: Callable[[Path], _Found]) -> _Found:
    """Whatever a parser says about a damaged or hostile file, a person reads one sentence."""
    try:
        return work(path)
    except FilesError:
        raise
    except ImportError:
        raise FilesError("microdata-extra") from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno:  # the disk; of damaged files Arrow says it without a number
            raise
        raise FilesError("microdata-damaged", path=path, said=str(error).split("\n")[0][:200]) from error


def _sav_names(path: Path) -> tuple[str, ...]:
    return tuple(spss.table(path).schema.names)


def _sav_read(path: Path, wanted: list[str]) -> dict[str, Column]:
    table = spss.table(path, wanted)
    return {name: _from_spss(table.schema.field(name), table.column(name)) for name in wanted}


def _from_spss(field: Any, values: Any) -> Column:
    labels = dict(json.loads(field.metadata[spss.LABELS]))
    ranges = json.loads(field.metadata[spss.MISSING])
    if str(field.type) == "string":
        texts = ["" if one is None else one for one in values.to_pylist()]
        codes = {low for low, _ in ranges}
        return _of_words(field.name, [labels.get(one, one) for one in texts], [one in codes for one in texts])
    column = _of_numbers(field.name, values.to_numpy().astype(float), labels)
    numbers = column.as_numbers()
    inside = [(low <= numbers) & (numbers <= high) for low, high in ranges]
    return _without(column, np.logical_or.reduce(inside)) if ranges else column


def _csv_names(path: Path) -> tuple[str, ...]:
    from pyarrow import csv

    return tuple(csv.open_csv(path, **_csv_options(path)).schema.names)


def _csv_read(path: Path, wanted: list[str]) -> dict[str, Column]:
    from pyarrow import csv

    return _from_arrow(csv.read_csv(path, **_csv_options(path, wanted)), wanted)


def _csv_options(path: Path, wanted: Sequence[str] = ()) -> dict[str, Any]:
    from pyarrow import csv

    with path.open("rb") as file:
        start = file.read(1 << 20)
    head = start.split(b"\n", 1)[0]
    delimiter = max((b";", b"\t", b","), key=head.count).decode()
    try:
        start[: start.rfind(b"\n") + 1].decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "cp1251"
    return {
        "read_options": csv.ReadOptions(encoding=encoding),
        "parse_options": csv.ParseOptions(delimiter=delimiter),
        "convert_options": csv.ConvertOptions(
            include_columns=list(wanted), null_values=list(ABSENT), strings_can_be_null=True,
            decimal_point="," if delimiter == ";" else ".",
        ),
    }  # fmt: skip


def _parquet_names(path: Path) -> tuple[str, ...]:
    from pyarrow import parquet

    return tuple(parquet.read_schema(path).names)


def _parquet_read(path: Path, wanted: list[str]) -> dict[str, Column]:
    from pyarrow import parquet

    return _from_arrow(parquet.read_table(path, columns=wanted), wanted)


def _from_arrow(table: Any, wanted: Sequence[str]) -> dict[str, Column]:
    import pyarrow as pa

    found = {}
    for name in wanted:
        column = table.column(name)
        kind = column.type
        if pa.types.is_null(kind) or pa.types.is_boolean(kind) or _is_numeric(kind):
            found[name] = _of_numbers(name, column.cast(pa.float64()).to_numpy().astype(float), {})
        else:
            words = ["" if one is None else str(one) for one in column.to_pylist()]
            found[name] = _of_words(name, words, [not one for one in words])
    return found


def _is_numeric(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _of_numbers(name: str, values: NDArray[np.float64], labels: Mapping[float, str]) -> Column:
    """NaN and infinities are unknown."""
    unknown = ~np.isfinite(values)
    reasons = (_EMPTY,) if unknown.any() else ()
    return Column(name, np.where(unknown, np.nan, values), None, unknown.astype(np.int16), reasons, labels)


def _of_words(name: str, words: Sequence[str], unknown: Sequence[bool]) -> Column:
    reasons = tuple(dict.fromkeys(w or _EMPTY for w, u in zip(words, unknown, strict=True) if u or not w))
    at = {reason: code for code, reason in enumerate(reasons, start=1)}
    reason = [at[w or _EMPTY] if u or not w else 0 for w, u in zip(words, unknown, strict=True)]
    known = ["" if code else word for word, code in zip(words, reason, strict=True)]
    return Column(name, None, np.array(known, dtype=str), np.array(reason, dtype=np.int16), reasons)


def _marked(column: Column, codes: Sequence[float]) -> Column:
    return _without(column, np.isin(column.as_numbers(), codes))


def _without(column: Column, where: NDArray[np.bool_]) -> Column:
    """The column with the numbers at `where` taken out, each for the reason its label or code names."""
    numbers = column.as_numbers()
    reason, reasons = column.reason.copy(), [*column.reasons]
    for code in np.unique(numbers[where]).tolist():
        reasons.append(column.labels.get(code) or f"код {_spelt(code)}")
        reason[where & (numbers == code)] = len(reasons)
    return replace(column, numbers=np.where(where, np.nan, numbers), reason=reason, reasons=tuple(reasons))


def _spelt(number: float) -> str:
    """Whole numbers whole, however long: they may be identifiers."""
    return str(int(number)) if number == int(number) else repr(number)


def _is_number(word: str) -> bool:
    try:
        float(word.replace(",", "."))
    except ValueError:
        return False
    return True


_EMPTY = "пусто"
_SAV, _CSV, _PARQUET = (_sav_names, _sav_read), (_csv_names, _csv_read), (_parquet_names, _parquet_read)
