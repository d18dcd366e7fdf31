"""The arithmetic behind findings against R metafor 3.8-1 (BCG vaccine trials, its dat.bcg) and R 4.2.2 p.adjust."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics import discoveries
from msoko.analytics.findings.against_others import _centre
from msoko.analytics.findings.chance import pooled, spread

# Log risk ratios and their sampling variances: escalc(measure = "RR", …, data = dat.bcg).
EFFECTS = np.array([
    -0.8893113339, -1.5853886572, -1.3480731483, -1.4415511900, -0.2175473222, -0.7861155858, -1.6208982236,
    0.0119523335, -0.4694176487, -1.3713448035, -0.3393588283, 0.4459134006, -0.0173139482,
])  # fmt: skip
VARIANCES = np.array([
    0.3255847650, 0.1945811214, 0.4153679654, 0.0200100319, 0.0512101722, 0.0069056185, 0.2230172476, 0.0039615793,
    0.0564342105, 0.0730247936, 0.0124122140, 0.5325058452, 0.0714046597,
])  # fmt: skip
ALLOCATION = np.array([0, 0, 0, 0, 1, 1, 0, 0, 0, 2, 2, 2, 2])
# rstudent(rma(yi, vi, method = "PM")): each trial against the others, itself left out.
DELETED = [
    -0.21319681, -1.28735859, -0.74653104, -1.38557769, 0.84698865, -0.11871019, -1.30175018, 1.42411167, 0.40716768,
    -1.10932555, 0.67031852, 1.29829005, 1.18787297,
]  # fmt: skip
# Benjamini and Hochberg's table of 15 p values (1995, section 3.2): with a rate of 0.05 the first four are rejected.
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_the_spread_between_units_is_that_of_paule_and_mandel() -> None:
    found = spread(EFFECTS, VARIANCES)
    assert found.variance == pytest.approx(0.3180684522, abs=1e-8)
    assert found.freedom == 12
    assert pooled(EFFECTS, VARIANCES, found.variance) == pytest.approx((-0.7149681535, 0.0327219850), abs=1e-8)


def test_the_spread_about_the_means_of_groups_is_that_of_a_model_with_moderators() -> None:
    found = spread(EFFECTS, VARIANCES, ALLOCATION)
    assert found.variance == pytest.approx(0.3236659835, abs=1e-8)
    assert found.freedom == 10


def test_an_organisation_against_the_others_is_a_deleted_residual() -> None:
    found = []
    for i in range(len(EFFECTS)):
        mean, error, between = _centre(np.delete(EFFECTS, i), np.delete(VARIANCES, i))
        found.append((EFFECTS[i] - mean) / np.sqrt(VARIANCES[i] + between.variance + error))
    assert found == pytest.approx(DELETED, abs=1e-6)


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    assert discoveries.limit(P_VALUES, 0.05) == 0.0095
    assert discoveries.limit([0.04, 0.06, 0.5], 0.05) == -1.0
    assert discoveries.limit([], 0.05) == -1.0
