"""Runs formulas on every engine and says where the answers differ. Reference first, each formula alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from msoko.formulas import scalars
from msoko.formulas.scalars import Scalar
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.request import Data
from msoko.methodology.model import Indicator
from msoko.vocabulary import SLICES
from tests.generative.world import methodology, request
from tests.spec.engines import ENGINES

KEY = ("indicator", "level", "object_id", "period", *SLICES)
EXACT = ("state", "n", "known", "expected", "source", "code")
CLOSE = ("value", "coverage", "low", "high")
TOLERANCE = 1e-9
EXAMPLES = "GENTEST_EXAMPLES"  # how many random examples; the fast suite takes a few

Row = Mapping[str, Any]


def differences(data: Data, indicators: Sequence[Indicator], options: dict[str, str]) -> list[str]:
    """What the other engines answer otherwise than the reference. Formulas that lose all digits are passed over."""
    expected: list[Row] = []
    sound: list[Indicator] = []
    for one in indicators:
        with watching_cancellation() as lost:
            rows = ReferenceEngine().compute(methodology([one]), data, request([one], options)).to_pylist()
        if not lost:
            sound.append(one)
            expected += rows
    others = [engine for name, engine in ENGINES.items() if name != "reference"]
    return [text for engine in others for text in _against(engine, data, sound, options, expected)] if sound else []


def _against(
    engine: Callable[[], Any], data: Data, indicators: Sequence[Indicator], options: dict[str, str], expected: list[Row]
) -> Iterator[str]:
    made = engine()
    found = made.compute(methodology(list(indicators)), data, request(list(indicators), options)).to_pylist()
    formulas = {one.code: one.formula for one in indicators}
    by_key = {_key(row): row for row in found}
    wanted = {_key(row): row for row in expected}
    for key in sorted(wanted.keys() | by_key.keys()):
        said = _differs(wanted.get(key), by_key.get(key))
        if said:
            yield f"{made.name}: {formulas[key[0]]}\n    {key}: {said}"


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)


def _differs(wanted: Row | None, found: Row | None) -> str:
    if wanted is None or found is None:
        return "no such row in the reference" if wanted is None else "the row is missing"
    faults = [f"{n}: {wanted[n]} expected, {found[n]} found" for n in EXACT if wanted[n] != found[n]]
    faults += [f"{n}: {wanted[n]} expected, {found[n]} found" for n in CLOSE if not close(wanted[n], found[n])]
    return "; ".join(faults)


def close(wanted: float | None, found: float | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    return math.isclose(wanted, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@contextmanager
def watching_cancellation() -> Iterator[list[str]]:
    """Notes subtractions of nearly equal numbers that doubles cannot hold exactly: there engines may rightly differ."""
    lost: list[str] = []
    exact = scalars.arithmetic

    def watched(op: str, left: Scalar, right: Scalar) -> Fraction | None:
        found = exact(op, left, right)
        if op in "+-" and found is not None:
            sizes = [abs(x) for x in (scalars.number(left), scalars.number(right)) if x is not None]
            inexact = any(not _is_double(x) for x in sizes)
            if inexact and abs(found) < max(sizes) / 10**6:
                lost.append(f"{left} {op} {right}")
        return found

    scalars.arithmetic = watched
    try:
        yield lost
    finally:
        scalars.arithmetic = exact


def _is_double(x: Fraction) -> bool:
    """Exactly a double with a short binary fraction?"""
    return x.denominator & (x.denominator - 1) == 0 and x.denominator < 2**20 and x.numerator < 2**40
