"""The published markers of ФИОКО's lists, M1–M4, as they are: thresholds without chances. Kept for comparison with the
lists that municipalities receive; what stands out by chance in small schools is said by the signs, not by these.

Source: ФИОКО's lists of schools with signs of biased results (2018–2025) and its recommendations (2026), pp. 8–15.
Sizes are thresholds of the pack (parameters.py); the reference is the municipality's other organisations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from scipy.stats import norm

from msoko.analytics import peaks
from msoko.analytics.objectivity.papers import Paper, papers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Remark, number
from msoko.analytics.objectivity.works import Group, Work
from msoko.vocabulary import Period

GRADES, SUBJECTS = ("4", "5"), ("01", "02")
EXAM = "oge"
UPPER = 0.75  # quantile of exam results from which high results are borne out


@dataclass(frozen=True)
class Marker:
    """code: M1 … M4. value: what is compared with the threshold. excused: met, but the list leaves it out (M1: advanced
    study, or exams bear it out). repeats: in how many of the two years before the same marker was met in that work.
    """

    code: str
    group: Group
    n: int
    value: float
    met: bool
    excused: bool
    repeats: int
    remark: Remark

    @property
    def counts(self) -> bool:
        """Does it enter «Количество маркеров»?"""
        return self.met and not self.excused


def markers(
    works: Sequence[Work],
    parameters: Parameters,
    advanced: Collection[str] = (),
    grades: Collection[str] = GRADES,
    subjects: Collection[str] = SUBJECTS,
) -> tuple[Marker, ...]:
    """Of whole organisations in the ВПР of the grades and subjects. advanced: organisations with selective entry or
    advanced study. A marker that cannot be computed (too few pupils, no journal, no scale, no next year) is absent.
    """
    pages = papers(works)
    borne_out = _borne_out(pages)
    means = {_key(group): (value, int(n)) for page in pages for group, value, n in _relative(page)}
    found: list[Marker] = []
    for page in pages:
        first = page.groups[0]
        if first.procedure_type == "vpr" and first.grade in grades and first.subject in subjects:
            found.extend(_high(page, parameters, advanced, borne_out))
            found.extend(_journal(page, parameters))
            found.extend(_drop(page, parameters, means))
            found.extend(_peak(page, parameters))
    return _repeated(found)


def listed(found: Sequence[Marker]) -> dict[tuple[str, str], dict[str, int]]:
    """(period, organisation) → «4 01» → markers that count: the table of the published lists."""
    table: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        if one.counts:
            table[one.group.period, one.group.organisation][f"{one.group.grade} {one.group.subject}"] += 1
    return {key: dict(row) for key, row in table.items()}


def _high(
    page: Paper, parameters: Parameters, advanced: Collection[str], borne_out: set[tuple[str, str]]
) -> Iterator[Marker]:
    """M1: the lower limit of the organisation's mean above the upper limit of the others' mean."""
    scores, most = page.works.scores, float(page.works.most or page.works.scores.max() or 1)
    z = float(norm.ppf(0.5 + parameters.mean_confidence / 200))
    for index, group in _large(page, parameters):
        own = np.zeros(len(scores), dtype=bool)
        own[page.pupils(index)] = True
        rest = scores[~own]
        if len(rest) < parameters.least:
            continue
        low = scores[own].mean() - z * scores[own].std(ddof=1) / own.sum() ** 0.5
        high = rest.mean() + z * rest.std(ddof=1) / len(rest) ** 0.5
        excused = group.organisation in advanced or (group.organisation, group.subject) in borne_out
        said = {"low": number(100 * low / most), "high": number(100 * high / most)}
        value = float(100 * (low - high) / most)
        yield Marker("M1", group, int(own.sum()), value, value > 0, excused, 0, Remark("M1", **said))


def _journal(page: Paper, parameters: Parameters) -> Iterator[Marker]:
    """M2: share of marks unlike the journal's, either way."""
    known = np.isfinite(page.works.marks) & np.isfinite(page.works.journal)
    for index, group in _large(page, parameters):
        rows = page.pupils(index)[known[page.pupils(index)]]
        if len(rows) < parameters.least:
            continue
        away = page.works.marks[rows] - page.works.journal[rows]
        lowered, raised = 100 * float((away < 0).mean()), 100 * float((away > 0).mean())
        value = lowered + raised
        code = "M2-risk" if value > parameters.journal_risk else "M2"
        remark = Remark(code, lowered=number(lowered), raised=number(raised))
        yield Marker("M2", group, len(rows), value, value > parameters.journal_attention, False, 0, remark)


def _drop(
    page: Paper, parameters: Parameters, means: dict[tuple[str, str, str, str, str], tuple[float, int]]
) -> Iterator[Marker]:
    """M3: the same grade a year later, relative to the others, in points of per cent of the highest score."""
    for _, group in _large(page, parameters):
        then = Period.parse(group.period).shift(1).code
        later = means.get(_key(replace(group, grade=str(int(group.grade) + 1), period=then)))
        here = means.get(_key(group))
        if here and later and later[1] >= parameters.least:
            value = here[0] - later[0]
            remark = Remark("M3", here=number(here[0], 0, True), later=number(later[0], 0, True), value=number(value))
            yield Marker("M3", group, here[1], value, value > parameters.fall_points, False, 0, remark)


def _peak(page: Paper, parameters: Parameters) -> Iterator[Marker]:
    """M4: the peak of analytics.peaks, the largest of the boundaries."""
    marker = peaks.Marker(parameters.peak_ratio, parameters.peak_points, 0, parameters.distribution)
    bounds = {mark: Decimal(low) for mark, low in page.works.bounds}
    for index, group in _large(page, parameters):
        n = int(page.sizes[index])
        if not bounds or n < parameters.distribution:
            continue
        scores, counts = np.unique(page.works.scores[page.pupils(index)].astype(int), return_counts=True)
        seen = peaks.peaks(dict(zip(scores.tolist(), counts.tolist(), strict=True)), bounds, marker)
        best = max(seen, key=lambda one: one.share - one.below, default=None)
        value = best.share - best.below if best else 0.0
        score = best.score if best else 0
        yield Marker("M4", group, n, value, bool(seen), False, 0, Remark("M4", score=score, value=number(value)))


def _large(page: Paper, parameters: Parameters) -> Iterator[tuple[int, Group]]:
    for index in range(page.organisations):
        if page.sizes[index] >= parameters.least:
            yield index, page.groups[index]


def _key(group: Group) -> tuple[str, str, str, str, str]:
    return group.organisation, group.procedure_type, group.subject, group.grade, group.period


def _relative(page: Paper) -> Iterator[tuple[Group, float, int]]:
    """Means of organisations less the others' mean, in points of per cent of the highest score."""
    top = slice(0, page.organisations)
    sums, sizes = page.sums(page.works.scores)[top], page.sizes[top]
    most = float(page.works.most or page.works.scores.max() or 1)
    for index in range(page.organisations):
        left = int(sizes.sum() - sizes[index])
        if left:
            mean = sums[index] / sizes[index] - (sums.sum() - sums[index]) / left
            yield page.groups[index], float(100 * mean / most), int(sizes[index])


def _borne_out(pages: Sequence[Paper]) -> set[tuple[str, str]]:
    """(organisation, subject) whose exam result, over all periods given, is in the upper quarter of organisations."""
    own: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for page in pages:
        if page.groups[0].procedure_type == EXAM:
            for group, value, _ in _relative(page):
                own[group.subject][group.organisation].append(value)
    found = set()
    for subject, organisations in own.items():
        means = {one: float(np.mean(values)) for one, values in organisations.items()}
        edge = float(np.quantile(list(means.values()), UPPER))
        found |= {(one, subject) for one, mean in means.items() if mean >= edge}
    return found


def _repeated(found: Sequence[Marker]) -> tuple[Marker, ...]:
    met = {(one.code, *_key(one.group)) for one in found if one.counts}

    def before(one: Marker) -> int:
        period = Period.parse(one.group.period)
        years = [replace(one.group, period=period.shift(-back).code) for back in (1, 2)]
        return sum((one.code, *_key(group)) in met for group in years)

    return tuple(replace(one, repeats=before(one)) for one in found)
