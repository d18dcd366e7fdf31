"""A received name of an organisation taken apart: kind, number, settlement and the words that are left.

Nothing here knows the registry; finding whose name it is stands in matching.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = re.compile("[«»„“”‟\"'`’‘]")
_NUMBER_SIGN = re.compile(r"(?:№|#|\bn\b|\bno\b\.?)\s*(?=\d)")
_ABBREVIATED_FORM = re.compile(
    r"\b[мгфчкн](?:[абкодпнт]){1,6}у(?:\s*до)?\b|\b(?:ано|чу|мку|мбу|мау|гбу|гау)(?:\s*(?:доо|до|оо))?\b"
)
_WRITTEN_FORM = re.compile(
    r"\b(?:муниципальн|государственн|федеральн|краев|областн|казенн|бюджетн|автономн|частн|негосударственн|некоммерческ|"
    r"нетипов|образовательн|общеобразовательн|дошкольн|дополнительн|профессиональн|учрежден|организац|образован)\w*\b"
)
_TOWN_OF_THE_FOUNDER = re.compile(r"\bгорода (?:москвы|санкт петербурга|севастополя)\b")

# Kinds as they are written, the longer before the shorter; a kind goes through before the words of the legal form.
_KINDS: tuple[tuple[str, str], ...] = (
    ("нош_дс", r"\bначальн\w+ (?:общеобразовательн\w+ )?школ\w+[ -]+детск\w+ сад\w*"),
    ("интернат", r"\b(?:общеобразовательн\w+ )?школ\w+[ -]+интернат\w*\b"),
    ("сош", r"\bсредн\w+ (?:общеобразовательн\w+ |образовательн\w+ )?школ\w*|\bсо?ш\b"),
    ("оош", r"\bосновн\w+ (?:общеобразовательн\w+ |образовательн\w+ )?школ\w*|\bоо?ш\b"),
    ("нош", r"\bначальн\w+ (?:общеобразовательн\w+ |образовательн\w+ )?школ\w*|\bнош\b"),
    ("дюсш", r"\b(?:детско[ -]+юношеск\w+ )?спортивн\w+ школ\w*|\bдюсш\b|\bсш(?:ор)?\b"),
    ("дши", r"\b(?:детск\w+ )?школ\w+ искусств\b|\bдши\b"),
    ("ддт", r"\bдом\w* (?:детского )?творчества\b|\bдворец (?:детского )?творчества\b|\bц?д[юд]?т\b|\bцвр\b|\bцдо\b"),
    ("гимназия", r"\b(?:про)?гимнази\w+"),
    ("лицей", r"\bлице\w+"),
    ("детсад", r"\bдетск\w+ сад\w*|\bд ?/ ?с\b|\bдс\b|\bцентр\w* развития ребенка\b|\bцрр\b"),
    ("центр", r"\bцентр\w* образования\b|\bцо\b"),
    ("школа", r"\b(?:общеобразовательн\w+ )?школ\w*"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_SETTLEMENT = re.compile(
    r"\b(?:пгт|рп|р п|пос|поселк\w+|поселок|село|села|деревн\w+|станци\w+|станиц\w+|город\w*|аул\w*|хутор\w*|"
    r"ст ца|ст|[сгпдх])"
    r"\.? (?:городского типа )?(?P<name>(?!углуб|имени|дополн)[а-я][а-я-]{2,}(?: [а-я]{5,}(?:ая|ое|ый|ий|ой|ого))?)"
)
_ADJECTIVE = re.compile(r"\b(?!российск)(?P<stem>[а-я-]{3,}?)(?:ин|ов|ев)?ск(?:ая|ий|ое|ой|ого|ая)\b")
_STOP = frozenset(
    ("имени", "им", "и", "на", "в", "с", "г", "п", "для", "вида", "типа", "района", "округа", "область", "области")
)


@dataclass(frozen=True)
class Parts:
    """plain: the whole name made comparable. key words are stems of at most five letters, so cases do not matter."""

    plain: str
    kind: str = ""
    number: str = ""
    settlement: str = ""  # stem of the settlement, from «с. Тыгда» as from «Тыгдинская»
    words: frozenset[str] = frozenset()


def plain(name: str) -> str:
    """Lower case, ё as е, no quotes, one sign for the number, no punctuation, single spaces."""
    text = _QUOTES.sub(" ", name.lower().replace("ё", "е"))
    text = _NUMBER_SIGN.sub(" №", text)
    text = re.sub(r"[^0-9a-zа-я№/-]+", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"\s*[-–—]\s*", "-", text)).strip()


@lru_cache(maxsize=200_000)
def take_apart(name: str) -> Parts:
    """The parts of a received name; an unknown kind or number is an empty string."""
    whole = rest = plain(name)
    kind = ""
    for candidate, pattern in _KIND_PATTERNS:
        if pattern.search(rest):
            kind, rest = candidate, pattern.sub(" ", rest, count=1)
            break
    rest = _TOWN_OF_THE_FOUNDER.sub(" ", rest)
    rest = _WRITTEN_FORM.sub(" ", _ABBREVIATED_FORM.sub(" ", rest))
    number = ""
    if match := re.search(r"№?\s?(\d+)(?![\d-])", rest):
        number, rest = match[1].lstrip("0"), rest[: match.start()] + " " + rest[match.end() :]
    rest = re.sub(r"\s+", " ", rest.replace("№", " ")).strip()
    settlement = _settlement(rest)
    words = {word[:5] for word in re.findall(r"[0-9a-zа-я]+", rest) if word not in _STOP and len(word) > 1}
    return Parts(whole, kind, number, settlement, frozenset(words))


def _settlement(rest: str) -> str:
    """«с. Тыгда», «Тыгдинская» -> тыгд. A guess: used to tell namesakes apart, never alone."""
    if match := _SETTLEMENT.search(rest):
        return _stem(match["name"].split()[0])
    if match := _ADJECTIVE.search(rest):
        return _stem(match["stem"])
    return ""


def _stem(word: str) -> str:
    return word.rstrip("аеёиоуыэюяйь")[:5] or word


def letters(text: str) -> frozenset[str]:
    """Triples of neighbouring letters, for measuring likeness."""
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
