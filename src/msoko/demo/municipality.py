"""The organisations of the demonstration municipality: who they are, when they existed, how strong their pupils are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np

from msoko.demo import planting

MUNICIPALITY, REGION = "m-demo", "r-demo"
KINDERGARTENS, ADDITIONAL = 16, 4
_ADDITIONAL_NAMES = (
    "Дом детского творчества",
    "Детско-юношеская спортивная школа",
    "Детская школа искусств",
    "Станция юных техников",
)
_PLACES = ("пгт Заречный",) * 9 + ("пгт Северный",) * 4 + ("с. Луговое", "с. Каменка", "с. Ключи")


@dataclass(frozen=True, eq=False)
class Organisation:
    """cohort: pupils of one year of age; effects: school effect by school year, in pupil standard deviations."""

    id: str
    kind: str  # school | kindergarten | additional
    number: int
    names: tuple[tuple[str, date, date | None], ...]
    settlement: str
    place: str
    inn: str
    ogrn: str
    login: str
    cohort: int
    grades: tuple[int, ...] = ()
    first_day: date = date(2005, 9, 1)
    last_day: date | None = None
    context: Mapping[str, float] = field(default_factory=dict)
    effects: Mapping[int, float] = field(default_factory=dict)

    def exists(self, year: int) -> bool:
        """In the school year that begins in `year`."""
        return self.last_day is None or self.last_day >= date(year, 9, 1)

    def name_on(self, day: date) -> str:
        return next(name for name, first, last in self.names if first <= day and (last is None or day <= last))


@dataclass(frozen=True)
class Municipality:
    name: str
    region: str
    years: tuple[int, ...]  # school years by their first calendar year
    organisations: tuple[Organisation, ...]
    works: tuple[Mapping[str, Any], ...]

    def of(self, kind: str, year: int | None = None) -> list[Organisation]:
        return [o for o in self.organisations if o.kind == kind and (year is None or o.exists(year))]


def parameters() -> dict[str, Any]:
    return tomllib.loads(files("msoko.demo").joinpath("parameters.toml").read_text(encoding="utf-8"))


def build(seed: int | None = None) -> Municipality:
    """The same seed gives the same municipality. Raises KeyError if parameters.toml lacks a line."""
    given = parameters()
    rng = np.random.default_rng(given["municipality"]["seed"] if seed is None else seed)
    first = given["municipality"]["first_year"]
    years = tuple(range(first, first + given["municipality"]["years"]))
    schools = [_school(line, given["published"], years, rng) for line in given["school"]]
    gardens = [_garden(i + 1, rng) for i in range(KINDERGARTENS)]
    additional = [_additional(i + 1, rng) for i in range(ADDITIONAL)]
    return Municipality(
        given["municipality"]["name"],
        given["municipality"]["region"],
        years,
        (*schools, *gardens, *additional),
        tuple(given["work"]),
    )


def _school(
    line: Mapping[str, Any], published: Mapping[str, Any], years: tuple[int, ...], rng: np.random.Generator
) -> Organisation:
    number = line["number"]
    ident = f"s{number:02d}"
    context = {name: _bounded(rng, *numbers) for name, numbers in published["context"].items()}
    mean, deviation, *_ = published["context"]["context_no_higher_education"]
    expected = published["effect_no_higher_education"] * (context["context_no_higher_education"] - mean) / deviation
    steady = rng.normal(0, published["school_variance"] ** 0.5)
    by_year = {year: expected + steady + rng.normal(0, published["school_year_variance"] ** 0.5) for year in years}
    if ident == planting.FALLING_SCHOOL:
        by_year = {year: 0.35 + expected - planting.FALL_A_YEAR * (year - years[0]) for year in years}
    if ident == planting.PEAK_SCHOOL:
        by_year[planting.PEAK_YEAR] -= planting.WEAK_COHORT
    if ident == planting.RISING_SCHOOL:
        by_year[planting.RISING_YEAR] += planting.RISE
    closed = date(planting.MERGER_YEAR, 8, 31) if ident == planting.MERGED_SCHOOL else None
    return Organisation(
        ident,
        "school",
        number,
        _school_names(ident, number, line),
        line["settlement"],
        line["place"],
        _inn(number),
        _ogrn(number),
        f"edu{number:06d}",
        line["cohort"],
        tuple(range(1, line.get("last_grade", 11) + 1)),
        last_day=closed,
        context=context,
        effects=by_year,
    )


def _school_names(ident: str, number: int, line: Mapping[str, Any]) -> tuple[tuple[str, date, date | None], ...]:
    kind = {4: "НОШ", 9: "ООШ"}.get(line.get("last_grade", 11), "СОШ")
    name = f"МБОУ {kind} № {number} (демо)"
    if ident != planting.RENAMED:
        return ((name, date(2005, 9, 1), None),)
    change = date(planting.RENAMING_YEAR, 9, 1)
    return (
        (name, date(2005, 9, 1), date(planting.RENAMING_YEAR, 8, 31)),
        ("МБОУ «Лицей Заречного округа» (демо)", change, None),
    )


def _garden(number: int, rng: np.random.Generator) -> Organisation:
    place = _PLACES[number - 1]
    return Organisation(
        f"k{number:02d}",
        "kindergarten",
        number,
        ((f"МБДОУ Детский сад № {number} (демо)", date(2005, 9, 1), None),),
        "urban" if place.startswith("пгт") else "rural",
        place,
        _inn(100 + number),
        _ogrn(100 + number),
        f"edu{100 + number:06d}",
        int(rng.integers(6, 36)),
    )


def _additional(number: int, rng: np.random.Generator) -> Organisation:
    return Organisation(
        f"d{number:02d}",
        "additional",
        number,
        ((f"МБУ ДО «{_ADDITIONAL_NAMES[number - 1]}» (демо)", date(2005, 9, 1), None),),
        "urban",
        "пгт Заречный",
        _inn(200 + number),
        _ogrn(200 + number),
        f"edu{200 + number:06d}",
        int(rng.integers(60, 140)),
    )


def _bounded(rng: np.random.Generator, mean: float, deviation: float, lowest: float, highest: float) -> float:
    return round(float(np.clip(rng.normal(mean, deviation), lowest, highest)), 1)


def _inn(number: int) -> str:
    """Ten digits with a right check digit; no tax office has the code 0000, so it is nobody's."""
    digits = f"0000{number:05d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return digits + str(sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 % 10)


def _ogrn(number: int) -> str:
    """Thirteen digits with a right check digit; the region code 00 is nobody's."""
    digits = f"10500{number:07d}"
    return digits + str(int(digits) % 11 % 10)
