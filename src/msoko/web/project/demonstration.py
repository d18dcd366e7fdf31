"""People of a demonstration: who they are, where they work, what they sign in with. Never made in work mode."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from msoko.demo.planting import FALLING_SCHOOL, PEAK_SCHOOL
from msoko.indicators.computing import fix
from msoko.web.accounts.models import User
from msoko.web.accounts.roles import ROLES
from msoko.web.analytics.actions import show_to_readers
from msoko.web.analytics.models import Calculation
from msoko.web.analytics.tasks import repair
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.workplace import workplace

BEGAN = date(2019, 9, 1)


@dataclass(frozen=True)
class Person:
    """place: code of an organisation; "" = the only place of the role's kind (municipality, region, country)."""

    login: str
    name: str
    role: str
    place: str = ""


@dataclass(frozen=True)
class Login:
    """What is told to whoever tries the site."""

    role: str
    place: str
    login: str
    password: str


PEOPLE = (
    Person("department", "Ольга Данилова (демо)", "department_head"),
    Person("specialist", "Игорь Мельников (демо)", "department_specialist"),
    Person("methodist", "Светлана Орлова (демо)", "methodist"),
    Person("director", "Татьяна Белова (демо)", "organisation_head", PEAK_SCHOOL),
    Person("deputy", "Павел Егоров (демо)", "deputy", PEAK_SCHOOL),
    Person("teacher", "Анна Тихонова (демо)", "teacher", PEAK_SCHOOL),
    Person("director9", "Николай Гусев (демо)", "organisation_head", FALLING_SCHOOL),
    Person("kindergarten", "Елена Киселёва (демо)", "organisation_head", "k01"),
    Person("expert", "Виктор Зайцев (демо)", "expert"),
    Person("observer", "Марина Лебедева (демо)", "observer"),
    Person("region", "Андрей Соловьёв (демо)", "regional_reader"),
    Person("administrator", "Юлия Романова (демо)", "administrator"),
)


@transaction.atomic
def settle() -> list[Login]:
    """Make the people, with one password for all of them, made anew each time. The rows of places must be there."""
    if not settings.CONFIGURATION.demonstration:
        raise PermissionError("demonstration mode only")
    password = secrets.token_hex(4)
    with translation.override("ru"):
        return [_settle(person, password) for person in PEOPLE]


def _settle(person: Person, password: str) -> Login:
    role = ROLES[person.role]
    places = Organisation.objects.filter(type=role.at)
    place = places.get(code=person.place) if person.place else places.get()
    user = User(username=person.login, name=person.name, email=f"{person.login}@example.ru")
    user.set_password(password)
    user.save()
    Membership.objects.create(user=user, organisation=place, role=role.code, starts_on=BEGAN)
    return Login(str(role.title), place.name, person.login, password)


def show_fixed() -> str:
    """Fix the working calculation and show it to those who see only fixed numbers. The id of the calculation."""
    place = workplace()
    found = fix(
        place.store, place.methodology, by="демонстрация", title="Итоги, демонстрационный расчёт",
        reason="демонстрационные данные", options=place.choices,
    )  # fmt: skip
    repair()
    head = Membership.objects.select_related("user", "organisation").get(role="department_head")
    show_to_readers(head.user, head.organisation, Calculation.objects.get(store_id=found.id))
    return found.id


def told(logins: list[Login]) -> list[dict[str, Any]]:
    return [asdict(one) for one in logins]
