"""Which code a received subject title means. The titles and their aliases are data of procedure types in packs."""

from __future__ import annotations

import re
from functools import cache

from msoko.methodology.model import Methodology, ProcedureType


def subject_code(methodology: Methodology, procedure_type: str, title: str) -> str | None:
    """The code of a subject as written in a file («Русский язык», «РУ», «01»), None if it is not known.

    Case, ё, punctuation and spacing do not matter. Raises KeyError for an unknown procedure type.
    """
    kind = methodology.procedure_types[procedure_type]
    titles = _titles(tuple(kind.subjects.items()), tuple(kind.subject_aliases.items()))
    return titles.get(_plain(title))


def subject_titles(methodology: Methodology, procedure_type: str) -> tuple[str, ...]:
    """The full titles of the subjects of a procedure type, for messages."""
    return tuple(methodology.procedure_types[procedure_type].subjects.values())


def subject_title(methodology: Methodology, code: str, procedure_type: str = "") -> str:
    """The title of a code («01» → «Русский язык») in a procedure type, or in the first that has it; else the code."""
    kinds: tuple[ProcedureType, ...] = tuple(methodology.procedure_types.values())
    if procedure_type:
        kinds = (methodology.procedure_types[procedure_type],)
    return next((kind.subjects[code] for kind in kinds if code in kind.subjects), code)


@cache
def _titles(subjects: tuple[tuple[str, str], ...], aliases: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found = {_plain(alias): code for alias, code in aliases}
    found |= {_plain(title): code for code, title in subjects}
    return found | {_plain(code): code for code, _ in subjects}


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^0-9a-zа-я]+", " ", title.casefold().replace("ё", "е")).split())
