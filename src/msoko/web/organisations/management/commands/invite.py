"""`python -m msoko.web invite E-MAIL ROLE PLACE`: the first people of an installation, whom nobody there can invite."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from msoko.web.accounts.roles import ROLES
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.people.actions import invite


class Command(BaseCommand):
    help = "Приглашает человека: письмо со ссылкой, ссылка печатается и здесь."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="адрес почты")
        parser.add_argument("role", help=f"роль: {', '.join(ROLES)}")
        parser.add_argument("place", help="код места в реестре, где роль исполняется")

    def handle(self, *args: Any, **said: Any) -> None:
        try:
            validate_email(said["email"])
        except ValidationError as error:
            raise CommandError(f"«{said['email']}» — не адрес почты.") from error
        role = ROLES.get(said["role"])
        if role is None:
            raise CommandError(f"Роли «{said['role']}» нет. Есть: {', '.join(ROLES)}.")
        place = Organisation.objects.filter(code=said["place"], closed_on=None).first()
        if place is None or place.type != role.at:
            fitting = Organisation.objects.filter(type=role.at, closed_on=None).values_list("code", flat=True)[:20]
            raise CommandError(f"«{said['place']}» — не место для этой роли. Подходят: {', '.join(fitting)}.")
        _, address = invite(None, said["email"], role, place)
        self.stdout.write(f"Приглашение действует семь дней: {address}")
