"""`msoko restore`: an archive of `msoko backup` into an empty folder, compared with what was written, and examined."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.saying import Exit, Speaker, speaker
from msoko.cli.serve import configured
from msoko.vocabulary import Severity

if TYPE_CHECKING:
    from msoko.files.stored import Finding as OfFiles
    from msoko.store.doctor import Finding as OfStore
    from msoko.web.project.archiving import Manifest


def restore(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(metavar="АРХИВ", help="Копия, которую записала msoko backup.")],
    into: Annotated[Path, typer.Option("--into", help="Новая папка с данными.")],
    database: Annotated[
        str | None, typer.Option("--database", help="Пустая база PostgreSQL, если копия сделана с PostgreSQL.")
    ] = None,
) -> None:
    """Восстановить копию в новую папку и проверить её. Файл с ключами должен лежать рядом с архивом.

    Пример: msoko restore копия.zip --into msoko-data-2
    """
    said = Speaker(speaker(context).language, into)
    from msoko.web.project import archiving, serving

    try:
        written = archiving.read(archive)
        has_keys = archiving.extract(archive, into)
    except archiving.ArchiveError as error:
        said.fail(said.word(error.code, **error.parameters), Exit.STORE)
    if database:
        _set_database(into, database)
    folder = configured(said).folder
    try:
        serving.command(folder, "copy_database", "--from", str(folder / archiving.DATABASE))
        serving.command(folder, "prepare", "--no-assets")
    except serving.ServingError as error:
        said.fail(str(error), Exit.STORE)
    shutil.rmtree(folder / archiving.DATABASE)
    _compare(said, written)
    said.say("restore-done", path=into, batches=written.batches, values=written.values, rows=sum(written.rows.values()))
    if not has_keys:
        said.say("restore-without-keys", path=archiving.keys_of(archive))
    said.say("restore-next", path=into)


def _set_database(folder: Path, address: str) -> None:
    """In msoko.toml, in the place of what the copy's site had."""
    from msoko.web.project.configuration import FILE

    path = folder / FILE
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    kept = [line for line in lines if line.partition("=")[0].strip() != "database"]
    path.write_text("\n".join([f'database = "{address}"', *kept]) + "\n", "utf-8")
    path.chmod(0o600)


def _compare(said: Speaker, written: Manifest) -> None:
    """The store and the files against the manifest and against themselves."""
    from msoko.store.doctor import examine

    store = said.workplace.store
    found = (store.version, len(store.batches(hidden=True)), store.read_values().num_rows)
    if found != (written.store_version, written.batches, written.values):
        said.fail(said.word("restore-differs"), Exit.STORE)
    store.sweep()  # rows of batches that were arriving while the copy was made
    findings: list[OfStore | OfFiles] = [*examine(store.root), *said.workplace.files.examine()]
    faults = [one for one in findings if one.severity is Severity.ERROR]
    if faults:
        said.fail(said.word("unhealthy", count=len(faults)), Exit.STORE, [one.say(said.language) for one in faults])
