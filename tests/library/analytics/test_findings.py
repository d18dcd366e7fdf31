"""Findings: what counts, what does not, since when, told to whom; and that a world where nothing happens is quiet.

One file on purpose, over 300 lines: every rule is tried on the same small world, made by five functions here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.library.analytics.rows import indicator, methodology, row, share, values

from msoko.analytics.evidence import Evidence
from msoko.analytics.findings import Findings, Gravity, Life, Teller, readable, search
from msoko.analytics.findings.chance import Spread, judged, spread
from msoko.analytics.findings.examples import run_examples
from msoko.analytics.findings.wording import number
from msoko.methodology.finding_rules import FindingExample, FindingRule
from msoko.methodology.loading import load
from msoko.methodology.model import Methodology, Norm
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES
from msoko.vocabulary import Level, PeriodKind, Uncertainty, Unit

YEARS = ("2020-21", "2021-22", "2022-23", "2023-24", "2024-25")


def rule(kind: str, **given: Any) -> FindingRule:
    given = {"indicators": ("i",), "addressee": "methodist", "text": "{slices}: {now}, {other}, {size}", **given}
    return FindingRule(code="r", title="Что-то", kind=kind, **given)


def registry(*organisations: str, closed: dict[str, Any] | None = None, settlement: dict[str, str] | None = None):
    none = {"batch": "b", "sheet": "", "row": 1, "col": 0, "first_day": None, "last_day": None}
    objects = [{**none, "object_id": "m", "object_type": "municipality", "covered": True}]
    attributes = []
    for one in organisations:
        last = (closed or {}).get(one)
        objects.append({**none, "object_id": one, "object_type": "organisation", "covered": True, "last_day": last})
        own = {"kind": "school", "municipality": "m", "settlement": (settlement or {}).get(one, "urban"), "name": one}
        attributes += [{**none, "object_id": one, "attribute": a, "value": v} for a, v in own.items()]
        attributes += [{**none, "object_id": one, "attribute": "grade", "value": "5"}]
    tables = {"objects": objects, "attributes": attributes, "predecessors": []}
    return Registry.from_tables({name: pa.Table.from_pylist(rows, TABLES[name]) for name, rows in tables.items()})


def find(rules: FindingRule, *rows: dict[str, Any], packs: Methodology | None = None, **known: Any) -> Findings:
    names = dict.fromkeys(one["object_id"] for one in rows)
    return search(evidence(packs or methodology(indicator()), registry(*names, **known), *rows), [rules])


def evidence(packs: Methodology, known: Registry, *rows: dict[str, Any]) -> Evidence:
    return Evidence(packs, known, values(*rows), lambda name: TABLES[name].empty_table())


def over_years(shares: list[int], n: int = 100, **place: Any) -> list[dict[str, Any]]:
    return [share(k, n, period=year, **place) for k, year in zip(shares, YEARS[-len(shares) :], strict=True)]


# --- rules of the packs


def test_the_examples_of_every_rule_come_out():
    packs = load()
    assert len(packs.finding_rules) >= 8
    assert [str(one) for one in run_examples(packs)] == []


def test_an_example_that_does_not_come_out_says_what_was_found():
    packs = load()
    quiet = FindingExample(
        values=({"subject": "02", "grade": "5", "value": 10, "n": 60},), expect=({"organisation": 1},)
    )
    loud = replace(packs.finding_rules["results.finding_mark_2_growth"].examples[0], expect=())
    strange = FindingExample(values=({"valeu": 10},), expect=())
    own = replace(packs.finding_rules["results.finding_mark_2_growth"], examples=(quiet, loud, strange))
    made = replace(packs, packs=(*packs.packs, replace(packs.packs[0], code="x", finding_rules=(own,))))
    told = [str(one) for one in run_examples(made, [own.code])]
    assert "не найдено: organisation = 1; нашлось: ничего" in told[0]
    assert "найдено лишнее: town.001, serious" in told[1]
    assert "неизвестный столбец «valeu»" in told[2]


# --- chance


def test_a_usual_swing_widens_the_interval_and_few_who_tell_it_widen_it_more():
    alone = judged(10, 4, 4, Spread())
    with_swing = judged(10, 4, 4, Spread(9.0, 1000))
    with_little_known = judged(10, 4, 4, Spread(9.0, 3))
    assert alone.low == pytest.approx(10 - 1.959964 * 4, abs=1e-5)
    assert with_swing.low == pytest.approx(10 - 1.96 * 5, abs=0.02)
    assert alone.chance < with_swing.chance < with_little_known.chance


def test_units_that_differ_no_more_than_their_errors_have_no_spread():
    assert spread(np.array([1.0, 1.1, 0.9, 1.0]), np.full(4, 0.5)).variance == 0.0
    assert spread(np.array([1.0]), np.array([0.5])) == Spread()
    assert spread(np.array([2.0, 2.0, 2.0]), np.zeros(3)).variance == 0.0


@pytest.mark.slow
def test_a_world_where_nothing_happens_is_quiet():
    """Thirty municipalities of ten schools, six works, five years, no effect: the rate holds for each rule and year."""
    rng = np.random.default_rng(7)
    packs = methodology(indicator(slices=(("subject",),)))
    counted = runs = 0
    for _ in range(30):
        rows = [
            share(int(rng.binomial(60, 0.4)), 60, object_id=f"o{o}", subject=f"0{s}", period=year)
            for o in range(10) for s in range(6) for year in YEARS
        ]  # fmt: skip
        for one in (rule("change"), rule("outlier"), rule("trend")):
            found = find(one, *rows, packs=packs)
            runs += len(found.runs)
            counted += sum(run.counted > 0 for run in found.runs)
    assert runs > 300
    assert counted / runs < 0.07


def test_what_is_usual_for_all_is_no_finding_and_what_stands_out_is():
    """Schools swing by 8 points a year in truth: with 400 pupils every swing is beyond chance, and none is news."""
    rng = np.random.default_rng(3)
    rows = []
    for o in range(12):
        shares = 260 + rng.normal(0, 32, 5)
        shares[-1] -= 190 if o == 0 else 0
        rows += over_years([max(10, int(x)) for x in shares], 400, object_id=f"o{o}")
    found = find(rule("change"), *rows).latest()
    assert [one.object_id for one in found.found] == ["o0"]


# --- kinds


def test_a_norm_counts_only_when_the_whole_interval_is_beyond_it():
    packs = methodology(indicator(norms=(Norm(at_least=50, legal_basis="x"),)))
    found = find(
        rule("norm", indicators=()), share(20, 100, object_id="far"), share(45, 100, object_id="near"),
        share(70, 100, object_id="met"), share(0, 5, object_id="few"), packs=packs,
    )  # fmt: skip
    assert [one.object_id for one in found.found] == ["far"]
    (run,) = found.runs
    assert (run.looked_at, run.counted) == (3, 1)  # the few are not judged


def test_an_exact_value_is_beyond_its_norm_or_not():
    exact = indicator(unit=Unit.NUMBER, uncertainty=Uncertainty.NONE, norms=(Norm(at_most=1, legal_basis="x"),))
    rows = [row(object_id=f"o{n}", value=float(n)) for n in range(3)]
    found = find(rule("norm", indicators=()), *rows, packs=methodology(exact))
    assert [one.object_id for one in found.found] == ["o2"]
    assert found.found[0].members[0].comparison.chance is None


def test_one_bad_year_is_a_change_and_not_a_trend():
    packs = methodology(indicator())
    slow = over_years([80, 70, 60, 50, 40], object_id="slow")
    sudden = over_years([80, 80, 79, 80, 40], object_id="sudden")
    found = find(rule("trend", least=2.0), *slow, *sudden, packs=packs).latest().found
    assert [one.object_id for one in found] == ["slow"]
    assert found[0].members[0].comparison.size == pytest.approx(10, abs=0.5)
    found = find(rule("change", least=15.0), *slow, *sudden, packs=packs).latest().found
    assert [one.object_id for one in found] == ["sudden"]


def test_no_change_is_told_across_a_break():
    broken = methodology(indicator(comparable_from=(("2024-25", "другая методика"),)))
    rows = over_years([80, 40])
    assert find(rule("change"), *rows).found and not find(rule("change"), *rows, packs=broken).found


def test_an_organisation_is_not_among_those_it_is_compared_with():
    rows = [share(k, 200, object_id=f"o{i}") for i, k in enumerate([20, 120, 118, 122, 121, 119, 123, 117])]
    (found,) = find(rule("outlier"), *rows).found
    one = found.members[0].comparison
    assert (found.object_id, one.other.observed.n) == ("o0", 7)
    assert one.other.observed.value == pytest.approx(60, abs=0.2)


def test_five_others_are_too_few_to_be_unlike():
    rows = [share(k, 200, object_id=f"o{i}") for i, k in enumerate([20, 120, 118, 122, 121, 119])]
    found = find(rule("outlier"), *rows)
    assert found.found == () and "Сравнивать нечего" in found.runs[0].refusal.say()


def test_a_gap_between_sexes_is_of_two_slices_of_one_object():
    packs = methodology(indicator(slices=(("subject", "sex"),)))
    rows = [
        share(k, 300, subject="01", sex=sex, level="municipality", object_id="m") for k, sex in ((120, "m"), (200, "f"))
    ]
    gap = rule("gap", between="sex", level=Level.MUNICIPALITY, text="{slices}: {now}, {other}")
    (found,) = find(gap, *rows, packs=packs).found
    one = found.members[0].comparison
    assert (one.now.name, one.other.name, dict(one.slices)) == ("m", "f", {"subject": "01"})
    assert one.size == pytest.approx(26.67, abs=0.01) and 0 < one.low < one.size < one.high
    assert not find(
        gap, *(share(150, 300, sex=s, level="municipality", object_id="m") for s in "mf"), packs=packs
    ).found


def test_a_gap_between_settlements_counts_schools_and_not_pupils():
    """Five hundred pupils a school, schools of one settlement as unlike as those of two: no gap."""
    shares = {"u1": 350, "u2": 200, "u3": 320, "u4": 230, "r1": 180, "r2": 300, "r3": 210, "r4": 290}
    rows = [share(k, 500, object_id=one) for one, k in shares.items()]
    where = {one: "rural" for one in shares if one.startswith("r")}
    gap = rule("gap", between="settlement")
    assert not find(gap, *rows, settlement=where).found
    apart = [share(350 if one.startswith("u") else 180, 500, object_id=one) for one in shares]
    (found,) = find(gap, *apart, settlement=where).found
    assert (found.object_id, found.members[0].comparison.now.name) == ("m", "rural")


def test_who_was_closed_within_the_period_owes_nothing():
    from datetime import date

    rows = [share(10, 20, object_id=f"o{n}") for n in range(5)] + [row(object_id="gone"), row(object_id="late")]
    found = find(rule("missing"), *rows, closed={"gone": date(2025, 1, 15)}).found
    assert [one.object_id for one in found] == ["late"]


def test_a_breakdown_without_a_row_is_missed_where_the_grade_is_taught():
    packs = methodology(indicator(slices=(("grade",),), total=False))
    rows = [share(10, 20, object_id=f"o{n}", grade="5") for n in range(4)]
    rows += [share(10, 20, object_id="o4", grade="6")]
    found = find(rule("missing"), *rows, packs=packs).found
    assert [(one.object_id, one.members[0].comparison.slices) for one in found] == [("o4", (("grade", "5"),))]


# --- life, grouping, reading


def test_a_finding_is_born_grows_goes_on_and_goes():
    packs = methodology(indicator(norms=(Norm(at_least=50, legal_basis="x"),)))
    found = find(rule("norm", indicators=()), *over_years([30, 30, 10, 60, 30]), packs=packs)
    told = sorted((one.period.code, one.life, one.since.code) for one in found.found)
    assert told == [
        ("2020-21", Life.NEW, "2020-21"), ("2021-22", Life.CONTINUES, "2020-21"), ("2022-23", Life.WORSE, "2020-21"),
        ("2024-25", Life.NEW, "2024-25"),
    ]  # fmt: skip
    (gone,) = found.gone
    assert (gone.period.code, gone.life, gone.since.code) == ("2023-24", Life.GONE, "2020-21")
    assert len({one.identity for one in found.found}) == 1


def test_what_was_not_looked_at_again_is_neither_gone_nor_new():
    packs = methodology(indicator(norms=(Norm(at_least=50, legal_basis="x"),)))
    rows = [
        share(30, 100, period="2021-22"),
        share(45, 50, object_id="o2", period="2022-23"),
        share(30, 100, period="2023-24"),
    ]
    found = find(rule("norm", indicators=()), *rows, packs=packs)
    assert found.gone == () and [(o.life, o.since.code) for o in found.found] == [
        (Life.NEW, "2021-22"), (Life.CONTINUES, "2021-22"),
    ]  # fmt: skip


def test_gravity_counts_the_error_against_the_finding():
    packs = methodology(indicator(norms=(Norm(at_least=50, legal_basis="x"),)))
    strict = rule("norm", indicators=(), serious_from=15.0)
    found = find(strict, share(30, 100, object_id="few"), share(300, 1000, object_id="many"), packs=packs).found
    assert {one.object_id: one.gravity for one in found} == {"few": Gravity.NOTABLE, "many": Gravity.SERIOUS}


def test_many_subjects_of_one_school_are_one_finding_and_one_cause_of_all_schools_too():
    packs = methodology(indicator(slices=(("subject",),), norms=(Norm(at_least=50, legal_basis="x"),)))
    rows = [share(20, 100, object_id="o0", subject=s) for s in ("01", "02", "03")]
    rows += [share(70, 100, object_id=f"o{n}", subject=s) for n in range(1, 7) for s in ("01", "02", "03")]
    (found,) = find(rule("norm", indicators=()), *rows, packs=packs).found
    assert (found.object_id, len(found.members), found.looked_at) == ("o0", 3, 3)
    everybody = [share(20, 100, object_id=f"o{n}", subject="01") for n in range(7)]
    (shared,) = find(rule("norm", indicators=()), *everybody, packs=packs).found
    assert (shared.object_id, len(shared.objects), shared.everybody) == ("", 7, 7)


def test_what_is_put_aside_is_counted_and_no_rule_pushes_out_the_others():
    packs = methodology(indicator(), indicator("j"))
    many = [one for n in range(8) for one in over_years([80, 40], object_id=f"o{n}")]
    other = over_years([80, 40], indicator="j", object_id="z")
    busy, quiet = rule("change"), replace(rule("change", indicators=("j",)), code="q")
    seen = evidence(packs, registry(*{r["object_id"] for r in many}, "z"), *many, *other)
    found = [replace(one, object_id=one.object_id or "all") for one in search(seen, [busy, quiet]).found]
    alone = [replace(found[0], object_id=f"o{n}") for n in range(5)] + [one for one in found if one.rule is quiet]
    shown = readable(alone, 3)
    assert {one.rule.code for one in shown.shown} == {"r", "q"}
    assert sum(shown.more.values()) == len(alone) - 3 == shown.more["r"]


def test_a_finding_is_told_with_its_numbers_and_their_proofs():
    packs = methodology(indicator(slices=(("subject",),), norms=(Norm(at_least=50, legal_basis="x"),)))
    rows = [share(20, 100, object_id="o0", subject=f"0{s}") for s in range(1, 6)]
    own = rule("norm", indicators=(), text="{slices}: {now} при нормативе {other}")
    seen = evidence(packs, registry("o0"), *rows)
    found = search(seen, [own]).found
    said = Teller(seen).sentence(found[0])
    assert said == "o0. Что-то, 5 из 5 сравнений: 01: 20,0 при нормативе 50,0; 02: 20,0 при нормативе 50,0; " \
        "03: 20,0 при нормативе 50,0; и ещё 2."  # fmt: skip
    assert "5 of 5 comparisons" in Teller(seen, "en").sentence(found[0])
    plain = Teller(seen).row(found[0])
    assert plain["evidence"][0]["now"]["code"] == "i-o0" and plain["evidence"][0]["now"]["n"] == 100
    assert 0 < plain["evidence"][0]["low"] < plain["evidence"][0]["size"] < plain["evidence"][0]["high"]


def test_numbers_are_written_as_their_readers_write_them():
    assert number(-1.26, 1) == "−1,3" and number(-0.04, 1) == "0,0" and number(2.5, 1, "en") == "2.5"
    assert number(None, 1) == "нет данных"


def test_evidence_reads_only_what_is_asked_and_knows_its_periods():
    rows = [share(5, 10, period="2024-25"), row("k", value=1.0, period="2024"), share(5, 10, level="municipality")]
    seen = evidence(methodology(indicator(), indicator("k")), registry("o1"), *rows)
    assert [one.code for one in seen.periods] == ["2024", "2024-25"]
    assert [one.code for one in seen.periods_of(PeriodKind.CALENDAR_YEAR)] == ["2024"]
    (cell,) = seen.cells("i")
    assert (cell.level, cell.observed.n, cell.slices) == ("organisation", 10, ())
    assert seen.cells("absent") == ()


def test_a_school_that_moves_a_little_in_every_work_is_seen_in_its_works_together():
    """Twelve schools swing by themselves; one rises by eight points in each of eight works, in none beyond doubt."""
    rng = np.random.default_rng(11)
    packs = methodology(indicator(slices=(("subject",),), total=False))
    rows = []
    for o in range(12):
        for s in range(1, 9):
            rise = 9 if o == 0 else 0
            for year, shift in (("2023-24", 0), ("2024-25", rise)):
                k = int(rng.binomial(60, 0.5) + 60 * shift / 100)
                rows.append(share(k, 60, object_id=f"o{o}", subject=f"0{s}", period=year))
    found = find(rule("change", toward="better"), *rows, packs=packs).found
    assert [one.object_id for one in found] == ["o0"]
    together = [member.comparison for member in found[0].members if member.comparison.together]
    assert [one.together for one in together] == [8] and together[0].now.observed.value is None
    assert 0 < together[0].low < together[0].size


def test_two_works_are_too_few_to_speak_of_works_together():
    rows = [one for s in ("01", "02") for one in over_years([80, 40], object_id="o1", subject=s)]
    packs = methodology(indicator(slices=(("subject",),), total=False))
    (found,) = find(rule("change"), *rows, packs=packs).found
    assert all(member.comparison.together == 0 for member in found.members)


def test_a_total_is_no_work_beside_its_parts():
    packs = methodology(indicator(slices=(("subject",),)))
    parts = [one for s in ("01", "02", "03") for one in over_years([90, 50], object_id="o1", subject=s)]
    (found,) = find(rule("change"), *parts, *over_years([270, 150], 300, object_id="o1"), packs=packs).found
    assert len(found.members) == 5  # three works, the total, the works together
    together = [one.comparison for one in found.members if one.comparison.together]
    assert [(one.together, one.slices) for one in together] == [(3, (("subject", "all"),))]
