"""Runs writers in children that may be killed, and says what a fresh process then finds. A script: see ORDERS.

The libraries are imported once; every writer and every reader is a fork that has not used them yet, as if just started.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "library" / "store"))

from samples import batch, facts, items, outcomes, values

from msoko.store import delta, writing
from msoko.store.errors import StoreError
from msoko.store.store import Store

ROWS = 400
NEW = {"facts": ROWS, "outcomes": ROWS, "items": ROWS}


def tables() -> dict[str, object]:
    """One batch in three tables."""
    return {
        "facts": facts(*((f"s{n}", "pupils", n) for n in range(ROWS))),
        "outcomes": outcomes(*(("p", "s1", f"{n}", f"{n:032x}", 5) for n in range(ROWS))),
        "items": items(*(("p", "s1", f"{n}", f"{n:032x}", "1", 1) for n in range(ROWS))),
    }


def take_in(root: str) -> None:
    Store(Path(root)).append(batch("new", replaces="old"), tables())  # type: ignore[arg-type]


def look(root: str) -> dict[str, object]:
    """What a process that starts now finds, before and after it takes the batch in again and sweeps."""
    store = Store(Path(root))
    found = {"before": _rows(store)}
    take_in(root)
    found["again"] = _rows(store)
    store.sweep()
    found["swept"] = _rows(store)
    kept = (path for path in Path(root, "tables").rglob("*") if path.is_file() and path.parent.name != "_delta_log")
    found["files"] = sum(1 for _ in kept)
    return found


def _rows(store: Store) -> dict[str, int]:
    return {name: store.table(name).num_rows for name in NEW}


def forked(work: object, *arguments: object, kill_after: float | None = None) -> tuple[int, str]:
    """Run the function in a child; the signal that ended it (0: none) and what it returned, as JSON."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        said = {"error": "died"}
        try:
            said = work(*arguments)  # type: ignore[operator]
        except StoreError as error:
            said = {"error": error.code, "said": str(error)}
        except Exception as error:
            said = {"error": type(error).__name__, "said": str(error)}
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as answers:
        answer = answers.read()
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, answer


def take_in_and_die_at(root: str, step: int) -> dict[str, object]:
    """Kill ourselves at the given step: between the steps of taking in, before and after each commit and each flush."""
    left = [step]

    def passed() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for module, name in ((delta, "commit"), (delta, "flush"), (delta, "checkpoint"), (writing, "reached")):
        setattr(module, name, _watched(getattr(module, name), passed))
    take_in(root)
    return {"steps": step - left[0]}


def _watched(function: object, passed: object) -> object:
    def inner(*arguments: object, **named: object) -> object:
        passed()  # type: ignore[operator]
        result = function(*arguments, **named)  # type: ignore[operator]
        passed()  # type: ignore[operator]
        return result

    return inner


def prepare(root: str) -> None:
    Store(Path(root)).append(batch("old"), {"facts": facts(("s1", "pupils", 1))})


def deaths_at_steps(root: str, points: int) -> dict[str, object]:
    """Die at `points` steps spread over all steps there are (0: at each); what was found after each death."""
    forked(prepare, f"{root}/whole")
    _, answer = forked(take_in_and_die_at, f"{root}/whole", 10_000)
    steps = json.loads(answer)["steps"]
    chosen = range(steps) if not points else sorted({round(n * (steps - 1) / (points - 1)) for n in range(points)})
    return {"steps": steps, "found": [_death(f"{root}/{n}", n, None) for n in chosen]}


def deaths_at_moments(root: str, points: int, seed: int) -> dict[str, object]:
    """Be killed from outside at random moments of the time that taking in takes."""
    chance = random.Random(seed)
    forked(prepare, f"{root}/whole")
    started = time.monotonic()
    forked(take_in, f"{root}/whole")
    lasts = time.monotonic() - started
    return {"lasts": lasts, "found": [_death(f"{root}/{n}", None, chance.uniform(0, lasts)) for n in range(points)]}


def _death(root: str, step: int | None, moment: float | None) -> dict[str, object]:
    forked(prepare, root)
    work = (take_in, root) if step is None else (take_in_and_die_at, root, step)
    ended_by, _ = forked(*work, kill_after=moment)
    _, answer = forked(look, root)
    return {"step": step, "moment": moment, "killed": ended_by == signal.SIGKILL, **json.loads(answer)}


def send_many(root: str, who: int, start: float, batches: int) -> dict[str, object]:
    """Some batches, half of them the same as the other process sends; and values of our own indicator."""
    store = Store(Path(root))
    time.sleep(max(0.0, start - time.time()))
    changed = 0
    for n in range(batches):
        name = f"both{n}" if n % 2 else f"of{who}-{n}"
        rows = {"facts": facts((name, "pupils", n)), "outcomes": outcomes((name, "s1", "01", None, n))}
        changed += store.append(batch(name), rows).changed
        store.replace_values(values((f"i{who}", name, "2024", float(n))), ["2024"], [f"i{who}"])
    return {"changed": changed}


def two_at_once(root: str, batches: int) -> dict[str, object]:
    readers = []
    start = time.time() + 0.5
    for who in (0, 1):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, json.dumps(forked(send_many, root, who, start, batches)[1]).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    said = []
    for reader in readers:
        with os.fdopen(reader) as answers:
            said.append(json.loads(json.loads(answers.read())))
    return {"said": said, "found": json.loads(forked(what_is_there, root)[1])}


def what_is_there(root: str) -> dict[str, object]:
    store = Store(Path(root))
    return {
        "facts": sorted(store.table("facts")["object_id"].to_pylist()),
        "outcomes": sorted(store.table("outcomes")["procedure"].to_pylist()),
        "batches": [record.id for record in store.batches(hidden=True)],
        "numbers": [event.number for event in store.history()],
        "values": [[row["indicator"], row["object_id"]] for row in store.read_values().to_pylist()],
    }


ORDERS = {"steps": deaths_at_steps, "moments": deaths_at_moments, "two": two_at_once}

if __name__ == "__main__":
    order, root, *numbers = sys.argv[1:]
    print(json.dumps(ORDERS[order](root, *map(int, numbers))))  # noqa: T201
