"""`msoko doctor`: is everything that was received still there and whole?"""

from __future__ import annotations

from typing import Annotated

import typer

from msoko.cli.saying import Exit, speaker


def doctor(
    context: typer.Context,
    sweep: Annotated[bool, typer.Option("--sweep", help="Убрать остатки прерванных загрузок.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проверить хранилище и файлы: контрольные суммы, остатки прерванных загрузок, спорные строки.

    Пример: msoko doctor
    """
    from msoko.store.doctor import examine

    said = speaker(context)
    place = said.workplace
    if sweep:
        place.store.sweep()
    findings = [(one.code, one.say(said.language)) for one in examine(place.root / "store")]
    findings += [(one.code, one.say(said.language)) for one in place.files.examine()]
    if as_json:
        said.json([{"code": code, "text": text} for code, text in findings])
    elif findings:
        said.fail(said.word("unhealthy", count=len(findings)), Exit.STORE, [text for _, text in findings])
    else:
        said.say("healthy", batches=len(place.store.batches()), files=len(place.files.records()))
    if findings:
        raise typer.Exit(Exit.STORE)
