"""What a reader may know besides the file, and what a format is. The table of formats is formats/__init__.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from msoko.methodology.model import Methodology
from msoko.organisations.matching import Matcher
from msoko.organisations.registry import Registry
from msoko.results.books import Book
from msoko.results.reading import Reading
from msoko.vocabulary import Period

# (organisation id, normalised name, birth date or document number) -> keyed hash. Names go no further than this call.
PersonKey = Callable[[str, str, str], str]


@dataclass(frozen=True)
class Context:
    """What a reader may know besides the file.

    period, procedure_type: said by the person who imports, for files that do not say it themselves.
    mappings: format code -> {received heading: our column code}, saved from earlier imports.
    answers: received name or login -> object id, what a person answered about unmatched names.
    person: None where the organisation has no key: `person` then stays null.
    earlier: visible store tables, for comparing with earlier periods ("facts") and finding instruments ("tasks").
    """

    registry: Registry
    methodology: Methodology
    period: Period | None = None
    procedure_type: str = ""
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    person: PersonKey | None = None
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)

    @cached_property
    def matcher(self) -> Matcher:
        """Made once: a file may ask about names on every sheet."""
        return Matcher(self.registry, self.answers)


@dataclass(frozen=True)
class Format:
    """recognise: how surely (0…1) this is the book's format, by content, never by file name. read: never raises."""

    code: str
    title: str
    recognise: Callable[[Book], float]
    read: Callable[[Book, Context], Reading]
    title_en: str = ""
