"""Numbers of the statistics and the social passport of one organisation: counts that hang together over years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from msoko.demo.municipality import Municipality, Organisation
from msoko.demo.pupils import cohort, generator

Numbers = dict[str, float]
CONTEXT = {  # published share (per cent) -> count in the social passport
    "context_no_higher_education": "pupils_no_higher_education",
    "context_single_parent": "pupils_single_parent",
    "context_large_family": "pupils_large_family",
    "context_low_income": "pupils_low_income",
    "context_watchlist": "pupils_watchlist",
    "context_special_needs": "pupils_special_needs",
}


def by_grade(municipality: Municipality, school: Organisation, year: int, seed: int) -> dict[int, int]:
    """Pupils of each grade taught; grades 10 and 11 keep under a half of the cohort."""
    rng = generator(seed, school.id, year, "grades")
    size = cohort(municipality, school, year)
    return {g: max(1, round(size * (0.45 if g > 9 else 1.0) * rng.uniform(0.92, 1.06))) for g in school.grades}


def of_school(
    municipality: Municipality, school: Organisation, year: int, table: Mapping[str, Any], seed: int
) -> Numbers:
    grades = by_grade(municipality, school, year, seed)
    numbers: Numbers = {"pupils": sum(grades.values()), "pupils_upper": sum(n for g, n in grades.items() if g > 9)}
    numbers |= _draw(table["school_year"], numbers, generator(seed, school.id, "school lines"), year)
    numbers |= {line: round(numbers["pupils"] * school.context[share] / 100) for share, line in CONTEXT.items()}
    numbers["pupils_specialised"] = round(numbers["pupils_upper"] * 0.8)
    rng = generator(seed, school.id, "place")
    far = 0 if school.place == "пгт Заречный" else int(rng.integers(8, 95))
    numbers |= {"distance_to_centre": far, "has_bus": int(far > 0), "has_boarding": int(far > 60)}
    numbers["small_school"] = int(numbers["pupils"] < 100)
    return numbers


def of_building(school: Organisation, pupils: float, year: int, table: Mapping[str, Any], seed: int) -> Numbers:
    rng = generator(seed, school.id, "building lines")
    numbers = _draw(table["calendar_year"], {"pupils": pupils}, rng, year)
    flags = generator(seed, school.id, "building flags").random(3)
    return numbers | {
        "fast_internet": int(flags[0] < 0.5 + 0.06 * (year - 2019)),
        "gym": int(flags[1] < 0.9),
        "accessible_building": int(flags[2] < 0.35 + 0.05 * (year - 2019)),
    }


def of_kindergarten(garden: Organisation, year: int, table: Mapping[str, Any], seed: int) -> Numbers:
    children = round(garden.cohort * 4.6 * generator(seed, garden.id, year, "children").uniform(0.95, 1.05))
    base: Numbers = {"preschool_children": children}
    return base | _draw(table["kindergarten"], base, generator(seed, garden.id, "garden lines"), year)


def of_additional(one: Organisation, year: int, table: Mapping[str, Any], seed: int) -> Numbers:
    pupils = round(one.cohort * 5 * generator(seed, one.id, year, "circles").uniform(0.95, 1.08))
    base: Numbers = {"additional_pupils": pupils}
    return base | _draw(table["additional"], base, generator(seed, one.id, "additional lines"), year)


def certificates(grades: Mapping[int, int], school: Organisation, year: int, seed: int) -> Numbers:
    """Leavers, admitted, certificates and honours of grades 9 and 11; medals are a part of the honours."""
    rng = generator(seed, school.id, year, "certificates")
    numbers: Numbers = {}
    for grade in (9, 11):
        if grade in grades:
            leavers = grades[grade]
            admitted = leavers - int(rng.binomial(leavers, 0.012))
            passed = admitted - int(rng.binomial(admitted, 0.015))
            honours = int(rng.binomial(passed, 0.07))
            numbers |= {f"leavers_{grade}": leavers, f"admitted_{grade}": admitted}
            numbers |= {f"certificates_{grade}": passed, f"honours_{grade}": honours}
    if 11 in grades:
        candidates = int(numbers["honours_11"])
        first = int(rng.binomial(candidates, 0.7))
        second = int(rng.binomial(candidates - first, 0.6))
        numbers |= {"medal_candidates": candidates, "medals_confirmed": first + second}
        numbers |= {"medals_first": first, "medals_second": second}
    return numbers


def _draw(table: Mapping[str, Any], known: Numbers, rng: np.random.Generator, year: int) -> Numbers:
    """Each line its own steady share of its base; the year moves it by up to two hundredths of itself."""
    numbers = dict(known)
    for line, (base, low, high) in table.items():
        share = rng.uniform(low, high) * (1 + 0.02 * np.sin(year + len(line)))
        numbers[line] = round(numbers[base] * share)
        if high <= 1:
            numbers[line] = min(numbers[line], numbers[base])
    return {line: number for line, number in numbers.items() if line not in known}
