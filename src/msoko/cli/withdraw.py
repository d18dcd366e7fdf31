"""`msoko withdraw`: take a batch back; what it had replaced is there again."""

from __future__ import annotations

from typing import Annotated

import typer

from msoko.cli.saying import speaker


def withdraw(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="ПОСТУПЛЕНИЕ", help="Номер поступления (начала достаточно).")],
    reason: Annotated[str, typer.Option("--reason", help="Почему отзывается: останется в журнале.")],
    by: Annotated[str, typer.Option("--by", help="Кто отзывает.", envvar="USER")] = "командная строка",
) -> None:
    """Отозвать поступление. Прежнее состояние возвращается в точности; запись остаётся в журнале.

    Пример: msoko withdraw 3fa9c1 --reason "прислан не тот файл"
    """
    said = speaker(context)
    store = said.workplace.store
    known = [record.id for record in store.batches(hidden=True) if record.id.startswith(batch)]
    receipt = store.withdraw(known[0] if len(known) == 1 else batch, by=by, reason=reason)
    said.say("withdrawn" if receipt.changed else "withdrawn-before", batch=receipt.batch)
