"""`msoko support`: what a forecast was worth, counts of schools, no pupils; refusals and slips."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from tests.library.analytics import test_risk
from tests.workplace import Place

from msoko.store.schemas import TABLES
from msoko.store.store import Store

ASKED = ("support", "--work", "ege:02:11", "--earlier", "oge:02:9", "--earlier", "oge:01:9")


@pytest.fixture
def known(filled: Place, monkeypatch) -> Place:
    """A workplace whose pupils are known over six years."""
    rows = [
        {**row, "score": int(row["score"]), "test_score": None if row["test_score"] is None else int(row["test_score"])}
        for row in test_risk.outcomes().to_pylist()
    ]
    table = pa.Table.from_pylist(rows, TABLES["outcomes"])
    read = Store.table
    monkeypatch.setattr(
        Store, "table", lambda self, name, *more: table if name == "outcomes" else read(self, name, *more)
    )
    return filled


def test_hits_of_past_years_and_counts_of_schools(known: Place) -> None:
    answer = known(*ASKED, "--below", "30", "--period", "2022/23")
    assert answer.code == 0, answer.said
    assert "Из названных заранее затруднения были у" in answer.out
    assert "решают учитель и семья" in answer.out
    told = json.loads(known(*ASKED, "--below", "30", "--period", "2022/23", "--json").out)
    assert told["trial"]["years"] == ["2019-20", "2020-21", "2021-22"]
    assert {one["n"] for one in told["schools"]} == {25}
    assert "5-0000" not in json.dumps(told)


def test_past_years_alone_need_no_period(known: Place) -> None:
    answer = known(*ASKED, "--below", "30")
    assert answer.code == 0, answer.said
    assert "Школа" not in answer.out
    assert list(json.loads(known(*ASKED, "--below", "30", "--json").out)) == ["trial"]


def test_what_cannot_be_forecast_is_said(known: Place) -> None:
    answer = known(*ASKED)
    assert (answer.code, "Отметок за работу" in answer.said) == (1, True)


@pytest.mark.parametrize("wrong", ["ege:02", "чтение:02:11", "ege:02:все"])
def test_slips(known: Place, wrong: str) -> None:
    answer = known("support", "--work", wrong, "--earlier", "oge:02:9")
    assert (answer.code, wrong in answer.said) == (2, True)


def test_a_later_work_foretells_nothing(known: Place) -> None:
    assert known("support", "--work", "oge:02:9", "--earlier", "ege:02:11").code == 2
