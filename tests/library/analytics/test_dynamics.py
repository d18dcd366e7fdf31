"""Changes with the interval of the difference, against published figures; breaks; series."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from scipy import stats
from tests.library.analytics.rows import indicator, methodology, row, share, values, wilson

from msoko.analytics.breaks import Break, BreakKind, History
from msoko.analytics.dynamics import Change, Method, Observed, changes, compare, difference_interval, series
from msoko.methodology.model import Scale, Source, Threshold
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period, Uncertainty

YEARS = [Period.parse(code) for code in ("2021-22", "2022-23", "2023-24", "2024-25")]


def observed(k, n):
    return Observed(100 * k / n, n, *wilson(k, n))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, table II, method 10: contrasts (a) to (h)
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_of_shares_equals_newcombes_table(first, second, low, high):
    found = difference_interval(observed(*second), observed(*first))
    assert found is not None
    assert found[2] is Method.NEWCOMBE
    assert (found[0] / 100, found[1] / 100) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_of_means_equals_welch_from_the_raw_scores():
    early, late = [54, 61, 47, 70, 66, 58], [71, 64, 80, 69, 77, 73, 58, 75]

    def mean(scores):
        summary = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
        return Observed(sum(scores) / len(scores), len(scores), summary.low, summary.high)

    low, high, method = difference_interval(mean(early), mean(late))
    expected = stats.ttest_ind(late, early, equal_var=False).confidence_interval(0.95)
    assert method is Method.WELCH
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize(
    ("earlier", "later", "chance", "change"),
    [
        (observed(20, 100), observed(60, 100), True, Change.GREW),
        (observed(60, 100), observed(20, 100), True, Change.FELL),
        (observed(10, 20), observed(11, 20), True, Change.INDISTINGUISHABLE),
        (Observed(2.0), Observed(2.5), False, Change.GREW),
        (Observed(2.5), Observed(2.5), False, Change.SAME),
        (Observed(2.0), Observed(2.5), True, Change.NOT_JUDGED),
        (Observed(None), Observed(2.5), True, Change.NO_DATA),
    ],
)
def test_the_direction_is_said_only_where_it_is_known(earlier, later, chance, change):
    assert compare(earlier, later, chance=chance).change is change


def test_no_change_is_stated_across_a_break():
    wall = (Break("2024-25", BreakKind.DECLARED, "новая работа"),)
    found = compare(observed(20, 100), observed(60, 100), breaks=wall)
    assert (found.change, found.difference, found.low, found.breaks) == (Change.NOT_COMPARABLE, None, None, wall)


SOURCES = (Source(name="vpr", table="outcomes", where="procedure_type == 'vpr'"),)


def scale(year, subject="02", grade="5", three=8, maximum=20):
    bounds = {3: Decimal(three), 4: Decimal(12), 5: Decimal(17)}
    return Scale(
        procedure_type="vpr",
        subject=subject,
        grade=grade,
        valid_from=year,
        valid_to=year,
        maximum=Decimal(maximum),
        bounds=bounds,
    )


@pytest.mark.parametrize(
    ("formula", "slices", "kinds"),
    [
        ("100 * share(vpr.mark >= 4)", {"subject": "02", "grade": "5"}, ["boundaries"]),
        ("100 * share(vpr.mark >= 4)", {"subject": "01", "grade": "5"}, []),  # another subject's scale stayed
        ("100 * share(vpr.mark >= 4 where subject == '01')", {}, []),
        ("100 * share(vpr.mark >= 4 where subject == '02')", {}, ["boundaries"]),
        ("100 * share(vpr.journal_mark >= 4)", {"subject": "02", "grade": "5"}, []),  # does not read the scale
        ("value('marks') + 1", {"subject": "02", "grade": "5"}, ["boundaries"]),  # through another indicator
        ("100 * share(vpr.test_score >= weight('minimum'))", {}, ["boundaries"]),
    ],
)
def test_other_boundaries_break_only_what_reads_them(formula, slices, kinds):
    scales = (scale("2023-24"), scale("2024-25", three=9), scale("2023-24", "01"), scale("2024-25", "01"))
    minimum = [
        Threshold(name="minimum", title="", value=Decimal(v), valid_from=date(y, 9, 1), valid_to=date(y + 1, 8, 31))
        for y, v in ((2023, 36), (2024, 40))
    ]
    marks = indicator("marks", formula="100 * share(vpr.mark == 2)")
    known = methodology(
        marks, indicator("i", formula=formula), sources=SOURCES, scales=scales, thresholds=tuple(minimum)
    )
    found = History(known).breaks("i", "o1", slices, YEARS[2], YEARS[3])
    assert [b.kind for b in found] == kinds


def merger(on):
    rows = [{"object_id": "o1", "predecessor_id": "o9", "on": on, "reason": "присоединение"}]
    return pa.Table.from_pylist(rows, TABLES["predecessors"])


def test_a_merger_breaks_before_the_period_it_falls_in():
    history = History(methodology(indicator()), merger(date(2023, 1, 10)))
    assert [b.before for b in history.breaks("i", "o1", {}, YEARS[0], YEARS[1])] == ["2022-23"]
    assert [b.before for b in history.breaks("i", "o1", {}, YEARS[0], YEARS[3])] == ["2022-23"]
    assert history.breaks("i", "o1", {}, YEARS[1], YEARS[3]) == ()
    assert history.breaks("i", "o2", {}, YEARS[0], YEARS[3]) == ()


def test_another_version_of_the_formula_is_a_break():
    versions = {("i", "2023-24"): "1", ("i", "2024-25"): "2"}
    found = History(methodology(indicator()), versions=versions).breaks("i", "o1", {}, YEARS[2], YEARS[3])
    assert [(b.kind, b.before) for b in found] == [(BreakKind.METHOD, "2024-25")]


def test_a_series_joins_years_and_marks_breaks_and_gaps():
    known = methodology(indicator(comparable_from=(("2024-25", "новая работа"),)))
    rows = [share(20, 100, period="2021-22"), row(period="2022-23"), share(45, 100, period="2023-24"), share(50, 100)]
    found = series(values(*rows), History(known), "i", "o1", periods=YEARS)
    assert [p.observed.value for p in found.points] == [20.0, None, 45.0, 50.0]
    assert [s.change for s in found.steps] == [Change.NO_DATA, Change.NO_DATA, Change.NOT_COMPARABLE]
    assert found.breaks == (Break("2024-25", BreakKind.DECLARED, "новая работа"),)
    assert found.overall.change is Change.NOT_COMPARABLE
    shorter = series(values(*rows), History(known), "i", "o1", periods=YEARS[:3])
    assert shorter.overall.change is Change.GREW  # the gap lies between, the two ends are comparable


def test_the_joined_series_of_a_merged_school_carries_the_mark():
    rows = [share(20, 50, level="successor", period="2021-22"), share(30, 50, level="successor", period="2022-23")]
    history = History(methodology(indicator()), merger(date(2022, 9, 1)))
    found = series(values(*rows), history, "i", "o1", level="successor")
    assert [p.observed.n for p in found.points] == [50, 50]
    assert found.steps[0].change is Change.NOT_COMPARABLE
    assert found.steps[0].breaks[0].kind is BreakKind.COMPOSITION


def test_changes_of_everybody_in_one_table():
    known = methodology(indicator(), indicator("area", uncertainty=Uncertainty.NONE))
    rows = [share(20, 100, period="2023-24"), share(60, 100), share(5, 9, object_id="o2")]
    rows += [row("area", value=2.0, period="2023-24"), row("area", value=1.5)]
    found = changes(values(*rows), History(known), YEARS[2], YEARS[3]).to_pylist()
    assert [(r["indicator"], r["object_id"], r["change"]) for r in found] == [
        ("i", "o1", "grew"), ("i", "o2", "no_data"), ("area", "o1", "fell"),
    ]  # fmt: skip
    assert found[0]["difference"] == pytest.approx(40)
    assert found[2]["method"] == "exact"
