"""Independent assessment of conditions: lists, weights, and whole organisations worked out by other means."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from tests.library.packs.made import TOWN, answers, by_code, data, facts, observations

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.request import Engine, Request
from msoko.methodology.loading import load
from msoko.methodology.model import Methodology
from msoko.vocabulary import Period

YEAR = Period.parse("2024")
CHECKLISTS = {"stand": 13, "site": 14, "remote": 4, "comfort": 5, "equipment": 5, "access": 6}
Replies = Mapping[str, Mapping[str, str]]
Seen = Mapping[str, int]


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load(["nok-uood"])


def test_sources_list_exactly_the_requirements_of_their_checklist(methodology: Methodology) -> None:
    for name, size in CHECKLISTS.items():
        written = {one.code for one in methodology.requirements.values() if one.checklist == f"nok_{name}"}
        where = parse(methodology.sources[f"nok_{name}"].where)
        assert isinstance(where, tree.In)
        listed = [choice.value for choice in where.choices if isinstance(choice, tree.Text)]
        assert len(listed) == size and set(listed) == written


def test_a_received_title_means_one_requirement_or_question(methodology: Methodology) -> None:
    titles = [one.title for one in (*methodology.requirements.values(), *methodology.questions.values())]
    assert len(set(titles)) == len(titles)


def test_the_questionnaire_skips_waiting_time_and_keeps_its_filters(methodology: Methodology) -> None:
    questions = methodology.questions
    assert list(questions) == [f"nok_q{n}" for n in range(1, 19) if n != 5]
    asked_of_some = {code: one.ask_when for code, one in questions.items() if one.ask_when}
    assert asked_of_some == {
        "nok_q2": "nok_q1 == 'yes'",
        "nok_q4": "nok_q3 == 'yes'",
        "nok_q8": "nok_q7 == 'yes'",
        "nok_q12": "nok_q11 == 'yes'",
    }


def test_weights_of_every_criterion_add_up_to_one(methodology: Methodology) -> None:
    found = {}
    for number in range(1, 6):
        formula = parse(methodology.indicators[f"nok.k{number}"].formula)
        for composite in (node for node in _walk(formula) if isinstance(node, tree.Composite)):
            found[number] = sum(weight.value for weight in composite.weights if isinstance(weight, tree.Number))
    assert found == {1: 1, 3: 1, 4: 1}


def _walk(node: tree.Node) -> list[tree.Node]:
    return [node, *(inner for child in tree.children(node) for inner in _walk(child))]


# ---- two whole organisations ------------------------------------------------------------------------------------
def _replies(count: int, disabled: bool, remote: bool) -> dict[str, dict[str, str]]:
    """Replies that follow the filters of the questionnaire; who says what goes by the respondent's number."""
    made = {}
    for i in range(count):
        said = {"nok_q1": i % 4 != 0, "nok_q3": i % 3 == 0, "nok_q6": i % 7 != 0, "nok_q7": disabled and i % 10 == 0}
        said["nok_q11"] = remote and i % 2 == 0
        if said["nok_q1"]:
            said["nok_q2"] = i % 5 != 0
        if said["nok_q3"]:
            said["nok_q4"] = i % 4 != 1
        if said["nok_q7"]:
            said["nok_q8"] = i % 20 == 0
        if said["nok_q11"]:
            said["nok_q12"] = i % 6 != 0
        said |= {"nok_q9": i % 9 != 0, "nok_q10": i % 11 != 0, "nok_q13": i % 8 != 0, "nok_q14": i % 3 != 1}
        if i != 5:  # one person left the last question empty
            said["nok_q15"] = i % 6 != 2
        made[f"r{i}"] = {question: "yes" if yes else "no" for question, yes in said.items()}
    return made


def _seen(methodology: Methodology, missed: set[str], not_asked: set[str]) -> dict[str, int]:
    return {code: int(code not in missed) for code in methodology.requirements if code not in not_asked}


ONE_MISSED = {
    "nok_stand_13", "nok_site_grants", "nok_remote_services", "nok_comfort_rest", "nok_equipment_lift",
    "nok_equipment_wheelchair", "nok_equipment_parking", "nok_access_sound", "nok_access_braille", "nok_access_sign",
}  # fmt: skip
TWO_MISSED = {"nok_site_vacant", "nok_site_budget", "nok_remote_survey", "nok_equipment_ramp", "nok_access_remote"}
TWO_NOT_ASKED = {"nok_stand_05", "nok_site_international"}  # a kindergarten has no accreditation


def plain(replies: Replies, seen: Seen, if_nobody: float | None, whole: bool, two: bool) -> dict[str, float]:
    """The act followed in plain Python. if_nobody: None = leave out and share the weights among the rest."""

    def share(question: str) -> float | None:
        said = [reply[question] for reply in replies.values() if question in reply]
        return 100 * said.count("yes") / len(said) if said else None

    def part(name: str) -> list[int]:
        return [score for code, score in seen.items() if code.startswith(f"nok_{name}_")]

    def rounded(x: float | None) -> float | None:
        return x if x is None or not whole else float(math.floor(x + 0.5))

    def weighted(pairs: list[tuple[float | None, float]]) -> float | None:
        if if_nobody is not None:
            pairs = [(if_nobody if x is None else x, w) for x, w in pairs]
        known = [(x, w) for x, w in pairs if x is not None]
        return sum(x * w for x, w in known) / sum(w for _, w in known) if known else None

    stand, site = part("stand"), part("site")
    p: dict[str, float | None] = {
        "1_1": (sum(stand) / len(stand) + sum(site) / len(site)) / 2 * 100,
        "1_2": min(100.0, 30.0 * sum(part("remote"))),
        "1_3": weighted([(share("nok_q2"), 0.5), (share("nok_q4"), 0.5)]),
        "2_1": min(100.0, 20.0 * sum(part("comfort"))),
        "2_3": share("nok_q6"),
        "3_1": min(100.0, 20.0 * sum(part("equipment"))),
        "3_2": min(100.0, 20.0 * sum(part("access"))),
        "3_3": share("nok_q8"),
        "4_1": share("nok_q9"),
        "4_2": share("nok_q10"),
        "4_3": share("nok_q12"),
        "5_1": share("nok_q13"),
        "5_2": share("nok_q14"),
        "5_3": share("nok_q15"),
    }
    r = {name: rounded(x) for name, x in p.items()}
    r["2_2"] = rounded((r["2_1"] + r["2_3"]) / 2)  # type: ignore[operator]
    r["k1"] = weighted([(r["1_1"], 0.3), (r["1_2"], 0.3), (r["1_3"], 0.4)])
    r["k2"] = weighted(
        [(r["2_1"], 0.5), (r["2_3"], 0.5)] if two else [(r["2_1"], 0.3), (r["2_2"], 0.4), (r["2_3"], 0.3)]
    )
    r["k3"] = weighted([(r["3_1"], 0.3), (r["3_2"], 0.4), (r["3_3"], 0.3)])
    r["k4"] = weighted([(r["4_1"], 0.4), (r["4_2"], 0.4), (r["4_3"], 0.2)])
    r["k5"] = weighted([(r["5_1"], 0.3), (r["5_2"], 0.2), (r["5_3"], 0.5)])
    r["total"] = sum(r[f"k{i}"] for i in range(1, 6)) / 5  # type: ignore[misc]
    return {f"nok.{name}": x for name, x in r.items()}  # type: ignore[misc]


CHOICES = [
    ({}, None, False, False),
    pytest.param({"nok_no_respondents": "as full"}, 100.0, False, False, marks=pytest.mark.slow),
    ({"nok_no_respondents": "as zero", "nok_rounding": "whole", "nok_criterion_2": "two indicators"}, 0.0, True, True),
    pytest.param({"nok_rounding": "whole"}, None, True, False, marks=pytest.mark.slow),
    pytest.param({"nok_criterion_2": "two indicators"}, None, False, True, marks=pytest.mark.slow),
]


def _known(values: Mapping[str, float | None]) -> dict[str, float]:
    return {code: value for code, value in values.items() if value is not None}


@pytest.mark.parametrize("engine", [ReferenceEngine(), pytest.param(DuckDBEngine(), marks=pytest.mark.slow)])
@pytest.mark.parametrize(("options", "if_nobody", "whole", "two"), CHOICES)
def test_two_whole_organisations_and_their_municipality(
    methodology: Methodology, engine: Engine, options: dict[str, str], if_nobody: float | None, whole: bool, two: bool
) -> None:
    first = _replies(24, True, True), _seen(methodology, ONE_MISSED, set())
    second = _replies(12, False, False), _seen(methodology, TWO_MISSED, TWO_NOT_ASKED)
    expected = {name: plain(*sent, if_nobody, whole, two) for name, sent in (("o1", first), ("o2", second))}
    assert expected["o1"]["nok.total"] != expected["o2"]["nok.total"]
    tables = {
        "answers": [*answers("o1", first[0], "nok-675n"), *answers("o2", second[0], "nok-675n")],
        "observations": [*observations("o1", first[1]), *observations("o2", second[1])],
    }
    kinds = {"o1": "school", "o2": "kindergarten"}
    codes = (*expected["o1"], "nok.total_by_criteria")
    values = engine.compute(methodology, data(YEAR, kinds, tables), Request(codes, (YEAR,), options))
    for name in ("o1", "o2"):
        assert _known(by_code(values, "organisation", name)) == pytest.approx(_known(expected[name]), rel=1e-9)
    assert by_code(values, "kind", f"{TOWN}/kindergarten")["nok.total"] == pytest.approx(expected["o2"]["nok.total"])
    town = by_code(values, "municipality")
    for code in ("nok.1_1", "nok.k3", "nok.total"):
        known = [expected[name][code] for name in ("o1", "o2") if expected[name][code] is not None]
        assert town[code] == pytest.approx(sum(known) / len(known), rel=1e-9)
    assert town["nok.total_by_criteria"] == pytest.approx(town["nok.total"], rel=1e-9)  # every criterion is there


SEEN = {"nok_comfort_water": 1, "nok_comfort_rest": 1, "nok_comfort_toilets": 0}
TWICE = [*observations("o1", SEEN, "first"), *observations("o1", SEEN, "second")]
IN_PARTS = [
    *observations("o1", {"nok_comfort_water": 1}, "first"),
    *observations("o1", {"nok_comfort_rest": 1}, "second"),
]


@pytest.mark.parametrize("rows", [TWICE, IN_PARTS])
def test_two_visits_do_not_count_twice(methodology: Methodology, rows: list[Mapping[str, object]]) -> None:
    """Two experts saw the same conditions, or the conditions were seen on two days: 20 points each, 40 in all."""
    given = data(YEAR, {"o1": "school"}, {"observations": rows})
    values = ReferenceEngine().compute(methodology, given, Request(("nok.2_1",), (YEAR,)))
    assert by_code(values, "organisation", "o1") == {"nok.2_1": 40}


@pytest.mark.parametrize(
    ("recipients", "needed"), [(1, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 4), (1499, 600), (4000, 600)]
)
def test_the_sample_is_forty_percent_rounded_up_but_no_more_than_six_hundred(
    methodology: Methodology, recipients: int, needed: int
) -> None:
    assert needed == min(600, math.ceil(0.4 * recipients))
    rows = answers("o1", {"r1": {"nok_q15": "yes"}}, "nok-675n")
    tables = {"answers": rows, "facts": facts("o1", {"nok_recipients": recipients})}
    values = ReferenceEngine().compute(
        methodology, data(YEAR, {"o1": "school"}, tables), Request(("nok.survey_coverage",), (YEAR,))
    )
    assert by_code(values, "organisation", "o1")["nok.survey_coverage"] == pytest.approx(100 / needed)
