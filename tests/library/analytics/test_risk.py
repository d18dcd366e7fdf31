"""Who may need support: a forecast that was right before, or none; explained; never outside the school."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from msoko.analytics.remarks import Refused
from msoko.analytics.risk import forecast, trial
from msoko.analytics.risk_history import Work, history

NAMES = (
    "procedure_type", "subject", "grade", "period", "person", "organisation", "class", "state",
    "score", "test_score", "mark",
)  # fmt: skip
TARGET = Work("ege", "02", "11", "ЕГЭ, математика")
EARLIER = (Work("oge", "02", "9", "ОГЭ, математика", 2), Work("oge", "01", "9", "ОГЭ, русский язык", 2))


def outcomes(years=5, each=150, link=1.6, persons=True, seed=1):
    """Cohorts whose result follows the earlier ones by `link`; the last has not written the target yet."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in range(years + 1):
        before, after = (f"{2015 + year + n}-{(16 + year + n) % 100}" for n in (0, 2))
        for i in range(each):
            able = rng.normal()
            person, school = (f"{year}-{i:04d}" if persons else None), f"s{i % 6}"
            for subject, weight in (("02", 1.0), ("01", 0.6)):
                score = weight * able + 0.5 * rng.normal()
                mark = 2 if score < -1.9 else 3 if score < 0 else 4
                rows.append(("oge", subject, "9", before, person, school, "9А", "value", 15 + 6 * score, None, mark))
            if year < years:
                test = float(np.round(50 + 15 * (link * able / 1.6 + 0.6 * rng.normal())))
                rows.append(("ege", "02", "11", after, person, school, "11А", "value", test / 2, test, None))
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(NAMES)})


def made(upcoming="2022-23", **more):
    return history(outcomes(**more), TARGET, EARLIER, minimum=30, upcoming=upcoming)


@pytest.fixture(scope="module")
def found():
    return forecast(made())


def test_cohorts_are_linked_by_person_across_years():
    past = made()
    assert [one.period for one in past.past] == ["2017-18", "2018-19", "2019-20", "2020-21", "2021-22"]
    assert past.current.period == "2022-23"
    assert len(past.current.persons) == 150
    assert past.current.low is None
    assert past.past[0].places.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)


def test_the_forecast_was_better_than_the_naive_rule_and_says_how_often_it_was_right(found):
    tried = found.trial
    assert tried.years == ("2019-20", "2020-21", "2021-22")
    assert tried.model.brier < tried.naive.brier
    assert tried.model.recall.value > tried.naive.recall.value
    assert tried.model.precision.low < tried.model.precision.value < tried.model.precision.high
    assert tried.bands[-1].came.low < tried.bands[-1].forecast < tried.bands[-1].came.high
    assert sum(band.came.n for band in tried.bands) == 450
    assert f"из {tried.model.precision.n} учеников" in found.remarks[0].say()


def test_a_pupil_is_explained_and_not_judged(found):
    first = found.inside("s0")[0]
    assert first.listed
    assert first.low < first.probability < first.high
    assert dict(first.contributions)["ОГЭ, математика"] > 0.1
    assert "Повышает: ОГЭ, математика" in first.say()
    assert "не оценка ребёнка" in first.say()
    assert "judges no child" in first.say("en")
    last = found.inside("s0")[-1]
    assert not last.listed
    assert "Понижает" in last.say()


def test_pupils_are_reached_through_their_school_alone(found):
    assert found.inside("elsewhere") == ()
    assert sum(len(found.inside(f"s{i}")) for i in range(6)) == 150
    assert "5-0000" not in repr(found)
    assert "5-0000" not in repr(made())


def test_who_lacks_an_earlier_result_is_counted_and_not_guessed():
    table = outcomes()
    rows = [not (r["person"] == "5-0003" and r["subject"] == "01") for r in table.to_pylist()]
    found = forecast(history(table.filter(pa.array(rows)), TARGET, EARLIER, 30, "2022-23"))
    assert found.unknown == 1
    assert all(one.person != "5-0003" for one in found.inside("s3"))
    assert "risk-unknown" in {remark.code for remark in found.remarks}


def test_a_boundary_that_parts_perfectly_still_has_a_forecast():
    table = outcomes()
    score = {r["person"]: r["score"] for r in table.to_pylist() if (r["procedure_type"], r["subject"]) == ("oge", "02")}
    exact = [
        (20.0 if score[r["person"]] < 6 else 60.0) if r["procedure_type"] == "ege" else None for r in table.to_pylist()
    ]
    table = table.set_column(NAMES.index("test_score"), "test_score", pa.array(exact, pa.float64()))
    found = forecast(history(table, TARGET, EARLIER[:1], 30, "2022-23"))
    assert all(0 < one.probability < 1 for one in found.inside("s1"))


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("История короткая: лет с известным исходом 2", {"years": 2, "upcoming": "2019-20"}),
        ("нужно не меньше 20", {"each": 12}),
        ("не лучше простого правила", {"link": 0.0, "each": 500}),
        ("Нет учеников, у которых", {"upcoming": "2031-32"}),
        ("Нет учеников, у которых", {"upcoming": ""}),
        ("постоянных кодов", {"persons": False}),
    ],
)
def test_refusals(words, more):
    with pytest.raises(Refused, match=words):
        forecast(made(**more))


def test_a_target_never_written_or_without_marks():
    with pytest.raises(Refused, match="Тестовых баллов за работу «ЕГЭ, физика» нет"):
        history(outcomes(), Work("ege", "03", "11", "ЕГЭ, физика"), EARLIER, 36)
    with pytest.raises(Refused, match="Отметок за работу «ЕГЭ, математика» нет"):
        history(outcomes(), TARGET, EARLIER)


def test_an_unknown_outcome_is_not_a_good_one():
    table = outcomes()
    unknown = [
        None if r["procedure_type"] == "ege" and r["person"] == "0-0001" else r["test_score"] for r in table.to_pylist()
    ]
    found = history(table.set_column(NAMES.index("test_score"), "test_score", pa.array(unknown)), TARGET, EARLIER, 30)
    assert len(found.past[0].persons) == 149


def test_outside_only_counts_that_tell_of_no_child():
    found = forecast(made())
    for one in found.schools():
        listed = sum(pupil.listed for pupil in found.inside(one.organisation))
        assert one.n == 25
        assert one.listed == (listed if 10 <= listed <= 15 else None)
    assert any(one.listed is None for one in found.schools())


def test_more_pupils_than_ever_wrote_the_target_are_a_remark():
    table = outcomes()
    half = [r["procedure_type"] == "oge" or int(r["person"][2:]) < 75 for r in table.to_pylist()]
    found = forecast(history(table.filter(pa.array(half)), TARGET, EARLIER, 30, "2022-23"))
    assert "risk-more-than-before" in {remark.code for remark in found.remarks}


def test_a_trial_needs_no_current_cohort():
    assert trial(made(upcoming="")).model.recall.n > 0
