"""The truth table of missing values (indicators, §3) in full: every pair of states × every operator, typed by hand."""

from __future__ import annotations

from msoko.vocabulary import Level
from tests.spec.methodology import Chapter, Spec

NO = "no value"
NA = "not applicable"

# Column → (formula, where the two values stand, which value is read)
COLUMNS: dict[str, tuple[str, str, str]] = {
    "a + b": ("a + b", "facts", "organisation"),
    "a / b": ("a / b", "facts", "organisation"),
    "сумма": ("sum(a)", "organisations", "municipality"),
    "среднее": ("mean(a)", "organisations", "municipality"),
    "отношение сумм": ("sum(a) / sum(c)", "organisations", "municipality"),
    "число строк": ("count(a)", "organisations", "municipality"),
    "сколько известно": ("count_of(organisation, is_known(a))", "organisations", "municipality"),
    "место первой": ("normalise(value('level_a'), 'rank', among = municipality)", "organisations", "organisation"),
    "первая к норме 10": ("normalise(value('level_a'), 'norm', among = municipality)", "organisations", "organisation"),
}

# c = 1 in both organisations. Order of the answers: that of COLUMNS.
TABLE: tuple[tuple[object, object, tuple[object, ...]], ...] = (
    (NO, NO, (NO, NO, NO, NO, NO, NO, 0, NO, NO)),
    (NO, NA, (NA, NA, NO, NO, NO, NO, 0, NO, NO)),
    (NO, 0, (NO, NO, 0, 0, 0, 1, 1, NO, NO)),
    (NO, 5, (NO, NO, 5, 5, 5, 1, 1, NO, NO)),
    (NA, NO, (NA, NA, NO, NO, NO, NO, 0, NA, NA)),
    (NA, NA, (NA, NA, None, None, None, None, None, NA, NA)),
    (NA, 0, (NA, NA, 0, 0, 0, 1, 1, NA, NA)),
    (NA, 5, (NA, NA, 5, 5, 5, 1, 1, NA, NA)),
    (0, NO, (NO, NO, 0, 0, 0, 1, 1, 1, 0)),
    (0, NA, (NA, NA, 0, 0, 0, 1, 1, 1, 0)),
    (0, 0, (0, NO, 0, 0, 0, 2, 2, 1, 0)),
    (0, 5, (5, 0, 5, 2.5, 2.5, 2, 2, 2, 0)),
    (6, NO, (NO, NO, 6, 6, 6, 1, 1, 1, 60)),
    (6, NA, (NA, NA, 6, 6, 6, 1, 1, 1, 60)),
    (6, 0, (6, NO, 6, 3, 3, 2, 2, 1, 60)),
    (6, 3, (9, 2, 9, 4.5, 4.5, 2, 2, 1, 60)),
)


def _spec(column: str, first: object, second: object, answer: object) -> Spec:
    formula, stand, level = COLUMNS[column]
    words = f"{column}: {first}, {second}"
    if stand == "facts":
        return Spec(
            words=words, formula=formula, given={"a": [first], "b": [second]}, expect={"organisation": [answer]}
        )
    wanted = NO if answer is None else answer  # None: a group of which nothing is expected is not told at all
    expect = {level: [wanted] if level == Level.ORGANISATION else wanted}
    return Spec(words=words, formula=formula, given={"a": [first, second], "c": [1, 1]}, expect=expect)


NULLS = Chapter(
    "nulls",
    "Таблица пропусков",
    "",
    tuple(
        _spec(column, first, second, answer)
        for first, second, answers in TABLE
        for column, answer in zip(COLUMNS, answers, strict=True)
    ),
)
