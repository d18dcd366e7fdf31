"""How units combine. A measure is powers of counted and physical units with a scale; a literal takes any unit.

Persons + percent is refused; persons / persons is a pure number and may be called percent, index, point or number.
"""

from __future__ import annotations

from dataclasses import dataclass

from msoko.vocabulary import Unit

SCALES = (Unit.PERCENT, Unit.INDEX, Unit.POINT, Unit.MARK, Unit.YES_NO)  # numbers on a scale: they have no powers
DIVISORS = (Unit.PERSON, Unit.ORGANISATION, Unit.ITEM, Unit.DAY, Unit.HOUR, Unit.YEAR)  # "per pupil", "per year"
COUNTABLE = (Unit.PERSON, Unit.ORGANISATION, Unit.ITEM)


@dataclass(frozen=True)
class Measure:
    """powers: (unit, power), sorted, none zero. scale: of a number without powers, "" = pure.

    free: a literal, takes any unit. count: rests on a count of rows, which may be persons, organisations or things.
    """

    powers: tuple[tuple[str, int], ...] = ()
    scale: str = ""
    free: bool = False
    count: bool = False


PURE = Measure()
FREE = Measure(free=True)
COUNT = Measure(count=True)


def measure_of(unit: Unit) -> Measure:
    if unit is Unit.NUMBER:
        return PURE
    return Measure(scale=unit) if unit in SCALES else Measure(((str(unit), 1),))


def product(a: Measure, b: Measure, sign: int = 1) -> Measure:
    """a·b, or a/b with sign = −1. A scale survives multiplication by a pure number and is lost otherwise."""
    if a.free and b.free:
        return FREE
    powers = dict(a.powers)
    for unit, power in b.powers:
        powers[unit] = powers.get(unit, 0) + sign * power
    left = tuple(sorted((unit, power) for unit, power in powers.items() if power))
    scales = [m.scale for m in (a, b) if m.scale]
    scale = scales[0] if not left and len(scales) == 1 and not (b.scale and sign < 0) else ""
    if a.count and sign < 0 and _countable(b):
        return PURE
    # persons / rows may be meant as so many a row or, where rows are persons too, as a pure number
    loose = (a.count and b.free) or (b.count and (_countable(a) if sign < 0 else a.free))
    return Measure(left, scale, count=loose)


def same(a: Measure, b: Measure) -> Measure | None:
    """The measure of a + b, of alternatives and of comparison; None if they do not go together."""
    for one, other in ((a, b), (b, a)):
        if one.free:
            return other
        if one.count and (other.count or _countable(other)):
            return other
    if a == b:
        return a
    if not a.powers and not b.powers and not (a.scale and b.scale):
        return a if a.scale else b
    return None


def _countable(measure: Measure) -> bool:
    return len(measure.powers) == 1 and measure.powers[0][0] in COUNTABLE and measure.powers[0][1] == 1


def fits(measure: Measure, unit: Unit) -> bool:
    """May a result be given this unit? Rates ("per person") are named by their numerator."""
    if measure.free or unit is Unit.NUMBER:
        return True
    if measure.count:
        return unit in COUNTABLE or (bool(measure.powers) and unit in (Unit.PERCENT, Unit.INDEX, Unit.POINT))
    above = [(name, power) for name, power in measure.powers if power > 0 or name not in DIVISORS]
    if above:
        return above == [(str(unit), 1)]
    if measure.powers:  # only divisors are left: so many per person
        return unit in (Unit.INDEX, Unit.POINT)
    if not measure.scale:
        return unit in (Unit.PERCENT, Unit.INDEX, Unit.POINT)
    if unit is Unit.INDEX:
        return True
    return measure.scale == unit or (measure.scale, unit) in CALLED


# One scale may be given the name of another: a percentage counted as points of a method, marks averaged to points.
CALLED = (
    (Unit.PERCENT, Unit.POINT),
    (Unit.POINT, Unit.PERCENT),
    (Unit.INDEX, Unit.POINT),
    (Unit.INDEX, Unit.PERCENT),
    (Unit.MARK, Unit.POINT),
)

TITLES: dict[Unit, tuple[str, str]] = {
    Unit.NUMBER: ("число", "number"),
    Unit.PERCENT: ("проценты", "per cent"),
    Unit.PERSON: ("человек", "persons"),
    Unit.ORGANISATION: ("организации", "organisations"),
    Unit.ITEM: ("единицы", "items"),
    Unit.POINT: ("баллы", "points"),
    Unit.MARK: ("отметка", "mark"),
    Unit.YES_NO: ("да/нет", "yes/no"),
    Unit.SQUARE_METRE: ("м²", "m²"),
    Unit.DAY: ("дни", "days"),
    Unit.HOUR: ("часы", "hours"),
    Unit.YEAR: ("годы", "years"),
    Unit.ROUBLE: ("рубли", "roubles"),
    Unit.INDEX: ("индекс", "index"),
}


def title(measure: Measure, language: str = "ru") -> str:
    """«человек / организации», «проценты», «число»."""
    column = 0 if language == "ru" else 1
    if measure.count:
        return ("количество", "a count")[column]
    if not measure.powers:
        return TITLES[Unit(measure.scale)][column] if measure.scale else TITLES[Unit.NUMBER][column]
    above = [_power(name, power, column) for name, power in measure.powers if power > 0]
    below = [_power(name, -power, column) for name, power in measure.powers if power < 0]
    return " × ".join(above or ["1"]) + "".join(f" / {name}" for name in below)


def _power(name: str, power: int, column: int) -> str:
    return TITLES[Unit(name)][column] + (f"^{power}" if power > 1 else "")
