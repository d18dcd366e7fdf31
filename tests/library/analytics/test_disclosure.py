"""Published tables are attacked by whole-number programming; no hidden count may come out within the threshold.

One file on purpose, over 300 lines: the attacker and what it attacks are checked against each other here.
"""

import random
from itertools import product
from time import perf_counter

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.library.analytics.rows import indicator, methodology, row, share, values

from msoko.analytics.additivity import sums_of
from msoko.analytics.attack import Attack, Sum
from msoko.analytics.disclosure import Policy, Reason, protect, publishable
from msoko.analytics.persons import Persons, about_persons, persons_of
from msoko.methodology.model import Fact
from msoko.organisations.placing import PLACEMENTS
from msoko.vocabulary import Uncertainty, Unit

KNOWN = methodology(indicator(), indicator("count", unit=Unit.PERSON), indicator("mean", unit=Unit.POINT))


def placements(groups):
    rows = [
        {"object_id": o, "period": "2024-25", "level": level, "group_id": g, "covered": True}
        for (level, g), members in groups.items()
        for o in members
    ]
    return pa.Table.from_pylist(rows, PLACEMENTS)


def district(counts, groups, sexes=False):
    """Shares of organisations {o: {sex: (k, n)}} with the totals of their groups, by sex and together."""
    rows = []
    everyone = {("organisation", o): [o] for o in counts} | dict(groups)
    for (level, g), members in everyone.items():
        for sex in ("female", "male", "all") if sexes else ("all",):
            cells = [counts[o][s] for o in members for s in counts[o] if sex in (s, "all")]
            k, n = sum(c[0] for c in cells), sum(c[1] for c in cells)
            if n:
                rows.append(share(k, n, level=level, object_id=g, sex=sex))
    return values(*rows)


def shown(table):
    return {(r["level"], r["object_id"], r["sex"]): r["shown"] for r in table.to_pylist()}


def reasons(table):
    return {(r["object_id"], r["sex"]): r["reason"] for r in table.to_pylist() if r["reason"]}


@pytest.mark.parametrize(
    ("persons", "reason"),
    [
        (Persons(9, 5), Reason.SMALL), (Persons(9), Reason.SMALL),
        (Persons(30, 9), Reason.SMALL), (Persons(30, 21), Reason.SMALL),
        (Persons(30, 0), Reason.UNANIMOUS), (Persons(30, 30), Reason.UNANIMOUS), (Persons(30, 15), None),
        (Persons(20, 10), None), (Persons(10), None), (Persons(0), None),
    ],
)  # fmt: skip
def test_few_persons_few_of_them_and_all_of_them_are_sensitive(persons, reason):
    found = Policy().sensitive(persons)
    assert (found and found.reason) == reason


def test_a_zero_share_may_be_shown_if_the_publisher_says_so():
    assert Policy(unanimous=False).sensitive(Persons(30, 0)) is None


def test_a_rounded_percentage_with_n_is_a_count():
    assert persons_of(share(331, 587), KNOWN.indicators["i"]) == Persons(587, 331)
    assert persons_of(row("mean", value=61.2, n=19), KNOWN.indicators["mean"]) == Persons(19)
    assert persons_of(row("i", state="missing"), KNOWN.indicators["i"]) is None


def test_what_is_not_about_persons_is_not_hidden():
    unit = {"uncertainty": Uncertainty.NONE, "unit": Unit.NUMBER}
    facts = (Fact(code="computers", title="", unit=Unit.ITEM), Fact(code="pupils", title="", unit=Unit.PERSON))
    things = indicator("things", formula="sum(computers)", **unit)
    people = indicator("people", formula="sum(computers) / sum(pupils)", **unit)
    over = indicator("over", formula="value('people') * 2", **unit)
    known = methodology(things, people, over, facts=facts)
    assert [about_persons(known.indicators[c], known) for c in ("things", "people", "over")] == [False, True, True]
    table = protect(values(row("things", value=3.0, n=3), row("people", value=3.0, n=3)), known, placements({}))
    assert table["shown"].to_pylist() == [True, False]


def test_one_hidden_school_takes_another_with_it_because_the_total_is_shown():
    counts = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}}
    table = protect(district(counts, {("municipality", "m"): "abc"}), KNOWN, placements({("municipality", "m"): "abc"}))
    assert reasons(table) == {("a", "all"): "small", ("b", "all"): "complement"}  # the smaller of the two that suffice
    assert shown(table)[("municipality", "m", "all")]


def test_what_is_hidden_keeps_its_state_and_is_never_zero():
    counts = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}}
    public = publishable(protect(district(counts, {}), KNOWN, placements({}))).to_pylist()
    hidden = next(r for r in public if r["object_id"] == "a")
    assert (hidden["state"], hidden["shown"]) == ("value", False)
    assert [hidden[name] for name in ("value", "n", "low", "high")] == [None] * 4
    assert "reason" not in hidden
    assert next(r for r in public if r["object_id"] == "c")["value"] == 50.0


def test_a_group_of_one_school_hides_its_total_too():
    counts = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}}
    groups = {("kind", "m/school"): "a", ("municipality", "m"): "ab"}
    table = protect(district(counts, groups), KNOWN, placements(groups))
    assert not shown(table)[("kind", "m/school", "all")]


def enumerate_bounds(rows, sums, known, top):
    """Every table of whole numbers that fits, by brute force."""
    hidden = [key for key in rows if key not in known]
    found = {(key, part): set() for key in hidden for part in ("n", "k", "rest")}
    pairs = [(n, k) for n in range(top + 1) for k in range(n + 1)]
    for guess in product(pairs, repeat=len(hidden)):
        table = {key: (rows[key].n, rows[key].k) for key in known} | dict(zip(hidden, guess, strict=True))
        if all(table[s.total][i] == sum(table[p][i] for p in s.parts) for s in sums for i in (0, 1)):
            for key in hidden:
                n, k = table[key]
                for part, number in (("n", n), ("k", k), ("rest", n - k)):
                    found[key, part].add(number)
    return {place: (min(numbers), max(numbers)) for place, numbers in found.items()}


@pytest.mark.parametrize("seed", range(4))
def test_the_bounds_of_the_attack_equal_brute_force(seed):
    dice = random.Random(seed)
    parts = {(x,): Persons(n := dice.randint(1, 2), dice.randint(0, n)) for x in "abcd"}

    def total(*keys):
        return Persons(sum(parts[(k,)].n for k in keys), sum(parts[(k,)].k for k in keys))

    rows = {**parts, ("t",): total(*"abcd"), ("u",): total(*"ab")}
    sums = (Sum(("t",), tuple(parts), True), Sum(("u",), (("a",), ("b",)), True))
    known = frozenset({("t",), ("d",)} | ({("u",)} if seed % 2 else set()))
    hidden_small = [key for key in rows if key not in known]
    attacked = {(b.row, b.part): (b.low, b.high) for b in Attack(rows, sums, known).every()}
    if len(hidden_small) == 4:  # ("u",) follows from a and b, so leave it out of the guessing
        kept = {k: v for k, v in rows.items() if k != ("u",)}
        expected = enumerate_bounds(kept, sums[:1], known, rows[("t",)].n)
        assert {place: attacked[place] for place in expected} == expected
    else:
        assert attacked == enumerate_bounds(rows, sums, known, rows[("t",)].n)


def attack_public(protected, groups, threshold, sexes):
    """An attacker's own program: knows the groups and that sexes add up, sees only what was published.

    What it finds is judged by the truth: bounds of a hidden count below the threshold must not be narrower than it.
    """
    public = publishable(protected)
    truth = {
        (r["level"], r["object_id"], r["sex"]): (r["n"], round(r["value"] * r["n"] / 100))
        for r in protected.to_pylist()
    }
    rows = {(r["level"], r["object_id"], r["sex"]): r for r in public.to_pylist()}
    index = {key: 2 * i for i, key in enumerate(rows)}
    size = 2 * len(rows)
    lines, low, high = [], [], []

    def equation(total, parts):
        if total in rows:
            for shift in (0, 1):
                line = np.zeros(size)
                line[index[total] + shift] -= 1
                for part in parts:
                    if part in rows:
                        line[index[part] + shift] += 1
                lines.append(line), low.append(0), high.append(0)

    for (level, g), members in groups.items():
        for sex in ("all", "female", "male") if sexes else ("all",):
            equation((level, g, sex), [("organisation", o, sex) for o in members])
    if sexes:
        for level, g, sex in rows:
            if sex == "all":
                equation((level, g, "all"), [(level, g, "female"), (level, g, "male")])
    floor, ceiling = np.zeros(size), np.full(size, 10_000.0)
    for key, r in rows.items():
        line = np.zeros(size)
        line[index[key]], line[index[key] + 1] = 1, -1
        lines.append(line), low.append(0), high.append(np.inf)
        if r["shown"]:
            k = round(r["value"] * r["n"] / 100)
            floor[index[key]] = ceiling[index[key]] = r["n"]
            floor[index[key] + 1] = ceiling[index[key] + 1] = k
    narrow = []
    for key, r in rows.items():
        if r["shown"]:
            continue
        n, k = truth[key]
        for name, count, weights in (("n", n, (1, 0)), ("k", k, (0, 1)), ("rest", n - k, (1, -1))):
            if count >= threshold:
                continue
            cost = np.zeros(size)
            cost[index[key]], cost[index[key] + 1] = weights
            ends = []
            for sign in (1, -1):
                limits = LinearConstraint(np.array(lines), low, high)
                found = milp(sign * cost, constraints=limits, integrality=np.ones(size), bounds=Bounds(floor, ceiling))
                ends.append(cost @ found.x)
            if ends[1] - ends[0] < threshold - 1e-6:
                narrow.append((key, name, *ends))
    return narrow


def random_district(seed, schools, choices=(3, 8, 12, 25, 40, 60)):
    dice = random.Random(seed)
    counts = {}

    def some(n):
        return round(n * dice.choice((0.1, 0.4, 0.6, 1.0))), n

    for i in range(schools):
        sizes = [dice.choice(choices) for _ in range(2)]
        counts[f"o{i}"] = {s: some(n) for s, n in zip(("female", "male"), sizes, strict=True)}
    half = list(counts)[: schools // 2]
    groups = {
        ("municipality", "m"): list(counts),
        ("settlement", "m/urban"): half,
        ("settlement", "m/rural"): [o for o in counts if o not in half],
        ("cluster", "m/1"): list(counts)[1 : 1 + schools // 3],
    }
    return counts, groups


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_no_hidden_count_comes_out_of_a_published_table(seed):
    counts, groups = random_district(seed, 5 + seed % 4)
    protected = protect(district(counts, groups, sexes=True), KNOWN, placements(groups))
    assert 0 < sum(protected["shown"].to_pylist()) < len(protected)
    assert attack_public(protected, groups, 10, sexes=True) == []


def test_the_attack_finds_what_primary_hiding_alone_leaves_open():
    counts = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}}
    groups = {("municipality", "m"): "abc"}
    table = district(counts, groups)
    naive = table.append_column("shown", pa.array([r["n"] >= 10 for r in table.to_pylist()]))
    naive = naive.append_column("reason", pa.nulls(len(naive), pa.string()))
    assert {name for _, name, *_ in attack_public(naive, groups, 10, sexes=False)} == {"n", "k", "rest"}


def release(counts, groups, *before):
    return protect(district(counts, groups), KNOWN, placements(groups), published_before=before)


def test_a_later_release_does_not_open_an_earlier_one():
    groups = {("municipality", "m"): "abcd"}
    first = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}, "d": {"all": (60, 110)}}
    one = release(first, groups)
    assert reasons(one) == {("a", "all"): "small", ("b", "all"): "complement"}
    second = {**first, "d": {"all": (80, 150)}}
    two = release(second, groups, one)
    assert reasons(two) == {("a", "all"): "small", ("b", "all"): "before"}
    grown = {**first, "a": {"all": (30, 60)}, "d": {"all": (80, 150)}}  # a is large now, b has not moved
    three = release(grown, groups, one)
    assert ("b", "all") in reasons(three)  # with b shown, the first release would give a = 48 − 40 = 8


def test_a_correction_of_few_persons_is_not_published_as_a_difference():
    groups = {("municipality", "m"): "abc"}
    first = {"a": {"all": (30, 60)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}}
    one = release(first, groups)
    assert reasons(one) == {}
    two = release({**first, "a": {"all": (30, 61)}}, groups, one)
    assert reasons(two)[("a", "all")] == "difference"
    assert reasons(two)[("m", "all")] == "difference"  # 171 after 170 would say the same


def test_what_is_out_already_is_called_exposed_and_not_counted_on():
    groups = {("municipality", "m"): "abc"}
    counts = {"a": {"all": (5, 8)}, "b": {"all": (20, 40)}, "c": {"all": (35, 70)}}
    table = district(counts, groups)

    def published(*names):
        seen = pa.array([r["object_id"] in names for r in table.to_pylist()])
        return table.append_column("shown", seen).append_column("reason", pa.nulls(len(table), pa.string()))

    assert reasons(release(counts, groups, published("a", "b", "c", "m"))) == {("a", "all"): "exposed"}
    found = reasons(release(counts, groups, published("b")))
    assert ("b", "all") not in found  # hiding what everybody has seen protects nobody
    assert found[("a", "all")] == "small"


def test_sums_that_do_not_hold_are_not_relied_on():
    persons = {
        ("organisation", "a"): Persons(5, 2),
        ("organisation", "b"): Persons(7, 3),
        ("municipality", "m"): Persons(12, 6),
    }
    assert sums_of(persons, {("municipality", "m"): ["a", "b"]}) == (
        Sum(("municipality", "m"), (("organisation", "a"), ("organisation", "b")), shares=False),
    )


@pytest.mark.slow
def test_a_whole_district_by_sex_is_protected_and_not_wiped_out():
    counts, groups = random_district(7, 34, choices=(8, 30, 40, 60, 90))
    start = perf_counter()
    protected = protect(district(counts, groups, sexes=True), KNOWN, placements(groups))
    assert perf_counter() - start < 30
    assert sum(protected["shown"].to_pylist()) > len(protected) / 4
