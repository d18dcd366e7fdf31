"""Classical statistics and options of closed items against R (psych conventions in the data folder's README)."""

from __future__ import annotations

import pytest
from tests.numbers.references import FILES, far, reference, responses, table

from msoko.psychometrics.classical import describe
from msoko.psychometrics.distractors import options

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    "case", [case for case in FILES if case != "numeracy"]
)  # it has gaps: shares of complete rows differ
def test_items_and_test_are_those_of_r(case):
    given, expected = responses(case)
    found, ctt = describe(given), expected["ctt"]
    for name in ("mean", "p", "sd", "r_item_total", "r_item_rest", "alpha_if_deleted"):
        assert far([getattr(item, name) for item in found.items], ctt["items"], name) < 1e-6
    assert found.alpha == pytest.approx(ctt["alpha"], abs=1e-6)
    assert found.sem == pytest.approx(ctt["sem"], abs=1e-6)
    assert found.lambda6 == pytest.approx(ctt["guttman_lambda6"], abs=1e-6)


def test_options_are_those_of_r():
    extra = reference("extra")
    names, rows = table("irt/data_mc_raw.csv")
    key = extra["data_mc_key"]
    chosen = [one if isinstance(one, str) else one["key"] for one in (key if isinstance(key, list) else key.values())]
    found = options([[row[name] for name in names] for row in rows], names, chosen)
    expected = {(row["item"], row["option"]): row for row in extra["data_mc_distractors"]}
    assert len(found) == len(expected)
    for one in found:
        row = expected[one.item, one.option]
        assert (one.n, one.is_key) == (row["n"], row["is_key"])
        for value, name in (
            (one.p, "p"),
            (one.mean_total, "mean_total"),
            (one.r_total, "r_pb_total"),
            (one.r_rest, "r_pb_rest"),
        ):
            assert value is None or value == pytest.approx(row[name], abs=1e-6)
