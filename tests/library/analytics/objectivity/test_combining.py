"""Chances put together, false discoveries held, and what is usual here."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics import discoveries
from msoko.analytics.objectivity.combining import (
    Level,
    calibrated,
    cauchy,
    fisher,
    judged,
    simes,
    together,
)
from msoko.analytics.objectivity.sign import Direction, Remark, Sign
from msoko.analytics.objectivity.works import Group


def sign(p, school="s1", form="", procedure="p1", code="peak", kind="vpr", period="2024-25"):
    group = Group(school, form, procedure, kind, period, "02", "5")
    return Sign(code, group, 20, p, Direction.ABOVE, (), (), Remark("no-scale"))


def test_one_chance_stays_itself_and_alike_ones_too():
    assert cauchy([0.03]) == pytest.approx(0.03) and cauchy([0.03, 0.03, 0.03]) == pytest.approx(0.03)
    assert cauchy([1e-9, 0.9]) == pytest.approx(2e-9, rel=1e-3)


def test_a_sign_markedly_absent_excuses_nothing():
    assert cauchy([0.01, 0.999999]) == pytest.approx(cauchy([0.01, 0.5]))
    assert cauchy([0.7, 0.9]) == 0.5 and cauchy([0.0, 0.5]) < 1e-250


@pytest.mark.parametrize("alike", [0.0, 0.5, 0.95])
def test_the_level_holds_whatever_the_dependence(alike):
    rng = np.random.default_rng(1)
    from scipy.stats import norm

    common, own = rng.normal(size=(40_000, 1)), rng.normal(size=(40_000, 8))
    p = norm.sf(alike**0.5 * common + (1 - alike) ** 0.5 * own)
    together = np.array([cauchy(row) for row in p])
    assert (together <= 0.01).mean() < 0.0125 and (together <= 0.001).mean() < 0.002


def test_weak_signs_of_several_families_count_together_and_those_of_one_do_not():
    weak = [sign(0.02, code=code) for code in ("peak", "copies", "level", "tasks")]
    alike = [sign(0.02, code=code) for code in ("easy", "tasks", "fit")]
    assert together(weak) < 0.003 and together(alike) == pytest.approx(0.02, rel=0.01)
    assert together([sign(1e-6), *[sign(0.5, code=code) for code in ("copies", "level", "tasks")]]) < 1e-5
    assert together([sign(0.03)]) == pytest.approx(0.03)


def test_fisher_by_hand():
    assert fisher([0.1, 0.1]) == pytest.approx(0.01 * (1 - np.log(0.01)))


def test_simes_by_hand():
    assert simes(np.array([0.04, 0.01, 0.5])) == pytest.approx(0.03)
    assert simes(np.array([0.9, 1.0])) == 1.0


def test_discoveries_by_hand_and_in_any_order():
    assert discoveries.shares([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.04, 0.04])
    assert discoveries.shares([]).tolist() == []


def test_what_is_usual_here_makes_chances_larger_never_smaller():
    from scipy.stats import norm

    rng = np.random.default_rng(2)
    honest = norm.sf(rng.normal(0, 0.5, 2000))
    assert calibrated(honest) == (pytest.approx(honest), 1.0)
    wide, inflation = calibrated(norm.sf(rng.normal(0, 2, 2000)))
    assert inflation == pytest.approx(2, rel=0.1) and (wide <= 0.01).mean() == pytest.approx(0.01, abs=0.006)
    few = np.concatenate([norm.sf(rng.normal(0, 1, 950)), np.full(50, 1e-12)])
    assert calibrated(few)[0][-1] < 1e-7  # a twentieth of odd groups does not hide itself


def test_groups_are_judged_by_level_and_year():
    given = [sign(1e-6), sign(0.4, code="fit"), sign(0.5, "s2"), sign(0.2, form="5А"), sign(0.3, procedure="p2"),
             sign(0.2, "s2", procedure="p2"), sign(None, "s3")]  # fmt: skip
    rows = judged(given)
    by_level = {level: [one for one in rows if one.level is level] for level in Level}
    assert [len(by_level[level]) for level in Level] == [1, 4, 2]
    first = by_level[Level.PROCEDURE][0]
    assert first.stands_out and first.group.organisation == "s1" and [s.code for s in first.signs] == ["peak", "fit"]
    assert 1e-6 < first.p < 1e-5 and first.q == pytest.approx(4 * first.p)
    year = by_level[Level.YEAR][0]
    assert (year.group.procedure, year.group.subject, year.group.grade, year.group.period) == ("", "", "", "2024-25")
    assert year.stands_out and len(year.signs) == 3
    assert not by_level[Level.CLASS][0].stands_out


def test_types_of_procedure_are_families_of_their_own():
    many = [sign(0.5, f"s{i}", kind="oge", procedure="e") for i in range(99)]
    (one,) = [
        row for row in judged([sign(0.04), *many]) if row.group.procedure_type == "vpr" and row.level == "procedure"
    ]
    assert one.q == pytest.approx(0.04) and one.stands_out


def test_nothing_to_judge_names_nobody():
    assert judged([sign(None), sign(None, "s2")]) == ()
