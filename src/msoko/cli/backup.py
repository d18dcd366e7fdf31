"""`msoko backup`: everything the site has, in one archive and one file of keys."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from msoko.cli.saying import Exit, speaker
from msoko.cli.serve import configured


def backup(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(metavar="АРХИВ", help="Куда записать копию, например копия.zip.")],
) -> None:
    """Записать копию: база данных, хранилище, файлы. Работу останавливать не нужно. Ключи — отдельным файлом рядом.

    Пример: msoko backup копия.zip
    """
    said = speaker(context)
    configuration = configured(said)
    from msoko.web.project import archiving, serving

    if archive.exists():
        said.fail(said.word("archive-exists", path=archive), Exit.USAGE)
    version = said.workplace.store.version  # no store: there is nothing to copy, and this says so
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=archive.resolve().parent) as aside:
            serving.command(configuration.folder, "copy_database", "--to", aside)
            written = archiving.write(configuration.folder, archive, Path(aside))
    except serving.ServingError as error:
        said.fail(str(error), Exit.STORE)
    assert written.store_version >= version
    said.say(
        "backup-done", path=archive, batches=written.batches, values=written.values, files=len(written.files),
        rows=sum(written.rows.values()),
    )  # fmt: skip
    said.say("backup-keys", path=archiving.keys_of(archive))
