"""Hypothesis draws formulas and sparse facts: engines agree, and some things must never change an answer."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.formulas.writing import write
from msoko.indicators.scoping import descendants
from msoko.methodology.model import Indicator
from tests.generative.comparing import CLOSE, EXAMPLES, KEY, close, differences
from tests.generative.grammar import RULES, Derivation, Rule
from tests.generative.world import CHANCE, indicator, methodology, request, shuffled, with_empty_school, world
from tests.spec.engines import ENGINES

Written = tuple[str, str, tuple[tuple[str, ...], ...]]
DEEPEST = 4
FEW = {"derandomize": True, "deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
# The checks draw the same formulas each time: a red build means a change. GENTEST_RANDOM=1 looks for new ones.
NEW = bool(os.environ.get("GENTEST_RANDOM"))
MANY = {**FEW, "derandomize": not NEW, "phases": [Phase.generate, Phase.shrink], "print_blob": NEW}


@st.composite
def derivations(draw: st.DrawFn, kind: str = "N", depth: int = DEEPEST) -> Derivation:
    """A typed formula, drawn from the wanted kind downwards. At the depth limit only rules that end soon are taken."""
    rules = RULES[kind] if depth > 0 else SHORT[kind]
    rule: Rule = draw(st.sampled_from(rules))
    return Derivation(rule, tuple(draw(derivations(slot, depth - 1)) for slot in rule.slots))


def _shortest() -> dict[str, list[Rule]]:
    """The rules of each kind that end in the fewest steps."""
    heights: dict[str, int] = {}
    while len(heights) < len(RULES):
        for kind, rules in RULES.items():
            known = [
                1 + max((heights[s] for s in r.slots), default=0) for r in rules if all(s in heights for s in r.slots)
            ]
            if known and kind not in heights:
                heights[kind] = min(known)
    return {
        kind: [r for r in rules if all(heights[s] < heights[kind] for s in r.slots)] for kind, rules in RULES.items()
    }


SHORT = _shortest()
SEEDS = st.integers(0, 10_000)
WORLDS = st.builds(world, SEEDS, st.integers(1, 6), st.sampled_from([0.0, 0.2, 0.5, 0.9]), st.booleans())
OPTIONS = st.fixed_dictionaries(
    {"text": st.sampled_from(["yes", "no"]), "missing": st.sampled_from(["as zero", "renormalise"])}
)
APPLIES = st.sampled_from(["", "kind == 'school'", "teaches_grade(9)", "settlement == 'urban' or teaches_level('noo')"])
BREAKDOWNS = st.sampled_from([(), (), (("grade",),), (("subject",),), (("grade", "sex"),)])


TEXTS = derivations().map(lambda formula: write(formula.node()))


def formulas(size: int) -> st.SearchStrategy[list[Written]]:
    """(text, applies_when, breakdowns) of some indicators."""
    return st.lists(st.tuples(TEXTS, APPLIES, BREAKDOWNS), min_size=size, max_size=size)


def made(written: Sequence[Written]) -> list[Indicator]:
    return [
        indicator(f"f{number}", text, uncertainty=CHANCE, applies_when=applies, slices=slices)
        for number, (text, applies, slices) in enumerate(written)
    ]


@given(derivations(depth=6))
@settings(max_examples=60, **FEW)
def test_what_is_written_is_read_back(formula):
    node = formula.node()
    assert parse(write(node)) == node


@given(WORLDS, formulas(size=6), OPTIONS)
@settings(max_examples=3, **FEW)
def test_engines_agree(data, written, options):
    found = differences(data, made(written), options)
    assert not found, "\n".join(found)


def _is_settled(written: Written) -> bool:
    """Not the one place where the engines are known to differ: who is expected by `count_of(…, where …)` in a grade."""
    text, _, slices = written
    narrowed = any(isinstance(node, tree.Over) and node.where is not None for node in descendants(parse(text)))
    return not (narrowed and any("grade" in columns for columns in slices))


@pytest.mark.slow
@given(WORLDS, formulas(size=6), OPTIONS)
@settings(max_examples=max(1, int(os.environ.get(EXAMPLES, "1000")) // 50), **MANY)
def test_engines_agree_on_many(data, written, options):
    found = differences(data, made([one for one in written if _is_settled(one)]), options)
    assert not found, "\n".join(found)


# ---- what must not change an answer
def _values(engine, data, indicators: list[Indicator]):
    table = ENGINES[engine]().compute(methodology(indicators), data, request(indicators, {}))
    return {tuple(row[name] for name in KEY): row for row in table.to_pylist()}


def _same(one, other, columns) -> str:
    return "; ".join(
        f"{name}: {one[name]} and {other[name]}"
        for name in columns
        if not (close(one[name], other[name]) if name in CLOSE else one[name] == other[name])
    )


@pytest.mark.parametrize("engine", ENGINES)
@given(data=WORLDS, written=formulas(size=4), seed=SEEDS)
@settings(max_examples=1, **FEW)
def test_the_order_of_rows_means_nothing(engine, data, written, seed):
    before, after = _values(engine, data, made(written)), _values(engine, shuffled(data, seed), made(written))
    assert before.keys() == after.keys()
    for key, row in before.items():
        assert not _same(row, after[key], ("state", "value", "n", "known", "expected", "low", "high")), key


PAIRED = ("100 * sum(a) / sum(b)", "mean(mn)", "sum(g where grade == 5)", "share(vpr.mark >= 4)", "median(a)", "wm")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_school_without_data_changes_only_what_was_expected(engine, seed):
    indicators = [indicator(f"f{n}", text, uncertainty=CHANCE) for n, text in enumerate(PAIRED)]
    data = world(seed, 5, 0.3, covered=True)
    before, after = _values(engine, data, indicators), _values(engine, with_empty_school(data), indicators)
    towns = [key for key in before if key[1] == "municipality" and key[2] == "m1"]
    assert len(towns) == len(PAIRED)
    for key in towns:
        assert not _same(before[key], after[key], ("state", "value", "n", "known", "low", "high")), key
        assert after[key]["expected"] == before[key]["expected"] + 1
        assert after[key]["coverage"] < before[key]["coverage"] or before[key]["known"] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ratio_of_sums_is_no_mean_of_ratios(engine):
    indicators = [indicator("sums", "sum(a) / sum(b)"), indicator("means", "mean_over(organisation, sum(a) / sum(b))")]
    values = _values(engine, world(3, 6, 0.0, covered=True), indicators)
    town = {key[0]: row["value"] for key, row in values.items() if key[1:3] == ("municipality", "m1")}
    assert abs(town["sums"] - town["means"]) > 0.01
