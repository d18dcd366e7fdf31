"""An interval is promised only where it is defined."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.library.methodology.folders import write

from msoko.indicators.interval_checks import check_intervals
from msoko.methodology.loading import load, load_pack
from msoko.methodology.model import Methodology

SHARE = "indicators/girls_share.toml"


@pytest.mark.parametrize(
    ("formula", "defined"),
    [
        ("100 * sum(girls) / sum(pupils)", True),
        ("mean(vpr.mark)", True),
        ("100 * share_of(organisation, sum(girls) > 10)", True),
        ("sum(girls) - prev(sum(girls))", False),
        ("median(vpr.mark)", False),
    ],
)
def test_a_promise_that_cannot_be_kept_is_noted(tmp_path: Path, formula: str, defined: bool) -> None:
    changes = {SHARE: ('formula = "100 * sum(girls) / sum(pupils)"', f'uncertainty = "chance"\nformula = "{formula}"')}
    methodology = Methodology((load_pack(write(tmp_path, changes)),))
    assert [problem.code for problem in check_intervals(methodology)] == ([] if defined else ["no-interval"])


def test_built_in_packs_promise_only_what_is_defined() -> None:
    assert [str(problem) for problem in check_intervals(load())] == []
