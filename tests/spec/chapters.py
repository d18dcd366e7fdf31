"""All chapters of the specification, in the order of the manual."""

from __future__ import annotations

from tests.spec import chapters_numbers as numbers
from tests.spec import chapters_places as places
from tests.spec import chapters_rows as rows
from tests.spec.methodology import Chapter, methodology
from tests.spec.null_table import NULLS

CHAPTERS: tuple[Chapter, ...] = (
    numbers.ARITHMETIC,
    numbers.LOGIC,
    numbers.FUNCTIONS,
    numbers.AGGREGATES,
    numbers.PAIRING,
    NULLS,
    rows.SLICES,
    rows.SOURCES,
    rows.FORMS,
    rows.ENTITIES,
    rows.LEVELS,
    places.TIMES,
    places.PLACES,
    places.OTHERS,
    places.INDICES,
    places.MEASURES,
)
METHODOLOGY = methodology(CHAPTERS)
