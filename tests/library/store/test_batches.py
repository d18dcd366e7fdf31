"""A batch is there wholly or not at all, once, and goes away without a trace in what is read."""

import random
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest
from tests.library.store.samples import batch, facts, items, outcomes, shown, table_of

from msoko.store import ledger, schemas
from msoko.store.store import State, Store, StoreError, Touches, batch_id


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "данные 'района'")


def test_the_same_batch_twice_is_one_batch(store):
    first = store.append(batch("a"), {"facts": facts(("s1", "pupils", 10))})
    again = store.append(batch("a"), {"facts": facts(("s1", "pupils", 10))})
    assert (first.changed, again.changed, store.version) == (True, False, 1)
    assert shown(store) == {("s1", "pupils", "2024-25"): 10}


def test_rows_come_back_as_they_were_in_the_declared_schema(store):
    rows = facts(("s1", "pupils", 10), ("s2", "pupils", 0))
    store.append(batch("28"), {"facts": rows})
    read = store.table("facts")
    assert read.schema.equals(schemas.TABLES["facts"])
    assert read.drop_columns("batch").sort_by("object_id").equals(rows)
    assert read["batch"].to_pylist() == ["28", "28"], "a batch called 28 stays text"


@pytest.mark.parametrize("name", schemas.TABLES)
def test_every_table_round_trips_and_may_be_empty(store, name):
    assert store.table(name).equals(schemas.TABLES[name].empty_table())
    with duckdb.connect() as connection:
        empty = store.relation(connection, name)
        kinds = empty.types
        assert empty.to_arrow_table().num_rows == 0
        store.append(batch("a"), {name: table_of(name, [{}])})
        assert store.relation(connection, name).types == kinds
        assert store.relation(connection, name).columns == schemas.TABLES[name].names
    assert store.table(name).num_rows == 1


def test_what_replaces_hides_and_withdrawing_restores_exactly(store):
    store.append(batch("a"), {"facts": facts(("s1", "pupils", 10), ("s2", "pupils", 20))})
    before = store.table("facts")
    store.append(batch("b", replaces="a"), {"facts": facts(("s1", "pupils", 11))})
    assert shown(store) == {("s1", "pupils", "2024-25"): 11}
    assert [(r.id, r.state) for r in store.batches(hidden=True)] == [("a", State.REPLACED), ("b", State.VISIBLE)]
    receipt = store.withdraw("b", by="municipal_officer", reason="не тот файл")
    assert (receipt.changed, receipt.state) == (True, State.WITHDRAWN)
    assert store.table("facts").equals(before)
    assert not store.withdraw("b", by="municipal_officer", reason="ещё раз").changed


def test_a_chain_of_replacements_hides_everything_below(store):
    for name, replaced in (("a", None), ("b", "a"), ("c", "b")):
        store.append(batch(name, replaces=replaced), {"facts": facts(("s1", name, 1))})
    assert [record.id for record in store.batches()] == ["c"]
    store.withdraw("b", by="x", reason="")
    assert [record.id for record in store.batches()] == ["c"], "what c stands for is still the latest word"
    store.withdraw("c", by="x", reason="")
    assert [record.id for record in store.batches()] == ["a"]


def test_a_withdrawn_batch_may_come_again_and_an_old_one_may_take_its_place_back(store):
    store.append(batch("a"), {"facts": facts(("s1", "pupils", 10))})
    store.append(batch("b", replaces="a"), {"facts": facts(("s1", "pupils", 11))})
    assert store.append(batch("a"), {"facts": facts(("s1", "pupils", 10))}).state is State.REPLACED
    assert store.append(batch("a", replaces="b"), {"facts": facts(("s1", "pupils", 10))}).changed
    assert shown(store) == {("s1", "pupils", "2024-25"): 10}
    store.withdraw("a", by="x", reason="")
    assert shown(store) == {("s1", "pupils", "2024-25"): 11}
    assert store.append(batch("a"), {"facts": facts(("s1", "pupils", 10))}).changed
    assert store.batch("a").counts == {"facts": 1}


def test_of_the_same_fact_the_later_arrival_is_read_until_it_is_withdrawn(store):
    store.append(batch("a"), {"facts": facts(("s1", "pupils", 10), ("s1", "teachers", 3))})
    store.append(batch("b"), {"facts": facts(("s1", "pupils", 12))})
    assert shown(store) == {("s1", "pupils", "2024-25"): 12, ("s1", "teachers", "2024-25"): 3}
    store.withdraw("b", by="x", reason="")
    assert shown(store)["s1", "pupils", "2024-25"] == 10


def test_procedures_repeated_in_many_files_are_one_and_nameless_participants_stay(store):
    for name in ("a", "b"):
        store.append(
            batch(name),
            {
                "procedures": table_of("procedures", [{"procedure": "vpr-MA-5", "title": name}]),
                "tasks": table_of("tasks", [{"procedure": "vpr-MA-5", "task": "1"}]),
                "outcomes": outcomes(("vpr-MA-5", "s1", "01", None, 5), ("vpr-MA-5", "s1", None, None, 7)),
                "items": items(("vpr-MA-5", "s1", "01", None, "1", 1)),
            },
        )
    assert store.table("procedures")["title"].to_pylist() == ["b"]
    assert [store.table(name).num_rows for name in ("tasks", "outcomes", "items")] == [1, 3, 1]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 13))])
def test_random_arrivals_and_withdrawals_agree_with_a_dictionary(store, seed):
    """Every version, read at any time later, shows what a plain dictionary would have shown then."""
    chance = random.Random(seed)
    sent: dict[str, tuple[str | None, dict]] = {}
    order: list[str] = []
    seen = {0: {}}
    for step in range(14):
        if order and chance.random() < 0.35:
            name = chance.choice(order)
            order.remove(name)
            store.withdraw(name, by="x", reason="")
        else:
            name = f"b{step}"
            rows = {(f"s{chance.randrange(3)}", f"f{chance.randrange(2)}", p): step for p in ("2023-24", "2024-25")}
            replaced = chance.choice(order) if order and chance.random() < 0.4 else None
            sent[name] = (replaced, rows)
            order.append(name)
            store.append(
                batch(name, replaces=replaced), {"facts": facts(*((o, f, v, p) for (o, f, p), v in rows.items()))}
            )
        hidden = set()
        for name in order:
            while replaced := sent[name][0]:
                hidden.add(replaced)
                name = replaced
        seen[store.version] = {}
        for name in order:
            if name not in hidden:
                seen[store.version] |= sent[name][1]
        assert shown(store) == seen[store.version]
    assert len(seen) == 15
    for version, expected in seen.items():
        assert shown(store, at=version) == expected
        assert shown(Store(store.root, create=False), at=version) == expected


def test_order_is_the_ledgers_when_the_clock_jumps_back(store, monkeypatch):
    true = ledger.now()
    for name, year in (("a", 2030), ("b", 2019)):
        monkeypatch.setattr("msoko.store.writing.now", lambda year=year: true.replace(year=year, day=1))
        store.append(batch(name), {"facts": facts(("s1", "pupils", year))})
    assert [event.at.year for event in store.history()] == [2030, 2019]
    assert shown(store) == {("s1", "pupils", "2024-25"): 2019}
    assert shown(store, at=1) == {("s1", "pupils", "2024-25"): 2030}


@pytest.mark.parametrize("in_one_commit", [7, 1000])
def test_a_stream_is_a_batch_like_any_other(store, monkeypatch, in_one_commit):
    monkeypatch.setattr("msoko.store.writing._PART_ROWS", in_one_commit)
    whole = pa.concat_tables([items(("p", "s1", f"{n:02}", None, "1", 1)) for n in range(30)])
    receipt = store.append(batch("a"), {"items": whole.to_reader(max_chunksize=7)})
    assert receipt.counts == {"items": 30}
    assert store.table("items").drop_columns("batch").sort_by("participant").equals(whole)
    assert store.batch("a").touches == Touches(
        procedures=("p",), tables=("items",), periods=("2024-25",), objects=("s1",)
    )


def test_a_stream_that_breaks_off_leaves_nothing(store, monkeypatch):
    monkeypatch.setattr("msoko.store.writing._PART_ROWS", 1)
    good, bad = items(("p", "s1", "01", None, "1", 1)), items(("p", "s1", "02", None, "1", 1))
    bad = bad.set_column(bad.schema.get_field_index("sex"), bad.schema.field("sex"), pa.nulls(1, pa.string()))
    parts = [*good.to_batches(), *bad.to_batches()]
    with pytest.raises(StoreError, match="пустой разрез «sex»"):
        store.append(batch("a"), {"items": pa.RecordBatchReader.from_batches(good.schema, iter(parts))})
    assert store.batches(hidden=True) == ()
    assert store.table("items").num_rows == 0
    assert list(store.root.glob("tables/items/batch=a/*.parquet")), "its first part lies there unseen"
    mended = pa.RecordBatchReader.from_batches(good.schema, iter(good.to_batches()))
    assert store.append(batch("a"), {"items": mended}).counts == {"items": 1}
    assert store.table("items").num_rows == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"nonsense": facts()}, "table-unknown"),
        ({"facts": facts(("s1", "pupils", 1)).drop_columns("value")}, "column-missing"),
        ({"facts": facts(("s1", "pupils", 1), ("s1", "pupils", 2))}, "key-twice"),
        (
            {
                "items": items(("p", "s1", "1", None, "1", 1)),
                "facts": facts(("s", "f", 1)).set_column(0, "object_type", [[b"\xff"]]),
            },
            "column-of-wrong-type",
        ),
    ],
)
def test_rows_that_are_not_as_declared_are_refused_before_anything_is_written(store, rows, code):
    with pytest.raises(StoreError) as caught:
        store.append(batch("a"), rows)
    assert caught.value.code == code
    assert not (store.root / "tables").exists()


def test_requests_about_what_is_not_there_are_refused_in_words(store):
    with pytest.raises(StoreError, match="Загрузки нет-такой нет в журнале"):
        store.withdraw("нет-такой", by="x", reason="")
    with pytest.raises(StoreError, match="должна заменить z"):
        store.append(batch("a", replaces="z"), {})
    with pytest.raises(StoreError, match="не может быть номером загрузки"):
        store.append(batch("../a"), {})
    with pytest.raises(StoreError, match="Состояния хранилища № 7 ещё нет"):
        store.batches(at=7)
    with pytest.raises(StoreError, match="нет хранилища"):
        Store(store.root / "нигде", create=False)


def test_a_store_of_a_newer_program_is_left_alone(store):
    (store.root / "store.json").write_text('{"format": 99}')
    with pytest.raises(StoreError, match="Обновите программу"):
        Store(store.root)


def test_the_id_of_a_batch_is_its_content_and_how_it_was_read():
    same = batch_id("vpr", "ab" * 32, {"b": 1, "a": 2})
    assert same == batch_id("vpr", "ab" * 32, {"a": 2, "b": 1})
    others = {batch_id("oge", "ab" * 32), batch_id("vpr", "ac" * 32), batch_id("vpr", "ab" * 32, {"a": 3, "b": 1})}
    assert len(others | {same}) == 4


def test_what_the_sender_says_is_kept_word_for_word(store):
    said = batch("a", approved_by="p7", reason="исправлен 5 «А»", file_name="ВПР.xlsx", layout={"Лист1": {"mark": "C"}})
    store.append(said, {"facts": facts(("s1", "pupils", 1))})
    record = store.batch("a")
    assert replace(said, touches=record.touches) == replace(store.history()[0].batch)
    assert record.touches == Touches(("pupils",), (), ("facts",), ("2024-25",), ("s1",))
    assert store.history()[0].versions == {"facts": 1}


def test_many_events_are_merged_without_changing_what_they_say(store, monkeypatch):
    monkeypatch.setattr(ledger, "_MOST_FILES", 5)
    for n in range(12):
        store.append(batch(f"b{n}"), {})
    numbers = [event.number for event in Store(store.root).history()]
    assert (len(numbers), numbers[-1]) == (12, store.version) and numbers == sorted(set(numbers))
    held = {path.name for path in (store.root / "ledger").glob("*.parquet")}
    store.sweep()
    assert len({path.name for path in (store.root / "ledger").glob("*.parquet")}) < len(held)
    assert len(Store(store.root).history()) == 12
