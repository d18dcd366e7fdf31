"""`msoko doctor`: is everything that was received still there and whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.saying import Exit, speaker
from msoko.vocabulary import Severity

if TYPE_CHECKING:
    from msoko.files.stored import Finding as OfFiles
    from msoko.store.doctor import Finding as OfStore


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
    store = place.store
    if sweep:
        store.sweep()
    findings: list[OfStore | OfFiles] = [*examine(place.root / "store"), *place.files.examine()]
    faults = [one for one in findings if one.severity is not Severity.NOTE]  # notes: what the next --sweep removes
    if as_json:
        said.json([
            {"code": one.code, "severity": one.severity, "text": one.say(said.language)} for one in findings
        ])  # fmt: skip
    elif faults:
        said.fail(said.word("unhealthy", count=len(faults)), Exit.STORE, [one.say(said.language) for one in faults])
    else:
        said.say("healthy", batches=len(store.batches()), files=len(place.files.records()))
        if findings:
            said.say("left-over", count=len(findings))
    if faults:
        raise typer.Exit(Exit.STORE)
