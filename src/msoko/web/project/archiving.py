"""A backup as a file: written while people work, read back only if every byte is as it was.

Two files: the archive, and <archive>.keys with what must not lie beside it: the site's secret key, the keys by which
persons are recognised, the settings with their passwords. Without the keys the numbers are whole, but second factors
are set up anew and results of one child in different years are no longer joined.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msoko.store.copying import snapshot
from msoko.web.project.configuration import DEMONSTRATION_MARK, FILE, SECRET

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"  # the folder of the archive in which database_copy.py has left what it says there
_BLOCK = 1 << 20


class ArchiveError(Exception):
    """code: of cli.wording, with its parameters."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. rows: of each table of the database; files: name in the archive -> sha256."""

    format: int
    msoko: str
    at: str
    store_version: int
    batches: int
    values: int
    rows: dict[str, int]
    files: dict[str, str]


def keys_of(archive: Path) -> Path:
    return archive.with_name(f"{archive.name}.keys")


def write(folder: Path, target: Path, dump: Path) -> Manifest:
    """Archive the data folder. dump: the database, copied before.

    The order matters: the database, then the store, then the files. What the database knows of, the store has; what
    came meanwhile is in the later ones only, and at its start the site lets the database follow the store.
    """
    with _aside(target) as path, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {name: _add(archive, one, name) for one, name in _named(dump, sorted(dump.iterdir()), f"{DATABASE}/")}
        with snapshot(folder / "store") as held:
            inside = [folder / "store" / inner for inner in held.files]
            files |= {name: _add(archive, one, name) for one, name in _named(folder, inside)}
        for one, name in _named(folder, _others(folder)):
            if one.is_file():  # a file whose term is over may go meanwhile
                files[name] = _add(archive, one, name)
        rows = json.loads((dump / "rows.json").read_text("utf-8"))["rows"]
        said = Manifest(
            FORMAT, version("msoko"), datetime.now(UTC).isoformat(timespec="seconds"), held.version, held.batches,
            held.values, rows, files,
        )  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(asdict(said), ensure_ascii=False, indent=1))
    keys = [one for one in (folder / SECRET, folder / FILE, *sorted((folder / "keys").glob("*"))) if one.is_file()]
    with _aside(keys_of(target)) as path, zipfile.ZipFile(path, "w") as archive:
        for one, name in _named(folder, keys):
            _add(archive, one, name)
    return said


def read(archive: Path) -> Manifest:
    """The manifest, after every file has been compared with its checksum. Raises ArchiveError."""
    with _open(archive) as opened:
        try:
            said = Manifest(**json.loads(opened.read(MANIFEST)))
        except (KeyError, TypeError, ValueError) as error:
            raise ArchiveError("archive-spoiled", path=archive, name=MANIFEST) from error
        if said.format > FORMAT:
            raise ArchiveError("archive-newer", path=archive, found=said.msoko, expected=version("msoko"))
        if set(opened.namelist()) != {*said.files, MANIFEST}:
            raise ArchiveError("archive-spoiled", path=archive, name=MANIFEST)
        for name, digest in said.files.items():
            with opened.open(name) as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                    raise ArchiveError("archive-spoiled", path=archive, name=name)
        return said


def extract(archive: Path, folder: Path) -> bool:
    """Everything into an empty folder, the database into its subfolder. Were the keys there?"""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ArchiveError("folder-not-empty", path=folder)
    with _open(archive) as opened:
        opened.extractall(folder)  # names were checked by zipfile: nothing lands outside the folder
    (folder / MANIFEST).unlink()
    keys = keys_of(archive)
    if not keys.is_file():
        return False
    with _open(keys) as opened:
        opened.extractall(folder)
    for one in (folder / SECRET, folder / FILE, *(folder / "keys").glob("*")):
        if one.is_file():
            one.chmod(0o600)
    return True


def _others(folder: Path) -> list[Path]:
    """Kept files, local packs, answers beside the store. Not uploads that nobody has confirmed: they may have names."""
    beside = [one for one in folder.glob("*.json") if one.is_file()]
    inside = [one for name in ("files", "packs") for one in (folder / name).rglob("*") if one.is_file()]
    marks = [one for one in (folder / DEMONSTRATION_MARK,) if one.is_file()]
    return sorted(one for one in [*beside, *inside, *marks] if not one.name.startswith(".") or one in marks)


def _named(root: Path, files: list[Path], before: str = "") -> Iterator[tuple[Path, str]]:
    for one in files:
        yield one, before + one.relative_to(root).as_posix()


def _add(archive: zipfile.ZipFile, source: Path, name: str) -> str:
    """Write one file and return its checksum."""
    digest = hashlib.sha256()
    with source.open("rb") as file, archive.open(name, "w", force_zip64=True) as kept:
        while block := file.read(_BLOCK):
            digest.update(block)
            kept.write(block)
    return digest.hexdigest()


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A file for its owner only, that has its name when it is whole."""
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        path.touch(mode=0o600)
        yield path
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _open(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive of ours; whatever is wrong with it is one error."""
    if not path.is_file():
        raise ArchiveError("file-absent", path=path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, RuntimeError) as error:
        raise ArchiveError("archive-spoiled", path=path, name=" ".join(str(error).split())[:100]) from error
