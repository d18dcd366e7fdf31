"""Published designs of large-scale studies: which columns hold the weights, and how replicates become a variance.

PISA and TALIS: balanced repeated replication with Fay's adjustment, k = 0.5; 80 and 100 replicates (OECD 2009, ch. 4;
TALIS 2018 Technical Report, ch. 9). TIMSS and PIRLS: jackknife of paired zones; until 2011 one replicate a zone and
the sampling variance of the first plausible value, from 2015 both halves of a zone in turn, each counted half, and
the mean over plausible values (Foy and LaRoche 2017, Methods and Procedures in PIRLS 2016, ch. 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.responses import Floats, Integers
from msoko.psychometrics.studies.remarks import Refused
from msoko.psychometrics.studies.samples import Replicated


@dataclass(frozen=True)
class Layout:
    """Columns of a published file: the weight, and replicate weights (@ for their number) or zone and half."""

    weight: str
    replicates: str = ""
    zone: str = ""
    half: str = ""


@dataclass(frozen=True)
class Study:
    """factor: of the number of replicates. layouts: as published, the first that a file has. halves: replicates a zone.
    first_only: the sampling variance of the first plausible value alone.
    """

    title: str
    factor: Callable[[int], float]
    layouts: tuple[Layout, ...] = ()
    halves: int = 1
    first_only: bool = False

    def sample(self, weight: ArrayLike, replicates: ArrayLike) -> Replicated:
        """From replicate weights as given, n × R."""
        given = np.asarray(replicates, dtype=float)
        count = given.shape[1] if given.ndim == 2 else 0
        factor = self.factor(count) if count else 0.0
        return Replicated.of(self.title, weight, given, factor, count // self.halves, self.first_only)

    def paired(self, weight: ArrayLike, zone: ArrayLike, half: ArrayLike) -> Replicated:
        """From zones: replicates are made here. Raises Refused: a half that is not 0 or 1, gaps."""
        made, pairs = jackknife(weight, zone, half, self.halves == 2)
        zones = made.shape[1] // self.halves
        factor = self.factor(made.shape[1])
        return Replicated.of(self.title, weight, made, factor, zones, self.first_only, pairs)


def fay(k: float) -> Callable[[int], float]:
    """Fay's factor (Judkins 1990); k = 0 is plain balanced repeated replication."""
    return lambda count: 1 / (count * (1 - k) ** 2)


def jackknife(weight: ArrayLike, zone: ArrayLike, half: ArrayLike, both: bool) -> tuple[Floats, Integers]:
    """Replicate weights n × R, and 2·zone + half of each row with zones numbered from 0.

    In a replicate one half of one zone counts twice and the other not at all: the half numbered 1 doubled, then, if
    `both`, the half numbered 0. R is the number of zones, or twice that.
    """
    full, zones, halves = (np.asarray(one, dtype=float) for one in (weight, zone, half))
    if not (np.isfinite(zones).all() and np.isin(halves, (0, 1)).all()):
        raise Refused("zone-wrong")
    names, where = np.unique(zones, return_inverse=True)
    made = np.repeat(full[:, None], (2 if both else 1) * len(names), axis=1)
    rows = np.arange(len(full))
    made[rows, where] = full * 2 * halves
    if both:
        made[rows, len(names) + where] = full * 2 * (1 - halves)
    return made, np.asarray(2 * where.ravel() + halves, dtype=np.int64)


_PISA = (Layout("W_FSTUWT", "W_FSTURWT@"), Layout("W_FSTUWT", "W_FSTR@"))  # from 2015; before
_TALIS = (Layout("TCHWGT", "TRWGT@"), Layout("SCHWGT", "SRWGT@"))  # teachers; heads
_TIMSS = (Layout("TOTWGT", zone="JKZONE", half="JKREP"),)
STUDIES: dict[str, Study] = {
    "pisa": Study("PISA (BRR, Fay k = 0,5)", fay(0.5), _PISA),
    "talis": Study("TALIS (BRR, Fay k = 0,5)", fay(0.5), _TALIS),
    "timss": Study("TIMSS, PIRLS 2015+ (JK2 × 2)", lambda _: 0.5, _TIMSS, 2),
    "timss-2011": Study("TIMSS, PIRLS ≤ 2011 (JK2)", lambda _: 1.0, _TIMSS, 1, True),
    "brr": Study("BRR", fay(0.0)),
}
STUDIES["pirls"], STUDIES["pirls-2011"] = STUDIES["timss"], STUDIES["timss-2011"]
