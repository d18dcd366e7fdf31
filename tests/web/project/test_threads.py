"""One Store serves several threads, as granian's do, while another thread writes."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb
from tests.library.store.samples import batch, facts

from msoko.workplace import Workplace


def test_threads_read_whole_states_of_the_store_while_one_writes(filled, tmp_path):
    shutil.copytree(filled.data, tmp_path / "data")
    place = Workplace(tmp_path / "data")
    before, values = place.store.table("facts").num_rows, place.store.read_values()
    names = place.registry().ids()
    over, step = threading.Event(), 40

    def write():
        for number in range(6):
            place.store.append(
                batch(f"b{number}"), {"facts": facts(*((f"x{number}-{n}", "pupils", 1) for n in range(step)))}
            )
        over.set()

    def read(_):
        seen = []
        while not over.is_set() or not seen:
            seen.append(place.store.table("facts").num_rows)
            assert place.store.read_values().equals(values)
            assert place.registry().ids() == names
            with duckdb.connect() as own:
                assert own.sql(place.store.sql("outcomes")).to_arrow_table().num_rows > 0
        return seen

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(read, number) for number in range(4)]
        pool.submit(write).result(120)
        seen = [count for reader in readers for count in reader.result(120)]
    assert place.store.table("facts").num_rows == before + 6 * step
    assert all((count - before) % step == 0 for count in seen)  # a batch is there wholly or not at all
    assert all(one == sorted(one) for one in (reader.result() for reader in readers))
