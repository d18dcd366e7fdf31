"""Killed at any point of taking a batch in, the store has nothing of it or all of it; once more completes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")

NOTHING, ALL = {"facts": 1, "outcomes": 0, "items": 0}, {"facts": 400, "outcomes": 400, "items": 400}


def ordered(*arguments):
    script = Path(__file__).with_name("dying.py")
    done = subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def nothing_or_all(found):
    for death in found:
        assert death.get("before") in (NOTHING, ALL), death
        assert death["again"] == ALL == death["swept"], death
        assert death["files"] == 4, ("one file a batch and table, no leavings", death)


@pytest.mark.parametrize("points", [5, pytest.param(0, marks=pytest.mark.slow, id="each")])
def test_death_between_any_two_steps(tmp_path, points):
    told = ordered("steps", tmp_path, points)
    nothing_or_all(told["found"])
    assert all(death["killed"] for death in told["found"])
    assert len(told["found"]) == (points or told["steps"]) and told["steps"] >= 20
    assert {json.dumps(death["before"]) for death in told["found"]} == {json.dumps(NOTHING), json.dumps(ALL)}


@pytest.mark.parametrize(("points", "seed"), [(2, 1), pytest.param(60, 2, marks=pytest.mark.slow)])
def test_death_at_any_moment(tmp_path, points, seed):
    told = ordered("moments", tmp_path, points, seed)
    nothing_or_all(told["found"])
    assert sum(death["killed"] for death in told["found"]) >= points // 2, "most were killed before they had finished"


@pytest.mark.parametrize("batches", [6, pytest.param(20, marks=pytest.mark.slow)])
def test_two_that_write_at_once_lose_nothing_and_double_nothing(tmp_path, batches):
    told = ordered("two", tmp_path, batches)
    own = [f"of{who}-{n}" for who in (0, 1) for n in range(0, batches, 2)]
    sent = sorted(own + [f"both{n}" for n in range(1, batches, 2)])
    found = told["found"]
    assert found["facts"] == found["outcomes"] == sorted(found["batches"]) == sent
    assert sum(said["changed"] for said in told["said"]) == len(sent), "each batch was taken in by exactly one of them"
    assert len(found["numbers"]) == len(sent) and found["numbers"] == sorted(set(found["numbers"]))
    assert found["values"] == [["i0", f"both{batches - 1}"], ["i1", f"both{batches - 1}"]]
