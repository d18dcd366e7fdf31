"""Clusters by rule, their approval as a dated batch, what comes after: a level, another set, a withdrawal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from msoko.analytics import memberships
from msoko.analytics.cluster_rules import place
from msoko.analytics.memberships import Approval, Cluster, ClusterSet
from msoko.analytics.remarks import Refused
from msoko.indicators import computing
from msoko.methodology.loading import load
from msoko.organisations.placing import placements
from msoko.organisations.registry import Registry
from msoko.store.batches import Batch
from msoko.store.schemas import TABLES
from msoko.store.store import Store
from msoko.vocabulary import ALL, SLICES, Period
from msoko.workplace import REGISTRY_TABLES

YEARS = [Period.parse("2023-24"), Period.parse("2024-25")]
PUPILS = {"s1": 40, "s2": 60, "s3": 500, "s4": 700, "k1": 90}
SET = ClusterSet("schools", "m", (Cluster("small", "Малые", ("s1", "s2")), Cluster("large", "Крупные", ("s3", "s4"))))
APPROVED = Approval("руководитель", "приказ № 12", date(2024, 9, 1))


@pytest.fixture(scope="module")
def methodology():
    return load()


def _rows(name, rows):
    blank = dict.fromkeys(TABLES[name].names)
    origin = {"sheet": "", "row": 1, "col": 0}
    schema = pa.schema([entry for entry in TABLES[name] if entry.name != "batch"])
    return pa.Table.from_pylist([{**blank, **origin, **row} for row in rows], schema=schema)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store")
    objects = [{"object_id": one, "object_type": "organisation"} for one in PUPILS]
    objects.append({"object_id": "m", "object_type": "municipality", "covered": True})
    told = [(one, "municipality", "m") for one in PUPILS]
    told += [(one, "kind", "kindergarten" if one == "k1" else "school") for one in PUPILS]
    told += [("s3", "settlement", "urban"), ("s4", "settlement", "rural"), ("m", "name", "Район")]
    attributes = [{"object_id": one, "attribute": name, "value": value} for one, name, value in told]
    made.append(
        Batch("r1", "registry"), {"objects": _rows("objects", objects), "attributes": _rows("attributes", attributes)}
    )
    facts = [
        {"object_type": "organisation", "object_id": one, "fact": fact, "period": year.code,
         "first_day": year.first_day, "last_day": year.last_day, **dict.fromkeys(SLICES, ALL),
         "value": value, "state": "value"}
        for year in YEARS for one, n in PUPILS.items() for fact, value in (("pupils", n), ("pupils_low_income", n // 4))
        if one != "k1"
    ]  # fmt: skip
    made.append(Batch("f1", "facts_table"), {"facts": _rows("facts", facts)})
    return made


def _registry(store):
    return Registry.from_tables({name: store.table(name) for name in REGISTRY_TABLES})


def _approve(store, proposed=SET, approval=APPROVED):
    return memberships.approve(store, _registry(store), proposed, approval)


def _refused(call, code):
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remark.code == code
    return str(refused.value)


def _groups(store):
    found = placements(_registry(store), YEARS).to_pylist()
    return {
        (row["period"], row["object_id"]): row["group_id"] for row in found if row["level"] == "cluster"
    }  # fmt: skip


# ---- by rule
ATTRIBUTES = {
    "s1": {"kind": "school", "settlement": "rural"}, "s2": {"kind": "school", "settlement": "rural"},
    "s3": {"kind": "school", "settlement": "urban"}, "s4": {"kind": "school", "settlement": None},
    "k1": {"kind": "kindergarten", "settlement": "urban"},
}  # fmt: skip


def test_each_goes_to_the_first_rule_that_is_true_of_it(methodology):
    sizes = {"s1": 99.0, "s2": 100.0, "s3": 20.0, "s4": 400.0}
    values = {one: {"statistics.pupils_total": n} for one, n in sizes.items()}
    found = place(methodology, "schools", ATTRIBUTES, values, date(2025, 8, 31))
    assert found.members == {"small_school": ("s1", "s3"), "town_school": (), "village_school": ("s2",)}
    assert found.outside == ("k1",)
    assert "данных реестра" in found.unplaced["s4"].say()


def test_what_a_rule_does_not_know_stops_it_and_is_named(methodology):
    found = place(methodology, "schools", {"s1": ATTRIBUTES["s1"]}, {}, date(2025, 8, 31))
    assert not any(found.members.values())
    said = found.unplaced["s1"].say()
    assert "правила «Малочисленные школы»" in said and "«Численность обучающихся общеобразовательных" in said


def test_a_set_of_rules_that_is_not_there_is_refused(methodology):
    said = _refused(lambda: place(methodology, "сады", ATTRIBUTES, {}, date(2025, 8, 31)), "rules-unknown")
    assert "schools" in said


# ---- approval
def test_approved_clusters_are_a_level_of_indicators_from_their_first_day(store, methodology):
    receipt = _approve(store)
    assert receipt.changed and receipt.counts == {"objects": 2, "attributes": 8}
    assert _groups(store) == {
        ("2024-25", "s1"): "m-schools-small", ("2024-25", "s2"): "m-schools-small",
        ("2024-25", "s3"): "m-schools-large", ("2024-25", "s4"): "m-schools-large",
    }  # fmt: skip
    computing.compute(store, methodology, ("context.low_income_pct", "context.average_school_size"), YEARS)
    values = {
        (row["indicator"], row["object_id"], row["period"]): row["value"]
        for row in store.read_values().to_pylist() if row["level"] == "cluster"
    }  # fmt: skip
    assert values == pytest.approx({
        ("context.low_income_pct", "m-schools-small", "2024-25"): 25.0,
        ("context.low_income_pct", "m-schools-large", "2024-25"): 25.0,
        ("context.average_school_size", "m-schools-small", "2024-25"): 50.0,
        ("context.average_school_size", "m-schools-large", "2024-25"): 600.0,
    })  # fmt: skip
    registry = _registry(store)
    assert registry.name("m-schools-small") == "Малые" and registry.value("s1", "kind") == "school"


def test_who_approved_it_and_why_stands_in_the_ledger(store):
    receipt = _approve(store)
    record = next(one for one in store.batches() if one.id == receipt.batch)
    assert (record.kind, record.approved_by, record.reason) == ("clusters", "руководитель", "приказ № 12")
    assert not _approve(store).changed  # the same again is the same batch


def test_a_withdrawn_set_is_no_level_any_more(store):
    receipt = _approve(store)
    store.withdraw(receipt.batch, by="руководитель", reason="ошибка")
    assert _groups(store) == {} and _registry(store).ids("cluster") == ()


NEXT = replace(
    SET, clusters=(Cluster("small", "Малочисленные", ("s1",)), Cluster("other", "Прочие", ("s2", "s3", "s4")))
)


def test_a_later_set_ends_the_earlier_one_and_keeps_its_years(store):
    _approve(store, approval=replace(APPROVED, first_day=date(2023, 9, 1)))
    second = _approve(store, NEXT)
    groups = _groups(store)
    assert groups["2023-24", "s2"] == groups["2023-24", "s1"] == "m-schools-small"
    assert (groups["2024-25", "s1"], groups["2024-25", "s2"]) == ("m-schools-small", "m-schools-other")
    registry = _registry(store)
    assert registry.name("m-schools-small", date(2024, 1, 1)) == "Малые"
    assert registry.name("m-schools-small", date(2025, 1, 1)) == "Малочисленные"
    assert registry.last_day("m-schools-large") == date(2024, 8, 31) and registry.last_day("m-schools-small") is None
    store.withdraw(second.batch, by="руководитель", reason="рано")
    assert _groups(store)["2024-25", "s2"] == "m-schools-small"


def test_a_set_for_the_same_day_takes_the_place_of_the_earlier_one(store):
    _approve(store)
    _approve(store, NEXT)
    assert _groups(store) == {
        ("2024-25", "s1"): "m-schools-small",
        **{("2024-25", one): "m-schools-other" for one in ("s2", "s3", "s4")},
    }


def test_a_set_may_have_a_last_day(store):
    _approve(store, approval=Approval("р", "п", date(2023, 9, 1), date(2024, 8, 31)))
    assert {period for period, _ in _groups(store)} == {"2023-24"}


def test_a_proposal_is_the_same_after_a_file():
    proposed = replace(SET, method="rules", period="2024-25", not_placed={"s9": "нет сведений"}, reasons=("так",))
    assert ClusterSet.from_json(proposed.to_json()) == proposed


@pytest.mark.parametrize(
    ("proposed", "approval", "code"),
    [
        (SET, replace(APPROVED, approved_by=" "), "set-not-signed"),
        (SET, replace(APPROVED, reason=""), "set-not-signed"),
        (SET, replace(APPROVED, last_day=date(2024, 8, 31)), "set-days"),
        (replace(SET, clusters=()), APPROVED, "set-empty"),
        (replace(SET, clusters=(Cluster("a", "А", ()),)), APPROVED, "set-empty"),
        (replace(SET, clusters=(Cluster("a", "А", ("s1",)), Cluster("b", "Б", ("s1",)))), APPROVED, "member-twice"),
        (replace(SET, clusters=(Cluster("a", "А", ("s1",)), Cluster("a", "Б", ("s2",)))), APPROVED, "member-twice"),
        (replace(SET, set="школы"), APPROVED, "set-codes"),
        (replace(SET, clusters=(Cluster("a-b", "А", ("s1",)),)), APPROVED, "set-codes"),
        (replace(SET, clusters=(Cluster("a", "А", ("s1", "нет")),)), APPROVED, "member-not-known"),
        (replace(SET, clusters=(Cluster("a", "А", ("m",)),)), APPROVED, "member-not-known"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(store, proposed, approval, code):
    before = store.version
    _refused(lambda: _approve(store, proposed, approval), code)
    assert store.version == before


def test_one_organisation_is_not_in_two_sets_at_once(store):
    _approve(store)
    other = replace(SET, set="other")
    assert "Малые" in _refused(lambda: _approve(store, other), "member-elsewhere")
    earlier = Approval("р", "п", date(2022, 9, 1), date(2024, 8, 31))
    assert _approve(store, other, earlier).changed


@pytest.mark.parametrize("said", [{}, {"set": "a", "municipality": "m", "clusters": [{"code": "x"}]}, {"clusters": 5}])
def test_a_file_that_is_no_set_is_refused(said):
    _refused(lambda: ClusterSet.from_json(said), "set-not-read")
