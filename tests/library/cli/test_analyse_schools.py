"""`msoko analyse adjusted` and `progress`: numbers as people read them, few pupils hidden, refusals in words."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest
from tests.library.analytics import test_adjusted_works, test_growth

from msoko.analytics.evidence import Evidence
from msoko.cli.analyses import adjusted, progress
from msoko.cli.analyses.section import Asked
from msoko.psychometrics.remarks import Refused

METHODOLOGY = SimpleNamespace(
    procedure_types={
        code: SimpleNamespace(title=title, subjects={"02": "Математика"}, subject_aliases={})
        for code, title in {"vpr": "Работы (ВПР)", "oge": "Экзамен (ОГЭ)", "ege": "Экзамен (ЕГЭ)"}.items()
    }
)
REGISTRY = SimpleNamespace(ids=lambda: ["s0", "s1"], name=lambda one: f"Школа {one}")


def asked(evidence, organisation=""):
    known = Evidence(METHODOLOGY, REGISTRY, evidence.values, evidence.table)  # type: ignore[arg-type]
    return Asked(known, organisation=organisation)


def linked_outcomes():
    table = test_growth.outcomes()
    grade = ["9" if one == "oge" else "11" for one in table["procedure"].to_pylist()]
    period = ["2020-21" if one == "oge" else "2022-23" for one in table["procedure"].to_pylist()]
    for name, column in {
        "grade": grade, "period": period, "subject": ["02"] * len(table), "procedure_type": table["procedure"],
    }.items():  # fmt: skip
        table = table.append_column(name, column if name == "procedure_type" else pa.array(column))
    return table


def test_only_schools_that_stand_out_are_listed_with_places_as_intervals():
    found = adjusted.section(asked(test_adjusted_works.evidence()))
    names = [row[0] for row in found.rows]
    assert "Школа s0" in names
    assert len(names) < 12
    row = found.rows[names.index("Школа s0")]
    assert row[1] == "ВПР: Математика"
    low, high = map(int, row[4].split("–"))
    assert 50 < low < int(row[3]) < high
    assert row[5].startswith("1–")
    assert "Причину оно не называет" in found.after[0]


def test_one_school_is_shown_whatever_it_is():
    found = adjusted.section(asked(test_adjusted_works.evidence(), "s3"))
    assert [row[0] for row in found.rows] == ["s3"]


def test_progress_shows_schools_and_neither_pupils_nor_few():
    found = progress.section(asked(Evidence(None, None, None, {"outcomes": linked_outcomes()}.__getitem__)))
    assert {row[1] for row in found.rows} == {"Математика: ОГЭ, 9 → ЕГЭ, 11"}
    by_name = {row[0]: row for row in found.rows}
    assert by_name["s5"][2:] == ("мало учеников", "", "")
    assert all(f"{1:032x}" not in str(part) for part in (found.rows, found.data))


def test_without_persons_the_section_says_why():
    table = linked_outcomes()
    nobody = table.set_column(table.column_names.index("person"), "person", pa.nulls(len(table), pa.string()))
    with pytest.raises(Refused, match="постоянные коды"):
        progress.section(asked(Evidence(None, None, None, {"outcomes": nobody}.__getitem__)))
