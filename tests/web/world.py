"""A region with two municipalities and a person of every role: what the tests of the web stand on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from msoko.workplace import Workplace
from tests.library.results.making_samples import registry_rows, write
from tests.workplace import COMPUTED, FILES, Place, certificates, write_files

OTHER_SCHOOL = "МБОУ «СОШ № 7»"
# Where each role is held. Places of the access table: own s1, sibling s2, other t1 (another municipality), closed s0.
HELD_AT = {
    "department_head": "m1", "department_specialist": "m1", "methodist": "m1", "organisation_head": "s1",
    "deputy": "s1", "teacher": "s1", "expert": "m1", "observer": "m1", "regional_reader": "r1", "administrator": "ru",
}  # fmt: skip
STRANGERS = {"other_department_head": ("department_head", "m2"), "sibling_school_head": ("organisation_head", "s2")}
PASSWORD = "правильная лошадь"


def fill(folder: Path) -> Path:
    """Import and compute as the command line does; the data folder."""
    place = Place(folder)
    write_files(folder)
    write(folder / "реестр.xlsx", _two_municipalities())
    write(folder / "аттестаты_соседей.xlsx", {"Данные": _neighbours()})
    names = (*FILES, "аттестаты_соседей")
    answer = place(
        "import", *(place.file(f"{name}.xlsx") for name in names), "--accept", "проверено", "--by", "officer"
    )
    assert answer.code == 0, answer.said
    answer = place("compute", *COMPUTED)
    assert answer.code == 0, answer.said
    return place.data


def _two_municipalities() -> dict[str, list[list[object]]]:
    sheets = registry_rows()
    objects, names, places, _, taught = sheets.values()
    begin = date(2000, 9, 1)
    objects += [["m2", "муниципалитет", begin], ["t1", "организация", begin]]
    names += [["m2", "Соседний округ"], ["t1", OTHER_SCHOOL]]
    places += [["t1", "вид", "школа"], ["t1", "муниципалитет", "m2"], ["m2", "регион", "r1"]]
    taught += [["t1", "начальное, основное, среднее", "1-11"]]
    return sheets


def _neighbours() -> list[list[object]]:
    head = certificates(2022, 0)[:4]
    return [*head, [OTHER_SCHOOL, "", 40, 40, 38]]


def populate(data: Path) -> None:
    """The database rows: the tree that follows the registry, and people with their roles."""
    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Membership, Organisation
    from msoko.web.organisations.syncing import sync

    sync(Workplace(data).registry())
    held = {role: (role, place) for role, place in HELD_AT.items()} | STRANGERS
    for name, (role, place) in held.items():
        user = User.objects.create(username=name, name=name, email=f"{name}@example.ru")
        where = Organisation.objects.get(code=place)
        Membership.objects.create(user=user, organisation=where, role=role, starts_on=date(2020, 1, 1))
    User.objects.create(username="nobody_yet", name="nobody_yet", email="nobody_yet@example.ru")


def copy(data: Path, to: Path) -> Path:
    shutil.copytree(data, to)
    return to
