"""Results of schools in one kind of work over years, with a social condition of each school and year allowed for.

Pupils in school-years in schools: what is steady about a school is told from what one year brought. Scores are
deviations from the mean of the same work of the same year, so works of different years and grades may stand together.
The same pupil may stand there in several years and cannot be recognised: intervals of schools are a little narrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.adjusted import Effect, OfPupils, of_pupils
from msoko.analytics.context import totals
from msoko.analytics.disclosure import THRESHOLD
from msoko.analytics.evidence import Evidence
from msoko.analytics.funnels import Place
from msoko.analytics.remarks import Refused
from msoko.vocabulary import CellState, Period

CONDITION = "context.social_index"  # an indicator of a pack
LEAST_PUPILS = 100
_COLUMNS = ("procedure", "organisation", "period", "grade", "score", "test_score")


@dataclass(frozen=True)
class OfWorks:
    """schools: the steady part, by organisation; years: steady and that year's together, by (organisation, period).

    Effects are in standard deviations of pupils' results. A school is judged if at least THRESHOLD different pupils are
    sure to stand behind it: those of one grade over the years. unknown: school-years whose condition is not known.
    """

    procedure_type: str
    subject: str
    condition: str
    found: OfPupils
    schools: Mapping[str, Effect]
    years: Mapping[tuple[str, str], Effect]
    unknown: tuple[tuple[str, str], ...]


def of_works(evidence: Evidence, procedure_type: str, subject: str, condition: str = CONDITION) -> OfWorks:
    """Every work of the type in the subject, all years and grades. Raises Refused: too few pupils, schools or years."""
    table = evidence.table("outcomes")
    own = pc.and_(pc.equal(table["procedure_type"], procedure_type), pc.equal(table["subject"], subject))
    rows = table.filter(pc.and_(own, pc.equal(table["state"], CellState.VALUE))).select(_COLUMNS)
    known = {
        (school, code): values[condition]
        for code in pc.unique(rows["period"]).to_pylist()
        for school, values in totals(evidence.values, Period.parse(code), [condition]).items()
        if condition in values
    }
    scores, kept = _deviations(rows)
    places = list(zip(kept["organisation"].to_pylist(), kept["period"].to_pylist(), strict=True))
    inside = np.array([place in known for place in places], dtype=bool)
    if inside.sum() < LEAST_PUPILS:
        raise Refused("adjusted-few-pupils", count=int(inside.sum()), least=LEAST_PUPILS)
    used = [place for place, is_known in zip(places, inside, strict=True) if is_known]
    x = np.array([[known[place]] for place in used], dtype=float)
    names = np.array([f"{school} {code}" for school, code in used])
    found = of_pupils(scores[inside], x, names, (condition,), above=np.array([school for school, _ in used]))
    by_name = {f"{school} {code}": (school, code) for school, code in used}
    years = {by_name[name]: effect for name, effect in found.schools.items()}
    unknown = tuple(sorted({place for place, is_known in zip(places, inside, strict=True) if not is_known}))
    sure = _surely_different(kept.filter(pa.array(inside)))
    few = {school: effect for school, effect in found.above.items() if sure[school] < THRESHOLD}
    schools = {**found.above, **{school: Effect(one.n, None, None, None, Place.FEW) for school, one in few.items()}}
    return OfWorks(procedure_type, subject, condition, found, schools, years, unknown)


def _surely_different(rows: pa.Table) -> dict[str, int]:
    """School → the most results of one grade: a pupil is in a grade once."""
    counts = rows.group_by(["organisation", "grade"]).aggregate([("period", "count")])
    found: dict[str, int] = {}
    for row in counts.to_pylist():
        found[row["organisation"]] = max(found.get(row["organisation"], 0), row["period_count"])
    return found


def _deviations(rows: pa.Table) -> tuple[np.ndarray, pa.Table]:
    """Deviations from the mean of the work of the year in its standard deviations, and the rows they are of.

    The test score where the work has one, else the primary score. A work where all have one score tells nothing.
    """
    score = pc.coalesce(rows["test_score"], rows["score"]).cast(pa.float64())
    rows = rows.append_column("result", score).filter(pc.is_valid(score))
    procedures = np.array(rows["procedure"].to_pylist(), dtype=str)
    values, (_, which) = np.asarray(rows["result"].to_numpy(), dtype=float), np.unique(procedures, return_inverse=True)
    counts = np.maximum(np.bincount(which), 1)
    means = np.bincount(which, values) / counts
    spreads = np.sqrt(np.maximum(np.bincount(which, values**2) / counts - means**2, 0))
    told = spreads[which] > 1e-9
    deviations = (values[told] - means[which][told]) / spreads[which][told]
    return deviations, rows.filter(pa.array(told))


def percent_below(effect: Effect) -> tuple[float, float, float]:
    """How many per cent of all pupils the average pupil of the school is above, with the ends of the interval; results
    are taken as normal. For an effect of OfWorks that has an interval.
    """
    from scipy.special import ndtr

    value, low, high = 100 * ndtr(np.array([effect.value, effect.low, effect.high], dtype=float))
    return float(value), float(low), float(high)
