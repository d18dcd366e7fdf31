"""A pack through .xlsx and through TOML and back: nothing is lost, unchanged text and comments stay."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.methodology.folders import write

from msoko.methodology.loading import built_in_folders, load_pack
from msoko.methodology.model import Example, Indicator, Norm, Pack
from msoko.methodology.problems import PackError
from msoko.methodology.workbook import export, read_workbook
from msoko.methodology.writing import write_pack
from msoko.vocabulary import Unit

FOLDERS = pytest.mark.parametrize("folder", built_in_folders(), ids=lambda folder: folder.name)


@FOLDERS
def test_a_built_in_pack_survives_the_workbook(folder: Traversable, tmp_path: Path) -> None:
    pack = load_pack(folder)
    export(pack, tmp_path / "pack.xlsx")
    assert read_workbook(tmp_path / "pack.xlsx") == pack


@FOLDERS
def test_a_built_in_pack_survives_being_written_anew(folder: Traversable, tmp_path: Path) -> None:
    pack = load_pack(folder)
    write_pack(pack, tmp_path)
    assert load_pack(tmp_path) == pack


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=20)
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=6)
PLAIN = st.recursive(
    st.one_of(TEXT, st.booleans(), NUMBERS, st.integers(-(10**9), 10**9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
NORMS = st.builds(Norm, at_least=st.none() | NUMBERS, slices=st.dictionaries(TEXT, TEXT, max_size=2))
EXAMPLES = st.builds(
    Example, given=st.dictionaries(TEXT, PLAIN, max_size=2), expect=st.none() | PLAIN, words=TEXT, period=TEXT
)
INDICATORS = st.builds(
    Indicator,
    code=st.just("a.b"),
    title=TEXT,
    why=TEXT,
    criterion=TEXT,
    unit=st.sampled_from(Unit),
    formula=TEXT,
    minimum_coverage=st.floats(0, 1),
    total=st.booleans(),
    digits=st.integers(0, 6),
    reviewed_on=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    comparable_from=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    norms=st.lists(NORMS, max_size=2).map(tuple),
    examples=st.lists(EXAMPLES, max_size=2).map(tuple),
    file=st.just("indicators/b.toml"),
)


@given(indicator=INDICATORS)
@settings(max_examples=40, deadline=None)
def test_any_text_and_number_survives_both_ways(indicator: Indicator, tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = Pack(code="x", title="Набор", version="1", indicators=(indicator,))
    folder = tmp_path_factory.mktemp("pack")
    export(pack, folder / "pack.xlsx")
    assert read_workbook(folder / "pack.xlsx") == pack
    write_pack(pack, folder / "x")
    assert load_pack(folder / "x") == pack


def test_writing_an_unchanged_pack_changes_no_byte(tmp_path: Path) -> None:
    place = write(tmp_path)
    before = {path: path.read_bytes() for path in place.rglob("*.toml")}
    assert write_pack(load_pack(place), place) == ()
    assert {path: path.read_bytes() for path in place.rglob("*.toml")} == before


def test_a_changed_formula_leaves_the_rest_of_its_file_alone(tmp_path: Path) -> None:
    place = write(tmp_path)
    pack = load_pack(place)
    share = dataclasses.replace(pack.indicators[0], title="Доля учениц", digits=2)
    changed = dataclasses.replace(pack, approved_by="приказ", indicators=(share, *pack.indicators[1:]))
    assert write_pack(changed, place) == ("indicators/girls_share.toml", "pack.toml")
    assert load_pack(place) == changed
    text = (place / "indicators/girls_share.toml").read_text("utf-8")
    assert "# по численности" in text and 'title = "Доля учениц"' in text
    assert (place / "pack.toml").read_text("utf-8").startswith("# шапка набора\n")


def test_definitions_come_and_go(tmp_path: Path) -> None:
    place = write(tmp_path)
    pack = load_pack(place)
    norm = Norm(at_most=Decimal("60.5"), legal_basis="основание")
    quality = dataclasses.replace(pack.indicators[1], norms=(norm,))
    facts = (dataclasses.replace(pack.facts[0], code="boys", file=""), *reversed(pack.facts))
    changed = dataclasses.replace(pack, facts=facts, indicators=(quality,), thresholds=(), criteria=pack.criteria[:1])
    write_pack(changed, place)
    again = load_pack(place)
    assert {fact.code for fact in again.facts} == {"boys", "girls", "pupils"}
    assert again.indicators == (quality,) and again.thresholds == () and again.criteria == changed.criteria
    assert not (place / "indicators/girls_share.toml").exists() and not (place / "thresholds.toml").exists()
    assert "# мальчиков отдельно не спрашивают" in (place / "facts/pupils.toml").read_text("utf-8")


def test_a_workbook_edited_wrongly_is_told_by_sheet_and_row(tmp_path: Path) -> None:
    import openpyxl

    export(load_pack(write(tmp_path)), tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx")
    sheet = book["показатели"]
    names = [cell.value for cell in sheet[2]]
    sheet.cell(3, names.index("unit") + 1).value = "persent"
    sheet.cell(4, names.index("digits") + 1).value = "много"
    book["примеры"].cell(3, 1).value = "small.nothing"
    book.create_sheet("лишний")
    book.save(tmp_path / "pack.xlsx")
    with pytest.raises(PackError) as caught:
        read_workbook(tmp_path / "pack.xlsx")
    told = {(problem.code, problem.file, problem.line) for problem in caught.value.problems}
    assert told == {
        ("unknown-word", "pack.xlsx [показатели]", 3),
        ("cell-not-read", "pack.xlsx [показатели]", 4),
        ("no-such-parent", "pack.xlsx [примеры]", 3),
        ("unknown-sheet", "pack.xlsx [лишний]", 0),
    }


def test_a_text_that_does_not_fit_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path))
    long = dataclasses.replace(pack, title="я" * 40_000)
    with pytest.raises(PackError, match="не помещается в ячейку"):
        export(long, tmp_path / "pack.xlsx")
    assert not (tmp_path / "pack.xlsx").exists()


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "pack.xlsx").write_text("не книга", "utf-8")
    with pytest.raises(PackError, match="не открывается"):
        read_workbook(tmp_path / "pack.xlsx")
