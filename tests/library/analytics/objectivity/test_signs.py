"""Each sign is quiet in honest regions, speaks of what was done, and says why where it cannot answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.library.analytics.objectivity.region import (
    alike,
    changed,
    copied,
    honest,
    leaked,
    lifted,
    turned,
    without,
)

from msoko.analytics.objectivity.combining import Level, judged
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import EXPLAINED_BY, Direction, Sign, explain, title
from msoko.analytics.objectivity.signs import RECHECK, SIGNS, signs
from msoko.methodology.loading import load


@pytest.fixture(scope="module")
def clean():
    return honest()


def found(works, code, school="s000", **more) -> Sign:
    (one,) = [
        sign for sign in signs(works, codes=[code], **more)
        if sign.group.organisation == school and not sign.group.class_name
    ]  # fmt: skip
    return one


def test_honest_small_schools_are_left_in_peace():
    """Twenty honest regions: the share of works named by mistake stays near nothing, each sign near its level."""
    chances, named = {code: [] for code in SIGNS}, 0
    for seed in range(20):
        of_all = signs(honest(seed=seed, schools=30))
        named += sum(one.stands_out for one in judged(of_all) if one.level is Level.PROCEDURE)
        for sign in of_all:
            if sign.p is not None:
                chances[sign.code].append(sign.p)
    assert named <= 6  # of 600
    for code in set(SIGNS) - {"exam", "fall"}:
        assert np.mean(np.array(chances[code]) <= 0.01) <= 0.025, code
        assert np.mean(np.array(chances[code]) <= 0.05) <= 0.08, code


@pytest.mark.parametrize(
    ("change", "code"), [(lifted, "peak"), (leaked, "tasks"), (leaked, "easy"), (leaked, "level"), (copied, "copies"),
                         (alike, "spread"), (turned, "fit"), (turned, "easy")]
)  # fmt: skip
def test_what_was_done_is_seen_by_its_sign(clean, change, code):
    before, after = found(clean, code), found(changed(clean, change), code)
    assert after.p < 0.005 < before.p
    assert after.say() and after.say("en") and "{" not in after.say()


@pytest.mark.parametrize("change", [lifted, leaked, copied, alike, turned])
def test_the_school_stands_out_and_no_other_does(clean, change):
    named = [one for one in judged(signs(changed(clean, change))) if one.stands_out and one.level is Level.PROCEDURE]
    assert [one.group.organisation for one in named] == ["s000"]


def test_a_lifted_peak_says_the_score_and_how_many_were_expected(clean):
    sign = found(changed(clean, lifted), "peak")
    assert sign.marks[0] in {"7", "11", "15"} and sign.number("at") > sign.number("at_expected") + 2
    assert sign.number("below") < sign.number("below_expected") and sign.direction is Direction.ABOVE
    assert f"первичный балл {sign.marks[0]}" in sign.say()


def test_an_able_school_is_no_anomaly_but_for_its_level():
    works = honest(able=1.2)
    by_code = {code: found(works, code).p for code in ("peak", "easy", "tasks", "fit", "spread", "copies")}
    assert min(by_code.values()) > 0.01


def test_the_past_and_the_journal_explain_an_able_school():
    now, past = honest(able=1.0), honest(period="2023-24", able=1.0)
    bare = without(now, journal=np.array([]))
    bare = [replace(one, journal=np.full(one.n, np.nan)) for one in bare]
    past = [replace(one, journal=np.full(one.n, np.nan)) for one in past]
    alone = found(bare, "level")
    explained = next(s for s in signs([*past, *bare], codes=["level"]) if s.group == alone.group)
    with_journal = found(now, "level")
    assert alone.p < 0.02 < min(explained.p, with_journal.p)
    assert "Прошлых результатов" in alone.say() and "Прошлых результатов" not in explained.say()


def test_a_few_pupils_without_a_journal_mark_change_little():
    works = honest(able=1.0)
    gaps = [replace(one, journal=np.where(np.arange(one.n) == 3, np.nan, one.journal)) for one in works]
    assert found(gaps, "level").p == pytest.approx(found(works, "level").p, abs=0.1) and found(gaps, "level").p > 0.05
    alone = [replace(one, journal=np.full(one.n, np.nan)) if one.group.organisation == "s000" else one for one in works]
    assert found(alone, "level").p < 0.05  # its own journal is missing, so nothing explains it


def test_a_journal_far_stricter_than_elsewhere_is_named_with_its_direction(clean):
    strict = [replace(one, journal=np.maximum(one.journal - 1, 2)) if one.group.organisation == "s000" else one
              for one in clean]  # fmt: skip
    sign = found(strict, "journal")
    assert sign.p < 0.05 < found(clean, "journal").p
    assert sign.direction is Direction.ABOVE and "выше отметки по журналу" in sign.say()


@pytest.mark.parametrize(("kind", "grade", "code"), [("vpr", "6", "fall"), ("oge", "9", "exam")])
def test_what_the_next_year_does_not_bear_out(kind, grade, code):
    here = "5" if code == "fall" else "8"
    years = [honest(period=period, grade=here, size=(22, 27)) for period in ("2022-23", "2023-24")]
    later = honest(period="2024-25", grade=grade, kind=kind, size=(22, 27))
    helped = changed(years[1], leaked, school="s003")
    sign, other = (
        next(s for s in signs([*years[0], *middle, *later], codes=[code]) if _is(s, "s003", "2023-24"))
        for middle in (helped, years[1])
    )
    assert sign.p < 0.02 < other.p and sign.number("here") > sign.number("later")
    assert ("на экзамене 2024/25" if code == "exam" else "в 6 классе") in sign.say()


def _is(sign, school, period):
    return (sign.group.organisation, sign.group.class_name, sign.group.period) == (school, "", period)


def test_classes_are_judged_beside_their_organisation():
    works = honest(schools=25, classes=2)
    touched = [
        work.answered(lifted(work.items.copy(), np.random.default_rng(1)))
        if (work.group.organisation, work.group.class_name) == ("s000", "5Б") else work
        for work in works
    ]  # fmt: skip
    of_school = [sign for sign in signs(touched, codes=["peak"]) if sign.group.organisation == "s000"]
    peaks = {sign.group.class_name: sign for sign in of_school}
    assert set(peaks) == {"", "5А", "5Б"}
    assert peaks["5Б"].p < 0.01 < peaks["5А"].p and peaks["5Б"].n + peaks["5А"].n == peaks[""].n


def test_a_small_group_gets_no_answer_and_says_so(clean):
    few = [replace(one, **{name: getattr(one, name)[:7] for name in
                           ("participants", "scores", "marks", "journal", "items", "persons")})
           if one.group.organisation == "s000" else one for one in clean]  # fmt: skip
    for sign in signs(few):
        if sign.group.organisation == "s000":
            assert sign.p is None and "не меньше 10" in sign.say(), sign.code


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [({"bounds": ()}, "peak", "Шкала"), ({"items": None}, "copies", "за отдельные задания"),
     ({"items": None}, "fit", "за отдельные задания"), ({}, "fall", "пока нет"), ({}, "exam", "пока нет")],
)  # fmt: skip
def test_what_is_missing_is_said(clean, fields, code, words):
    sign = found(without(clean, **fields), code)
    assert sign.p is None and words in sign.say() and sign.remark.say("en")


def test_without_journal_marks_the_journal_is_silent(clean):
    bare = [replace(one, journal=np.full(one.n, np.nan)) for one in clean]
    assert "журналу нет" in found(bare, "journal").say()


def test_few_organisations_are_nothing_to_compare_with():
    for sign in signs(honest(schools=4)):
        if sign.code != "copies":
            assert sign.p is None, sign.code


def test_a_recheck_that_only_lowers_is_told_from_slips_both_ways(clean):
    again = clean[0].answered(np.maximum(clean[0].items - (np.arange(16) == 0), 0))
    mixed = clean[1].answered(clean[1].items[:, ::-1] * 0 + clean[1].items)
    mixed = replace(mixed, scores=mixed.scores + np.resize([1, -1], mixed.n))
    lowered, level = signs(clean, codes=[], rechecked=[again, mixed])
    assert {lowered.code, level.code} == {RECHECK} and lowered.p < 0.001 < 0.3 < level.p
    assert "снижен" in lowered.say() and lowered.direction is Direction.BELOW
    (few,) = signs(
        clean, codes=[], rechecked=[replace(again, participants=np.array([f"x{i}" for i in range(again.n)]))]
    )
    assert few.p is None and "не меньше 10" in few.say()


def test_everything_has_a_title_and_innocent_explanations():
    for code in (*SIGNS, RECHECK):
        assert title(code) and title(code, "en") and len(EXPLAINED_BY[code]) >= 2
        assert all(explain(one) and explain(one, "en") for one in EXPLAINED_BY[code])
    assert found(honest(), "peak").innocent == EXPLAINED_BY["peak"]


def test_sizes_come_from_the_packs():
    assert Parameters.of(load()) == Parameters()


def test_everybody_with_one_score_breaks_nothing():
    works = honest(schools=6)
    same = [work.answered(np.ones_like(work.items)) for work in works]
    assert all(sign.p is None or 0 <= sign.p <= 1 for sign in signs(same))
