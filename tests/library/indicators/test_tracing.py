"""From a number to the cells of the received files, and the number computed again from them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from tests.library.indicators.small import METHODOLOGY, arrive, fact, table
from tests.library.results.making_samples import SCHOOLS, individual_rows, registry_rows, write

from msoko.files.stored import Files
from msoko.indicators import computing
from msoko.indicators.addresses import short_code
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.tracing import Cell, NoSuchValue, Proof, find, proof
from msoko.methodology.loading import load
from msoko.results.importing import commit, open_context, read_file
from msoko.store.store import Store
from msoko.vocabulary import Period

YEAR = "2023-24"
MARKS = {"subject": "02", "grade": "8"}


class Office:
    """A store filled by importing workbooks, and the received workbooks by the batch they became."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.methodology = folder, load(["results"])
        self.store, self.files = Store(folder / "store"), Files(folder / "files")
        self.received: dict[str, Path] = {}

    def take(self, name: str, sheets: dict[str, list[list[object]]]) -> str:
        path = write(self.folder / name, sheets)
        reading = read_file(path, open_context(self.store, self.methodology))
        receipt = commit(self.store, self.files, reading, "municipal_officer", "department_head", "проверено")
        self.received[receipt.batch] = path
        return receipt.batch

    def compute(self, *codes: str) -> None:
        periods = [Period.parse(code) for code in ("2022-23", YEAR)]
        computing.compute(self.store, self.methodology, codes, periods, engine=ReferenceEngine())

    def shown_in_the_file(self, cell: Cell) -> object:
        book = openpyxl.load_workbook(self.received[cell.batch], read_only=True)
        found = book[cell.sheet][cell.cell].value
        book.close()
        return found


CERTIFICATES = [
    ["Аттестаты, 2023/2024 учебный год"], ["Период", "2023/24"], [],
    ["Организация", "Логин ОО", "leavers_9", "admitted_9", "certificates_9", "Примечание"],
    [SCHOOLS[0], "edu990001", 52, 50, 48], [SCHOOLS[1], "edu990002", 20, 20, 20],
    [SCHOOLS[2], "edu990003", 7, 7, "нет данных", "журнал на проверке"],
]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    made = Office(tmp_path_factory.mktemp("office"))
    made.take("реестр.xlsx", registry_rows())
    made.take("аттестаты.xlsx", {"Данные": CERTIFICATES})
    made.take("впр.xlsx", {"Индивидуальные результаты": individual_rows(8)})
    made.compute("results.certificates_9", "results.vpr_mean_score", "results.vpr_quality")
    return made


def prove(office: Office, indicator: str, level: str, group: str, period: str, **slices: str) -> Proof:
    return proof(office.store, office.methodology, short_code(indicator, level, group, period, slices))


def test_facts_are_shown_in_the_very_cells_of_the_received_file(office):
    found = prove(office, "results.certificates_9", "municipality", "m1", YEAR)
    assert found.same and found.recomputed == pytest.approx(100 * 68 / 70)
    assert (found.pack.code, found.pack_version, found.calculation) == ("results", found.pack.version, "")
    entered = [cell for step in found.steps for cell in step.entered]
    assert {cell.cell for cell in entered} == {"D5", "E5", "D6", "E6"}
    for cell in entered:
        assert cell.sheet == "Данные"
        assert Decimal(cell.shown) == Decimal(str(office.shown_in_the_file(cell)))
    assert [batch.file_name for batch in found.batches] == ["аттестаты.xlsx"]
    assert (found.batches[0].entered_by, found.batches[0].approved_by) == ("municipal_officer", "department_head")


def test_what_was_left_out_is_named_with_its_reason(office):
    """The third school gave no certificates: its cell is empty in the file, and what it admitted has no pair."""
    found = prove(office, "results.certificates_9", "municipality", "m1", YEAR)
    out = {(cell.cell, cell.reason, cell.shown) for step in found.steps for cell in step.left_out}
    assert ("E7", "missing", "журнал на проверке") in out
    assert ("D7", "unpaired", "7") in out
    assert {cell.batch for step in found.steps for cell in step.left_out} <= set(office.received)


def test_outcomes_are_shown_in_the_column_that_was_read(office):
    found = prove(office, "results.vpr_mean_score", "organisation", "s2", "2022-23", **MARKS)
    assert found.same
    (step,) = found.steps
    assert len(step.entered) == 7  # eight pupils, one of them did not come
    for cell in step.entered:
        assert Decimal(cell.shown) == Decimal(str(office.shown_in_the_file(cell)))
    scores = [Decimal(cell.shown) for cell in step.entered]
    assert found.value["value"] == pytest.approx(float(sum(scores)) / 7)
    assert {"absent"} == {cell.shown for cell in step.left_out}
    numbers = prove(office, "results.vpr_quality", "organisation", "s2", "2022-23", **MARKS)
    columns = {cell.cell.rstrip("0123456789") for step in numbers.steps for cell in step.entered}
    assert columns != {cell.cell.rstrip("0123456789") for cell in step.entered}, "marks stand in another column"


def test_the_formula_is_told_in_words_and_with_its_numbers(office):
    found = prove(office, "results.certificates_9", "municipality", "m1", YEAR)
    assert "68 ÷ 70" in found.numbers
    assert found.formula == office.methodology.indicators["results.certificates_9"].formula
    assert [step.number for step in found.steps] == ["68", "70"]
    assert "certificates_9" not in found.words


def test_typing_errors_in_a_code_do_not_matter(office):
    code = short_code("results.certificates_9", "municipality", "m1", YEAR, {})
    for typed in (code.lower(), code.replace("-", " "), code.replace("0", "O"), code.replace("1", "I"), f"  {code}"):
        assert find(office.store, typed)[0]["code"] == code


@pytest.mark.parametrize("typed", ["", "12345", "UUUUU-UUUUU", "что это", "0" * 11, "00000-00000\n1"])
def test_what_is_no_code_is_refused(office, typed):
    with pytest.raises(ValueError):
        find(office.store, typed)


def test_a_code_that_nothing_has_is_not_found(office):
    with pytest.raises(NoSuchValue) as missing:
        find(office.store, "00000-0000o")
    assert missing.value.code == "00000-00000"


def test_a_changed_row_is_said(store):
    computing.compute(store, METHODOLOGY, engine=ReferenceEngine())
    code = short_code("pupils_each", "organisation", "s1", "2024-25", {})
    assert proof(store, METHODOLOGY, code).same
    arrive(store, "late", {"facts": table("facts", [fact("s1", "pupils", 1)])})
    found = proof(store, METHODOLOGY, code)
    assert not found.same
    assert found.recomputed == pytest.approx(1 / 8)
    assert found.value["value"] == pytest.approx(68 / 8)


def test_a_fixed_value_is_proved_from_the_rows_of_its_time(store):
    """The working calculation has lost the value; the fixed one still stands, on what was visible then."""
    engine = ReferenceEngine()
    computing.compute(store, METHODOLOGY, options={"part_missing": "as zero"}, engine=engine)
    said = {"by": "municipal_officer", "title": "Итоги", "reason": "приказ", "options": {"part_missing": "as zero"}}
    fixed = computing.fix(store, METHODOLOGY, **said)
    store.withdraw("facts4", by="municipal_officer", reason="ошибка")
    store.replace_values(store.read_values().slice(0, 0), ["2024-25"])
    code = short_code("pupils_each", "organisation", "s1", "2024-25", {})
    found = proof(store, METHODOLOGY, code)
    assert (found.calculation, found.same, found.ledger_version) == (fixed.id, True, fixed.ledger_version)
    assert {cell.batch for step in found.steps for cell in step.entered} == {"facts4"}
    index = proof(store, METHODOLOGY, short_code("index", "organisation", "k1", "2024-25", {}))
    assert index.same and index.recomputed == 0  # with the choice it was computed with


def test_every_value_is_what_its_proof_computes_again(computed):
    """Whatever a formula reads, the narrowed rows of a proof give the stored value."""
    rows = [row for row in computed.read_values(["2024-25", "2024"]).to_pylist() if row["object_id"] == "m1"]
    assert {row["indicator"] for row in rows} == set(METHODOLOGY.indicators)
    for row in rows:
        found = proof(computed, METHODOLOGY, row["code"])
        assert found.same, (row["indicator"], row["object_id"], row["period"], row["value"], found.recomputed)
        assert found.value == row


def test_an_index_names_the_values_it_is_made_of(computed):
    found = proof(computed, METHODOLOGY, short_code("index", "organisation", "s1", "2024-25", {}))
    assert [one.title for one in found.used] == ["показатель pupils_each", "показатель growth"]
    for one in found.used:
        inner = proof(computed, METHODOLOGY, one.code)
        assert inner.same and inner.steps[0].entered
    assert found.steps == ()


def test_a_value_of_an_earlier_year_is_opened_at_its_year(computed):
    found = proof(computed, METHODOLOGY, short_code("turn", "organisation", "s1", "2024-25", {}))
    assert {one.period for one in found.used} == {"2024-25", "2022-23"}
    growth = proof(computed, METHODOLOGY, short_code("growth", "organisation", "s1", "2024-25", {}))
    assert {step.period for step in growth.steps} == {"2024-25", "2023-24"}
