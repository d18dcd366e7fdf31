"""Whatever the answers are like, an instrument is told in finite numbers or refused in words that name what to do."""

from __future__ import annotations

import json

import numpy as np
import pytest

from msoko.psychometrics import report
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.margins import m2
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses


def answers(kind: str, n: int, items: int, most: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    theta, b = rng.normal(size=(n, 1)), np.linspace(-1, 1, items)
    scores = (rng.random((n, items, most)) < 1 / (1 + np.exp(b - theta))[:, :, None]).sum(axis=2).astype(float)
    if kind == "by chance":
        return rng.integers(0, most + 1, (n, items)).astype(float)
    if kind == "ladder":
        return np.clip(np.floor((theta - b) * 1.5 + most / 2), 0, most)
    if kind == "repeated":
        scores[:, 1] = scores[:, 0]
    if kind == "one failed":
        scores[:, 0] = most
        scores[0, 0] = 0
    if kind == "half of it":
        scores[rng.random(scores.shape) < 0.5] = np.nan
    return scores


@pytest.mark.parametrize("model", report.MODELS)
@pytest.mark.parametrize("kind", ["usual", "by chance", "ladder", "repeated", "one failed", "half of it"])
def test_numbers_are_finite_or_the_refusal_is_worded(kind, model):
    told = 0
    for seed, (n, items, most) in enumerate([(4, 3, 1), (12, 2, 1), (30, 5, 2), (60, 4, 1), (60, 6, 2), (400, 6, 1)]):
        try:
            said = report.of(Responses.of(answers(kind, n, items, most, seed)), model, fit=True)
        except Refused as refused:
            assert refused.say("ru") and refused.say("en")
            continue
        json.dumps(said, allow_nan=False)
        told += 1
    assert told or kind != "usual"


def test_a_slope_without_end_is_refused_by_every_model_that_has_slopes():
    scores = answers("usual", 300, 5, 1, 1)
    scores[:, 4] = (scores[:, :4].sum(axis=1) > 1).astype(float)
    for model in ("2pl", "grm", "gpcm"):
        with pytest.raises(Refused, match="Наклон задания «5» растёт без предела"):
            report.of(Responses.of(scores), model)


def test_a_ladder_has_no_end_to_its_spread_and_no_conditional_difficulties():
    ladder = Responses.of((np.arange(5) < np.repeat(np.arange(6), 20)[:, None]).astype(float))
    with pytest.raises(Refused, match="почти в лестницу"):
        scale(ladder)
    with pytest.raises(Refused, match="нельзя оценить условным методом"):
        scale_conditionally(ladder)
    apart = np.repeat([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1]], 10, axis=0)  # first two, then the rest
    with pytest.raises(Refused, match="почти предопределены"):
        scale_conditionally(Responses.of(apart))


def test_two_items_do_not_tell_slopes():
    scores = answers("usual", 200, 2, 1, 3)
    assert scale(Responses.of(scores)).log_likelihood < 0
    with pytest.raises(Refused, match="нужно не меньше 3"):
        scale(Responses.of(scores), free_slopes=True)


def test_a_model_under_which_answers_are_determined_has_no_test():
    rng = np.random.default_rng(5)
    theta = rng.normal(0, 12, size=(400, 1))
    found = scale(Responses.of((rng.random((400, 8)) < 1 / (1 + np.exp(np.linspace(-9, 9, 8) - theta))).astype(float)))
    try:
        assert np.isfinite(m2(found).m2)
    except Refused as refused:
        assert "предопределены" in refused.say()
