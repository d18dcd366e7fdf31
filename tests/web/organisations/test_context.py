"""Facts about conditions: entered on the page, checked in words, kept as a batch; no data is not zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from msoko.web.accounts.models import AuditEvent
from msoko.web.organisations.context.queries import rows_of
from msoko.web.workplace import workplace

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]
YEAR, FORM = "2024-25", "/organisations/s1/context/enter/?period=2024-25"


def held(period=YEAR):
    return {row["fact"]: (row["value"], row["state"], row["reason"]) for row in rows_of("s1", [period]).to_pylist()}


def test_what_is_entered_is_a_batch_and_is_shown_with_its_source(as_, person):
    client = as_("department_specialist")
    given = {"pupils_watchlist": "7", "has_bus": "да", "pupils_low_income": "0",
             "pupils_large_family.reason": "родители не ответили"}  # fmt: skip
    assert client.post(FORM, given).status_code == 302
    found = held()
    assert found["pupils_watchlist"][:2] == (Decimal(7), "value") and found["has_bus"][0] == 1
    assert found["pupils_low_income"][:2] == (Decimal(0), "value")  # zero is a number
    assert found["pupils_large_family"] == (None, "missing", "родители не ответили")
    assert "pupils_single_parent" not in found  # an empty field says nothing
    page = client.get("/organisations/s1/context/?period=2024-25").content.decode()
    assert "родители не ответили" in page and "условия_s1_2024-25.xlsx" in page and "никто не представил" in page
    batch = workplace().store.batches()[-1]
    assert batch.kind == "facts_table" and batch.entered_by == str(person("department_specialist").pk)
    assert AuditEvent.objects.get(action="context.enter").detail["facts"] == 4
    assert "2023/24" in client.get(FORM).content.decode()


def test_the_same_again_saves_nothing_and_an_older_number_can_come_back(as_):
    client = as_("department_specialist")
    client.post(FORM, {"pupils_watchlist": "7"})
    before = len(workplace().store.batches())
    answer = client.post(FORM, {"pupils_watchlist": "7"}, follow=True)
    assert "сохранять нечего" in answer.content.decode() and len(workplace().store.batches()) == before
    client.post(FORM, {"pupils_watchlist": "9"})
    client.post(FORM, {"pupils_watchlist": "7"})
    assert held()["pupils_watchlist"][0] == 7


@pytest.mark.parametrize(("typed", "said"), [("много", "Ожидается"), ("-3", "≥ 0"), ("2,5", "цел")])
def test_a_wrong_number_is_said_beside_its_field_and_kept(typed, said, as_):
    answer = as_("department_specialist").post(FORM, {"pupils_watchlist": typed, "pupils_own_housing": "5"})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and f'value="{typed}"' in page and 'value="5"' in page
    assert "pupils_own_housing" not in held()  # wholly or not at all


def test_a_number_ten_times_the_last_wants_a_word(as_):
    client = as_("department_specialist")
    client.post("/organisations/s1/context/enter/?period=2023-24", {"pupils_watchlist": "8"})
    answer = client.post(FORM, {"pupils_watchlist": "80"})
    assert answer.status_code == 422 and "Почему отмеченные числа верны" in answer.content.decode()
    assert client.post(FORM, {"pupils_watchlist": "80", "word": "открыт новый корпус"}).status_code == 302
    assert workplace().store.batches()[-1].reason == "открыт новый корпус"


def test_checks_between_lines_know_numbers_from_other_files(as_, tmp_path):
    from tests.library.results.making_samples import write

    from msoko.results.importing import commit, open_context, read_file

    place = workplace()
    head = ["Код организации", "Период", "Показатель", "Значение"]
    path = write(tmp_path / "oo.xlsx", {"Данные": [head, ["s1", "2024/25", "pupils", 100]]})
    reading = read_file(path, open_context(place.store, place.methodology))
    commit(place.store, place.files, reading, by="x", reason="проверено")
    answer = as_("department_specialist").post(FORM, {"pupils_watchlist": "150"})
    assert answer.status_code == 422 and "не может быть больше, чем всех обучающихся" in answer.content.decode()
    assert as_("department_specialist").post(FORM, {"pupils_watchlist": "15"}).status_code == 302


def test_a_kindergarten_is_asked_nothing_of_schools(as_):
    page = as_("department_specialist").get("/organisations/d1/context/").content.decode()
    assert "Сведения не запрашиваются" in page
