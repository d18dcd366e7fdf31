"""`msoko scale`: a scale begun, gone on with, refused; what it keeps is what it reads."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.workplace import typed

TITLE = ("--title", "Математика, 5 класс", "--day", "16.04.2024")


def sheet(path, seed: int, mean: float, first: int, harder: dict[int, float] | None = None):
    """600 persons on tasks first…first + 11 of a bank of rising difficulty."""
    rng = np.random.default_rng(seed)
    tasks = np.arange(first, first + 12)
    difficulty = np.linspace(-1.5, 1.5, 20)[tasks] + [(harder or {}).get(int(task), 0.0) for task in tasks]
    chance = 1 / (1 + np.exp(-(rng.normal(mean, 1, (600, 1)) - difficulty)))
    rows = (rng.random(chance.shape) < chance).astype(int)
    head = ",".join(f"З{task}" for task in tasks)
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]), "utf-8")
    return path


@pytest.fixture
def begun(tmp_path):
    out = tmp_path / "шкала.json"
    answer = typed("scale", sheet(tmp_path / "2024.csv", 1, 0.0, 0), *TITLE, "--out", out)
    assert answer.code == 0, answer.said
    assert "500 — средний участник" in answer.said and "--after" in answer.said
    return out


def test_a_later_sitting_is_put_on_the_same_scale(begun, tmp_path):
    second = sheet(tmp_path / "2025.csv", 2, 0.5, 4)
    answer = typed("scale", second, "--after", begun, "--day", "2025-04-15", "--json")
    found = json.loads(answer.out)
    assert len(found["steps"][0]["common"]) == 8
    assert 500 + 100 * (found["mean"] - found["origin"]) / found["spread"] == pytest.approx(550, abs=25)
    points = [row["points"] for row in found["table"]]
    assert len(points) == 13 and points == sorted(points)
    assert "только из-за выбора общих заданий" in typed("scale", second, "--after", begun, "--day", "15.04.2025").said


def test_a_task_that_became_harder_is_named_and_left_out(begun, tmp_path):
    second = sheet(tmp_path / "2025.csv", 3, 0.0, 4, {6: 1.5})
    answer = typed("scale", second, "--after", begun, "--day", "15.04.2025")
    assert "«З6» изменило трудность" in answer.said
    assert "исключено изменивших трудность: 1" in answer.said


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--day", "16.04.2024"), 2, "Для новой шкалы назовите процедуру"),
        ((*TITLE, "--model", "лучшая"), 2, "«лучшая»"),
        (("--title", "х", "--day", "весной"), 2, "«весной» — не день"),
        (("--after", "нет.json", "--day", "16.04.2024"), 4, "нет.json"),
    ],
)
def test_a_wrong_question_is_answered_in_words(tmp_path, more, code, words):
    answer = typed("scale", sheet(tmp_path / "2024.csv", 1, 0.0, 0), *more)
    assert answer.code == code and words in answer.said, answer.said


def test_what_is_no_scale_and_what_has_nothing_in_common_is_refused(begun, tmp_path):
    second = sheet(tmp_path / "2025.csv", 2, 0.5, 4)
    strange = tmp_path / "чужой.json"
    for text in ("{}", "не json", '{"format": "msoko-scale-1"}'):
        strange.write_text(text, "utf-8")
        answer = typed("scale", second, "--after", strange, "--day", "15.04.2025")
        assert answer.code == 1 and "Это не файл шкалы" in answer.said
    second.write_text(second.read_text("utf-8").replace("З", "Д"), "utf-8")
    answer = typed("scale", second, "--after", begun, "--day", "15.04.2025")
    assert answer.code == 1 and "Общих заданий 0" in answer.said
