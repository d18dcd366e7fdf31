"""Identifiers of organisations: check digits where there are any, patterns where there are none. No look-ups.

ИНН: weighted sum by 11; ОГРН: remainder of the rest by 11 (13 digits) or by 13 (15 digits).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
_KPP = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}")
_LOGIN = re.compile(r"(?:edu|sch)\d{4,8}")


def is_inn(text: str) -> bool:
    """10 digits of an organisation or 12 of a person; the last one (two) are check digits."""
    if not text.isascii() or not text.isdigit():
        return False
    if len(text) == 10:
        return _inn_digit(text, _INN_10) == text[9]
    return len(text) == 12 and all(_inn_digit(text, weights) == text[len(weights)] for weights in _INN_12)


def _inn_digit(text: str, weights: tuple[int, ...]) -> str:
    return str(sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False)) % 11 % 10)


def is_ogrn(text: str) -> bool:
    """13 digits of an organisation or 15 of an entrepreneur; the last one is the check digit."""
    if not text.isascii() or not text.isdigit() or len(text) not in (13, 15):
        return False
    return int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def is_kpp(text: str) -> bool:
    return bool(_KPP.fullmatch(text))


def is_oktmo(text: str) -> bool:
    """8 digits of a municipality or 11 of a settlement. No check digit is part of the code as it is written."""
    return text.isascii() and text.isdigit() and len(text) in (8, 11)


def is_login(text: str) -> bool:
    """edu or sch and digits: a login of the ФИС ОКО. Logins change, so they are attributes and never keys."""
    return bool(_LOGIN.fullmatch(text.lower()))


# attribute of the registry -> (is it right?, what is expected: Russian, and what may be shown in any language)
IDENTIFIERS: dict[str, tuple[Callable[[str], bool], str]] = {
    "inn": (is_inn, "10 или 12 цифр с верной контрольной цифрой"),
    "ogrn": (is_ogrn, "13 или 15 цифр с верной контрольной цифрой"),
    "kpp": (is_kpp, "9 знаков"),
    "oktmo": (is_oktmo, "8 или 11 цифр"),
    "login": (is_login, "edu или sch и цифры, например edu280001"),
}
