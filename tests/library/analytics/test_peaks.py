"""The published marker of a peak at a boundary of marks."""

from decimal import Decimal

import pyarrow as pa
import pytest

from msoko.analytics.peaks import Marker, peaks, search
from msoko.methodology.loading import load

BOUNDS = {3: Decimal(7), 4: Decimal(11), 5: Decimal(15)}
MARKER = Marker(ratio=2, points=5, informative=50, approximate=20)
SMOOTH = {score: 10 - abs(score - 10) for score in range(1, 20)}


def test_a_smooth_distribution_has_no_peak():
    assert peaks(SMOOTH, BOUNDS, MARKER) == ()


def test_a_heap_at_the_pass_mark_is_named_with_its_numbers():
    heaped = {**SMOOTH, 5: 0, 6: 0, 7: 18}
    (peak,) = peaks(heaped, BOUNDS, MARKER)
    n = sum(heaped.values())
    assert (peak.mark, peak.score, peak.n, peak.below) == (3, 7, n, 0)
    assert peak.share == pytest.approx(1800 / n) and peak.ratio == pytest.approx(18 / 4)


def test_neighbours_that_are_empty_leave_the_ratio_out_and_the_peak_in():
    (peak,) = peaks({7: 30, 1: 30}, BOUNDS, MARKER)
    assert peak.ratio is None and not peak.approximate


@pytest.mark.parametrize(("factor", "said"), [(1, 0), (2, 1), (5, 1)])
def test_a_few_participants_give_no_answer_and_a_few_more_an_approximate_one(factor, said):
    found = peaks({7: 8 * factor, 1: 3 * factor}, BOUNDS, MARKER)
    assert len(found) == said and all(peak.approximate == (peak.n < 50) for peak in found)


def test_the_sizes_come_from_the_pack():
    assert Marker.of(load()) == MARKER


def test_peaks_are_searched_by_school_work_and_the_scale_in_force():
    def rows(school, scores, grade="5"):
        common = {"procedure_type": "vpr", "period": "2022-23", "subject": "02", "grade": grade, "organisation": school}
        return [{**common, "score": Decimal(score)} for score in scores]

    smooth = [score for score, count in SMOOTH.items() for _ in range(count)]
    heaped = [7 if score in (5, 6) else score for score in smooth]
    table = pa.Table.from_pylist([*rows("honest", smooth), *rows("heaped", heaped), *rows("unscaled", heaped, "9")])
    (found,) = search(table, load())
    assert (found.organisation, found.peak.mark, found.peak.score) == ("heaped", 3, 7)
    assert found.stands_out


def test_the_chance_of_a_peak_is_that_of_a_third_among_three_neighbours():
    (peak,) = peaks({5: 1, 6: 1, 7: 5, 8: 1, 14: 40, 1: 2}, {3: Decimal(7)}, MARKER)
    assert peak.chance == pytest.approx((21 * 4 + 7 * 2 + 1) / 3**7)


def test_luck_among_many_schools_is_marked_but_does_not_stand_out():
    common = {"procedure_type": "vpr", "period": "2022-23", "subject": "02", "grade": "5"}
    counts = {**SMOOTH, 6: 2, 7: 10}
    scores = [score for score, count in counts.items() for _ in range(count)]
    lucky = [{**common, "organisation": "lucky", "score": Decimal(s)} for s in scores]
    smooth = [s for s, count in SMOOTH.items() for _ in range(count)]
    others = [{**common, "organisation": f"s{i}", "score": Decimal(s)} for i in range(40) for s in smooth]
    (found,) = search(pa.Table.from_pylist([*lucky, *others]), load())
    assert found.organisation == "lucky" and not found.stands_out
