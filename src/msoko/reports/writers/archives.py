"""Office files are zip archives: rewritten here so that the same document gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can hold


def write_steady_zip(content: bytes, path: Path, drop: tuple[str, ...] = ()) -> None:
    """Write the archive with fixed times and order of its members; those in `drop` are left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in drop:
                target.writestr(_member(name), _without_references(source.read(name), name, drop))
    path.write_bytes(written.getvalue())


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _without_references(content: bytes, name: str, drop: tuple[str, ...]) -> bytes:
    if name != "_rels/.rels":
        return content
    for member in drop:
        target = re.escape(member).encode()
        content = re.sub(rb"<Relationship [^>]*Target=\"/?" + target + rb"\"[^>]*/>", b"", content)
    return content
