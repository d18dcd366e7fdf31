"""Examples of indicators: the rows they become, and what is said when an engine answers otherwise.

The engine here answers from a written table: what real engines answer is tested in tests/library/packs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.library.methodology.folders import FILES, write

from msoko.indicators.example_data import Case, gather
from msoko.indicators.examples import run_examples
from msoko.indicators.request import Data, Request
from msoko.methodology.loading import load_pack
from msoko.methodology.model import Methodology
from msoko.store.schemas import VALUES
from msoko.vocabulary import ALL, SLICES

SHARE, QUALITY = "indicators/girls_share.toml", "indicators/quality.toml"
Answer = Mapping[str, Any]


@dataclass
class Written:
    """An engine that says what it is told to: (indicator, level, last part of the group id) → value or state."""

    answers: Mapping[tuple[str, str, str], Any]
    measures: Mapping[str, Any] = field(default_factory=dict)
    slices: Mapping[str, str] = field(default_factory=dict)
    name: str = "written"
    asked: list[tuple[Data, Request]] = field(default_factory=list)

    def compute(self, methodology: Methodology, data: Data, request: Request) -> pa.Table:
        self.asked.append((data, request))
        rows = []
        for place in data.placements.to_pylist():
            key = (place["level"], place["group_id"].rpartition("#")[2].partition(".")[2] or "town")
            for code in request.indicators:
                answer = self.answers.get((code, *key))
                if answer is None or place["period"] != request.periods[0].code:
                    continue
                stated = {"state": answer} if isinstance(answer, str) else {"state": "value", "value": answer}
                where = {
                    "indicator": code,
                    "level": key[0],
                    "object_id": place["group_id"],
                    **dict.fromkeys(SLICES, ALL),
                }
                rows.append({**where, **stated, **self.measures, **self.slices})
        return pa.Table.from_pylist(rows, VALUES)


def _methodology(folder: Path, changes: dict[str, tuple[str, str]] | None = None, **files: str) -> Methodology:
    return Methodology((load_pack(write(folder, changes, **files)),))


def _facts(methodology: Methodology, code: str) -> list[tuple[Any, ...]]:
    one = methodology.indicators[code]
    rows = gather(methodology, [Case(one, 1, one.examples[0], "e")]).tables["facts"].to_pylist()
    return [(row["object_id"], row["fact"], row["period"], row["grade"], row["value"], row["state"]) for row in rows]


def test_facts_become_rows_of_one_organisation_each(tmp_path: Path) -> None:
    assert _facts(_methodology(tmp_path), "small.girls_share") == [
        ("e.001", "girls", "2024-25", "all", Decimal(12), "value"),
        ("e.002", "girls", "2024-25", "all", None, "missing"),
        ("e.001", "pupils", "2024-25", "all", Decimal(25), "value"),
        ("e.002", "pupils", "2024-25", "all", Decimal(20), "value"),
    ]


def test_facts_of_other_periods_and_slices(tmp_path: Path) -> None:
    old = FILES[SHARE][FILES[SHARE].index("given") : FILES[SHARE].index("expect")]
    new = 'given = { "girls@2022-23" = [true], pupils = [[{ grade = 5, value = 7 }], "not applicable"] }\n'
    assert _facts(_methodology(tmp_path, {SHARE: (old, new)}), "small.girls_share") == [
        ("e.001", "girls", "2022-23", "all", Decimal(1), "value"),
        ("e.001", "pupils", "2024-25", "5", Decimal(7), "value"),
        ("e.002", "pupils", "2024-25", "all", None, "not_applicable"),
    ]


@pytest.mark.parametrize(
    ("kind", "period"), [("calendar_year", "2023-24"), ("quarter", "2023-24"), ("date", "2023-24")]
)
def test_a_fact_of_another_period_kind_is_given_for_the_one_that_ended(tmp_path: Path, kind: str, period: str) -> None:
    methodology = _methodology(tmp_path, {SHARE: ('unit = "percent"', f'unit = "percent"\nperiod = "{kind}"')})
    assert {row[2] for row in _facts(methodology, "small.girls_share")} == {period}


def test_a_list_in_a_column_is_as_many_rows(tmp_path: Path) -> None:
    methodology = _methodology(tmp_path, {QUALITY: ("mark = [5, 3]", 'mark = [5, "absent"]')})
    one = methodology.indicators["small.quality"]
    rows = gather(methodology, [Case(one, 1, one.examples[0], "e")]).tables["outcomes"].to_pylist()
    assert [(row["mark"], row["state"], row["participant"]) for row in rows] == [
        (Decimal(5), "value", "0001"),
        (None, "absent", "0002"),
    ]
    assert {(row["organisation"], row["subject"], row["procedure"]) for row in rows} == {
        ("e.001", "02", "e:vpr-02-5-2024-25")
    }


def test_right_answers_are_silent_and_share_one_request(tmp_path: Path) -> None:
    engine = Written(
        {("small.girls_share", "municipality", "town"): 48.0, ("small.quality", "municipality", "town"): 50.0},
        {"coverage": 0.5, "n": 2},
        {},
    )
    methodology = _methodology(tmp_path, {QUALITY: ("total = false", "total = true")})
    assert run_examples(methodology, engine) == ()
    assert [request.indicators for _, request in engine.asked] == [("small.girls_share", "small.quality")]


@pytest.mark.parametrize(
    ("expect", "answers", "words"),
    [
        ("48.0", {"municipality": 47.9}, "муниципалитет (written): ожидалось 48.0, получено 47,9"),
        ("48.13", {"municipality": 48.1257}, ""),
        ("48.13", {"municipality": 48.1243}, "ожидалось 48,13, получено 48,1243"),
        ('"no value"', {"municipality": 0.0}, "ожидалось «нет значения», получено 0,0"),
        ('"no value"', {}, ""),
        ('"not applicable"', {"municipality": "missing"}, "ожидалось «не применяется», получено «нет значения»"),
        ('"not applicable"', {"municipality": "not_applicable"}, ""),
        ("{ organisation = [1, 2] }", {"organisation": 1.0}, "организация 2 (written): ожидалось 2, получено 1,0"),
        ("{ region = 1 }", {}, "на этом уровне показатель не вычисляется"),
        ("{ coverag = 1 }", {}, "неизвестный ключ «coverag»"),
    ],
)
def test_what_is_said_about_an_answer(tmp_path: Path, expect: str, answers: Answer, words: str) -> None:
    methodology = _methodology(tmp_path, {SHARE: ("{ municipality = 48.0, coverage = 0.5 }", expect)})
    places = {"municipality": ("town",), "organisation": ("001", "002")}
    told = {("small.girls_share", level, one): answers[level] for level in answers for one in places[level]}
    failures = [str(failure) for failure in run_examples(methodology, Written(told), ["small.girls_share"])]
    if words:
        assert len(failures) == 1 and words.replace("48.0,", "48,0,") in failures[0]
        assert failures[0].startswith("small.girls_share, пример 1")
    else:
        assert failures == []


def test_a_breakdown_is_asked_by_its_slice(tmp_path: Path) -> None:
    expect = 'expect = { slice = { grade = "5", subject = "02" }, municipality = 50.0 }'
    methodology = _methodology(tmp_path, {QUALITY: ("expect = { municipality = 50.0, n = 2 }", expect)})
    answers = {("small.quality", "municipality", "town"): 50.0}
    right, wrong = ({"grade": "5", "subject": "02"}, {"grade": "6", "subject": "02"})
    assert run_examples(methodology, Written(answers, {}, right), ["small.quality"]) == ()
    assert len(run_examples(methodology, Written(answers, {}, wrong), ["small.quality"])) == 1


def _broken(*_: Any) -> pa.Table:
    raise ZeroDivisionError("деление на ноль")


@pytest.mark.parametrize(
    ("old", "new", "compute", "words"),
    [
        ("girls = [12", "girl = [12", None, "факта «girl» нет ни в одном пакете"),
        ('"no value"', '"нет"', None, "«нет» — не значение"),
        ("expect =", 'period = "2024-26"\nexpect =', None, "период «2024-26» не понят"),
        ("expect =", "organisations = [{ knd = 1 }]\nexpect =", None, "у организации нет свойства «knd»"),
        ("expect =", "rows.outcome = []\nexpect =", None, "таблицы «outcome» нет"),
        ("expect =", "rows.outcomes = [{ mrk = 1 }]\nexpect =", None, "в таблице «outcomes» нет столбца «mrk»"),
        ("at_least = 40", "at_least = 40", _broken, "не вычислен: ZeroDivisionError: деление на ноль"),
    ],
)
def test_an_example_that_cannot_run_is_told_and_spares_the_others(
    tmp_path: Path, old: str, new: str, compute: Callable[..., pa.Table] | None, words: str
) -> None:
    methodology = _methodology(tmp_path, {SHARE: (old, new), QUALITY: ("total = false", "total = true")})
    engine = Written({("small.quality", "municipality", "town"): 50.0}, {"n": 2})
    if compute is not None:
        engine.compute = compute  # type: ignore[method-assign]
    failures = run_examples(methodology, engine)
    assert words in str(failures[0])
    if compute is None:
        assert [failure.indicator for failure in failures] == ["small.girls_share"]
