"""What a received file really is, and whether it may be opened: decided before any parser sees it.

Content decides, not the name. Nothing is fetched, executed or unpacked to disk; time and memory are bounded.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from msoko.results import archive, extent
from msoko.results.archive import Unsafe
from msoko.results.reading import Problem
from msoko.results.wording import problem

MAX_BYTES = 100 * 2**20
MAX_TEXT_FILE = 50 * 2**20
MAX_COLUMNS = 2_000
MAX_ROWS = 300_000
MAX_CELLS = 12_000_000  # of a sheet, from A1 to its last filled cell
MAX_TEXT = 512 * 2**20  # bytes of all text cells together, a shared text counted in every cell

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x1f\x8b",
    b"\x7fELF",
    b"{\\rtf",
    b"GIF8",
)
_WEB_PAGE = re.compile(rb"^\s*(?:<!doctype html|<html|<table|<head|<\?xml|<meta)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_EXTENSIONS = {"xlsx": {".xlsx", ".xlsm"}, "xls": {".xls"}, "ods": {".ods"}, "text": {".csv", ".txt", ".tsv"}}
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bin", ".tiff", ".svg"}


@dataclass(frozen=True)
class Verdict:
    """kind: what the file is; refusal: why it is not opened; remarks: what is said of a file that is."""

    kind: str = ""  # xlsx | xls | ods | text
    refusal: Problem | None = None
    remarks: tuple[Problem, ...] = ()


def inspect(path: Path, shown: str) -> Verdict:
    """Never raises: an unreadable or unfit file is a Verdict with a refusal."""
    try:
        kind, remarks = _inspect(path, shown)
    except Unsafe as unsafe:
        return Verdict(refusal=problem(unsafe.code, shown, **unsafe.parameters))
    except OSError:
        return Verdict(refusal=problem("file-damaged", shown))
    extension = PurePosixPath(shown.lower()).suffix
    if extension not in _EXTENSIONS[kind]:
        remarks = (problem("extension-wrong", shown, found=extension or "без расширения", expected=kind), *remarks)
    return Verdict(kind, None, remarks)


def _inspect(path: Path, shown: str) -> tuple[str, tuple[Problem, ...]]:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unsafe("file-too-large", found=size // 2**20, expected=MAX_BYTES // 2**20)
    if not size:
        raise Unsafe("file-empty")
    with path.open("rb") as source:
        head = source.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _inspect_archive(path, shown)
    if head.startswith(_OLE):
        return _inspect_ole(path.read_bytes())
    return _inspect_text(path, head)


def _inspect_text(path: Path, head: bytes) -> tuple[str, tuple[Problem, ...]]:
    if head.startswith(_FOREIGN) or head.startswith(b"PK"):
        raise Unsafe("file-kind-unknown")
    if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise Unsafe("web-page-inside")
    if (size := path.stat().st_size) > MAX_TEXT_FILE:
        raise Unsafe("file-too-large", found=size // 2**20, expected=MAX_TEXT_FILE // 2**20)
    if not head.startswith(_UTF16) and b"\0" in path.read_bytes():
        raise Unsafe("nul-bytes")
    return "text", ()


def _inspect_ole(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Old .xls, or an encrypted .xlsx, which is wrapped in the same container."""
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        raise Unsafe("file-encrypted")
    if _utf16("Workbook") not in content and _utf16("Book") not in content:
        raise Unsafe("file-kind-unknown")
    if _utf16("_VBA_PROJECT") in content:
        raise Unsafe("macros-inside")
    return "xls", ()


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _inspect_archive(path: Path, shown: str) -> tuple[str, tuple[Problem, ...]]:
    listed = {entry.filename: entry for entry in archive.entries(path)}
    lower = {name.lower() for name in listed}
    if "xl/workbook.xml" in lower:
        return "xlsx", _inspect_workbook(path, shown, listed)
    if "content.xml" in lower and "mimetype" in listed:
        return "ods", _inspect_ods(path, listed)
    raise Unsafe("file-kind-unknown")


def _inspect_ods(path: Path, listed: dict[str, zipfile.ZipInfo]) -> tuple[Problem, ...]:
    if b"spreadsheet" not in archive.whole(path, listed["mimetype"]):
        raise Unsafe("file-kind-unknown")
    if any(name.startswith(("Basic/", "Scripts/")) for name in listed):
        raise Unsafe("macros-inside")
    manifest = listed.get("META-INF/manifest.xml")
    if manifest and b"encryption-data" in archive.whole(path, manifest):
        raise Unsafe("file-encrypted")
    for entry in listed.values():
        _check_xml_head(path, entry)
    _check_grid(*extent.measure_ods(archive.unpack(path, listed["content.xml"])))
    return ()


def _inspect_workbook(path: Path, shown: str, listed: dict[str, zipfile.ZipInfo]) -> tuple[Problem, ...]:
    names = [name.lower() for name in listed]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/dialogsheets/" in name for name in names):
        raise Unsafe("macros-inside")
    remarks = []
    if any("/externallinks/" in name or name.endswith("/connections.xml") for name in names):
        remarks.append(problem("external-links", shown))
    if any("/embeddings/" in name or "/activex/" in name for name in names):
        remarks.append(problem("embedded-objects", shown))
    formulas, first, texts = 0, "", 0
    for name, entry in listed.items():
        _check_xml_head(path, entry)
        if "/externallinks/" in name.lower() and b"ddeLink" in archive.whole(path, entry):
            raise Unsafe("dde-inside")
        if PurePosixPath(name.lower()).suffix in _PICTURES:
            continue
        found = _measure(path, entry)
        if found.rows:  # charts have formulas too, but no cells
            formulas, first, texts = formulas + found.formulas, first or found.first_formula, texts + found.texts
    _check_texts(path, listed, texts)
    if formulas:
        remarks.append(problem("formulas-inside", shown, cell=first, found=formulas))
    return tuple(remarks)


def _check_xml_head(path: Path, entry: zipfile.ZipInfo) -> None:
    """No document types (entities that grow), no encodings other than UTF-8 in the parts."""
    head = next(iter(archive.unpack(path, entry)), b"")[:4096] if entry.file_size else b""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unsafe("zip-unsafe", found="объявление сущностей XML")
    if head.startswith(_UTF16) or head[:4] in (b"<\0?\0", b"\0<\0?"):
        raise Unsafe("zip-unsafe", found="необычная кодировка XML")


def _measure(path: Path, entry: zipfile.ZipInfo) -> extent.Extent:
    found = extent.measure(archive.unpack(path, entry))
    if found.calls_programs:
        raise Unsafe("dde-inside")
    if not found.usual or found.cells > MAX_CELLS or found.rows > MAX_ROWS or found.columns > MAX_COLUMNS:
        found.rows, found.columns = extent.measure_exactly(archive.unpack(path, entry))
    _check_grid(found.rows, found.columns)
    return found


def _check_grid(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Unsafe("sheet-too-large", rows=rows, columns=columns)


def _check_texts(path: Path, listed: dict[str, zipfile.ZipInfo], cells: int) -> None:
    """One long shared text in a million cells is copied a million times by a parser, so copies are counted."""
    shared = next((entry for name, entry in listed.items() if name.lower() == "xl/sharedstrings.xml"), None)
    if shared is None or cells * shared.file_size <= MAX_TEXT:
        return
    lengths = extent.text_lengths(archive.unpack(path, shared))
    if cells * max(lengths, default=0) <= MAX_TEXT:
        return
    sheets = [entry for name, entry in listed.items() if "/worksheets/" in name.lower()]
    if sum(extent.text_in_cells(archive.unpack(path, sheet), lengths) for sheet in sheets) > MAX_TEXT:
        raise Unsafe("zip-bomb", found=f"больше {MAX_TEXT // 2**20}", expected=MAX_TEXT // 2**20)
