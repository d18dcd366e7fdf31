"""A zip archive measured without trusting what it says of itself, in bounded memory; nothing is written to disk."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 300  # unpacked to packed; an honest sheet of equal numbers reaches about 100
_SMALL = 20 * 2**20  # below this a ratio means nothing
_CHUNK = 2**20
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DRIVE = re.compile(r"^[A-Za-z]:")


class Unsafe(Exception):
    """code and parameters of the problem to report."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.parameters: dict[str, Any] = dict(parameters)


def entries(path: Path) -> list[zipfile.ZipInfo]:
    """The directory of the archive, if it is fit to be read. Raises Unsafe."""
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise Unsafe("file-damaged") from None
    if len(listed) > MAX_ENTRIES:
        raise Unsafe("zip-unsafe", found=f"{len(listed)} вложенных частей")
    if len({entry.filename.lower() for entry in listed}) < len(listed):
        raise Unsafe("zip-unsafe", found="две части с одним именем")
    for entry in listed:
        _check(entry)
    _check_size(sum(entry.file_size for entry in listed), sum(entry.compress_size for entry in listed))
    return listed


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts or "\0" in name:
        raise Unsafe("zip-unsafe", found="часть с путём за пределы файла")
    if entry.flag_bits & 0x1:
        raise Unsafe("file-encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe("zip-unsafe", found="необычный способ сжатия")


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * max(packed, 1)):
        raise Unsafe("zip-bomb", found=f"больше {min(unpacked, MAX_UNPACKED) // 2**20}", expected=MAX_UNPACKED // 2**20)


def unpack(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part by pieces of about a megabyte. Raises Unsafe if it is longer or shorter than the directory says."""
    total = 0
    for piece in _inflate(path, entry):
        total += len(piece)
        if total > entry.file_size:
            raise Unsafe("zip-bomb", found=f"больше {total // 2**20}", expected=entry.file_size // 2**20)
        yield piece
    if total != entry.file_size:
        raise Unsafe("file-damaged")


def _inflate(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(entry.header_offset)
        header = source.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise Unsafe("file-damaged")
        _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        source.seek(name_length + extra_length, 1)
        left = entry.compress_size
        inflater = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0 and (packed := source.read(min(left, _CHUNK))):
            left -= len(packed)
            yield from _pieces(inflater, packed) if inflater else (packed,)
        if inflater:
            yield inflater.flush()


def _pieces(inflater: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    try:
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
    except zlib.error:
        raise Unsafe("file-damaged") from None


def whole(path: Path, entry: zipfile.ZipInfo, limit: int = 8 * 2**20) -> bytes:
    """A small part at once. Raises Unsafe above the limit."""
    if entry.file_size > limit:
        raise Unsafe("zip-unsafe", found=f"слишком большая служебная часть {entry.filename}")
    return b"".join(unpack(path, entry))
