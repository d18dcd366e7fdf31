"""`msoko serve`: the site on this computer, with the worker that does long work."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.web.project.configuration import Configuration
    from msoko.web.project.serving import Child


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="Где слушать, если не по адресу из msoko.toml.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Порт, если не тот, что в адресе из msoko.toml.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Процессов, отвечающих на запросы.", min=1)] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Без обработчика долгих работ.")] = False,
) -> None:
    """Запустить сайт и обработчик долгих работ на папке с данными. Остановить: Ctrl+C.

    Пример: msoko serve --port 8080
    """
    said = speaker(context)
    run(said, configured(said), host, port, workers, with_worker=not no_worker)


def is_installed() -> bool:
    """Are the libraries of the site there?"""
    return all(find_spec(name) is not None for name in ("django", "granian"))


def configured(said: Speaker) -> Configuration:
    """What msoko.toml says; a wrong line ends the command in words."""
    if not is_installed():
        said.fail(said.word("site-not-installed"), Exit.USAGE)
    from msoko.web.project.configuration import ConfigurationError, read

    try:
        return read(said.data.resolve())
    except ConfigurationError as error:
        said.fail(str(error), Exit.USAGE)


def run(
    said: Speaker, configuration: Configuration, host: str | None, port: int | None, workers: int | None,
    with_worker: bool = True,
) -> None:  # fmt: skip
    """Prepare, start, and stay until told to stop."""
    from msoko.web.project import serving

    place = serving.place_of(configuration, host, port)
    if not serving.is_free(place):
        said.fail(said.word("port-taken", port=place.port), Exit.USAGE, [said.word("other-port")])
    said.say("site-preparing")
    try:
        serving.command(configuration.folder, "prepare")
    except serving.ServingError as error:
        said.fail(str(error), Exit.STORE)
    kept = serving.children(configuration.folder, place, workers or configuration["workers"], with_worker)
    for child in kept:
        child.start()
    if not serving.wait_until_up(place, kept[0]):
        _give_up(said, kept)
    said.say("site-up", address=place.address, data=configuration.folder)
    serving.serve(kept, lambda code, name: said.say(f"site-{code}", name=said.word(f"site-name-{name or 'site'}")))


def _give_up(said: Speaker, kept: list[Child]) -> None:
    for child in kept:
        if child.is_up and child.process is not None:
            child.process.terminate()
    said.fail(said.word("site-not-up"), Exit.STORE)
