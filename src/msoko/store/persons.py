"""Names into keyed hashes. One key an organisation; without it a hash cannot be made again from a name.

Names and documents go no further than `person_hash`. With a key per organisation a pupil who changes schools gets
another hash, so movers are not linked (docs/decisions/0005).
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msoko.store.errors import StoreError, in_plain_words

_LENGTH = 32  # bytes of a key
_SAFE = re.compile(r"[0-9A-Za-z_.-]{1,100}")


def normalise(name: str) -> str:
    """The form in which spellings of one name meet: case, ё, hyphens and spaces do not matter."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


def person_hash(key: bytes, name: str, birth_or_document: str) -> str:
    """32 hexadecimal digits of HMAC-SHA256 over the normalised name and the birth date or document number."""
    who, proof = normalise(name), "".join(normalise(birth_or_document).split())
    if not who or not proof:
        raise StoreError("person-incomplete")
    return hmac.new(key, f"{who}\n{proof}".encode(), sha256).hexdigest()[:32]


class Keys:
    """Keys as files in <root>/keys, readable by their owner only. Keep them out of the backup of the numbers."""

    def __init__(self, root: Path) -> None:
        self.folder = Path(root).resolve() / "keys"

    def get(self, organisation: str) -> bytes:
        """The key. Raises StoreError key-missing, also after destruction."""
        with in_plain_words(self.folder):
            path = self._path(organisation)
            if not path.exists():
                raise StoreError("key-missing", organisation=organisation)
            key = path.read_bytes()
        if len(key) != _LENGTH:
            raise StoreError("key-damaged", organisation=organisation, path=path)
        return key

    def get_or_create(self, organisation: str) -> bytes:
        with in_plain_words(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._path(organisation)
            with suppress(FileExistsError):  # made before, or by another process at this moment: that one is the key
                self._create(path)
        return self.get(organisation)

    def destroy(self, organisation: str) -> None:
        """Overwrite the key and remove it. What its hashes stand for can never be found out again."""
        with in_plain_words(self.folder):
            path = self._path(organisation)
            if not path.exists():
                raise StoreError("key-missing", organisation=organisation)
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(_LENGTH))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def hasher(self) -> Callable[[str, str, str], str]:
        """(organisation, name, birth date or document) -> person; makes a missing key. A results.context.PersonKey."""
        held: dict[str, bytes] = {}

        def person(organisation: str, name: str, birth_or_document: str) -> str:
            if organisation not in held:
                held[organisation] = self.get_or_create(organisation)
            return person_hash(held[organisation], name, birth_or_document)

        return person

    def _path(self, organisation: str) -> Path:
        """Ids become file names only if they are harmless ones; any other goes through a hash."""
        safe = _SAFE.fullmatch(organisation) and organisation.strip(".")
        return self.folder / (organisation if safe else sha256(organisation.encode()).hexdigest())

    def _create(self, path: Path) -> None:
        """A whole key under its name or nothing: written aside, then linked, which fails if the name is taken."""
        if path.exists():
            return
        aside = path.with_name(f".{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_LENGTH))
                file.flush()
                os.fsync(file.fileno())
            os.link(aside, path)
        finally:
            aside.unlink()
