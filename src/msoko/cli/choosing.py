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
        matching = [code for code in known if code == one or (one.endswith((".", "_")) and code.startswith(one))]
        if not matching:
            near = get_close_matches(one, known, n=5, cutoff=0.4)
            hints = [said.word("maybe", names=", ".join(near))] if near else []
            said.fail(said.word("indicator-unknown", found=one), Exit.NOT_FOUND, hints)
        found += matching
    return tuple(found)


def chosen_object(said: Speaker, text: str) -> str:
    """The id of an organisation or group, "" if none is named; not found: ids of those called alike are offered."""
    from difflib import get_close_matches

    registry = said.workplace.registry()
    if not text or text.partition("/")[0] in registry:
        return text
    named = {registry.name(one): one for one in registry.ids()}
    alike = [name for name in named if text.casefold() in name.casefold()] or get_close_matches(text, named, cutoff=0.5)
    near = [f"{named[name]} ({name})" for name in alike[:5]] or get_close_matches(text, registry.ids(), n=5, cutoff=0.5)
    hints = [said.word("maybe", names=", ".join(near))] if near else []
    return said.fail(said.word("object-unknown", found=text), Exit.NOT_FOUND, hints)
