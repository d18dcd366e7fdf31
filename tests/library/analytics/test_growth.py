"""Progress of pupils: who is linked, what a percentile says, what leaves a school, refusals."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest

from msoko.analytics import growth, growth_pairs
from msoko.analytics.remarks import Refused

NAMES = ("procedure", "person", "participant", "organisation", "class", "state", "score")


def outcomes(count=600, strong="s2", seed=1, **more):
    """Pupils of six schools in grades 9 and 11; those of `strong` grow faster; s5 has four pupils."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(count):
        school = "s5" if i < 4 else f"s{i % 5}"
        start = float(np.clip(np.round(18 + 6 * rng.normal()), 0, 33))
        end = float(np.round(20 + 2 * start + 8 * rng.normal() + 12 * (school == strong)))
        code = f"{i:032x}"
        rows += [
            ("oge", code, f"a{i}", school, "9А", "value", start),
            ("ege", code, f"b{i}", school, f"11{'АБ'[i // 5 % 20 == 0]}", "value", end),
        ]
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(NAMES)}).append_column(
        "test_score", pa.nulls(len(rows), pa.float64())
    )


def linked(**more):
    return growth.link(outcomes(**more), ["oge"], ["ege"])


@pytest.fixture(scope="module")
def found():
    return growth.percentiles(linked(), draws=6)


def test_percentiles_are_even_and_do_not_depend_on_the_start(found):
    persons = [one for school in range(6) for one in found.inside(f"s{school}")]
    values, starts = np.array([(one.value, one.earlier) for one in persons]).T
    assert len(persons) == 600
    assert values.mean() == pytest.approx(50, abs=1)
    assert abs(np.corrcoef(values, starts)[0, 1]) < 0.05
    assert all(one.low <= one.value <= one.high for one in persons)
    assert "погрешност" in found.remarks[-1].say()


def test_the_school_that_grows_faster_stands_out_and_the_small_one_is_hidden_with_a_neighbour(found):
    schools = {one.organisation: one for one in found.schools()}
    assert schools["s2"].low > 60
    assert (schools["s5"].n, schools["s5"].value, schools["s5"].high) == (None, None, None)
    hidden = [name for name, one in schools.items() if one.value is None]
    assert len(hidden) == 2  # alone it would be the rest of the total
    assert all(one.high < schools["s2"].low for name, one in schools.items() if name != "s2" and one.value is not None)


def test_a_class_of_few_is_hidden_with_its_neighbour(found):
    hidden = {one.organisation for one in found.schools() if one.value is None}
    for one in found.classes():
        assert one.value is None  # each school has a class of six: with two classes nothing can be shown
    assert hidden <= {one.organisation for one in found.classes()}


def test_pupils_are_reached_through_their_school_alone(found):
    assert found.inside("s9") == ()
    assert {one.person for one in found.inside("s5")} == {f"{i:032x}" for i in range(4)}
    assert f"{1:032x}" not in repr(found)
    assert f"{1:032x}" not in repr(linked())
    assert "person" not in {field.name for field in fields(growth.OfGroup)}


def test_without_persons_nothing_is_linked_even_if_codes_agree():
    table = outcomes()
    alike = table.set_column(table.column_names.index("participant"), "participant", pa.array(["1"] * len(table)))
    nobody = alike.set_column(alike.column_names.index("person"), "person", pa.nulls(len(table), pa.string()))
    with pytest.raises(Refused, match="постоянных кодов"):
        growth.link(nobody, ["oge"], ["ege"])


def test_a_person_of_another_school_is_another_person():
    table = outcomes()
    schools = pa.array(
        [
            "z" if p == "ege" else s
            for p, s in zip(table["procedure"].to_pylist(), table["organisation"].to_pylist(), strict=True)
        ]
    )
    with pytest.raises(Refused, match="Ни один"):
        growth.link(
            table.set_column(table.column_names.index("organisation"), "organisation", schools), ["oge"], ["ege"]
        )


def test_who_stands_twice_is_left_out_and_counted():
    table = outcomes()
    found = growth.link(pa.concat_tables([table, table.slice(0, 1)]), ["oge"], ["ege"])
    assert len(found.pairs) == 599
    assert [remark.code for remark in found.remarks] == ["growth-twice"]


def test_few_linked_are_said_and_refused():
    table = outcomes()
    keep = [p == "ege" or n < 300 for n, p in enumerate(table["procedure"].to_pylist())]
    some = growth.link(table.filter(pa.array(keep)), ["oge"], ["ege"])
    assert some.share == pytest.approx(0.25)
    assert [remark.code for remark in some.remarks] == ["growth-share"]
    with pytest.raises(Refused, match="150; для процентилей"):
        growth.percentiles(some)


def test_marks_are_too_coarse():
    table = outcomes()
    marks = pa.array([float(2 + s % 4) for s in table["score"].to_pylist()])
    with pytest.raises(Refused, match="меньше пяти"):
        growth.percentiles(
            growth.link(table.set_column(table.column_names.index("score"), "score", marks), ["oge"], ["ege"])
        )


def test_nothing_received():
    with pytest.raises(Refused, match="нет ни одного результата"):
        growth.link(outcomes(), ["oge"], ["ege-2030"])
    with pytest.raises(Refused, match="нет ни одного результата"):
        growth.link(outcomes(), ["oge"], ["ege"], "test_score")


def test_gains_need_a_linked_scale_and_carry_the_error_of_the_link():
    pairs = linked()
    with pytest.raises(Refused, match="общей шкале"):
        growth.gains(pairs)
    first = {pair.person: (pair.earlier / 6, 0.3) for pair in pairs.pairs}
    second = {pair.person: (pair.earlier / 6 + 0.5, 0.4) for pair in pairs.pairs}
    found = growth.gains(growth.on_scale(pairs, first, second), link_error=0.1)
    one = found.inside("s1")[0]
    assert (one.value, one.high - one.value) == pytest.approx((0.5, 1.959963984540054 * 0.5))
    school = next(group for group in found.schools() if group.value is not None)
    assert school.value == pytest.approx(0.5)
    assert school.high - school.value == pytest.approx(0.1 * 1.98, rel=0.01)


def test_the_median_s_interval_covers():
    rng = np.random.default_rng(3)
    inside = [low <= 0 <= high for _, low, high in (growth._median(rng.normal(size=25), 0) for _ in range(2000))]
    assert np.mean(inside) > 0.945


def test_roads_join_the_same_subject_so_many_grades_on_and_need_persons():
    names = ("procedure", "procedure_type", "subject", "grade", "period", "person", "state")
    rows = [
        ("oge-1", "oge", "02", "9", "2020-21", "p", "value"), ("oge-2", "oge", "02", "9", "2021-22", "q", "value"),
        ("ege-1", "ege", "02", "11", "2022-23", "p", "value"), ("ege-2", "ege", "02", "11", "2023-24", "q", "value"),
        ("ege-r", "ege", "01", "11", "2023-24", "q", "value"), ("vpr-1", "vpr", "02", "8", "2020-21", None, "value"),
        ("vpr-2", "vpr", "02", "7", "2018-19", "p", "value"), ("all", "ege", "02", "all", "2022-23", "p", "value"),
    ]  # fmt: skip
    found = growth_pairs.roads(pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)}))
    to_exam = growth_pairs.Road("02", "oge", "9", "ege", "11", 2)
    assert found[to_exam] == (("oge-1", "oge-2"), ("ege-1", "ege-2"))
    assert set(found) == {to_exam, growth_pairs.Road("02", "vpr", "7", "oge", "9", 2)}
