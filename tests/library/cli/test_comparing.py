"""`msoko peers`, `clusters`, `contributions`, `places` on a municipality of twelve schools with a social passport."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from tests.library.results.making_samples import SHEETS, columns_of, with_check_digit, write
from tests.workplace import Place

from msoko.workplace import Workplace

SCHOOLS = 12
INDICATORS = ("context.", "statistics.pupils_total")


@pytest.fixture(scope="module")
def municipality(tmp_path_factory, packs_read_once) -> Place:
    """Imported and computed; tests only read it."""
    place = Place(tmp_path_factory.mktemp("municipality"))
    files = [write(place.file("реестр.xlsx"), _registry())]
    files += [write(place.file(f"паспорт_{year}.xlsx"), {"Данные": _passport(year)}) for year in (2023, 2024)]
    answer = place("import", *files, "--accept", "проверено", "--by", "officer")
    assert answer.code == 0, answer.said
    answer = place("compute", *INDICATORS)
    assert answer.code == 0, answer.said
    return place


@pytest.fixture
def own(municipality, tmp_path) -> Place:
    """A copy that a test may change."""
    shutil.copytree(municipality.folder, tmp_path / "copy")
    return Place(tmp_path / "copy")


def _codes():
    return [f"s{n:02}" for n in range(1, SCHOOLS + 1)]


def _registry():
    head = {name: [column.title for column in columns_of(name)] for name in SHEETS}
    begin = date(2000, 9, 1)
    objects = [["m1", "муниципалитет", begin], ["r1", "регион", begin], ["ru", "страна", begin]]
    objects += [
        [code, "организация", begin, "", "", with_check_digit(f"9900000{n:02}"), "", "", "", f"edu9900{n:02}"]
        for n, code in enumerate(_codes(), start=1)
    ]
    names = [[code, f"МБОУ «Школа {code}»"] for code in _codes()]
    names += [["m1", "Заречный район"], ["r1", "Область"], ["ru", "Россия"]]
    places = [[code, "вид", "школа"] for code in _codes()] + [[code, "муниципалитет", "m1"] for code in _codes()]
    places += [["m1", "регион", "r1"], ["r1", "страна", "ru"]]
    places += [[code, "тип местности", "город" if n < 6 else "село"] for n, code in enumerate(_codes())]
    return {
        SHEETS[0]: [head[SHEETS[0]], *objects], SHEETS[1]: [head[SHEETS[1]], *names],
        SHEETS[2]: [head[SHEETS[2]], *places], SHEETS[3]: [head[SHEETS[3]]],
        SHEETS[4]: [head[SHEETS[4]], *([code, "начальное, основное, среднее", "1-11"] for code in _codes())],
    }  # fmt: skip


def _passport(year):
    """Town schools are large and better off; the last two of the villages are small; one gave no distance."""
    columns = [
        "pupils",
        "pupils_low_income",
        "pupils_both_higher_education",
        "pupils_single_parent",
        "distance_to_centre",
    ]
    rows = []
    for n, code in enumerate(_codes()):
        pupils = 600 + 10 * n if n < 6 else 200 + 5 * n if n < 10 else 30 + n
        shares = (0.10 + 0.01 * n, 0.40 - 0.02 * n, 0.20 + 0.005 * ((n * 7) % 5))
        later = 1.1 if year == 2024 and n == 7 else 1
        counts = [round(pupils * share * later) for share in shares]
        rows.append([f"МБОУ «Школа {code}»", f"edu9900{n + 1:02}", pupils, *counts, "нет данных" if n == 3 else 4 * n])
    note = ["" if n != 3 else "не измеряли" for n in range(SCHOOLS)]
    return [
        [f"Социальный паспорт, {year}"], ["Период", f"{year}/{(year + 1) % 100}"], [],
        ["Организация", "Логин ОО", *columns, "Примечание"],
        *([*row, remark] for row, remark in zip(rows, note, strict=True)),
    ]  # fmt: skip


# ---- peers
def test_peers_are_shown_with_the_reason(municipality):
    answer = municipality("peers", "s02", "--period", "2024/25", "--indicator", "context.low_income_pct")
    assert answer.code == 0, answer.said
    assert "среди 11 организаций" in answer.said and "«Школа s02»" in answer.out
    assert "Удалённость от центра муниципалитета" in answer.out and "Обычно у таких организаций от" in answer.said
    assert "Признак «Нуждаются в подвозе» не учтён" in answer.said
    assert "Признаки и веса: Численность обучающихся — 1" in answer.said


def test_programs_read_peers_and_nobody_is_filled_in(municipality):
    answer = municipality("peers", "s02", "--period", "2024/25", "--count", "99", "--json")
    found = json.loads(answer.out)
    ids = [peer["id"] for peer in found["sets"][0]]
    assert len(ids) == len(set(ids)) == 10 and "s02" not in ids
    assert "Удалённость от центра" in found["without"]["s04"]
    assert all(sum(peer["parts"].values()) == pytest.approx(peer["distance"] ** 2) for peer in found["sets"][0])


def test_a_changed_set_is_shown_beside_the_calculated_one(municipality):
    typed = ("peers", "s02", "--period", "2024/25", "--indicator", "context.low_income_pct", "--remove", "s01",
             "--add", "s12", "--reason", "общий подвоз")  # fmt: skip
    answer = municipality(*typed)
    assert answer.code == 0 and answer.said.count("У сопоставимых в среднем") == 2
    assert "После правки (общий подвоз)" in answer.said
    found = json.loads(municipality(*typed, "--json").out)
    before, after = found["sets"]
    assert "s12" in {peer["id"] for peer in after} and "s01" not in {peer["id"] for peer in after}
    assert found["values"][0]["mean"] != found["values"][1]["mean"] and len(before) == len(after)


def test_what_cannot_be_compared_is_refused_in_words(municipality):
    assert "без причины" in municipality("peers", "s02", "--period", "2024/25", "--remove", "s01").said
    assert "s02" in municipality("peers", "s02", "--period", "2024/25", "--add", "s02", "--reason", "я").said
    answer = municipality("peers", "s02", "--period", "2019/20")
    assert answer.code == 1 and "ни одного признака" in answer.said


# ---- clusters
def test_rules_are_proposed_approved_and_become_a_level(own):
    path = own.file("кластеры.json")
    answer = own("clusters", "propose", "--period", "2024/25", "--out", path)
    assert answer.code == 0, answer.said
    assert "Предложено кластеров: 3" in answer.said and "Малочисленные школы" in answer.said
    assert "Сравнивать внутри такого кластера почти не с кем" in answer.said
    proposed = json.loads(path.read_text("utf-8"))
    assert [len(one["members"]) for one in proposed["clusters"]] == [2, 6, 4]
    typed = ("clusters", "approve", path, "--first-day", "2024-09-01", "--reason", "приказ № 12", "--by", "head")
    answer = own(*typed)
    assert answer.code == 0 and "утверждены с 01.09.2024" in answer.said
    assert "уже утверждено" in own(*typed).said
    assert own("compute", "context.low_income_pct").code == 0
    shown = own("value", "context.low_income_pct", "--period", "2024/25", "--level", "cluster")
    assert "Школы города и посёлков городского типа" in shown.out
    assert own("value", "context.low_income_pct", "--period", "2023/24", "--level", "cluster").code == 4
    batch = Workplace(own.data).store.batches()[-1].id[:8]
    assert own("withdraw", batch, "--reason", "ошибка").code == 0
    assert Workplace(own.data).registry().ids("cluster") == ()


def test_groups_by_calculation_leave_out_whom_nothing_is_known_of(own):
    path = own.file("группы.json")
    answer = own("clusters", "propose", "--period", "2024/25", "--method", "medoids", "--groups", "3", "--out", path)
    assert answer.code == 0, answer.said
    assert "«Школа s04»" in answer.out and "не известно: Удалённость от центра муниципалитета" in answer.said
    assert "устойчивость" in answer.said
    proposed = json.loads(path.read_text("utf-8"))
    assert sum(len(one["members"]) for one in proposed["clusters"]) == 11
    assert proposed["clusters"][0]["title"].startswith("Группа 1: похожи на")


def test_the_number_of_groups_is_advised_or_no_file_is_made(own):
    path = own.file("группы.json")
    answer = own("clusters", "propose", "--period", "2024/25", "--method", "ward", "--out", path)
    assert answer.code == 0 and "Групп 2: разделённость" in answer.said
    assert ("Советуем групп" in answer.said) == path.exists()


def test_wrong_words_files_and_days_are_told(own):
    assert own("clusters", "propose", "--period", "2024/25", "--method", "single").code == 2
    assert own("clusters", "propose", "--period", "2024/25", "--set", "сады").code == 1
    assert own("clusters", "propose", "--period", "2024/25", "--municipality", "m9").code == 4
    assert own("clusters", "approve", own.file("нет.json"), "--first-day", "2024-09-01", "--reason", "п").code == 4
    bad = own.file("плохой.json")
    bad.write_text("{}", "utf-8")
    assert own("clusters", "approve", bad, "--first-day", "2024-09-01", "--reason", "п").code == 1
    bad.write_text("не json", "utf-8")
    assert own("clusters", "approve", bad, "--first-day", "2024-09-01", "--reason", "п").code == 1
    assert own("clusters", "approve", bad, "--first-day", "сентябрь", "--reason", "п").code == 2


# ---- contributions and the index
def test_a_change_is_parted_by_school(municipality):
    typed = ("contributions", "context.low_income_pct", "--period", "2024/25", "--from", "2023/24")
    answer = municipality(*typed)
    assert answer.code == 0, answer.said
    assert "за счёт самих значений" in answer.said and "«Школа s08»" in answer.out.split("\n")[2]
    found = json.loads(municipality(*typed, "--json").out)
    parts = sum(one["of_value"] + one["of_composition"] for one in found["contributions"])
    assert found["start"] + parts == pytest.approx(found["end"], abs=1e-9)
    answer = municipality("contributions", "context.low_income_pct", "--period", "2024/25")
    assert answer.code == 0 and "из чего сложилось" in answer.said


def test_an_index_of_a_school_is_parted_by_criterion(municipality):
    typed = ("contributions", "context.social_index", "--period", "2024/25", "--organisation", "s08")
    answer = municipality(*typed)
    assert answer.code == 0, answer.said
    assert "Отсчёт" in answer.out and "малообеспеченных" in answer.out
    found = json.loads(municipality(*typed, "--from", "2023/24", "--json").out)
    parts = sum(one["of_value"] + one["of_composition"] for one in found["contributions"])
    assert found["start"] + parts == pytest.approx(found["end"], abs=1e-9)


def test_what_does_not_add_up_is_refused(municipality):
    answer = municipality("contributions", "context.average_school_size", "--period", "2024/25")
    assert answer.code == 1 and "Нет значений для разложения" in answer.said
    answer = municipality("contributions", "context.low_income_pct", "--period", "2024/25", "--organisation", "s08")
    assert answer.code == 1 and "записан так, что точно разложить его нельзя" in answer.said
    assert municipality("contributions", "context.low_income_pct", "--period", "2024/25", "--by", "школа").code == 2
    answer = municipality("contributions", "context.social_index", "--period", "2024/25", "--by", "criterion")
    assert answer.code == 1 and "Нет значений" in answer.said  # it is no index of a municipality


def test_places_are_intervals(municipality):
    answer = municipality("places", "context.social_index", "--period", "2024/25")
    assert answer.code == 0, answer.said
    assert "Место, от и до" in answer.out and "В среднем организация сдвигается" in answer.said
    found = json.loads(municipality("places", "context.social_index", "--period", "2024/25", "--json").out)
    assert len(found["places"]) == SCHOOLS and all(
        one["low"] <= one["median"] <= one["high"] for one in found["places"]
    )


def test_values_without_chance_and_periods_without_values_are_refused(municipality):
    answer = municipality("places", "context.low_income_pct", "--period", "2024/25")
    assert answer.code == 1 and "Организаций со значением 0" in answer.said
    answer = municipality("places", "context.social_index", "--period", "2019/20")
    assert answer.code == 1 and "Нет значений" in answer.said


def test_places_by_a_value_go_by_chance(filled):
    typed = ("places", "results.vpr_quality", "--period", "2022/23", "--subject", "02", "--grade", "8")
    answer = filled(*typed)
    assert answer.code == 0, answer.said
    assert "при той же работе и другом случае" in answer.said and "твёрдо в верхней половине" in answer.said
    found = json.loads(filled(*typed, "--json").out)["places"]
    assert [(one["low"], one["high"]) for one in found] == [(1, 2), (1, 3), (2, 3)]  # a few pupils each


def test_both_are_among_the_analyses(municipality):
    found = json.loads(municipality("analyse", "comparable", "indices", "--period", "2024/25", "--json").out)
    assert "кластеров по правилу 3" in found["comparable"]["sentence"]
    assert {"s02", "s12"} <= found["comparable"]["data"].keys() and len(found["comparable"]["data"]["s02"]) == 5
    assert list(found["indices"]["data"]) == ["context.social_index"]
    assert "Индексов 1" in found["indices"]["sentence"]
    answer = municipality("analyse", "indices", "--period", "2019/20")
    assert answer.code == 0 and "Не выполнено" in answer.said
