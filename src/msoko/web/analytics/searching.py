"""How like what was typed is to a name: forgives endings, order, a slip of the finger; numbers must be the same."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from msoko.organisations.names import plain, take_apart

LEAST = 0.55  # below it a name is not what was meant
_WORD = 0.72  # of two words, below which they are different words
_STEM, _ENDING = 5, 3  # «луговая» is «Луговое»: the same beginning, endings that differ little
_SCHOOLS = frozenset(("сош", "оош", "нош", "школа", "лицей", "гимназия", "интернат"))


def likeness(typed: str, name: str) -> float:
    """0…1: every word that was typed must be found in the name; the less of the name is left over, the better."""
    wanted, known = _words(typed), _words(name)
    if not wanted or not known:
        return 0.0
    found = [max(_alike(word, other) for other in known) for word in wanted]
    if min(found) < _WORD:
        return 0.0
    return 0.9 * sum(found) / len(found) + 0.1 * min(1.0, len(wanted) / len(known))


def likeness_of_organisation(typed: str, name: str) -> float:
    """The same, and «школа 6» is «МБОУ СОШ № 6»: one kind of organisation and the same number are enough."""
    wanted, known = take_apart(typed), take_apart(name)
    if wanted.number and wanted.number != known.number:
        return 0.0
    same_kind = wanted.kind == known.kind or {wanted.kind, known.kind} <= _SCHOOLS
    if wanted.number and (same_kind or not wanted.kind) and not wanted.words - known.words:
        return 0.95
    return likeness(typed, name)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(text).replace("№", " ").replace("-", " ").replace("/", " ").split()))


@lru_cache(maxsize=100_000)
def _alike(typed: str, word: str) -> float:
    if typed == word:
        return 1.0
    if typed.isdigit() or word.isdigit():
        return 0.0
    if word.startswith(typed):
        return 0.95 if len(typed) > 1 else 0.8
    if len(typed) > _STEM and typed[:_STEM] == word[:_STEM] and abs(len(typed) - len(word)) <= _ENDING:
        return 0.85
    if abs(len(typed) - len(word)) > 4 or len(typed) < 3:
        return 0.0
    matcher = SequenceMatcher(None, typed, word, autojunk=False)
    return 0.95 * matcher.ratio() if matcher.quick_ratio() >= _WORD else 0.0
