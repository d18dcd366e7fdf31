"""What a person types (periods, words of closed lists, codes), checked and explained. Nothing is computed here."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from msoko.cli.saying import Exit, Speaker
from msoko.vocabulary import Period

_Word = TypeVar("_Word", bound=StrEnum)


def one_of(said: Speaker, words: type[_Word], text: str) -> _Word:
    """A word of a closed list; a usage error with the whole list otherwise."""
    try:
        return words(text)
    except ValueError:
        said.fail(said.word("word-wrong", found=text, expected=", ".join(words)), Exit.USAGE)


def chosen_period(said: Speaker, text: str) -> Period:
    """A period as people write it; a usage error otherwise."""
    try:
        return Period.parse(text)
    except ValueError:
        said.fail(said.word("period-wrong", found=text), Exit.USAGE)


def chosen_indicators(said: Speaker, wanted: list[str]) -> tuple[str, ...]:
    """Codes of indicators; «results.» takes all that begin so. Not found: the nearest ones are offered."""
    from difflib import get_close_matches

    known = said.workplace.methodology.indicators
    found: list[str] = []
    for one in wanted:
        matching = [code for code in known if code == one or (one.endswith(".") and code.startswith(one))]
        if not matching:
            near = get_close_matches(one, known, n=5, cutoff=0.4)
            hints = [said.word("maybe", names=", ".join(near))] if near else []
            said.fail(said.word("indicator-unknown", found=one), Exit.NOT_FOUND, hints)
        found += matching
    return tuple(found)
