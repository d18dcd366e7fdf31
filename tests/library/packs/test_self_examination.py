"""Self-examination, order 1324: the lists are whole, nothing derived is typed, a whole form gives its table."""

from __future__ import annotations

import pytest
from tests.library.packs.made import TOWN, by_code, data, facts

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.request import Engine, Request
from msoko.methodology.loading import load
from msoko.methodology.model import Fact, Indicator, Methodology
from msoko.vocabulary import Checked, Period, PeriodKind, Unit

# The numbered lines of the appendices, in their order.
LINES = {
    "doo": """1.1 1.1.1 1.1.2 1.1.3 1.1.4 1.2 1.3 1.4 1.4.1 1.4.2 1.4.3 1.5 1.5.1 1.5.2 1.5.3 1.6 1.7 1.7.1 1.7.2 1.7.3
        1.7.4 1.8 1.8.1 1.8.2 1.9 1.9.1 1.9.2 1.10 1.11 1.12 1.13 1.14 1.15.1 1.15.2 1.15.3 1.15.4 1.15.5 1.15.6 2.1 2.2
        2.3 2.4 2.5""",
    "oo": """1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.13 1.14 1.15 1.16 1.17 1.18 1.19 1.19.1 1.19.2 1.19.3
        1.20 1.21 1.22 1.23 1.24 1.25 1.26 1.27 1.28 1.29 1.29.1 1.29.2 1.30.1 1.30.2 1.31 1.32 1.33 1.34 2.1 2.2 2.3
        2.4 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.5 2.6""",
    "dod": """1.1 1.1.1 1.1.2 1.1.3 1.1.4 1.2 1.3 1.4 1.5 1.6 1.6.1 1.6.2 1.6.3 1.6.4 1.7 1.8 1.8.1 1.8.2 1.8.3 1.8.4
        1.8.5 1.9 1.9.1 1.9.2 1.9.3 1.9.4 1.9.5 1.10 1.10.1 1.10.2 1.10.3 1.10.4 1.10.5 1.11 1.11.1 1.11.2 1.11.3 1.11.4
        1.11.5 1.12 1.13 1.14 1.15 1.16 1.17 1.17.1 1.17.2 1.18 1.18.1 1.18.2 1.19 1.20 1.21 1.22 1.23.1 1.23.2 1.24 2.1
        2.2 2.2.1 2.2.2 2.2.3 2.2.4 2.2.5 2.2.6 2.3 2.3.1 2.3.2 2.3.3 2.4 2.5 2.6 2.6.1 2.6.2 2.6.3 2.6.4 2.6.5 2.7""",
}
APPENDIX = {"doo": "1", "oo": "2", "dod": "5"}
KIND = {"doo": "kindergarten", "oo": "school", "dod": "additional"}
DERIVED_ONLY = {"doo": {"1.9", "1.14"}, "oo": set(), "dod": {"1.18"}}  # nothing is entered on these lines
YEAR = Period.parse("2024")


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load(["self-examination-1324"])


def _indicators(methodology: Methodology, key: str) -> dict[str, Indicator]:
    prefix = f"selfexam.{key}."
    mine = {code: one for code, one in methodology.indicators.items() if code.startswith(prefix)}
    return {code.removeprefix(prefix).replace("_", "."): one for code, one in mine.items()}


def _facts(methodology: Methodology, key: str) -> list[Fact]:
    return [fact for fact in methodology.facts.values() if fact.form == f"1324-{APPENDIX[key]}"]


@pytest.mark.parametrize("key", LINES)
def test_every_line_of_the_act_has_its_indicator_and_its_fact(methodology: Methodology, key: str) -> None:
    lines = LINES[key].split()
    assert set(_indicators(methodology, key)) == set(lines)
    entered = [fact.line for fact in _facts(methodology, key) if fact.line]
    assert entered == [line for line in lines if line not in DERIVED_ONLY[key]]  # in the order of the act


@pytest.mark.parametrize("key", LINES)
def test_lines_say_where_they_stand_in_the_act(methodology: Methodology, key: str) -> None:
    for line, indicator in _indicators(methodology, key).items():
        assert indicator.legal_basis.endswith(f"приложение № {APPENDIX[key]}, строка {line}")
        assert indicator.applies_when.startswith(f"kind == '{KIND[key]}'")
        assert indicator.period is PeriodKind.CALENDAR_YEAR


def test_only_lines_seen_in_the_act_are_said_to_be_checked(methodology: Methodology) -> None:
    against = {c for c, one in methodology.indicators.items() if one.checked is Checked.AGAINST_THE_ACT}
    assert {f"selfexam.oo.1_{i}" for i in range(1, 6)} <= against
    assert not any(code.startswith("selfexam.dod.") for code in against)
    assert methodology.indicators["selfexam.oo.1_25"].checked is Checked.NOT_YET


def test_no_share_is_typed(methodology: Methodology) -> None:
    """Percentages are derived from counts: no fact is a percent, every percent is 100 × X / Y or 100 × share."""
    assert [fact.code for fact in methodology.facts.values() if fact.unit is Unit.PERCENT] == []
    for indicator in methodology.indicators.values():
        if indicator.unit is Unit.PERCENT:
            formula = parse(indicator.formula)
            assert isinstance(formula, tree.Binary) and formula.op in ("*", "/"), indicator.code


def test_a_received_mean_carries_its_weight(methodology: Methodology) -> None:
    means = [fact for fact in methodology.facts.values() if fact.unit is Unit.POINT]
    assert [fact.line for fact in means] == ["1.6", "1.7", "1.8", "1.9"]
    for fact in means:
        assert fact.over_objects == "weighted_mean"
        assert methodology.facts[fact.weight].unit is Unit.PERSON


def test_every_part_is_checked_against_its_base(methodology: Methodology) -> None:
    """Whatever is divided by a base is compared with that base when the form is filled in."""
    for indicator in methodology.indicators.values():
        formula = parse(indicator.formula)
        if indicator.unit is not Unit.PERCENT or "share(" in indicator.formula:
            continue
        assert isinstance(formula, tree.Binary)
        (base,) = _names(formula.right)
        for part in _names(formula.left):
            rules = [check.rule for fact in methodology.facts.values() for check in fact.checks]
            assert f"{part} <= {base}" in rules, part


def _names(node: tree.Node) -> list[str]:
    if isinstance(node, tree.Name):
        return [node.name]
    return [name for child in tree.children(node) for name in _names(child)]


def test_checks_name_known_facts_and_parse(methodology: Methodology) -> None:
    checks = [(fact, check) for fact in methodology.facts.values() for check in fact.checks]
    assert len(checks) > 150
    for fact, check in checks:
        named = _names(parse(check.rule))
        assert fact.code in named
        assert set(named) <= set(methodology.facts), check.rule
        assert check.message and check.severity == "warning"


# The whole form of one school: line -> what is entered. The bases that the act does not number come last.
FORM = {
    "1.1": 412, "1.2": 170, "1.3": 202, "1.4": 40, "1.5": 173, "1.6": 28.4, "1.7": 15.9, "1.8": 66.2, "1.9": 58.5,
    "1.10": 1, "1.11": 3, "1.12": 0, "1.13": 2, "1.14": 1, "1.15": 0, "1.16": 4, "1.17": 3, "1.18": 305, "1.19": 96,
    "1.19.1": 7, "1.19.2": 2, "1.19.3": 0, "1.20": 0, "1.21": 40, "1.22": 412, "1.23": 25, "1.24": 33, "1.25": 27,
    "1.26": 26, "1.27": 6, "1.28": 5, "1.29": 19, "1.29.1": 8, "1.29.2": 11, "1.30.1": 6, "1.30.2": 9, "1.31": 7,
    "1.32": 11, "1.33": 36, "1.34": 35, "2.1": 118, "2.2": 9270, "2.3": 1, "2.4": 1, "2.4.1": 1, "2.4.2": 0, "2.4.3": 1,
    "2.4.4": 1, "2.4.5": 0, "2.5": 412, "2.6": 3131.2,
}  # fmt: skip
BASES = {
    "1_6_participants": 45, "1_7_participants": 44, "1_8_participants": 18, "1_9_participants": 11,
    "graduates_9": 46, "graduates_11": 18, "admin": 38,
}  # fmt: skip

# What the form must give, worked out with a pocket calculator.
TABLE = {
    "1.1": 412, "1.2": 170, "1.3": 202, "1.4": 40, "1.5": 41.990291, "1.6": 28.4, "1.7": 15.9, "1.8": 66.2, "1.9": 58.5,
    "1.10": 2.173913, "1.11": 6.521739, "1.12": 0, "1.13": 11.111111, "1.14": 2.173913, "1.15": 0, "1.16": 8.695652,
    "1.17": 16.666667, "1.18": 74.029126, "1.19": 23.300971, "1.19.1": 1.699029, "1.19.2": 0.485437, "1.19.3": 0,
    "1.20": 0, "1.21": 9.708738, "1.22": 100, "1.23": 6.067961, "1.24": 33, "1.25": 81.818182, "1.26": 78.787879,
    "1.27": 18.181818, "1.28": 15.151515, "1.29": 57.575758, "1.29.1": 24.242424, "1.29.2": 33.333333,
    "1.30.1": 18.181818, "1.30.2": 27.272727, "1.31": 21.212121, "1.32": 33.333333, "1.33": 94.736842,
    "1.34": 92.105263, "2.1": 0.286408, "2.2": 22.5, "2.3": 100, "2.4": 100, "2.4.1": 100, "2.4.2": 0, "2.4.3": 100,
    "2.4.4": 100, "2.4.5": 0, "2.5": 100, "2.6": 7.6,
}  # fmt: skip


def _form(lines: dict[str, float], bases: dict[str, float]) -> dict[str, float | None]:
    entered = {line.replace(".", "_"): value for line, value in lines.items()} | bases
    return {f"selfexam_oo_{line}": value for line, value in entered.items()}


@pytest.fixture(scope="module", params=[ReferenceEngine(), DuckDBEngine()], ids=lambda engine: str(engine.name))
def table(methodology: Methodology, request: pytest.FixtureRequest) -> dict[str, dict[str, float | None]]:
    """group -> line -> value: one school that filled in everything, one that left 1.5 and 1.6 empty, a kindergarten."""
    second = {**_form(FORM, BASES), "selfexam_oo_1_5": None, "selfexam_oo_1_6": None, "selfexam_oo_1_1": 100.0}
    rows = [*facts("s1", _form(FORM, BASES)), *facts("s2", second)]
    kinds = {"s1": "school", "s2": "school", "k1": "kindergarten"}
    codes = tuple(code for code in methodology.indicators if code.startswith("selfexam.oo."))
    engine: Engine = request.param
    values = engine.compute(methodology, data(YEAR, kinds, {"facts": rows}), Request(codes, (YEAR,)))
    groups = {"s1": "organisation", "s2": "organisation", "k1": "organisation", TOWN: "municipality"}
    return {
        group: {code.removeprefix("selfexam.oo.").replace("_", "."): value for code, value in found.items()}
        for group, level in groups.items()
        for found in [by_code(values, level, group)]
    }


def test_a_whole_form_gives_the_whole_table(table: dict[str, dict[str, float | None]]) -> None:
    assert set(table["s1"]) == set(LINES["oo"].split())
    assert table["s1"] == pytest.approx(TABLE, abs=5.1e-7)


def test_a_line_left_empty_is_empty_and_pulls_nothing_down(table: dict[str, dict[str, float | None]]) -> None:
    assert table["s2"]["1.5"] is None and table["s2"]["1.6"] is None
    assert table[TOWN]["1.5"] == pytest.approx(100 * 173 / 412)  # of the school that answered, not of 512 pupils
    assert table[TOWN]["1.6"] == pytest.approx(28.4)
    assert table[TOWN]["1.18"] == pytest.approx(100 * 610 / 512)


def test_a_kindergarten_has_no_school_lines(table: dict[str, dict[str, float | None]]) -> None:
    assert set(table["k1"].values()) == {None}


def test_the_form_itself_breaks_no_check(methodology: Methodology) -> None:
    """Every rule holds on the form above; on a form with one slip the rule of that line does not."""
    assert _broken(methodology, _form(FORM, BASES)) == []
    slip = _form({**FORM, "1.2": 180}, BASES)
    assert _broken(methodology, slip) == ["Строка 1.1 должна равняться сумме строк 1.2, 1.3, 1.4"]
    slip = _form({**FORM, "1.26": 28}, BASES)
    assert _broken(methodology, slip) == ["Строка 1.26 больше строки 1.25, частью которой является"]


def _broken(methodology: Methodology, form: dict[str, float | None]) -> list[str]:
    """A tiny evaluator of its own: rules are sums compared with sums."""
    found = []
    for fact in _facts(methodology, "oo"):
        for check in fact.checks:
            rule = parse(check.rule)
            assert isinstance(rule, tree.Binary)
            left, right = _sum(rule.left, form), _sum(rule.right, form)
            holds = {"==": left == right, "<=": left <= right, ">=": left >= right}[rule.op]
            if not holds:
                found.append(check.message)
    return found


def _sum(node: tree.Node, form: dict[str, float | None]) -> float:
    return sum(form[name] or 0 for name in _names(node))
