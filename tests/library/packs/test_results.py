"""The packs results, statistics and context: what officials rely on, apart from the examples (test_examples.py)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from msoko.methodology.loading import load
from msoko.methodology.model import Indicator, Methodology, Scale
from msoko.methodology.purposes import banned_purposes, procedure_types_used
from msoko.vocabulary import Checked, Period, PeriodKind, Purpose, Unit

PACKS = ("results", "statistics", "context")


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load(PACKS)


def _indicators(methodology: Methodology) -> list[Indicator]:
    return [one for pack in methodology.packs if pack.code in PACKS for one in pack.indicators]


def _threshold(methodology: Methodology, name: str, subject: str, day: date) -> Decimal | None:
    for one in methodology.thresholds:
        begun = one.valid_from is None or one.valid_from <= day
        if (
            one.name == name
            and one.slices == {"subject": subject}
            and begun
            and (not one.valid_to or day <= one.valid_to)
        ):
            return one.value
    return None


def test_every_indicator_says_why_and_who_reviews_it_when(methodology: Methodology) -> None:
    for one in _indicators(methodology):
        assert one.why and one.legal_basis and one.authored_by and one.reviewed_on and one.next_review, one.code
        assert one.title[0].isupper() and not one.title.endswith("."), one.title


def test_every_indicator_shows_what_it_says_about_nothing_or_missing(methodology: Methodology) -> None:
    for one in _indicators(methodology):
        assert len(one.examples) >= 2, one.code
        written = str([(example.given, example.rows, example.expect) for example in one.examples])
        assert "no value" in written or "absent" in written or "not applicable" in written or len(one.examples) > 2, (
            one.code
        )


def test_whatever_rests_on_vpr_is_closed_to_appraisal_with_the_reason(methodology: Methodology) -> None:
    resting = [one for one in _indicators(methodology) if one.code.startswith(("results.vpr", "results.low_results"))]
    assert len(resting) > 15
    for one in resting:
        banned = banned_purposes(methodology, one.code)
        assert set(banned) == {Purpose.STAFF_APPRAISAL, Purpose.HEAD_APPRAISAL}, one.code
        assert "№ 556" in banned[Purpose.STAFF_APPRAISAL]
        assert not set(one.purposes) & set(banned)


def test_the_exams_are_not_banned_and_know_their_procedures(methodology: Methodology) -> None:
    for code, types in {
        "results.ege_mean_score": ["ege"],
        "results.oge_quality": ["oge"],
        "results.ege_to_region": ["ege"],
        "results.low_results_schools": ["ege", "oge", "vpr"],
        "results.certificates_9": [],
        "statistics.pupils_per_teacher": [],
    }.items():
        assert [kind.code for kind in procedure_types_used(methodology, code)] == types
    assert banned_purposes(methodology, "results.ege_mean_score") == {}


def test_results_of_subjects_have_no_total_over_subjects(methodology: Methodology) -> None:
    for one in _indicators(methodology):
        if any("subject" in breakdown for breakdown in one.slices) and one.unit is not Unit.ITEM:
            assert not one.total, one.code


@pytest.mark.parametrize("year", ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"])
def test_every_ege_subject_with_a_test_score_has_a_minimum(methodology: Methodology, year: str) -> None:
    day = Period.parse(year).last_day
    subjects = set(methodology.procedure_types["ege"].subjects) - {"22"}
    found = {subject: _threshold(methodology, "ege_minimum", subject, day) for subject in subjects}
    assert None not in found.values(), found
    assert (found["01"], found["02"], found["12"], found["05"]) == (24, 27, 42, 40)
    assert _threshold(methodology, "ege_minimum_university", "01", day) == 36


def test_scales_are_those_of_the_year(methodology: Methodology) -> None:
    def scale(procedure: str, subject: str, grade: str, year: str) -> list[Scale]:
        return [
            one
            for one in methodology.scales
            if (one.procedure_type, one.subject, one.grade, one.variant) == (procedure, subject, grade, "all")
            and one.valid_from <= year <= (one.valid_to or "9999")
        ]

    assert [(s.maximum, s.bounds) for s in scale("vpr", "01", "4", "2021-22")] == [(38, {3: 14, 4: 24, 5: 33})]
    assert [(s.maximum, s.bounds) for s in scale("vpr", "01", "4", "2025-26")] == [(24, {3: 10, 4: 16, 5: 21})]
    assert scale("vpr", "01", "4", "2024-25") == []  # redesigned; not confirmed, so not there
    assert [s.bounds for s in scale("oge", "02", "all", "2023-24")] == [{3: 8, 4: 15, 5: 22}]
    assert scale("oge", "02", "all", "2024-25") == []
    assert len(scale("oge", "01", "all", "2023-24")[0].conditions) == 2


def test_nothing_is_said_to_agree_with_an_act_that_was_not_read(methodology: Methodology) -> None:
    definitions = [*_indicators(methodology), *methodology.scales, *methodology.thresholds, *methodology.facts.values()]
    assert {one.checked for one in definitions} == {Checked.IN_PART, Checked.NOT_YET}


def test_facts_of_the_social_passport_are_counts_within_the_pupils(methodology: Methodology) -> None:
    passport = [fact for fact in methodology.facts.values() if fact.file == "facts/social_passport.toml"]
    assert len(passport) == 12
    for fact in passport:
        assert fact.unit is Unit.PERSON
        assert [check.rule for check in fact.checks] == [f"{fact.code} <= pupils"]


def test_things_counted_at_different_times_meet_only_inside_in_period(methodology: Methodology) -> None:
    pupils = methodology.facts["pupils"]
    assert pupils.period is PeriodKind.SCHOOL_YEAR
    for one in _indicators(methodology):
        if "pupils)" in one.formula and "(pupils" in one.formula and one.period is PeriodKind.CALENDAR_YEAR:
            assert one.formula.startswith("in_period("), one.code
