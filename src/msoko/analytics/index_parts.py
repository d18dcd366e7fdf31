"""An index of the language taken apart: which indicators enter it, how they are made comparable, with what weights.

Reads the formula and values that are computed already; gives back the same index, so that it can be asked what if.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.cluster_rules import threshold
from msoko.analytics.clusters import Floats
from msoko.analytics.remarks import Refused
from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Node
from msoko.methodology.model import Methodology
from msoko.vocabulary import Direction

AS_IS = ""
_ALL_KNOWN = "no value"


@dataclass(frozen=True)
class Term:
    """One indicator in one composite. method: AS_IS or a method of normalise(). lower: less of it is better."""

    indicator: str
    weight: float
    method: str
    lower: bool


@dataclass(frozen=True)
class Composite:
    """factor·Σwx/Σw. missing: what an unknown part is worth; full: under "as full"."""

    factor: float
    terms: tuple[Term, ...]
    missing: str = "renormalise"
    full: float = 0.0

    @property
    def is_plain(self) -> bool:
        """A value(…) in a sum."""
        return self.missing == _ALL_KNOWN and len(self.terms) == 1


@dataclass(frozen=True)
class Index:
    """constant + the composites, all of one group of organisations compared with each other."""

    indicator: str
    constant: float
    composites: tuple[Composite, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for one in self.composites for term in one.terms)


def index_of(methodology: Methodology, code: str, on: date, choices: Mapping[str, str] | None = None) -> Index:
    """The index behind an indicator, at level organisation. choices: of options that acts leave open.

    Understood: numbers, + − × ÷ by numbers, composite(…) of value(…) or normalise(value(…), …), a sum of value(…),
    mean_over(organisation, …), the branch of if(…) that has a value; a formula that only wraps one index is read
    through. Raises Refused otherwise.
    """
    reader = _Reader(methodology, on, choices or {})
    constant, found = reader.linear(parse(methodology.indicators[code].formula), code)
    composites = _summed(found)
    if sum(len(one.terms) for one in composites) > 1:
        return Index(code, constant, composites)
    if len(composites) != 1 or composites[0].terms[0].method != AS_IS:
        raise Refused("index-no-composite", index=code)
    inner = index_of(methodology, composites[0].terms[0].indicator, on, choices)
    further, scaled = _times(composites[0].factor, (inner.constant, inner.composites))
    return Index(code, constant + further, scaled)


def _summed(found: Sequence[Composite]) -> tuple[Composite, ...]:
    """Plain values that are added up are one composite, so that their weights can be asked about."""
    plain = [one for one in found if one.is_plain]
    made = [one for one in found if not one.is_plain]
    for sign in (1.0, -1.0):
        same = [one for one in plain if one.factor * sign > 0]
        if same:
            terms = tuple(replace(one.terms[0], weight=abs(one.factor)) for one in same)
            made.append(Composite(sum(one.factor for one in same), terms, _ALL_KNOWN))
    return tuple(made)


@dataclass(frozen=True)
class _Reader:
    methodology: Methodology
    on: date
    choices: Mapping[str, str]

    def linear(self, node: Node, code: str) -> tuple[float, tuple[Composite, ...]]:
        """(constant, composites) of an expression that is linear in composites."""
        match node:
            case tree.Number():
                return float(node.value), ()
            case tree.Unary(op="-"):
                return _times(-1.0, self.linear(node.operand, code))
            case tree.Binary(op="+" | "-"):
                left = self.linear(node.left, code)
                right = _times(1.0 if node.op == "+" else -1.0, self.linear(node.right, code))
                return left[0] + right[0], (*left[1], *right[1])
            case tree.Binary(op="*" | "/"):
                return self._product(node, code)
            case tree.Composite():
                return 0.0, (self._composite(node, code),)
            case tree.Value() if node.code in self.methodology.indicators:
                return 0.0, (Composite(1.0, (self._term(node, 1.0, code),), _ALL_KNOWN),)
            case tree.Call(name="if", args=(_, then, tree.NoValue())):
                return self.linear(then, code)
            case tree.Over(name="mean_over", entity="organisation", where=None):
                return self.linear(node.operand, code)
        raise Refused("index-shape", index=code)

    def _product(self, node: tree.Binary, code: str) -> tuple[float, tuple[Composite, ...]]:
        left, right = self.linear(node.left, code), self.linear(node.right, code)
        if not right[1] and (node.op == "*" or right[0]):
            return _times(right[0] if node.op == "*" else 1 / right[0], left)
        if not left[1] and node.op == "*":
            return _times(left[0], right)
        raise Refused("index-shape", index=code)

    def _composite(self, node: tree.Composite, code: str) -> Composite:
        weights = [self._number(one, code) for one in node.weights] or [1.0] * len(node.parts)
        terms = tuple(self._term(part, weight, code) for part, weight in zip(node.parts, weights, strict=True))
        missing = node.missing
        if isinstance(missing, tree.Option):
            missing = self.choices.get(missing.name, self.methodology.options[missing.name].default)
        return Composite(1.0, terms, missing, self._number(node.full, code) if node.full else 100.0)

    def _term(self, node: Node, weight: float, code: str) -> Term:
        read, method = (node.operand, node.method) if isinstance(node, tree.Normalise) else (node, AS_IS)
        if not isinstance(read, tree.Value) or method in ("norm", "rank"):
            raise Refused("index-shape", index=code)
        return Term(read.code, weight, method, self.methodology.indicators[read.code].better is Direction.LOWER)

    def _number(self, node: Node, code: str) -> float:
        if isinstance(node, tree.Weight):
            found = threshold(self.methodology, node.name, self.on)
            if found is None:
                raise Refused("index-weight", name=node.name)
            return float(found)
        if not isinstance(node, tree.Number):
            raise Refused("index-shape", index=code)
        return float(node.value)


def _times(factor: float, found: tuple[float, tuple[Composite, ...]]) -> tuple[float, tuple[Composite, ...]]:
    constant, composites = found
    scaled = tuple(Composite(one.factor * factor, one.terms, one.missing, one.full) for one in composites)
    return constant * factor, scaled


# ---- computing it again
Known = NDArray[np.bool_]


def comparable_values(term: Term, values: Floats, method: str | None = None) -> Floats:
    """A term's values over organisations made comparable: by its own method, or by another one; NaN stays unknown.

    Other methods than its own: z, min_max (0…1), place (share of the others that are below), of values turned so that
    they point as its own method points them.
    """
    used = term.method if method is None else method
    known = np.isfinite(values)
    x = values[known]
    found = np.full(len(values), np.nan)
    if len(x):
        turned = -x if term.lower and term.method == "best_100" and used != "best_100" else x
        found[known] = _METHODS[used](turned, term.lower)
    return found


def _best(x: Floats, lower: bool) -> Floats:
    bound = x.min() if lower else x.max()
    under, over = (bound, x) if lower else (x, bound)
    return np.asarray(100 * np.divide(under, over, out=np.full(len(x), np.nan), where=np.asarray(over != 0)))


def _spread_out(x: Floats, width: float, middle: float) -> Floats:
    return (x - middle) / width if width > 0 else np.full(len(x), np.nan)


def _place(x: Floats) -> Floats:
    below = (x[:, None] > x[None, :]).sum(axis=1) + 0.5 * ((x[:, None] == x[None, :]).sum(axis=1) - 1)
    return np.asarray(below / max(len(x) - 1, 1))


_METHODS: dict[str, Callable[[Floats, bool], Floats]] = {
    AS_IS: lambda x, _: x,
    "z": lambda x, _: _spread_out(x, float(x.std()), float(x.mean())),
    "best_100": _best,
    "min_max": lambda x, _: _spread_out(x, float(np.ptp(x)), float(x.min())),
    "place": lambda x, _: _place(x),
}


def scores(index: Index, values: Mapping[str, Floats], method: str | None = None) -> Floats:
    """The index of each organisation, NaN where it has none. values: indicator -> array over the same organisations."""
    parts = [
        [comparable_values(term, values[term.indicator], method) for term in one.terms] for one in index.composites
    ]
    return combined(index, [np.column_stack(one) for one in parts], [weights_of(one) for one in index.composites])


def weights_of(one: Composite) -> Floats:
    return np.array([term.weight for term in one.terms])


@dataclass(frozen=True)
class Observed:
    """Values of the indicators of an index for organisations that are compared with each other; NaN = unknown."""

    organisations: tuple[str, ...]
    values: Mapping[str, Floats]

    @classmethod
    def of(cls, index: Index, values: Mapping[str, Mapping[str, float]], organisations: Sequence[str]) -> Observed:
        """values: organisation -> indicator -> value."""
        codes = {term.indicator for term in index.terms}
        arrays = {code: np.array([values.get(one, {}).get(code, np.nan) for one in organisations]) for code in codes}
        return cls(tuple(organisations), arrays)


def combined(index: Index, parts: Sequence[Floats], weights: Sequence[Floats]) -> Floats:
    """constant + Σ factor·Σwx/Σw over known parts. parts, weights: a matrix and a row for each composite."""
    found = np.full(len(parts[0]), index.constant)
    for composite, x, w in zip(index.composites, parts, weights, strict=True):
        shares, filled = shared(composite, x, w)
        found = found + composite.factor * np.where(np.isnan(shares[:, 0]), np.nan, (shares * filled).sum(axis=1))
    return found


def shared(composite: Composite, x: Floats, w: Floats) -> tuple[Floats, Floats]:
    """(share of each part, value it counts with): rows × terms; shares are NaN where the composite has no value."""
    known = np.isfinite(x)
    instead = {"as zero": 0.0, "as full": composite.full}.get(composite.missing)
    used = known if instead is None else np.ones_like(known)
    weights = np.where(used, w, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    lost = (total <= 0) | (~known.all(axis=1, keepdims=True) & (composite.missing == _ALL_KNOWN))
    shares = np.where(lost, np.nan, weights / np.where(total > 0, total, 1.0))
    return shares, np.where(known, x, 0.0 if instead is None else instead)
