"""Values leave the store only for a purpose and an audience, and are refused in words."""

from __future__ import annotations

import pytest
from tests.library.indicators.small import METHODOLOGY, REASON, arrive, fact, table

from msoko.indicators import computing
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.reading import REASONS, ReadingRefused, check_reading, read_values
from msoko.methodology.loading import load
from msoko.store.errors import StoreError
from msoko.vocabulary import Audience, Level, Period, Purpose

YEAR = Period.parse("2024-25")
DEPARTMENT = {"purpose": Purpose.MANAGEMENT, "audience": Audience.DEPARTMENT}


def refused(code: str, purpose: Purpose, audience: Audience = Audience.DEPARTMENT, methodology=METHODOLOGY):
    with pytest.raises(ReadingRefused) as caught:
        check_reading(methodology, code, purpose, audience)
    return caught.value


@pytest.mark.parametrize("purpose", [Purpose.STAFF_APPRAISAL, Purpose.HEAD_APPRAISAL])
@pytest.mark.parametrize("code", ["vpr_quality", "with_vpr"])
def test_a_ban_reaches_everything_computed_from_the_results(code, purpose):
    found = refused(code, purpose)
    assert found.code == "purpose-banned"
    assert REASON in found.say() and REASON in found.say("en")
    assert METHODOLOGY.indicators[code].title in str(found)


def test_a_ban_reaches_every_indicator_of_the_packs():
    """Anything over ВПР, also through value(…) and facts that report about it."""
    packs = load()
    over_vpr = [code for code in packs.indicators if code.startswith("results.vpr_")]
    assert len(over_vpr) > 5
    for code in over_vpr:
        found = refused(code, Purpose.STAFF_APPRAISAL, methodology=packs)
        assert found.code == "purpose-banned"
        assert "556" in found.say() or "1008" in found.say(), "the act is named"


def test_what_is_not_listed_is_refused_with_what_is():
    found = refused("inner", Purpose.SELF_EXAMINATION)
    assert found.code == "purpose-not-listed"
    assert "management" in found.say("en")
    assert refused("unknown", Purpose.MANAGEMENT).code == "indicator-unknown"


def test_the_public_reads_what_is_meant_for_it_and_checked():
    check_reading(METHODOLOGY, "growth", Purpose.PUBLICATION, Audience.PUBLIC)
    check_reading(METHODOLOGY, "over_region", Purpose.PUBLICATION, Audience.PUBLIC)  # checked in part
    assert refused("inner", Purpose.MANAGEMENT, Audience.PUBLIC).code == "not-for-the-public"
    assert refused("unchecked", Purpose.PUBLICATION, Audience.PUBLIC).code == "not-checked"
    through = refused("of_unchecked", Purpose.PUBLICATION, Audience.PUBLIC)
    assert through.code == "not-checked"
    assert METHODOLOGY.indicators["unchecked"].title in through.say()  # which of the two is to be checked
    check_reading(METHODOLOGY, "unchecked", Purpose.PUBLICATION, Audience.DEPARTMENT)


def test_refusals_have_words_in_both_languages():
    for russian, english in REASONS.values():
        assert russian != english
        assert not any("а" <= letter <= "я" for letter in english.lower())


def test_reading_refuses_before_anything_is_read(computed):
    with pytest.raises(ReadingRefused):
        read_values(
            computed, METHODOLOGY, purpose=Purpose.STAFF_APPRAISAL, audience=Audience.DEPARTMENT,
            indicators=["growth", "vpr_quality"],
        )  # fmt: skip


def test_rows_are_chosen_by_period_level_object_and_slice(computed):
    def read(**wanted):
        return read_values(computed, METHODOLOGY, **DEPARTMENT, **wanted).to_pylist()

    every = read(indicators=["growth", "graded"])
    assert {row["indicator"] for row in every} == {"growth", "graded"}
    assert {row["period"] for row in read(indicators=["growth"], periods=[YEAR])} == {"2024-25"}
    assert {row["level"] for row in read(indicators=["growth"], levels=[Level.MUNICIPALITY])} == {"municipality"}
    own = read(indicators=["graded"], objects=["s1"], periods=[YEAR], slices={"grade": "5"})
    assert [(row["object_id"], row["grade"], row["value"]) for row in own] == [("s1", "5", 54.0)]
    assert {row["grade"] for row in read(indicators=["graded"], objects=["s1"], periods=[YEAR])} == {"4", "5", "all"}
    assert read(indicators=["growth"], periods=[]) == []
    assert read(indicators=["growth"], objects=["nobody"]) == []
    assert read(indicators=[]) == []


def test_low_coverage_is_said(computed):
    """Three of four organisations gave the numbers: below the least of 0.8 it is incomplete, at theirs it is not."""
    rows = read_values(computed, METHODOLOGY, **DEPARTMENT, indicators=["pupils_each"], periods=[YEAR]).to_pylist()
    said = {row["object_id"]: (row["coverage"], row["incomplete"]) for row in rows}
    assert said["m1"] == (0.75, True)
    assert said["s1"] == (1.0, False)
    assert said["k1"] == (0.0, True)
    quiet = read_values(computed, METHODOLOGY, **DEPARTMENT, indicators=["growth"]).to_pylist()
    assert not any(row["incomplete"] for row in quiet)  # no least coverage is declared


def test_a_fixed_calculation_is_read_as_it_was(store):
    engine = ReferenceEngine()
    computing.compute(store, METHODOLOGY, engine=engine)
    fixed = computing.fix(store, METHODOLOGY, by="municipal_officer", title="Итоги", reason="приказ № 1")
    asked = {**DEPARTMENT, "indicators": ["growth"], "periods": [YEAR], "objects": ["s1"]}
    before = read_values(store, METHODOLOGY, **asked)
    arrive(store, "late", {"facts": table("facts", [fact("s1", "pupils", 1)])})
    computing.compute(store, METHODOLOGY, engine=engine)
    assert read_values(store, METHODOLOGY, **asked)["value"].to_pylist() != before["value"].to_pylist()
    assert read_values(store, METHODOLOGY, **asked, calculation=fixed.id).equals(before)
    with pytest.raises(StoreError) as unknown:
        read_values(store, METHODOLOGY, **asked, calculation="0000")
    assert unknown.value.code == "calculation-unknown"
    with pytest.raises(ReadingRefused):  # a fixed calculation is no way round a ban
        read_values(
            store, METHODOLOGY, purpose=Purpose.STAFF_APPRAISAL, audience=Audience.DEPARTMENT,
            indicators=["vpr_quality"], calculation=fixed.id,
        )  # fmt: skip
