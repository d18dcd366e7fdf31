"""The working calculation is replaced in one commit; a fixed one stays as it was."""

import math
import threading

import pyarrow as pa
import pytest
from tests.library.store.samples import values

from msoko.store.schemas import VALUES
from msoko.store.store import CalculationRecord, Store, StoreError


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def held(store, **chosen):
    rows = store.read_values(**chosen).to_pylist()
    return {(row["indicator"], row["object_id"], row["period"]): row["value"] for row in rows}


def test_only_the_named_periods_and_indicators_change(store):
    store.replace_values(values(("i", "s1", "2023", 1.0), ("j", "s1", "2023", 2.0)), ["2023"])
    store.replace_values(values(("i", "s1", "2024", 3.0), ("j", "s1", "2024", 4.0)), ["2024"])
    store.replace_values(values(("i", "s1", "2024", 5.0)), ["2024", "2025"], ["i", "k"])
    assert held(store) == {
        ("i", "s1", "2023"): 1.0,
        ("j", "s1", "2023"): 2.0,
        ("i", "s1", "2024"): 5.0,
        ("j", "s1", "2024"): 4.0,
    }
    assert held(store, periods=["2023"], indicators=["j"]) == {("j", "s1", "2023"): 2.0}
    store.replace_values(VALUES.empty_table(), ["2023", "2024"])
    assert store.read_values().equals(VALUES.empty_table())


def test_nothing_computed_yet_is_an_empty_table(store):
    assert store.read_values().equals(VALUES.empty_table())
    assert store.calculations() == ()


def test_replacing_is_one_commit(store):
    for _ in range(2):
        store.replace_values(values(("i", "s1", "2023", 1.0), ("i", "s1", "2024", 1.0)), ["2023", "2024"])
    assert len(list((store.root / "values" / "_delta_log").glob("*.json"))) == 3, "one makes the table, two replace"


def test_two_that_replace_at_once_lose_nothing(store):
    store.replace_values(values(*((f"i{n}", "s1", "2024", 0.0) for n in range(8))), ["2024"])

    def work(n):
        store.replace_values(values((f"i{n}", "s1", "2024", float(n))), ["2024"], [f"i{n}"])

    workers = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert held(store) == {(f"i{n}", "s1", "2024"): float(n) for n in range(8)}


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_infinity_and_not_a_number_are_refused(store, wrong):
    with pytest.raises(StoreError, match="показатель i"):
        store.replace_values(values(("i", "s1", "2024", wrong)), ["2024"])


def test_values_of_another_period_are_refused(store):
    with pytest.raises(StoreError, match="относятся к периоду 2023"):
        store.replace_values(values(("i", "s1", "2023", 1.0)), ["2024"])


def test_a_fixed_calculation_is_the_same_for_ever(store):
    first = values(("i", "s1", "2024", 1 / 3), ("j", "s1", "2024", 2.0))
    record = CalculationRecord("2024-spring", "Итоги", 7, {"results": "1.2"}, {"edge": "strict"}, "p1", "для доклада")
    kept = store.fix(record, first)
    assert (kept.rows, kept.packs, kept.options, kept.ledger_version) == (2, {"results": "1.2"}, {"edge": "strict"}, 7)
    shuffled = first.take(pa.array([1, 0]))
    assert store.fix(record, shuffled) == kept, "the order of rows is no difference"
    with pytest.raises(StoreError, match="уже закреплён с другими значениями"):
        store.fix(record, values(("i", "s1", "2024", 0.5)))
    store.replace_values(first, ["2024"])
    store.sweep()
    assert store.read_published("2024-spring").sort_by("indicator").equals(first)
    assert Store(store.root).calculations() == (kept,)
    with pytest.raises(StoreError, match="расчёта 2023 нет"):
        store.read_published("2023")
