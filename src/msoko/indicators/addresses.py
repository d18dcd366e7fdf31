"""The short code of a value: printed in reports, opened by `msoko proof`. The same value has the same code for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msoko.vocabulary import ALL, SLICES

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford, 2019: no I, L, O, U
LENGTH = 10  # 50 bits: a million values collide with a chance of 0.04 %


def short_code(indicator: str, level: str, object_id: str, period: str, slices: Mapping[str, str]) -> str:
    """XXXXX-XXXXX from the address of a value. Slice columns not given are `all`."""
    address = "\x1f".join([indicator, level, object_id, period, *(slices.get(name, ALL) for name in SLICES)])
    number = int.from_bytes(hashlib.sha256(address.encode()).digest()[:8]) >> 14
    letters = [ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH))]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def read_code(typed: str) -> str:
    """A code as typed (small letters, spaces, O for 0, I or L for 1) in the stored form. Raises ValueError."""
    plain = typed.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        raise ValueError(f"not a short code: {typed!r}")
    return f"{plain[:5]}-{plain[5:]}"
