"""What the signs are measured against is what it says: ФИОКО's markers as the library has them, INVALSI's clusters."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.honest_region import region, works
from benchmarks.interference import interfered
from benchmarks.objectivity_peers import fioko, fuzzy

from msoko.analytics.objectivity.markers import markers
from msoko.analytics.objectivity.parameters import Parameters

SCHOOLS = 80


@pytest.fixture(scope="module")
def honest():
    return region(seed=6, count=SCHOOLS)


def test_a_strength_of_one_is_the_marker_of_the_library(honest):
    held = honest.held[:2]
    strength = fioko(honest, held, Parameters())
    selective = {f"s{number:04d}" for number in np.flatnonzero(honest.schools.selective)}
    every = [work for one in (*held, *(honest.later[n] for n in range(2))) for work in works(one)]
    found = markers(every, Parameters(), selective, grades=("4",))
    places = {one.group.procedure: n for n, part in enumerate(held) for one in works(part)[:1]}
    for code, values in zip(("M1", "M2", "M3", "M4"), strength.values(), strict=True):
        said = np.zeros((2, SCHOOLS), dtype=bool)
        for marker in found:
            if marker.code == code and marker.counts and marker.group.procedure in places:
                said[places[marker.group.procedure], int(marker.group.organisation[1:])] = True
        assert said.any() or code == "M3"
        # the reference here has the school itself in it, and a later year of few pupils still counts
        assert (said != (values >= 1)).mean() < 0.03


def test_few_pupils_are_not_spoken_of(honest):
    held = honest.held[:1]
    small = np.bincount(held[0].school, minlength=SCHOOLS) < 10
    assert all(np.isneginf(values[0][small]).all() for values in fioko(honest, held, Parameters()).values())


def test_copied_sheets_stand_out_among_the_clusters(honest):
    held = interfered(honest.held[0], dict.fromkeys(range(0, SCHOOLS, 8), ("copied", 1.0)), seed=1)
    (found,) = fuzzy((held,))
    large = np.bincount(held.school, minlength=SCHOOLS) >= 10
    touched = held.kind != ""
    assert np.median(found[touched & large]) > 5 * np.median(found[~touched & large])
