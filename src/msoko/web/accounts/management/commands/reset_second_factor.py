"""`python -m msoko.web reset_second_factor E-MAIL`: for a person who has lost telephone, key and recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from msoko.web.accounts.audit import record
from msoko.web.accounts.models import User


class Command(BaseCommand):
    help = "Снимает второй фактор; при следующем входе человек настроит его заново. Сначала убедитесь, кто просит."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="адрес почты учётной записи")

    @transaction.atomic
    def handle(self, *args: Any, **said: Any) -> None:
        person = User.objects.filter(email__iexact=said["email"]).first()
        if person is None:
            raise CommandError(f"Учётной записи с адресом «{said['email']}» нет.")
        if not Authenticator.objects.filter(user=person).exists():
            raise CommandError("Второй фактор у этого человека не включён.")
        Authenticator.objects.filter(user=person).delete()
        record(None, "factor.remove", "user", person.pk, kind="all", by="server")
        self.stdout.write("Второй фактор снят.")
