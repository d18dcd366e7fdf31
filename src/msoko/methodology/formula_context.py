"""What formulas of a methodology may name, as the checks of the language want it (formulas/context.py)."""

from __future__ import annotations

from msoko.formulas.context import ColumnShape, Context, FactShape, IndicatorShape, SourceShape, Subject
from msoko.methodology.model import Indicator, Methodology, Source
from msoko.vocabulary import Unit

_TEXT = ColumnShape("text")
_POINTS = ColumnShape("number", Unit.POINT)
_MARK = ColumnShape("number", Unit.MARK)
_TAKEN_PART = {
    "procedure": _TEXT,
    "procedure_type": _TEXT,
    "participant": _TEXT,
    "person": _TEXT,
    "organisation": _TEXT,
}
_ANSWERED = {"organisation": _TEXT, "state": _TEXT}

# The columns of store tables that formulas may read; a test compares them with store/schemas.py.
TABLE_COLUMNS: dict[str, dict[str, ColumnShape]] = {
    "outcomes": {
        **_TAKEN_PART,
        "score": _POINTS,
        "test_score": _POINTS,
        "mark": _MARK,
        "journal_mark": _MARK,
        "level": _TEXT,
        "state": _TEXT,
    },
    "items": {**_TAKEN_PART, "task": _TEXT, "score": _POINTS, "max_score": _POINTS, "state": _TEXT},
    "answers": {**_ANSWERED, "questionnaire": _TEXT, "respondent": _TEXT, "question": _TEXT, "answer": _TEXT},
    "ratings": {
        **_ANSWERED,
        "panel": _TEXT,
        "work": _TEXT,
        "expert": _TEXT,
        "criterion": _TEXT,
        "score": _POINTS,
    },
    "observations": {**_ANSWERED, "visit": _TEXT, "requirement": _TEXT, "score": _POINTS},
}


def context_of(methodology: Methodology) -> Context:
    return Context(
        facts={
            code: FactShape(fact.unit, fact.period, fact.grain, fact.about, fact.over_objects)
            for code, fact in methodology.facts.items()
        },
        sources={name: _source(methodology, source) for name, source in methodology.sources.items()},
        options={name: option.choices for name, option in methodology.options.items()},
        weights=frozenset(threshold.name for threshold in methodology.thresholds),
        indicators={code: IndicatorShape(one.unit, one.period) for code, one in methodology.indicators.items()},
    )


def subject_of(indicator: Indicator) -> Subject:
    breakdown = tuple(dict.fromkeys(column for columns in indicator.slices for column in columns))
    return Subject(indicator.unit, indicator.period, indicator.levels, breakdown)


def _source(methodology: Methodology, source: Source) -> SourceShape:
    keys = _keys(methodology, source) if source.keyed_by else {}
    return SourceShape(source.table, TABLE_COLUMNS[source.table], source.keyed_by, keys or None)


def _keys(methodology: Methodology, source: Source) -> dict[str, ColumnShape]:
    """Declared questions and requirements; nothing is declared of criteria and tasks, so any may be named."""
    if source.keyed_by == "question":
        numbers = ("scale", "number")
        return {
            code: ColumnShape("number", Unit.POINT) if question.type in numbers else _TEXT
            for code, question in methodology.questions.items()
        }
    if source.keyed_by == "requirement":
        return dict.fromkeys(methodology.requirements, _POINTS)
    return {}
