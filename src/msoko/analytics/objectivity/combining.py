"""Signs of one group together, and which groups stand out among all: nothing here knows what a sign is about.

Signs lean on the same scores, so they are dependent: the Cauchy combination (Liu and Xie 2020) holds its level whatever
the dependence, for small levels. Families of signs (sign.FAMILIES) look at different things and are nearly independent
in honest work; Fisher's combination (1932) of families lets several weak signs count. Of several boundaries or pairs
inside a sign: Simes (1986). Among groups: false discoveries by Benjamini and Hochberg (1995), which classes of one
school (positively dependent) do not upset (Benjamini and Yekutieli 2001, theorem 1.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.stats import chi2, norm

from msoko.analytics import discoveries
from msoko.analytics.objectivity.sign import Sign
from msoko.analytics.objectivity.works import Group
from msoko.psychometrics.responses import Floats

QUARTER = float(norm.isf(0.25))
_NEAR = 1e-300


class Level(StrEnum):
    CLASS = "class"  # one class in one procedure
    PROCEDURE = "procedure"  # one organisation in one procedure
    YEAR = "year"  # one organisation in all procedures of one period


@dataclass(frozen=True)
class Judged:
    """p: of all answered signs of the group together. q: the least share of false discoveries at which it is named.

    stands_out: q ≤ the rate asked for. signs: answered ones, the strongest first. It is a reason to look, no verdict.
    """

    level: Level
    group: Group
    p: float
    q: float
    stands_out: bool
    signs: tuple[Sign, ...]


def judged(signs: Sequence[Sign], rate: float = 0.05) -> tuple[Judged, ...]:
    """Classes, organisations in a procedure and organisations in a period; the least likely first within a level.

    rate: the share of groups named by mistake, held within each level and type of procedure. Groups without an answered
    sign are absent. At YEAR the group's procedure, subject and grade are "" and its p combines those of its procedures.
    """
    by_group: dict[Group, list[Sign]] = defaultdict(list)
    for sign in signs:
        if sign.p is not None:
            by_group[sign.group].append(sign)
    found = {group: (together(own), own) for group, own in by_group.items()}
    years: dict[Group, list[Group]] = defaultdict(list)
    for group in found:
        if not group.class_name:
            years[replace(group, procedure="", subject="", grade="")].append(group)
    levels = {
        Level.CLASS: {group: one for group, one in found.items() if group.class_name},
        Level.PROCEDURE: {group: one for group, one in found.items() if not group.class_name},
        Level.YEAR: {
            year: (cauchy([found[one][0] for one in own]), [sign for one in own for sign in found[one][1]])
            for year, own in years.items()
        },
    }
    return tuple(one for level, groups in levels.items() for one in _named(level, groups, rate))


def _named(level: Level, groups: dict[Group, tuple[float, list[Sign]]], rate: float) -> list[Judged]:
    types: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        types[group.procedure_type].append(group)
    q = {
        group: value
        for own in types.values()
        for group, value in zip(own, discoveries.shares([groups[one][0] for one in own]), strict=True)
    }
    return sorted(
        (
            Judged(level, group, p, q[group], q[group] <= rate, tuple(sorted(signs, key=lambda sign: sign.p or 0.0)))
            for group, (p, signs) in groups.items()
        ),
        key=lambda one: (one.q, one.p, str(one.group)),
    )


def together(signs: Sequence[Sign]) -> float:
    """One chance of the answered signs of one group, at least one: of the strongest alone (Cauchy over all), and of
    all that point the same way (Cauchy within a family, Fisher over families); the two again by Cauchy.
    """
    families: dict[str, list[float]] = defaultdict(list)
    for sign in signs:
        if sign.p is not None:
            families[sign.family].append(sign.p)
    alone = cauchy([p for own in families.values() for p in own])
    return cauchy([alone, fisher([own[0] if len(own) == 1 else cauchy(own) for own in families.values()])])


def fisher(chances: Sequence[float]) -> float:
    """One chance of several independent ones: −2 Σ log p is χ² with two degrees of freedom each (Fisher 1932)."""
    logs = np.log(np.clip(np.asarray(chances, dtype=float), _NEAR, 1.0))
    return float(chi2.sf(-2 * logs.sum(), 2 * len(logs))) if len(logs) else 1.0


def cauchy(chances: Sequence[float]) -> float:
    """One chance of several dependent ones: P(C > mean of cot(πp)), C standard Cauchy. Those above one half count as
    one half: a sign that is markedly absent does not excuse another.
    """
    p = np.clip(np.asarray(chances, dtype=float), _NEAR, 0.5)
    mean = float(np.mean(1 / np.tan(np.pi * p)))
    return float(np.arctan2(1.0, mean) / np.pi) if mean > 0 else 0.5


def simes(chances: Floats) -> float:
    """One chance of several positively dependent ones: the least of count·p₍ᵣ₎/r (Simes 1986)."""
    ordered = np.sort(chances)
    return float(min(1.0, np.min(len(ordered) * ordered / np.arange(1, len(ordered) + 1))))


def calibrated(chances: Floats) -> tuple[Floats, float]:
    """Chances as usual here, and the inflation: deviates are divided by how far their upper quartile exceeds the
    normal.

    Schools differ in what they teach first and how strictly they mark; if that makes a quarter of all groups look odd,
    a group must be odder still (the genomic control of Devlin and Roeder 1999, at the upper quartile, since chances
    here are one-sided). It never makes a chance smaller, and a quarter of groups may be affected without upsetting it.
    """
    if not len(chances):
        return chances, 1.0
    z = norm.isf(np.clip(chances, _NEAR, 1 - 1e-9))
    inflation = max(1.0, float(np.quantile(z, 0.75)) / QUARTER)
    return np.asarray(norm.sf(z / inflation)), inflation
