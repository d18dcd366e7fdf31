"""Keeping and returning files by sha256, checked at every reading. Personal columns are cut out before, in results."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePath

from msoko.files.errors import FilesError, in_plain_words
from msoko.files.kinds import KINDS
from msoko.files.wording import say
from msoko.vocabulary import Severity

_BLOCK = 1 << 20


@dataclass(frozen=True)
class StoredFile:
    """What is known of a kept file. The same content kept as two kinds has two of these."""

    sha256: str
    kind: str  # a code of kinds.KINDS
    name: str  # as received, without folders
    size: int  # bytes
    kept_at: datetime
    kept_without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # sheet -> columns removed before keeping
    original_sha256: str = ""  # of the file as received, if columns were removed

    @property
    def keep_until(self) -> date | None:
        days = KINDS[self.kind].keep_days
        return None if days is None else self.kept_at.date() + timedelta(days=days)


@dataclass(frozen=True)
class Finding:
    """A fault found by `examine`: code of wording.MESSAGES and its parameters."""

    code: str
    parameters: Mapping[str, object]

    @property
    def severity(self) -> Severity:
        return Severity.NOTE if self.code == "left-over" else Severity.ERROR

    def say(self, language: str = "ru") -> str:
        return say(self.code, self.parameters, language)


class Files:
    """Contents in <root>/<first two digits>/<sha256>, each with a record <sha256>.<kind>.json beside it."""

    def __init__(self, root: Path) -> None:
        self.folder = Path(root).resolve()

    def put(
        self,
        content: bytes | Path,
        kind: str,
        name: str,
        kept_without: Mapping[str, tuple[str, ...]] | None = None,
        original_sha256: str = "",
    ) -> StoredFile:
        """Keep a file. The same content of the same kind once more returns the first record.

        A record is written after its content, so a kept file is there wholly or not at all.
        """
        if kind not in KINDS:
            raise FilesError("kind-unknown", found=kind, expected=", ".join(KINDS))
        source = content if isinstance(content, Path) else self.folder
        with in_plain_words(source):
            digest, size = _digest(_blocks(content))
        with in_plain_words(self.folder):
            record = self._place(digest).with_name(f"{digest}.{kind}.json")
            if not self._is_whole(digest):
                _write(self._place(digest), _blocks(content))
            if not record.exists():
                shown = PurePath(name.replace("\\", "/")).name
                without = {sheet: tuple(columns) for sheet, columns in (kept_without or {}).items()}
                stored = StoredFile(digest, kind, shown, size, datetime.now(UTC), without, original_sha256)
                _write(record, iter([_to_json(stored)]))
        return _from_json(record)

    def get(self, sha256: str) -> bytes:
        """The content. Raises FilesError file-unknown, or file-changed if it is not what was kept."""
        path = self._place(sha256)
        with in_plain_words(path):
            if not path.is_file():
                raise FilesError("file-unknown", sha256=sha256)
            content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise FilesError("file-changed", name=self._name(sha256), found=found, sha256=sha256)
        return content

    def records(self, kind: str | None = None) -> tuple[StoredFile, ...]:
        """Records of kept files, the earliest first."""
        with in_plain_words(self.folder):
            records = [_from_json(path) for path in self.folder.glob("??/*.json")]
        chosen = (record for record in records if kind is None or record.kind == kind)
        return tuple(sorted(chosen, key=lambda record: (record.kept_at, record.sha256, record.kind)))

    def find(self, sha256: str) -> tuple[StoredFile, ...]:
        """Records of one content, at most one a kind; () if it is not kept."""
        with in_plain_words(self.folder):
            return tuple(_from_json(path) for path in sorted(self._place(sha256).parent.glob(f"{sha256}.*.json")))

    def expired(self, on: date, cited: Collection[str] = ()) -> tuple[StoredFile, ...]:
        """Files whose term is over, but for those of `cited` (sha256 of what fixed calculations rest on)."""
        over = (stored for stored in self.records() if stored.keep_until is not None and stored.keep_until < on)
        return tuple(stored for stored in over if stored.sha256 not in cited)

    def remove(self, stored: StoredFile) -> None:
        """Remove the record, and the content with its last record."""
        with in_plain_words(self.folder):
            place = self._place(stored.sha256)
            place.with_name(f"{stored.sha256}.{stored.kind}.json").unlink(missing_ok=True)
            if not self.find(stored.sha256):
                place.unlink(missing_ok=True)

    def examine(self) -> tuple[Finding, ...]:
        """Every kept file read and compared with its checksum; unfinished ones named."""
        found = []
        for path in sorted(self.folder.glob("??/*")):
            if path.name.startswith("."):
                found.append(Finding("left-over", {"path": path}))
            elif path.suffix == ".json":
                found += _examine_record(path)
            else:
                digest, _ = _digest(_blocks(path))
                if digest != path.name:
                    name = self._name(path.name)
                    found.append(Finding("file-changed", {"name": name, "found": digest, "sha256": path.name}))
        return tuple(found)

    def _place(self, sha256: str) -> Path:
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise FilesError("file-unknown", sha256=sha256)
        return self.folder / sha256[:2] / sha256

    def _is_whole(self, sha256: str) -> bool:
        """A damaged content is written again when the same file arrives once more."""
        path = self._place(sha256)
        return path.is_file() and _digest(_blocks(path))[0] == sha256

    def _name(self, sha256: str) -> str:
        with suppress(FilesError):
            for stored in self.find(sha256):
                return stored.name
        return sha256


def _examine_record(path: Path) -> list[Finding]:
    try:
        stored = _from_json(path)
    except FilesError as error:
        return [Finding(error.code, error.parameters)]
    if not path.with_name(stored.sha256).is_file():
        return [Finding("content-missing", {"name": stored.name, "sha256": stored.sha256})]
    return []


def _blocks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _digest(blocks: Iterator[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    """The whole file under its name or nothing, also after a power cut: written aside, flushed, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if os.name != "nt":  # a folder cannot be flushed there
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _to_json(stored: StoredFile) -> bytes:
    said = {**asdict(stored), "kept_at": stored.kept_at.isoformat()}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _from_json(path: Path) -> StoredFile:
    try:
        said = json.loads(path.read_bytes())
        said["kept_at"] = datetime.fromisoformat(said["kept_at"])
        said["kept_without"] = {sheet: tuple(columns) for sheet, columns in said["kept_without"].items()}
        return StoredFile(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise FilesError("record-damaged", path=path) from error
