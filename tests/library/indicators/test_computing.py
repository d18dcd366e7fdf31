"""The working calculation: recomputing what a batch touches equals computing everything; fixing and repeating."""

from __future__ import annotations

import random
from datetime import date

import pytest
from tests.library.indicators.small import (
    METHODOLOGY,
    SCHOOLS,
    answer,
    arrive,
    fact,
    outcome,
    reference,
    registry,
    table,
)

from msoko.indicators import computing
from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.methodology.model import Methodology, Pack
from msoko.store.errors import StoreError
from msoko.store.store import Store
from msoko.store.values import checksum
from msoko.vocabulary import Period

ENGINES = {"reference": ReferenceEngine(), "duckdb": DuckDBEngine()}
YEARS = ("2022-23", "2023-24", "2024-25")


def rows_of(store: Store) -> list[dict[str, object]]:
    return store.read_values().to_pylist()


def assert_as_computed_whole(store: Store, engine, options=None) -> None:
    """The stored values are, byte for byte, those of computing everything anew."""
    step_by_step = store.read_values()
    computing.compute(store, METHODOLOGY, options=options, engine=engine)
    whole = store.read_values()
    assert checksum(step_by_step) == checksum(whole)
    assert step_by_step.equals(whole)


def a_table(draw: random.Random) -> dict[str, object]:
    """One of the kinds of files that arrive."""
    school, year = draw.choice(SCHOOLS), draw.choice(YEARS)
    number = draw.randint(1, 99)
    match draw.randint(0, 7):
        case 0 | 1:
            names = draw.sample(("pupils", "teachers"), draw.randint(1, 2))
            rows = [fact(school, name, draw.choice((number, number, None)), year) for name in names]
            return {"facts": table("facts", rows)}
        case 2:
            return {"facts": table("facts", [fact(school, "money", number, year[:4])])}
        case 3:
            quarter = f"{year[:4]}-Q{draw.randint(1, 4)}"
            return {"facts": table("facts", [fact(school, "visits", number, quarter)])}
        case 4:
            day = date(int(year[:4]), draw.randint(1, 12), 3).isoformat()
            return {"facts": table("facts", [fact(school, "faults", number, day)])}
        case 5:
            marks = [outcome(school, f"{i}", draw.randint(2, 5), year, draw.choice(("01", "02"))) for i in range(3)]
            return {"outcomes": table("outcomes", marks)}
        case 6:
            said = [answer(school, f"{number}-{i}", draw.choice(("yes", "no")), f"{year[:4]}-Q4") for i in range(2)]
            return {"answers": table("answers", said)}
        case _:
            return {"references": table("references", [reference(number, year)])}


def test_step_by_step_equals_a_full_run(tmp_path):
    walk(Store(tmp_path / "store"), random.Random(3), 9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 16))
def test_many_steps_equal_a_full_run(tmp_path, seed):
    walk(Store(tmp_path / "store"), random.Random(seed), 25)


def walk(store: Store, draw: random.Random, steps: int) -> None:
    """Batches arrive, take the place of others, are withdrawn and come back, in any order; the registry changes too."""
    engine = ENGINES["reference"]
    arrive(store, "registry", registry())
    computing.recompute(store, METHODOLOGY, ["registry"], engine=engine)
    for number in range(steps):
        changed = step(store, draw, number)
        computing.recompute(store, METHODOLOGY, [changed], engine=engine)
    assert store.read_values().num_rows
    assert_as_computed_whole(store, engine)


def step(store: Store, draw: random.Random, number: int) -> str:
    """Something happens to the store; which batch it happened to."""
    visible = [one.id for one in store.batches() if one.id.startswith("b")]
    happens = draw.random()
    if happens < 0.25 and visible:
        store.withdraw(changed := draw.choice(visible), by="municipal_officer", reason="не тот файл")
    elif happens < 0.45 and visible:
        arrive(store, changed := f"b{number}", a_table(draw), replaces=draw.choice(visible))
    elif happens < 0.55:
        closed = registry(closed="s3", last_day=date(2023, 8, 31))
        arrive(store, changed := f"registry{number}", closed, replaces="registry")
    else:
        arrive(store, changed := f"b{number}", a_table(draw))
    return changed


def test_only_what_depends_on_a_batch_is_computed(store):
    engine = ENGINES["reference"]
    computing.compute(store, METHODOLOGY, engine=engine)
    before = {row["code"]: row for row in rows_of(store)}
    arrive(store, "more", {"facts": table("facts", [fact("s1", "teachers", 17, "2024-25")])})
    summary = computing.recompute(store, METHODOLOGY, ["more"], engine=engine)
    assert summary.indicators == ("index", "inner", "pupils_each", "with_vpr")
    assert summary.periods == ("2024-25", "2025-26")
    changed = {row["indicator"] for row in rows_of(store) if row != before[row["code"]]}
    assert changed == {"index", "inner", "pupils_each", "with_vpr"}
    assert_as_computed_whole(store, engine)


def test_rows_of_what_a_correction_left_out_are_computed_anew(store):
    """A corrected file without a column: values that rested on it are gone, and back when it is withdrawn."""
    engine = ENGINES["reference"]
    arrive(store, "first", {"facts": table("facts", [fact("k1", "pupils", 90), fact("k1", "teachers", 9)])})
    computing.compute(store, METHODOLOGY, engine=engine)
    full = store.read_values()
    arrive(store, "second", {"facts": table("facts", [fact("k1", "teachers", 9)])}, replaces="first")
    computing.recompute(store, METHODOLOGY, ["second"], engine=engine)
    own = [r for r in rows_of(store) if r["object_id"] == "k1" and r["indicator"] == "growth" and "2024" in r["period"]]
    assert [row["state"] for row in own] == ["missing"]
    assert_as_computed_whole(store, engine)
    store.withdraw("second", by="municipal_officer", reason="ошибка")
    computing.recompute(store, METHODOLOGY, ["second"], engine=engine)
    assert store.read_values().equals(full)


def test_a_period_that_nothing_visible_touches_has_no_values(tmp_path):
    store, engine = Store(tmp_path / "store"), ENGINES["reference"]
    arrive(store, "registry", registry())
    arrive(store, "old", {"facts": table("facts", [fact("s1", "pupils", 50, "2010-11")])})
    arrive(store, "new", {"facts": table("facts", [fact("s1", "pupils", 60, "2024-25")])})
    computing.compute(store, METHODOLOGY, engine=engine)
    assert {"2010-11", "2011", "2024-25", "2025"} <= set(store.value_periods())
    store.withdraw("old", by="municipal_officer", reason="не наш")
    computing.recompute(store, METHODOLOGY, ["old"], engine=engine)
    assert not {"2010-11", "2011"} & set(store.value_periods())
    store.withdraw("new", by="municipal_officer", reason="не наш")
    computing.compute(store, METHODOLOGY, engine=engine)
    assert store.value_periods() == ()


def test_a_part_is_put_in_place_of_the_same_part(store):
    engine = ENGINES["reference"]
    computing.compute(store, METHODOLOGY, engine=engine)
    before = store.read_values()
    year = Period.parse("2023-24")
    done = computing.compute(store, METHODOLOGY, ["growth"], [year], engine=engine)
    assert done.values == 5
    assert store.read_values().equals(before)
    nothing = computing.compute(store, METHODOLOGY, [], [year], engine=engine)
    assert nothing.values == 0
    assert store.read_values().equals(before)


def test_choices_change_the_values_and_are_told(store):
    engine = ENGINES["reference"]
    arrive(store, "unknown", {"facts": table("facts", [fact("s1", "teachers", None, "2024-25")])})
    computing.compute(store, METHODOLOGY, engine=engine)
    default = _one(store, "index", "s1", "2024-25")
    done = computing.compute(store, METHODOLOGY, options={"part_missing": "as zero"}, engine=engine)
    assert done.options == {"part_missing": "as zero"}
    assert _one(store, "index", "s1", "2024-25") == pytest.approx(default / 3)


def _one(store: Store, indicator: str, group: str, period: str) -> float:
    found = [r for r in rows_of(store) if (r["indicator"], r["object_id"], r["period"]) == (indicator, group, period)]
    assert len(found) == 1
    return float(found[0]["value"])


@pytest.mark.parametrize(
    "engine", [ENGINES["reference"], pytest.param(ENGINES["duckdb"], marks=pytest.mark.slow)], ids=list(ENGINES)
)
def test_a_fixed_calculation_repeats_and_stays(store, engine):
    options = {"part_missing": "as zero"}
    computing.compute(store, METHODOLOGY, options=options, engine=engine)
    said = {"by": "municipal_officer", "title": "Итоги года", "reason": "приказ № 1", "options": options}
    fixed = computing.fix(store, METHODOLOGY, **said)
    assert fixed.packs == {"small": "1.2.0"}
    assert fixed.options == options
    assert (fixed.fixed_by, fixed.reason, fixed.ledger_version) == ("municipal_officer", "приказ № 1", store.version)
    published = store.read_published(fixed.id)
    assert fixed.checksum == checksum(published) == checksum(store.read_values())
    assert computing.fix(store, METHODOLOGY, **said) == fixed  # the same calculation, not another one
    assert len(store.calculations()) == 1

    arrive(store, "late", {"facts": table("facts", [fact("s1", "pupils", 1), fact("s2", "money", 5, "2024")])})
    store.withdraw("vpr1", by="municipal_officer", reason="не тот файл")
    computing.compute(store, METHODOLOGY, options=options, engine=engine)
    assert checksum(store.read_values()) != fixed.checksum
    assert checksum(store.read_published(fixed.id)) == fixed.checksum
    assert checksum(computing.repeat(store, METHODOLOGY, fixed, engine)) == fixed.checksum
    assert computing.fix(store, METHODOLOGY, **said).id != fixed.id


def test_a_calculation_is_not_fixed_twice_with_other_values(store):
    """The same data, packs and choices give the same values: others under the same number are refused."""
    engine = ENGINES["reference"]
    computing.compute(store, METHODOLOGY, ["growth"], engine=engine)
    computing.fix(store, METHODOLOGY, by="municipal_officer", title="Часть", reason="")
    computing.compute(store, METHODOLOGY, engine=engine)
    with pytest.raises(StoreError) as refused:
        computing.fix(store, METHODOLOGY, by="municipal_officer", title="Целое", reason="")
    assert refused.value.code == "calculation-differs"


def test_repeating_an_empty_calculation_gives_nothing(tmp_path):
    store = Store(tmp_path / "store")
    nothing = Methodology((Pack(code="none", title="Пусто", version="1.0.0"),))
    assert computing.compute(store, nothing).values == 0
    fixed = computing.fix(store, nothing, by="municipal_officer", title="Пусто", reason="")
    assert computing.repeat(store, nothing, fixed).num_rows == 0
