"""Two experts' marks on open tasks of the ЕГЭ in chemistry, 2020: agreement and discrepancy (case R2)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from examples.expert_marks_2020.prepare import COMMISSION, NAME, NOT_ATTEMPTED, PERIOD, TASKS, prepare, ratings
from tests.numbers.real import reference, rows, source
from tests.numbers.road import Road, Row

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    folder = tmp_path_factory.mktemp("experts")
    road = Road.of("expert_marks_2020", folder)
    road.take(prepare(folder / "received"))
    batch, marks = ratings(source(NAME))
    assert road.store.append(batch, {"ratings": marks}).counts == {"ratings": 4002 * 7}
    codes = tuple(code for code in road.methodology.indicators if code.startswith("experts."))
    found = road.compute(codes, PERIOD.code)
    assert {row["object_id"] for row in found} == {COMMISSION}
    return {row["indicator"]: row for row in found}


def test_agreement_and_discrepancy_are_the_published_ones(values: dict[str, Row]) -> None:
    published = reference("ege_experts_2020")
    assert values["experts.works"]["value"] == published["works_two_marks"]
    exact = values["experts.exact_agreement"]
    assert exact["value"] == pytest.approx(100 * published["exact_agreement"], abs=1e-6)
    assert exact["n"] == published["works_two_marks"]
    assert values["experts.mean_difference"]["value"] == pytest.approx(published["mean_abs_diff"], abs=1e-6)
    assert values["experts.third_checks"]["value"] == published["third_check_rows"]


def test_tasks_agree_as_plain_python_says_where_both_experts_gave_a_mark(values: dict[str, Row]) -> None:
    marks: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows(NAME):
        for task in TASKS:
            if row["Третья проверка"] == "0" and row[task] != NOT_ATTEMPTED:
                marks[task, row["Код работы"]].append(Decimal(row[task]))
    for task in TASKS:
        pairs = [pair for (of, _), pair in marks.items() if of == task and len(pair) == 2]
        found = values[f"experts.agreement_{task.lower()}"]
        assert found["n"] == len(pairs)
        assert found["value"] == pytest.approx(100 * sum(a == b for a, b in pairs) / len(pairs), rel=1e-9)


def test_a_wide_discrepancy_is_rarer_than_any(values: dict[str, Row]) -> None:
    row = values["experts.differ_by_two"]
    assert 0 < row["value"] < 100 - values["experts.exact_agreement"]["value"]
    assert row["low"] < row["value"] < row["high"]
