"""`msoko withdraw`: take a batch back; what it had replaced is there again."""

from __future__ import annotations

from typing import Annotated

import typer

from msoko.cli.saying import Exit, speaker


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
    known = [record for record in store.batches(hidden=True) if record.id.startswith(batch.lower())]
    if not batch or len(known) != 1:
        hints = [f"{record.id[:8]}  {record.file_name or record.kind}" for record in (known or store.batches())[-5:]]
        said.fail(
            said.word("batch-several" if batch and len(known) > 1 else "batch-unknown", found=batch),
            Exit.NOT_FOUND,
            hints,
        )
    if not reason.strip():
        said.fail(said.word("reason-empty"), Exit.USAGE)
    receipt = store.withdraw(known[0].id, by=by, reason=reason)
    said.say("withdrawn" if receipt.changed else "withdrawn-before", batch=receipt.batch[:8])
