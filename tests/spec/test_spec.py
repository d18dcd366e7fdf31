"""Every engine computes every example of the specification; the manual printed from it is fresh."""

from __future__ import annotations

import pytest

from msoko.formulas.checks import check
from msoko.formulas.functions import FUNCTIONS
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Call
from msoko.formulas.writing import write
from msoko.indicators.examples import run_examples
from msoko.indicators.scoping import descendants
from msoko.methodology.formula_context import context_of, subject_of
from tests.spec.chapters import CHAPTERS, METHODOLOGY
from tests.spec.engines import ENGINES
from tests.spec.manual import PAGE, page

CODES = [code for code in METHODOLOGY.indicators if "." in code]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.code)
def test_an_engine_computes_the_chapter(engine, chapter):
    codes = [code for code in CODES if code.startswith(chapter.code + ".")]
    assert len(codes) == len(chapter.specs)
    failures = run_examples(METHODOLOGY, ENGINES[engine](), codes, together=1 if engine == "reference" else len(codes))
    formulas = {code: METHODOLOGY.indicators[code] for code in codes}
    assert not failures, "\n".join(
        f"{f} — {formulas[f.indicator].title}: {formulas[f.indicator].formula}" for f in failures
    )


def test_every_formula_of_the_specification_passes_the_checks():
    context = context_of(METHODOLOGY)
    for code in CODES:
        indicator = METHODOLOGY.indicators[code]
        faults = check(parse(indicator.formula), context, subject_of(indicator))
        assert not faults, (code, indicator.formula, [str(fault) for fault in faults])


def test_every_formula_is_the_same_when_written_and_read_again():
    for code in CODES:
        tree = parse(METHODOLOGY.indicators[code].formula)
        assert parse(write(tree)) == tree


def test_every_function_is_specified():
    formulas = [text for one in METHODOLOGY.indicators.values() for text in (one.formula, one.applies_when) if text]
    used = {node.name for text in formulas for node in descendants(parse(text)) if isinstance(node, Call)}
    assert set(FUNCTIONS) - used == set()


def test_the_manual_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make spec"
