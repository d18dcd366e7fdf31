"""Checks of facts, options, norms, scales, thresholds and questions: numbers and dates that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from msoko.methodology.building import nearest
from msoko.methodology.model import Indicator, Methodology, Pack, Scale
from msoko.methodology.problems import PackProblem
from msoko.vocabulary import Period, Severity, Unit

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def check_pack(methodology: Methodology, pack: Pack) -> Iterator[PackProblem]:
    yield from _facts(methodology, pack)
    yield from _options(pack)
    yield from _questions(pack)
    for indicator in pack.indicators:
        yield from _norms(pack, indicator)
    for position, scale in numbered(pack.scales):
        yield from _scale(methodology, pack, scale, position)
    yield from _variables(methodology, pack)
    yield from _repeated_scales(pack)
    yield from _repeated_thresholds(pack)


def _variables(methodology: Methodology, pack: Pack) -> Iterator[PackProblem]:
    for one in pack.context_variables:
        if one.indicator not in methodology.indicators:
            hint = nearest(one.indicator, methodology.indicators)
            parameters = {"key": "indicator", "found": one.indicator, "nearest": hint}
            yield PackProblem("unknown-indicator", ERROR, pack.code, one.file, 0, one.code, parameters)


def numbered(definitions: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """(which in its file, definition): how a place is told where codes repeat or there are none."""
    seen: Counter[str] = Counter()
    for definition in definitions:
        yield seen[definition.file], definition
        seen[definition.file] += 1


def _facts(methodology: Methodology, pack: Pack) -> Iterator[PackProblem]:
    for fact in pack.facts:

        def problem(
            code: str, severity: Severity, file: str = fact.file, name: str = fact.code, **p: Any
        ) -> PackProblem:
            return PackProblem(code, severity, pack.code, file, 0, name, p)

        if fact.weight and fact.weight not in methodology.facts:
            hint = nearest(fact.weight, methodology.facts)
            yield problem("unknown-fact", ERROR, key="weight", found=fact.weight, nearest=hint)
        if fact.procedure_type and fact.procedure_type not in methodology.procedure_types:
            hint = nearest(fact.procedure_type, methodology.procedure_types)
            yield problem(
                "unknown-procedure-type", ERROR, key="procedure_type", found=fact.procedure_type, nearest=hint
            )
        if fact.over_objects == "weighted_mean" and not fact.weight:
            yield problem("weight-missing", ERROR, key="over_objects")
        if fact.unit is Unit.PERCENT and fact.over_objects == "sum":
            yield problem("percent-summed", ERROR, key="over_objects")
        if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
            yield problem("bounds-crossed", ERROR, key="minimum", least=fact.minimum, most=fact.maximum)
        if not fact.legal_basis:
            yield problem("no-legal-basis", WARNING, key="legal_basis")


def _options(pack: Pack) -> Iterator[PackProblem]:
    for option in pack.options:
        place = (ERROR, pack.code, option.file, 0, option.name)
        if option.default not in option.choices:
            parameters = {"key": "default", "found": option.default, "expected": option.choices}
            yield PackProblem("default-not-a-choice", *place, parameters)
        for choice in option.words:
            if choice not in option.choices:
                parameters = {"key": "words", "found": choice, "expected": option.choices}
                yield PackProblem("words-of-no-choice", *place, parameters)


def _questions(pack: Pack) -> Iterator[PackProblem]:
    for question in pack.questions:
        if question.type == "choice" and not question.choices:
            yield PackProblem("no-choices", ERROR, pack.code, question.file, 0, question.code, {"key": "type"})


def _norms(pack: Pack, indicator: Indicator) -> Iterator[PackProblem]:
    place = (ERROR, pack.code, indicator.file, 0, indicator.code)
    for i, norm in enumerate(indicator.norms):
        if norm.at_least is None and norm.at_most is None:
            yield PackProblem("norm-without-bound", *place, {"key": "norm"})
        elif norm.at_least is not None and norm.at_most is not None and norm.at_least > norm.at_most:
            yield PackProblem("bounds-crossed", *place, {"key": "norm", "least": norm.at_least, "most": norm.at_most})
        for other in indicator.norms[:i]:
            same = dict(other.slices) == dict(norm.slices) and other.applies_when == norm.applies_when
            if same and _dates_meet((norm.valid_from, norm.valid_to), (other.valid_from, other.valid_to)):
                yield PackProblem("norms-overlap", *place, {"key": "norm", "slices": _said(norm.slices)})
        if not norm.legal_basis:
            yield PackProblem("norm-without-basis", WARNING, *place[1:], {"key": "norm"})


def _scale(methodology: Methodology, pack: Pack, scale: Scale, position: int) -> Iterator[PackProblem]:
    def problem(code: str, **parameters: Any) -> PackProblem:
        return PackProblem(code, ERROR, pack.code, scale.file, 0, _name(scale), {"position": position, **parameters})

    bounds = [scale.bounds[mark] for mark in sorted(scale.bounds)]
    if any(low >= high for low, high in pairwise(bounds)):
        yield problem("scale-not-increasing", key="bounds", found=_numbers(bounds))
    if bounds and bounds[-1] > scale.maximum:
        yield problem("scale-above-maximum", key="bounds", found=bounds[-1], most=scale.maximum)
    kind = methodology.procedure_types.get(scale.procedure_type)
    if kind is None:
        hint = nearest(scale.procedure_type, methodology.procedure_types)
        yield problem("unknown-procedure-type", key="procedure_type", found=scale.procedure_type, nearest=hint)
    elif scale.subject not in kind.subjects:
        yield problem("unknown-subject", key="subject", found=scale.subject, expected=tuple(kind.subjects))
    for key, code in (("valid_from", scale.valid_from), ("valid_to", scale.valid_to)):
        if code and not _is_period(code):
            yield problem("not-a-period", key=key, found=code)


def _repeated_scales(pack: Pack) -> Iterator[PackProblem]:
    """Two scales for one year, grade, subject and variant: nobody could say which holds."""
    seen: list[tuple[Any, date | None, date | None]] = []
    for position, scale in numbered(pack.scales):
        if not _is_period(scale.valid_from) or (scale.valid_to and not _is_period(scale.valid_to)):
            continue
        key = (scale.procedure_type, scale.subject, scale.grade, scale.variant)
        last = Period.parse(scale.valid_to).last_day if scale.valid_to else None
        dates = (Period.parse(scale.valid_from).first_day, last)
        if any(other == key and _dates_meet(dates, (a, b)) for other, a, b in seen):
            parameters = {"key": "valid_from", "position": position}
            yield PackProblem("scales-overlap", ERROR, pack.code, scale.file, 0, _name(scale), parameters)
        seen.append((key, *dates))


def _repeated_thresholds(pack: Pack) -> Iterator[PackProblem]:
    seen: list[tuple[Any, tuple[date | None, date | None]]] = []
    for position, one in numbered(pack.thresholds):
        key, dates = (one.name, sorted(one.slices.items())), (one.valid_from, one.valid_to)
        if any(other == key and _dates_meet(dates, earlier) for other, earlier in seen):
            parameters = {"key": "valid_from", "slices": _said(one.slices), "position": position}
            yield PackProblem("thresholds-overlap", ERROR, pack.code, one.file, 0, one.name, parameters)
        seen.append((key, dates))


def _dates_meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    starts = max(one[0] or date.min, other[0] or date.min)
    ends = min(one[1] or date.max, other[1] or date.max)
    return starts <= ends


def _is_period(code: str) -> bool:
    try:
        Period.parse(code)
    except ValueError:
        return False
    return True


def _name(scale: Scale) -> str:
    parts = (scale.procedure_type, scale.subject, scale.grade, scale.variant, scale.valid_from)
    return " ".join(part for part in parts if part != "all")


def _said(slices: Any) -> str:
    return ", ".join(f"{name} = {value}" for name, value in sorted(slices.items()))


def _numbers(numbers: Sequence[Decimal]) -> str:
    return "; ".join(str(number).replace(".", ",") for number in numbers)
