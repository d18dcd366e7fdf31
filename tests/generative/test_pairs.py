"""Every nesting of two operators that the types allow is computed by every engine alike."""

from __future__ import annotations

import os
import random

import pytest

from msoko.formulas.checks import check
from msoko.formulas.parsing import parse
from msoko.formulas.writing import write
from msoko.methodology.formula_context import context_of, subject_of
from tests.generative.comparing import EXAMPLES, differences
from tests.generative.grammar import Derivation, every_pair, possible_pairs
from tests.generative.world import CHANCE, indicator, methodology, world

UNITS = {"units-do-not-match", "result-unit", "parts-do-not-match"}  # the generator does not keep units
TOGETHER = 40


def test_the_corpus_reaches_every_possible_nesting():
    possible = possible_pairs()
    reached = {pair for formula in every_pair() for pair in formula.pairs()}
    assert len(possible) > 10_000
    assert possible - reached == set(), f"{len(reached & possible)} of {len(possible)} reached"


def test_every_formula_of_the_corpus_passes_the_checks_and_reads_back():
    context, subject = context_of(methodology([])), subject_of(indicator("x", "a"))
    for formula in every_pair()[::4]:
        node = formula.node()
        assert parse(write(node)) == node
        faults = [fault for fault in check(node, context, subject) if fault.code not in UNITS]
        assert not faults, (write(node), [str(fault) for fault in faults])


def _sample(size: int, seed: int) -> list[Derivation]:
    corpus = list(every_pair())
    random.Random(seed).shuffle(corpus)
    return corpus[:size]


def _compare(corpus: list[Derivation], seed: int) -> None:
    for start in range(0, len(corpus), TOGETHER):
        batch = [
            indicator(
                f"f{number}",
                write(formula.node()),
                uncertainty=CHANCE,
                applies_when="kind == 'school'" if number % 2 else "",
            )
            for number, formula in enumerate(corpus[start : start + TOGETHER])
        ]
        data = world(seed + start, 5, (0.1, 0.3, 0.6)[start // TOGETHER % 3], covered=start % 80 == 0)
        found = differences(data, batch, {})
        assert not found, "\n".join(found)


def test_engines_agree_on_a_sample_of_nestings():
    _compare(_sample(24, seed=1), seed=1)


@pytest.mark.slow
def test_engines_agree_on_many_nestings():
    size = int(os.environ.get(EXAMPLES, "2000"))
    _compare(_sample(size, seed=2), seed=2)
