"""Received names of organisations: nothing is dropped, nothing is guessed, an answer is remembered."""

import csv
import os
from pathlib import Path

import pyarrow as pa
import pytest

from msoko.organisations.identifiers import is_inn, is_kpp, is_login, is_ogrn, is_oktmo
from msoko.organisations.matching import Matcher, find_login, remembered
from msoko.organisations.names import take_apart
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES


def registry(names, logins=()) -> Registry:
    """names: id -> name."""
    rows = [{"object_id": one, "attribute": "name", "value": name} for one, name in names.items()]
    rows += [{"object_id": one, "attribute": "login", "value": login} for one, login in logins]
    objects = [{"object_id": one, "object_type": "organisation"} for one in names]
    return Registry.from_tables({
        "objects": pa.Table.from_pylist(objects, schema=TABLES["objects"]),
        "attributes": pa.Table.from_pylist(rows, schema=TABLES["attributes"]),
    })  # fmt: skip


TOWN = {
    "s1": "МОБУ «СОШ № 1»", "s2": "МОБУ «СОШ № 2»", "o1": "МОБУ «ООШ № 1»", "t": "МОБУ Тыгдинская СОШ",
    "d1": "МДОБУ «Детский сад № 1 «Солнышко»", "d2": "МДОБУ «Детский сад № 12 «Росинка»", "ddt": "МБУ ДО «ДДТ»",
}  # fmt: skip


@pytest.mark.parametrize(
    ("received", "object_id"),
    [
        ("МОБУ «СОШ № 1»", "s1"), ('моБУ  "сош №1"', "s1"), ("МБОУ СОШ №1", "s1"), ("СОШ 1", "s1"),
        ("Муниципальное общеобразовательное бюджетное учреждение «Средняя общеобразовательная школа № 1»", "s1"),
        ("средняя школа N 2", "s2"), ("Основная общеобразовательная школа №1", "o1"), ("СОШ с. Тыгда", "t"),
        ("МБОУ «Тыгдинская средняя общеобразовательная школа»", "t"), ("д/с № 1", "d1"), ("детский сад №12", "d2"),
        ("МДОБУ д/с «Росинка» № 12", "d2"),
    ],
)  # fmt: skip
def test_spellings_of_a_name(received, object_id):
    assert Matcher(registry(TOWN)).find(received).object_id == object_id


@pytest.mark.parametrize(
    ("received", "nearest"),
    [
        ("Гимназия № 1", {"s1", "o1"}),
        ("СОШ № 3", {"s1", "s2"}),
        ("школа", set()),
        ("Детский сад «Солнышко»", {"d1"}),
        ("№ 12", set()),
    ],
)
def test_what_is_unsure_is_asked_with_the_nearest(received, nearest):
    match = Matcher(registry(TOWN)).find(received)
    assert match.object_id == ""
    assert nearest <= {one for one, _, _ in match.candidates}
    likenesses = [likeness for _, _, likeness in match.candidates]
    assert likenesses == sorted(likenesses, reverse=True)
    assert all(0 < likeness < 1 for likeness in likenesses)


def test_namesakes_of_two_villages_are_told_apart_or_asked():
    names = {"a": "СОШ с. Каменка", "b": "СОШ с. Луговое", "c": "СОШ № 3 п. Заречный", "d": "СОШ № 3 п. Северный"}
    matcher = Matcher(registry(names))
    assert matcher.find("Луговская СОШ").object_id == "b"
    assert matcher.find("СОШ №3 пгт Северный").object_id == "d"
    assert matcher.find("СОШ № 3").object_id == ""
    assert {one for one, _, _ in matcher.find("СОШ № 3").candidates} >= {"c", "d"}


def test_one_name_of_two_organisations_is_asked():
    match = Matcher(registry({"a": "Школа № 1", "b": "Школа №1"})).find("школа № 1")
    assert match.object_id == "" and {one for one, _, _ in match.candidates} == {"a", "b"}


def test_logins():
    matcher = Matcher(registry(TOWN, [("s1", "edu280001"), ("s2", "edu280002")]))
    assert matcher.find("", "EDU280001").object_id == "s1"
    assert matcher.find("название с опечаткой", "edu280002").object_id == "s2"
    disagreeing = matcher.find("МОБУ «СОШ № 1»", "edu280002")
    assert disagreeing.object_id == "" and {one for one, _, _ in disagreeing.candidates} == {"s1", "s2"}
    assert find_login("СОШ № 1 (edu280001) | Кол-во участников: 20") == "edu280001"
    assert find_login("education") == ""


def test_an_answer_goes_before_everything_and_is_remembered():
    town = registry(TOWN)
    answers = {"Школа у реки": "s2", "sch280077": "s1"}
    assert Matcher(town, answers).find("школа  у реки").object_id == "s2"
    rows = remembered(answers)
    kept = rows.append_column("batch", pa.repeat("b", 2)).select(town.attributes.column_names)
    later = Matcher(Registry(town.objects, pa.concat_tables([town.attributes, kept]), town.predecessors))
    assert later.find("ШКОЛА У РЕКИ").object_id == "s2"
    assert later.find("", "sch280077").object_id == "s1"


def test_only_of_one_municipality():
    base = registry({"a": "СОШ № 1", "b": "СОШ № 1 имени героя"})
    rows = [
        {"object_id": one, "attribute": "municipality", "value": place} for one, place in (("a", "m1"), ("b", "m2"))
    ]
    place = pa.Table.from_pylist(rows, schema=TABLES["attributes"])
    both = Registry(base.objects, pa.concat_tables([base.attributes, place]), base.predecessors)
    assert Matcher(both, within="m2").find("МБОУ СОШ №1").object_id == "b"
    assert Matcher(both).find("МБОУ СОШ №1").object_id == ""


def test_parts_of_a_name():
    parts = take_apart("МКОУ «Основная общеобразовательная школа № 07 с. Ушумун имени Ю. Гагарина»")
    assert (parts.kind, parts.number, parts.settlement) == ("оош", "7", "ушуму")
    assert "гагар" in parts.words


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (
            is_inn,
            ["7707083893", "500100732259"],
            ["7707083894", "770708389", "500100732258", "77О7083893"],
        ),
        (is_ogrn, ["1027700132195", "304500116000157"], ["1027700132196", "102770013219", "abc"]),
        (is_kpp, ["280101001", "2801A1001"], ["28010100", "2801а1001"]),
        (is_oktmo, ["10631000", "10631000101"], ["1063100", "1063100010A"]),
        (is_login, ["edu280001", "SCH280001"], ["edu", "280001", "edux1"]),
    ],
)
def test_identifiers(check, right, wrong):
    assert [text for text in right if not check(text)] == []
    assert [text for text in wrong if check(text)] == []


@pytest.mark.parametrize("position", range(10))
def test_any_one_wrong_digit_of_an_inn_is_found(position):
    right = "7707083893"
    others = [digit for digit in "0123456789" if digit != right[position]]
    caught = [not is_inn(right[:position] + digit + right[position + 1 :]) for digit in others]
    assert sum(caught) >= 8  # the sum by 11 is written with one digit, so 10 and 0 are one


@pytest.mark.real_data
def test_two_years_of_moscow_schools():
    """871 names; those of the second year are sought among those of the first. No name is lost."""
    if not os.environ.get("MSOKO_DATA"):
        pytest.skip("MSOKO_DATA is not set: real names of schools are not matched")
    path = Path(os.environ["MSOKO_DATA"]) / "ru" / "moscow_ege_2016_2018_by_school.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    first, second = ({row["EDU_NAME"] for row in rows if row["YEAR"] == year} for year in ("2016-2017", "2017-2018"))
    assert (len(first | second), len(first & second)) == (871, 627)
    ids = {f"m{i}": name for i, name in enumerate(sorted(first))}
    matcher = Matcher(registry(ids))
    found = {name: matcher.find(name) for name in second}
    assert all(ids[found[name].object_id] == name for name in first & second)
    sure = [name for name, match in found.items() if match.object_id]
    asked = [name for name, match in found.items() if not match.object_id]
    assert len(sure) + len(asked) == len(second) and len(sure) >= 670
    numbers = {name: take_apart(name).number for name in sure}
    assert all(take_apart(ids[found[name].object_id]).number == number for name, number in numbers.items())
    assert sum(bool(found[name].candidates) for name in asked) >= 0.9 * len(asked)
