"""Received bytes onto the disk, outside the web root, each file in a folder of its own; a zip becomes its files."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from msoko.results import archive

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 200  # of one archive
_NAME = 120  # characters of a file name that are kept
_MEGABYTE = 1_000_000
_IGNORED = ("__macosx/", ".ds_store", "thumbs.db")
_PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class NotReceived(Exception):
    """Why a file is not even kept, in words for the person."""


@dataclass(frozen=True)
class Received:
    """A file lying in a temporary folder. name: as the sender called it, without folders."""

    path: Path
    name: str
    size: int
    sha256: str


def shown_name(name: str) -> str:
    """The last part of a path, without signs that cannot be seen or that turn the reading direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if len(clean) > _NAME:
        ending = PurePosixPath(clean).suffix[:10]
        clean = clean[: _NAME - len(ending)] + ending
    return clean or _("file without a name")


@contextmanager
def received(files: Iterable[UploadedFile[Any]]) -> Iterator[tuple[list[Received], list[str]]]:
    """(files to be read, why others are not). They lie in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="received-", dir=_room()))
    kept: list[Received] = []
    refused: list[str] = []
    try:
        for number, file in enumerate(files):
            try:
                kept += _one(file, folder / str(number))
            except NotReceived as reason:
                refused.append(str(reason))
        yield kept, refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _room() -> Path:
    room = Path(settings.HOME) / "web" / "uploads"
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    return room


def _one(file: UploadedFile[Any], folder: Path) -> list[Received]:
    name = shown_name(file.name or "")
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise NotReceived(_too_large(name, file.size or 0))
    folder.mkdir()
    path = folder / "whole"
    with path.open("wb") as target:
        for piece in file.chunks():
            target.write(piece)
    return _unpacked(path, name, folder) if _is_plain_archive(path) else [_described(path, name)]


def _too_large(name: str, size: int) -> str:
    said = _("%(name)s: %(size)s MB, and up to %(limit)s MB is accepted. Split the file into parts.")
    limit = settings.UPLOAD_LIMIT // _MEGABYTE
    return said % {"name": name, "size": -(-size // _MEGABYTE), "limit": limit}


def _is_plain_archive(path: Path) -> bool:
    """A zip that is not itself a book: those have a part that says so. What cannot be listed is read as a book."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as opened:
            parts = {name.lower() for name in opened.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return not ({"xl/workbook.xml", "content.xml", "[content_types].xml"} & parts)


def _unpacked(path: Path, name: str, folder: Path) -> list[Received]:
    try:
        listed = [one for one in archive.entries(path) if not one.is_dir() and not _is_rubbish(one.filename)]
        _check(listed, name)
        return [_part(path, one, folder / str(number)) for number, one in enumerate(listed)]
    except archive.Unsafe as unsafe:
        raise NotReceived(_unsafe(name, unsafe)) from None


def _is_rubbish(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_IGNORED[0]) or lower.endswith(_IGNORED[1:])


def _check(listed: list[zipfile.ZipInfo], name: str) -> None:
    said = {"name": name, "files": MOST_FILES, "limit": settings.UPLOAD_LIMIT // _MEGABYTE}
    if not listed:
        raise NotReceived(_("%(name)s: there are no files in the archive.") % said)
    if len(listed) > MOST_FILES:
        raise NotReceived(_("%(name)s: up to %(files)s files in one archive are accepted. Make several.") % said)
    if any(one.file_size > settings.UPLOAD_LIMIT for one in listed):
        raise NotReceived(_("%(name)s: a file in the archive is larger than %(limit)s MB. Split it into parts.") % said)


def _part(path: Path, entry: zipfile.ZipInfo, target: Path) -> Received:
    with target.open("wb") as file:
        for piece in archive.unpack(path, entry):
            file.write(piece)
    name = shown_name(_decoded(entry))
    if _is_archive(target):
        said = _("%(name)s: there is another archive in the archive. Unpack it and upload the files themselves.")
        raise NotReceived(said % {"name": name})
    return _described(target, name)


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Old Windows programs write Russian names in code page 866 and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return entry.filename


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(_PACKED[1:]) or (head.startswith(_PACKED[0]) and _is_plain_archive(path))


def _unsafe(name: str, unsafe: archive.Unsafe) -> str:
    words = {
        "zip-bomb": _("%(name)s: unpacked, the archive would be too large. It is not opened."),
        "file-encrypted": _("%(name)s: the archive is protected with a password. Remove the password."),
        "zip-unsafe": _("%(name)s: the archive is built unsafely. Pack the files again without folders."),
    }
    said = words.get(unsafe.code, _("%(name)s: the archive is damaged. Pack the files again."))
    return said % {"name": name}


def _described(path: Path, name: str) -> Received:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(path, name, path.stat().st_size, digest)
