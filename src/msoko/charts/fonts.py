"""The type face of charts (PT Sans, from a wheel) and how wide its words are."""

from __future__ import annotations

import re
import struct
from functools import cache
from importlib import resources
from pathlib import Path

from msoko.charts.numbers import NARROW, NO_BREAK

FAMILY = "PT Sans"
_FILES = {False: "PT_Sans-Web-Regular.ttf", True: "PT_Sans-Web-Bold.ttf"}
_THIN = "\u2009"
_SHORT = re.compile(r"(?<![\w-])([А-Яа-яЁё]{1,2}) (?=[\w«(\d])")


def font_directory() -> Path:
    """The folder with the .ttf files of PT Sans."""
    return Path(str(resources.files("fontpkg_pt_sans"))) / "files"


def printable(text: str) -> str:
    """Text for documents: PT Sans has neither U+202F nor U+2009, and a renderer would borrow or drop them."""
    return text.replace(NARROW, NO_BREAK).replace(_THIN, NO_BREAK)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in the unit of `size`, without kerning. An unknown character is taken as wide as «н»."""
    advances = _advances(bold)
    return size * float(sum(advances.get(ord(c), advances[ord("н")]) for c in printable(text)))


def words_of(text: str) -> list[str]:
    """The parts a line may be broken between: №, %, and words of one or two letters stay with their neighbours."""
    tied = text.replace("№ ", "№" + NO_BREAK).replace(" %", NO_BREAK + "%")
    return _SHORT.sub(rf"\1{NO_BREAK}", tied).split(" ")


def wrap(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines no wider than `width`, broken at spaces; a single longer word is broken inside, never cut off."""
    lines: list[str] = []
    for word in words_of(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
            continue
        while text_width(word, size, bold) > width and len(word) > 1:
            head = _fitting(word, width, size, bold)
            lines.append(word[:head])
            word = word[head:]
        lines.append(word)
    return tuple(lines) or ("",)


def _fitting(word: str, width: float, size: float, bold: bool) -> int:
    count = len(word) - 1
    while count > 1 and text_width(word[:count], size, bold) > width:
        count -= 1
    return count


@cache
def _advances(bold: bool) -> dict[int, float]:
    """Code point -> advance in ems, from the font's cmap (format 4) and hmtx tables (OpenType 1.9)."""
    data = (font_directory() / _FILES[bold]).read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">I", data[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    units = int(struct.unpack_from(">H", data, tables[b"head"] + 18)[0])
    long_metrics = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]

    def advance(glyph: int) -> float:
        at = tables[b"hmtx"] + 4 * min(glyph, long_metrics - 1)
        return int(struct.unpack_from(">H", data, at)[0]) / units

    return {code: advance(glyph) for code, glyph in _glyphs(data, tables[b"cmap"]).items()}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    for i in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * i)[0]
        if struct.unpack_from(">H", data, at)[0] == 4:
            return _format_4(data, at)
    raise ValueError("the font has no Unicode cmap of format 4")


def _format_4(data: bytes, at: int) -> dict[int, int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, at + 14 + 2 * count * part + (2 if part else 0)) for part in range(4)
    )
    ranges_at = at + 16 + 6 * count
    found: dict[int, int] = {}
    for i in range(count):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                place = ranges_at + 2 * i + offsets[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph := (glyph + deltas[i]) & 0xFFFF if glyph or not offsets[i] else 0:
                found[code] = glyph
    return found
