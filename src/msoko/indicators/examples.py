"""Runs the examples of indicators on an engine and says in Russian where it answers otherwise.

The rows are made in example_data.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msoko.indicators.example_data import Case, ExampleError, gather, organisations_of
from msoko.indicators.request import Engine, Request
from msoko.methodology.model import Methodology
from msoko.vocabulary import ALL, SLICES, CellState, Level

MEASURES = ("n", "coverage", "known", "expected", "low", "high")
WORDS = {CellState.MISSING: "no value", CellState.NOT_APPLICABLE: "not applicable"}
_LEVEL_NAMES = {
    Level.ORGANISATION: "организация",
    Level.SUCCESSOR: "преемник",
    Level.KIND: "вид организаций",
    Level.SETTLEMENT: "тип поселения",
    Level.EDUCATION_LEVEL: "уровень образования",
    Level.CLUSTER: "кластер",
    Level.MUNICIPALITY: "муниципалитет",
    Level.REGION: "регион",
    Level.COUNTRY: "страна",
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ExampleFailure:
    """An example whose answer differs, or that cannot be run at all."""

    indicator: str
    number: int
    engine: str
    where: str  # "муниципалитет", "организация 2", "" = the whole example
    text: str

    def __str__(self) -> str:
        place = f", {self.where}" if self.where else ""
        return f"{self.indicator}, пример {self.number}{place} ({self.engine}): {self.text}"


def run_examples(
    methodology: Methodology, engine: Engine, codes: Collection[str] | None = None, together: int = 3
) -> tuple[ExampleFailure, ...]:
    """Every example of the named indicators (None = all).

    together: indicators that share a request. It only saves time: few for a slow engine, many for a fast one.
    """
    failures: list[ExampleFailure] = []
    indicators = [one for one in methodology.indicators.values() if codes is None or one.code in codes]
    for start in range(0, len(indicators), together):
        cases = [
            Case(one, number, example, f"{one.code}#{number}")
            for one in indicators[start : start + together]
            for number, example in enumerate(one.examples, 1)
        ]
        groups: dict[tuple[Any, ...], list[Case]] = defaultdict(list)
        for case in cases:
            key = (case.indicator.period, case.example.period, *sorted(case.example.options.items()))
            groups[key].append(case)
        for group in groups.values():
            failures.extend(_run(methodology, engine, group))
    return tuple(failures)


def _run(methodology: Methodology, engine: Engine, cases: Sequence[Case]) -> Iterator[ExampleFailure]:
    """Cases of one period and one set of options. If they fail together, each is run alone to find the culprit."""
    codes = tuple(dict.fromkeys(case.indicator.code for case in cases))
    try:
        request = Request(codes, (cases[0].period,), cases[0].example.options)
        values = engine.compute(methodology, gather(methodology, cases), request).to_pylist()
    except Exception as error:
        if len(cases) > 1:
            for case in cases:
                yield from _run(methodology, engine, [case])
            return
        reason = str(error) if isinstance(error, ExampleError) else f"не вычислен: {type(error).__name__}: {error}"
        yield ExampleFailure(cases[0].indicator.code, cases[0].number, engine.name, "", reason)
        return
    by_group: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in values:
        by_group[row["indicator"], row["object_id"].split("/")[0]].append(row)
    for case in cases:
        for where, text in _judge(methodology, case, by_group):
            yield ExampleFailure(case.indicator.code, case.number, engine.name, where, text)


def _judge(
    methodology: Methodology, case: Case, by_group: Mapping[tuple[str, str], Sequence[Row]]
) -> Iterator[tuple[str, str]]:
    """(where, what is wrong) for everything that the example expects."""
    code, expect = case.indicator.code, case.example.expect
    top = Level.MUNICIPALITY if Level.MUNICIPALITY in case.indicator.levels else case.indicator.levels[-1]
    if expect is None:
        yield "", "не сказано, что ожидается (ключ expect)"
        return
    if not isinstance(expect, Mapping):
        expect = {str(top): expect}
    slices = {name: str(value) for name, value in expect.get("slice", {}).items()}
    for key, wanted in expect.items():
        if key == "slice":
            continue
        if key in MEASURES:
            row = _pick(case, by_group, code, top, _group(case, top, 1), slices)
            if fault := _differs(None if row is None else row[key], wanted):
                yield f"{_LEVEL_NAMES[top]}, {key}", fault
        elif key in tuple(Level):
            level = Level(key)
            if level not in case.indicator.levels:
                yield _LEVEL_NAMES[level], "на этом уровне показатель не вычисляется (levels)"
                continue
            for name, group, one in _targets(methodology, case, level, wanted):
                row = _pick(case, by_group, code, level, group, slices)
                if fault := _differs(_answer(row), one):
                    yield name, fault
        else:
            yield "", f"неизвестный ключ «{key}» в expect; есть: {', '.join([*Level, *MEASURES, 'slice'])}"


def _targets(methodology: Methodology, case: Case, level: Level, wanted: Any) -> Iterator[tuple[str, str, Any]]:
    """(name for messages, group id, wanted): a list goes by organisations, a table by the names of groups."""
    title = _LEVEL_NAMES[level]
    if isinstance(wanted, Mapping):
        for name, one in wanted.items():
            yield f"{title} {name}", f"{case.name}/{name}", one
    elif isinstance(wanted, list):
        for number, one in enumerate(wanted, 1):
            yield f"{title} {number}", _group(case, level, number), one
    elif level in (Level.ORGANISATION, Level.SUCCESSOR):
        for number in range(1, organisations_of(methodology, case) + 1):
            yield f"{title} {number}", _group(case, level, number), wanted
    else:
        yield title, _group(case, level, 1), wanted


def _group(case: Case, level: Level, number: int) -> str:
    """The id of a group of the example; of kinds, settlements and clusters the only one is taken (see _pick)."""
    names = {Level.MUNICIPALITY: case.name, Level.REGION: case.region, Level.COUNTRY: f"{case.name}.country"}
    if level in (Level.ORGANISATION, Level.SUCCESSOR):
        return case.organisation(number)
    return names.get(level, f"{case.name}/")


def _pick(
    case: Case,
    by_group: Mapping[tuple[str, str], Sequence[Row]],
    code: str,
    level: Level,
    group: str,
    slices: Mapping[str, str],
) -> Row | None:
    """The value of a group. Without stated slices: the total, or the only breakdown if the indicator has no total."""
    rows = [row for row in by_group.get((code, group.split("/")[0]), ()) if row["level"] == level]
    if group.endswith("/"):
        found = {row["object_id"] for row in rows}
        group = min(found) if len(found) == 1 else group
    rows = [row for row in rows if row["object_id"] == group]
    if slices or case.indicator.total:
        wanted = {name: slices.get(name, ALL) for name in SLICES}
        return next((row for row in rows if all(row[name] == wanted[name] for name in SLICES)), None)
    return rows[0] if len(rows) == 1 else None


def _answer(row: Row | None) -> Any:
    """A number, or the words of a state; a breakdown that has no row has no value."""
    if row is None:
        return "no value"
    state = CellState(row["state"])
    return row["value"] if state is CellState.VALUE else WORDS[state]


def _differs(found: Any, wanted: Any) -> str:
    """What to say if `found` is not `wanted`, else nothing."""
    if isinstance(wanted, str) or isinstance(found, str) or found is None:
        same = found == wanted or (found is None and wanted == "no value")
    else:
        same = abs(Decimal(str(found)) - Decimal(str(wanted))) <= _tolerance(Decimal(str(wanted)))
    return "" if same else f"ожидалось {_shown(wanted)}, получено {_shown(found)}"


def _tolerance(wanted: Decimal) -> Decimal:
    """Two or more typed decimals mean «rounded to them»; fewer mean the exact number."""
    exponent = wanted.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    exact = max(abs(wanted), Decimal(1)) * Decimal("1e-9")
    return exact if decimals < 2 else exact + Decimal(5).scaleb(-decimals - 1)


def _shown(value: Any) -> str:
    words = {"no value": "«нет значения»", "not applicable": "«не применяется»", None: "«нет значения»"}
    return words[value] if value in words else str(value).replace(".", ",")
