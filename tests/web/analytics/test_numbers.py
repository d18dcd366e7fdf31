"""Values in memory: the same as in the store, reread when it moves on, and only for those who may see them."""

from __future__ import annotations

import pytest

from msoko.indicators import computing
from msoko.indicators.reading import read_values
from msoko.vocabulary import Audience, Level, Period, PeriodKind, Purpose
from msoko.web.analytics import numbers
from msoko.web.analytics.models import Calculation, Shown
from msoko.web.analytics.queries.visible import visible_values
from msoko.web.organisations.models import Organisation
from msoko.web.workplace import workplace

QUALITY, CERTIFICATES = "results.vpr_quality", "results.certificates_9"
pytestmark = pytest.mark.django_db


def place(code):
    return Organisation.objects.get(code=code)


def test_values_are_those_of_the_store():
    held = workplace()
    asked = {"purpose": Purpose.MANAGEMENT, "audience": Audience.DEPARTMENT}
    stored = read_values(
        held.store, held.methodology, indicators=[QUALITY], objects=["s1"], levels=[Level.ORGANISATION], **asked
    )
    found = numbers.current().table([QUALITY], objects=["s1"], levels=[Level.ORGANISATION], **asked)
    assert found.num_rows == stored.num_rows > 0
    for name in ("period", "subject", "grade", "value", "n", "low", "code"):
        assert found[name].to_pylist() == stored[name].to_pylist()


def test_totals_leave_breakdowns_out():
    asked = {"audience": Audience.DEPARTMENT, "objects": ["s1"]}
    assert all(not one.slices for one in numbers.current().values(totals=True, **asked))
    assert any(one.slices for one in numbers.current().values(**asked))


def test_what_may_not_be_read_is_left_out_and_said():
    held, asked = numbers.current(), {"audience": Audience.DEPARTMENT, "purpose": Purpose.STAFF_APPRAISAL}
    assert len(held.values([QUALITY], **asked)) == 0
    assert "педагогических" in str(held.refused([QUALITY], **asked)[QUALITY])


@pytest.mark.own_data
def test_numbers_are_read_again_when_they_change():
    before = numbers.current()
    assert numbers.current() is before
    held = workplace()
    computing.compute(held.store, held.methodology, [CERTIFICATES], [Period.parse("2022-23")])
    assert numbers.current() is not before
    assert numbers.current().periods(PeriodKind.SCHOOL_YEAR) == before.periods(PeriodKind.SCHOOL_YEAR)


def test_an_organisation_reads_itself_and_the_wholes_it_is_part_of(person):
    found = visible_values(person("organisation_head"), place("s1"))
    seen = {one.object_id for one in found.values()}
    assert {"s1", "m1"} <= seen
    assert not seen & {"s2", "s3", "t1", "m2"}
    assert found.audience is Audience.ORGANISATION


def test_an_organisation_does_not_read_a_group_of_two(person):
    """m1 has certificates of two schools: s1 could subtract itself."""
    whole = {"objects": ["m1"], "levels": [Level.MUNICIPALITY], "periods": [Period.parse("2022-23")]}
    for_department = visible_values(person("department_head"), place("m1")).values([CERTIFICATES], **whole)
    for_school = visible_values(person("organisation_head"), place("m1")).values([CERTIFICATES], **whole)
    assert [one.is_known for one in for_department] == [True]
    assert [(one.is_hidden, one.value, one.n) for one in for_school] == [(True, None, None)]


def test_the_department_reads_its_municipality_only(person):
    seen = {one.object_id for one in visible_values(person("department_head")).values()}
    assert {"s1", "s2", "m1"} <= seen
    assert not seen & {"t1", "m2"}


def test_readers_of_fixed_numbers_wait_for_one_to_be_shown(person):
    found = visible_values(person("regional_reader"), place("m1"))
    assert not found.exists
    assert len(found.values()) == 0


@pytest.mark.own_data
def test_the_public_reads_the_shown_calculation_without_few_persons(person, monkeypatch):
    held = workplace()
    record = computing.fix(held.store, held.methodology, by="1", title="Итоги", reason="приказ")
    row = Calculation.objects.create(
        kind="fixed", store_id=record.id, title="Итоги", at=record.at, ledger_version=record.ledger_version
    )
    Shown.objects.create(municipality=place("m1"), calculation=row)
    found = visible_values(person("expert"), place("m1"))
    assert found.calculation == row
    assert found.audience is Audience.PUBLIC
    values = found.values()
    assert not {one.object_id for one in values} & {"s1", "s2", "s3"}
    assert all(one.n is None or one.n >= 10 for one in values if one.is_known and one.level != Level.ORGANISATION)
    found.numbers.protect_ahead(lambda done, total: None)
    numbers._kept.clear()  # as another process, or after a restart
    monkeypatch.setattr(numbers, "protect", None)
    numbers.current(record.id).protect_ahead(lambda done, total: None)
    assert {one.code: one.value for one in visible_values(person("expert"), place("m1")).values()} == {
        one.code: one.value for one in values
    }


def test_dots_of_others_need_three(person):
    found = visible_values(person("organisation_head"), place("s1"))
    assert len(found.peers([QUALITY], ["s2", "s3"])) == 0
    assert len(found.peers([QUALITY], ["s2", "s3", "s1"])) > 0
