"""`python -m msoko.web check_audit`: has anybody changed the audit trail?

Prints the last digest: kept elsewhere, it proves later that the whole trail was not written anew.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from msoko.web.accounts.audit import TAIL, first_broken
from msoko.web.accounts.models import AuditEvent, AuditHead


class Command(BaseCommand):
    help = "Проверяет журнал действий от первой записи до последней."

    def handle(self, *args: Any, **said: Any) -> None:
        broken = first_broken()
        if broken == TAIL:
            raise CommandError("Журнал действий нарушен: в конце не хватает записей.")
        if broken is not None:
            raise CommandError(f"Журнал действий нарушен начиная с записи № {broken}.")
        head = AuditHead.objects.filter(pk=1).first()
        said_last = head.last if head else "записей ещё нет"
        self.stdout.write(
            f"Журнал действий цел, записей: {AuditEvent.objects.count()}. Последний отпечаток: {said_last}"
        )
