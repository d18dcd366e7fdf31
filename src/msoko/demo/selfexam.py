"""Lines of the self-examination of one organisation, drawn so that the form's own checks between lines hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from msoko.methodology.model import Fact
from msoko.vocabulary import Unit

_SUM = re.compile(r"(\w+) == (\w+(?: \+ \w+)+)")
_BOUND = re.compile(r"(\w+) <= (\w+)")
_PARTS = re.compile(r"(\w+(?: \+ \w+)+) <= (\w+)")
_WIDER = re.compile(r"(\w+) >= (\w+)")
# What has no bound in the form, per pupil: lowest and highest.
_PER_PUPIL = {
    "selfexam_oo_2_1": (0.10, 0.25),
    "selfexam_oo_2_2": (14, 26),
    "selfexam_oo_2_6": (2.6, 6.5),
    "selfexam_dod_2_1": (0.01, 0.05),
    "selfexam_doo_1_6": (7, 19),
    "selfexam_doo_2_1": (2.1, 4.2),
    "selfexam_doo_2_2": (0.3, 0.9),
}


def draw(facts: Sequence[Fact], known: Mapping[str, float], rng: np.random.Generator) -> dict[str, float]:
    """Line code -> value. known: lines already settled (pupils, staff, results); parts are split from their total."""
    values = dict(known)
    sums = {m[1]: m[2].split(" + ") for f in facts for c in f.checks if (m := _SUM.fullmatch(c.rule))}
    every_sum = [(m[1], m[2].split(" + ")) for f in facts for c in f.checks if (m := _SUM.fullmatch(c.rule))]
    bounds = [(m[1], m[2]) for f in facts for c in f.checks if (m := _BOUND.fullmatch(c.rule))]
    summed = [(m[1].split(" + "), m[2]) for f in facts for c in f.checks if (m := _PARTS.fullmatch(c.rule))]
    bounds += [(part, whole) for parts, whole in summed for part in parts]
    wider = {m[1]: m[2] for f in facts for c in f.checks if (m := _WIDER.fullmatch(c.rule))}
    pupils = next(v for k, v in known.items() if k.endswith("_1_1"))
    parts = {part for _, of in every_sum for part in of}
    for fact in sorted(facts, key=lambda f: (f.code in parts, _depth(f.code, bounds))):
        if fact.code not in values and fact.code not in parts:
            values[fact.code] = _line(fact, values, bounds, wider, pupils, rng)
        for total, of in every_sum:
            if total == fact.code and not all(part in values for part in of):
                values.update(_split(values[total], of, rng))
    for total, of in sums.items():
        values[total] = sum(values[part] for part in of)
    return {fact.code: values[fact.code] for fact in facts}


def _depth(code: str, bounds: Sequence[tuple[str, str]]) -> int:
    above = [upper for lower, upper in bounds if lower == code]
    return 1 + max((_depth(upper, bounds) for upper in above), default=0)


def _line(
    fact: Fact,
    values: Mapping[str, float],
    bounds: Sequence[tuple[str, str]],
    wider: Mapping[str, str],
    pupils: float,
    rng: np.random.Generator,
) -> float:
    above = [values[upper] for lower, upper in bounds if lower == fact.code and upper in values]
    if fact.code in wider:
        return round(values[wider[fact.code]] * rng.uniform(1.15, 1.6))
    if fact.unit is Unit.YES_NO:
        return int(rng.random() < 0.6) if not above or min(above) else 0
    if fact.code in _PER_PUPIL:
        return round(pupils * rng.uniform(*_PER_PUPIL[fact.code]))
    if above:
        return int(min(above) * rng.uniform(0.04, 0.32))
    return int(rng.integers(0, 9))


def _split(total: float, parts: Sequence[str], rng: np.random.Generator) -> dict[str, float]:
    """Whole parts of a whole total, the first one the largest."""
    weights = np.array([4.0, *([1.0] * (len(parts) - 1))])
    counts = rng.multinomial(int(total), rng.dirichlet(weights * 3))
    return dict(zip(parts, map(int, counts), strict=True))
