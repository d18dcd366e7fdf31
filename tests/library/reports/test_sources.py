"""Inputs of reports from a real store. Values are put there ready-made; purposes belong to the floor below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from msoko.indicators.reading import ReadingRefused
from msoko.organisations.registry import Registry
from msoko.reports import sources
from msoko.reports.catalogue import CATALOGUE
from msoko.reports.issue import Issue
from msoko.reports.sources import Asked, ReportError, inputs_for
from msoko.reports.writers import write
from msoko.store.batches import Batch
from msoko.store.schemas import TABLES, VALUES
from msoko.store.store import Store
from msoko.vocabulary import SLICES, Audience, Checked, Period, Purpose

YEAR = Period.parse("2024-25")


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of a store table; columns not given are null, slices `all`."""
    schema = pa.schema([field for field in TABLES[name] if field.name != "batch"])
    decimals = {f.name for f in schema if pa.types.is_decimal(f.type)}
    blank: dict[str, Any] = {f.name: ("all" if f.name in SLICES else None) for f in schema} | {"row": 1, "col": 0}
    filled = [blank | row for row in rows]
    typed = [{k: Decimal(str(v)) if k in decimals and v is not None else v for k, v in row.items()} for row in filled]
    return pa.Table.from_pylist(typed, schema=schema)


def attribute(one: str, name: str, value: str) -> dict[str, Any]:
    return {"object_id": one, "attribute": name, "value": value}


def registry_tables() -> dict[str, pa.Table]:
    objects = [{"object_id": one, "object_type": "organisation"} for one in ("s1", "s2", "s3")]
    objects += [{"object_id": "m1", "object_type": "municipality"}, {"object_id": "r1", "object_type": "region"}]
    attributes = [attribute("m1", "name", "Заречный округ"), attribute("m1", "region", "r1")]
    for i, one in enumerate(("s1", "s2", "s3"), start=1):
        attributes += [attribute(one, "name", f"Школа № {i}"), attribute(one, "municipality", "m1")]
        attributes += [attribute(one, "kind", "school"), attribute(one, "grade", "5")]
    return {"objects": table("objects", objects), "attributes": table("attributes", attributes)}


def outcomes() -> pa.Table:
    common = {
        "procedure": "p", "procedure_type": "vpr", "period": YEAR.code, "first_day": YEAR.first_day,
        "last_day": YEAR.last_day, "subject": "02", "grade": "5", "state": "value",
    }  # fmt: skip
    marks = {"s1": (3, 4, 5), "s2": (2, 3, 4)}
    rows = [
        common | {"organisation": one, "participant": f"{one}-{k}", "mark": mark, "score": 4 * mark}
        for one, found in marks.items()
        for k, mark in enumerate(found)
    ]
    return table("outcomes", rows)


def facts() -> pa.Table:
    day = date(2024, 12, 31)
    common = {"object_type": "organisation", "object_id": "s1", "period": "2024", "first_day": day, "last_day": day}
    return table(
        "facts",
        [
            common | {"fact": "selfexam_oo_1_1", "value": 420, "state": "value"},
            common | {"fact": "selfexam_oo_1_5", "value": None, "state": "missing", "reason": "нет учёта"},
        ],
    )


def values() -> pa.Table:
    def row(code: str, level: str, one: str, value: float, period: Period = YEAR, **more: Any) -> dict[str, Any]:
        blank = {field.name: None for field in VALUES} | dict.fromkeys(SLICES, "all")
        return blank | {
            "indicator": code, "level": level, "object_id": one, "period": period.code, "first_day": period.first_day,
            "last_day": period.last_day, "state": "value", "value": value, "n": 6, "known": 2, "expected": 3,
            "coverage": 2 / 3, "source": "computed", "code": f"{one}{code[-3:]}",
        } | more  # fmt: skip

    sitting = {"subject": "02", "grade": "5"}
    rows = [row("results.vpr_quality", "municipality", "m1", 50.0, low=18.8, high=81.2, **sitting)]
    rows += [row("results.vpr_participants", "municipality", "m1", 6.0, **sitting)]
    rows += [
        row("results.vpr_quality", "organisation", one, x, n=3, **sitting) for one, x in (("s1", 66.7), ("s2", 33.3))
    ]
    rows += [row("selfexam.oo.1_1", "organisation", "s1", 420.0, Period.parse("2024"))]
    return pa.Table.from_pylist(rows, schema=VALUES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    made.append(Batch(id="b1", kind="test"), {**registry_tables(), "outcomes": outcomes(), "facts": facts()})
    made.replace_values(values(), [YEAR.code, "2024"])
    return made


def asked(store: Store, issue: Issue, **more: Any) -> Asked:
    tables = {name: store.table(name) for name in ("objects", "attributes", "predecessors")}
    given: dict[str, Any] = {
        "purpose": Purpose.MANAGEMENT, "audience": Audience.DEPARTMENT, "period": YEAR, "issued_on": date(2025, 6, 17),
    }  # fmt: skip
    return Asked(store=store, methodology=issue.methodology, registry=Registry.from_tables(tables), **given | more)


def test_the_note_is_collected(store: Store, issue: Issue):
    note = inputs_for("procedure-note", asked(store, issue, subject="02", grade="5"))
    assert note.municipality == "m1"
    assert note.region == "r1"
    assert note.marks == {2: 1, 3: 2, 4: 2, 5: 1}
    assert note.scores == {8: 1, 12: 2, 16: 2, 20: 1}
    assert note.missing == ("s3",)
    assert note.issue.citation.ledger_version == store.version
    assert [title for title, _ in note.issue.citation.packs] == ["Результаты образования: ВПР, ГИА, аттестаты"]


@pytest.mark.parametrize(
    ("purpose", "audience"),
    [(Purpose.STAFF_APPRAISAL, Audience.DEPARTMENT), (Purpose.MANAGEMENT, Audience.PUBLIC)],
)
def test_a_note_for_a_forbidden_purpose_is_refused(store: Store, issue: Issue, purpose: Purpose, audience: Audience):
    with pytest.raises(ReadingRefused):
        inputs_for("procedure-note", asked(store, issue, subject="02", grade="5", purpose=purpose, audience=audience))


def test_the_self_examination_takes_the_calendar_year_before_the_report(store: Store, issue: Issue):
    inputs = inputs_for("self-examination-table", asked(store, issue, object_id="s1"))
    assert inputs.period.code == "2024"
    assert inputs.reported["selfexam_oo_1_1"].value == 420
    assert inputs.reported["selfexam_oo_1_5"].reason == "нет учёта"


def test_a_report_of_many_indicators_leaves_out_those_not_allowed(store: Store, issue: Issue):
    summary = inputs_for("municipal-summary", asked(store, issue, purpose=Purpose.PUBLICATION))
    assert {value.indicator for value in summary.values} == {"selfexam.oo.1_1"}
    whole = inputs_for("municipal-summary", asked(store, issue))
    assert "results.vpr_quality" in {value.indicator for value in whole.values}


def public_passport(store: Store, issue: Issue, people: dict[tuple[str, str], int]) -> Any:
    """Value of order 1324, line 1.1, in the public passport of s1, when so many people are at each (level, object)."""
    stored = store.read_values()
    row = stored.slice(stored["indicator"].to_pylist().index("selfexam.oo.1_1"), 1).to_pylist()[0]
    rows = [row | {"level": level, "object_id": one, "value": float(n), "n": n} for (level, one), n in people.items()]
    store.replace_values(pa.Table.from_pylist(rows, schema=stored.schema), ["2024"])
    checked = replace(issue.methodology.indicators["selfexam.oo.1_1"], checked=Checked.AGAINST_THE_ACT)
    methodology = replace(issue.methodology)
    methodology.indicators["selfexam.oo.1_1"] = checked
    given = asked(store, issue, object_id="s1", purpose=Purpose.PUBLICATION, audience=Audience.PUBLIC)
    passport = inputs_for("organisation-passport", replace(given, methodology=methodology))
    return next(v for v in passport.values if v.indicator == "selfexam.oo.1_1" and v.object_id == "s1")


def test_few_people_are_hidden_from_the_public(store: Store, issue: Issue):
    """A line of order 1324 about five people: the public passport says «скрыто» and carries no number."""
    value = public_passport(store, issue, {("organisation", "s1"): 5})
    assert (value.is_hidden, value.value, value.n, value.norm_distance) == (True, None, None, None)


def test_a_passport_hides_what_would_give_few_people_elsewhere_away(store: Store, issue: Issue):
    """The municipality less s1 would be the five of s2, whom another passport hides."""
    people = {("organisation", "s1"): 420, ("organisation", "s2"): 5, ("municipality", "m1"): 425}
    assert public_passport(store, issue, people).is_hidden
    assert not public_passport(store, issue, {("organisation", "s1"): 420}).is_hidden


@pytest.mark.parametrize("report", ["procedure-note", "municipal-summary"])
def test_one_organisation_does_not_get_a_report_on_all(store: Store, issue: Issue, report: str):
    with pytest.raises(ReportError) as refused:
        inputs_for(report, asked(store, issue, subject="02", grade="5", audience=Audience.ORGANISATION))
    assert refused.value.code == "not-for-organisation"


@pytest.mark.parametrize(
    ("report", "more", "code"),
    [
        ("nothing", {}, "unknown-report"),
        ("procedure-note", {"subject": "02"}, "missing-parameter"),
        ("procedure-note", {"subject": "03", "grade": "5"}, "no-values"),
        ("procedure-note", {"subject": "02", "grade": "5", "procedure": "ege"}, "no-marks"),
        ("organisation-passport", {"object_id": "s9"}, "unknown-object"),
        ("self-examination-table", {"object_id": "m1"}, "no-appendix"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(
    store: Store, issue: Issue, report: str, more: dict[str, Any], code: str
):
    from msoko.reports.wording import message

    with pytest.raises(ReportError) as refused:
        inputs_for(report, asked(store, issue, **more))
    assert refused.value.code == code
    assert message(code, **refused.value.parameters)


def test_every_report_is_built_and_written_from_a_store(store: Store, issue: Issue, tmp_path: Path):
    for report in CATALOGUE:
        given = {"subject": "02", "grade": "5"} if report == "procedure-note" else {"object_id": "s1"}
        given = {} if report == "municipal-summary" else given
        document = CATALOGUE[report].build(inputs_for(report, asked(store, issue, **given)))
        write(document, tmp_path / f"{report}.docx")
        assert (tmp_path / f"{report}.docx").stat().st_size > 5000


def test_every_report_of_the_catalogue_has_a_collector():
    assert set(sources._COLLECTORS) == set(CATALOGUE)
