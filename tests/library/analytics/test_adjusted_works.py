"""Works of several years in schools: a steady difference is told from one year's; gaps and refusals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from msoko.analytics.adjusted import Effect
from msoko.analytics.adjusted_works import CONDITION, of_works, percent_below
from msoko.analytics.evidence import Evidence
from msoko.analytics.funnels import Place
from msoko.psychometrics.remarks import Refused
from msoko.store.schemas import TABLES, VALUES
from msoko.vocabulary import ALL, SLICES, Period

PERIODS = ("2021-22", "2022-23", "2023-24", "2024-25")


def evidence(schools=12, without=(), each=30, seed=2):
    """s0 is steadily above, s1 was above in one year only, s2 has three pupils a year."""
    rng = np.random.default_rng(seed)
    outcomes, values = [], []
    slices = dict.fromkeys(SLICES, ALL)
    for n, period in enumerate(PERIODS):
        days = {
            "period": period,
            "first_day": Period.parse(period).first_day,
            "last_day": Period.parse(period).last_day,
        }
        for i in range(schools):
            above = 7.0 * (i == 0) + 9.0 * (i == 1 and n == 3) + rng.normal()
            if (f"s{i}", period) not in without:
                values.append({
                    "indicator": CONDITION, "level": "organisation", "object_id": f"s{i}", **days, **slices,
                    "state": "value", "value": 40.0 + i,
                })  # fmt: skip
            for _ in range(3 if i == 2 else each):
                score = round(float(20 + 3 * n + 0.5 * i + above + 6 * rng.normal()))
                outcomes.append({
                    "procedure": f"vpr-{period}-02-5", "procedure_type": "vpr", "organisation": f"s{i}", **days,
                    **slices, "subject": "02", "score": score, "state": "value",
                })  # fmt: skip
    outcomes += [{**outcomes[0], "score": None, "state": "absent"}, {**outcomes[0], "subject": "01"}]
    tables = {"outcomes": pa.Table.from_pylist(outcomes, TABLES["outcomes"])}
    return Evidence(None, None, pa.Table.from_pylist(values, VALUES), tables.__getitem__)  # type: ignore[arg-type]


def test_the_steady_school_stands_out_and_one_good_year_does_not_make_a_school():
    found = of_works(evidence(), "vpr", "02")
    assert found.schools["s0"].place is Place.ABOVE
    assert found.schools["s1"].place is Place.WITHIN
    assert found.years["s1", "2024-25"].value > found.years["s1", "2021-22"].value + 0.3
    assert found.found.model.n == 4 * (11 * 30 + 3)


def test_twelve_pupils_in_four_years_are_judged_and_three_in_one_are_not():
    found = of_works(evidence(), "vpr", "02")
    assert found.years["s2", "2024-25"].place is Place.FEW
    assert found.schools["s2"].n == 12
    assert found.schools["s2"].high - found.schools["s2"].low > found.schools["s3"].high - found.schools["s3"].low


def test_three_pupils_who_wrote_in_four_grades_are_three_pupils():
    known = evidence()
    table = known.table("outcomes")
    grade = [f"{5 + PERIODS.index(period)}" for period in table["period"].to_pylist()]
    moved = table.set_column(table.column_names.index("grade"), "grade", pa.array(grade))
    found = of_works(Evidence(None, None, known.values, {"outcomes": moved}.__getitem__), "vpr", "02")
    assert (found.schools["s2"].place, found.schools["s2"].value) == (Place.FEW, None)
    assert found.schools["s3"].place is Place.WITHIN


def test_years_without_the_condition_are_named_and_not_filled():
    found = of_works(evidence(without={("s4", "2022-23")}), "vpr", "02")
    assert found.unknown == (("s4", "2022-23"),)
    assert ("s4", "2022-23") not in found.years


def test_the_middle_of_all_is_the_middle():
    found = of_works(evidence(), "vpr", "02")
    assert abs(np.mean([one.value for one in found.schools.values()])) < 1e-6


@pytest.mark.parametrize(
    ("words", "more", "subject"),
    [("нужно не меньше 100", {}, "03"), ("нужно не меньше 100", {}, "01"), ("нужно не меньше 5", {"schools": 4}, "02")],
)
def test_refusals(words, more, subject):
    with pytest.raises(Refused, match=words):
        of_works(evidence(**more), "vpr", subject)


def test_an_effect_is_told_as_the_pupils_whom_the_average_one_is_above():
    effect = Effect(30, 0.0, -1.0, 1.0, Place.WITHIN)
    assert percent_below(effect) == pytest.approx((50.0, 15.8655, 84.1345), abs=1e-4)  # the normal distribution
