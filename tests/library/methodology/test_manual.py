"""The page of the manual about packs: what it shows is a sound pack whose examples come out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from msoko.analytics.findings.examples import run_examples as run_findings
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.examples import run_examples
from msoko.methodology.checks import check
from msoko.methodology.loading import load

PAGE = Path(__file__).parents[3] / "docs/reference/packs.md"


def test_the_pack_of_the_manual_is_sound_and_its_examples_come_out(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n# (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert [name for name, _ in blocks] == [
        "pack.toml",
        "facts/meals.toml",
        "indicators/hot_meals.toml",
        "indicators/trial_quality.toml",
        "findings/quality_fell.toml",
    ]
    for name, text in blocks:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    methodology = load([], [tmp_path])
    assert [str(problem) for problem in check(methodology, date(2026, 11, 1)) if problem.pack == "our-district"] == []
    assert [str(one) for one in run_examples(methodology, ReferenceEngine())] == []
    assert [str(one) for one in run_findings(methodology)] == []
