"""`msoko demo`: a generated municipality through the whole road, from received files to reports and the site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.analyse import evidence_of
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.cli.serve import configured, is_installed, run
from msoko.vocabulary import Audience, Period, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msoko.demo import Manifest
    from msoko.demo.finding import Outcome
    from msoko.results.reading import Problem
    from msoko.web.project.configuration import Configuration

_MARK = ".msoko-demo"  # a folder that a demonstration made and may make anew
_BY = "демонстрация"
_REPORTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("procedure-note", {"procedure": "vpr", "subject": "02", "grade": "5"}),
    ("municipal-summary", {}),
    ("organisation-passport", {"object_id": "s06"}),
    ("organisation-passport", {"object_id": "k01"}),
    ("self-examination-table", {"object_id": "s01"}),
)


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="Папка для файлов, данных и отчётов.")] = Path("demo"),
    seed: Annotated[int | None, typer.Option("--seed", help="Другое зерно — другой муниципалитет.")] = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Подготовить сайт, но не запускать его: завершиться.")
    ] = False,
    port: Annotated[int | None, typer.Option("--port", help="Порт сайта.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Итог для программ: один документ JSON.")] = False,
) -> None:
    """Создать демонстрационный муниципалитет, провести его через всю работу и показать сайт. Остановить: Ctrl+C.

    Пример: msoko demo --out demo --no-serve
    """
    said = Speaker(speaker(context).language, out / "data")
    started = perf_counter()
    _empty_folder(said, out)
    with _step(said, "demo-writing", as_json):
        manifest = _generate(said, out, seed)
    with _step(said, "demo-importing", as_json):
        problems = _import(said, manifest)
    with _step(said, "demo-computing", as_json):
        _compute(said)
    with _step(said, "demo-reports", as_json):
        reports = _print(said, out / "reports", manifest)
    outcomes = _search(said, problems)
    with _step(said, "demo-site", as_json):
        configuration, logins = _site(said)
    if as_json:
        from msoko.demo.finding import as_rows

        found = as_rows(outcomes)
        return said.json(
            {"files": len(manifest.files), "reports": [str(p) for p in reports], "found": found, "logins": logins}
        )
    for path in reports:
        said.say("report-written", path=path)
    _show(said, outcomes)
    _show_logins(said, logins)
    said.say("demo-done", seconds=round(perf_counter() - started), data=said.data)
    if configuration is None or no_serve:
        return said.say("demo-serve", data=said.data)
    return run(said, configuration, None, port, None)


@contextmanager
def _step(said: Speaker, code: str, quiet: bool) -> Iterator[None]:
    """Say what begins and, when it is done, how long it took."""
    started = perf_counter()
    yield
    if not quiet:
        said.say("demo-step", step=said.word(code), seconds=round(perf_counter() - started))


def _empty_folder(said: Speaker, out: Path) -> None:
    """A folder of an earlier demonstration is made anew; anybody else's is left alone."""
    if out.exists() and any(out.iterdir()) and not (out / _MARK).exists():
        said.fail(said.word("demo-folder", path=out), Exit.USAGE)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MARK).touch()


def _generate(said: Speaker, out: Path, seed: int | None) -> Manifest:
    from msoko.demo import generate, local_pack
    from msoko.methodology.loading import load

    built_in = load()  # the local pack written here is read with the others from the next step on
    manifest = generate(out / "files", built_in, seed)
    local_pack.write(said.data / "packs", manifest.municipality, built_in)
    return manifest


def _import(said: Speaker, manifest: Manifest) -> list[Problem]:
    """The ordinary road, file by file. Raises whatever it raises: generated files must be taken."""
    from dataclasses import replace

    from msoko.indicators.line_checks import with_line_checks
    from msoko.results.importing import commit, open_context, read_file

    place = said.workplace
    place.begin()
    store, files, person = place.store, place.files, place.keys.hasher()
    problems: list[Problem] = []
    known = open_context(store, place.methodology, person=person)
    for path in manifest.files:
        reading = with_line_checks(read_file(path, replace(known, period=_period_of(path))), place.methodology)
        commit(store, files, reading, _BY, _BY, reason="демонстрационные данные")
        problems += reading.problems
        if reading.format in ("registry", "facts_table"):  # what later files are compared with
            known = open_context(store, place.methodology, person=person)
    return problems


def _period_of(path: Path) -> Period | None:
    """Tables of exams do not name their year; the person who imports says it."""
    if not path.name.startswith(("егэ_", "огэ_")):
        return None
    year = int(path.stem[-4:])
    return Period.parse(f"{year - 1}-{year % 100:02d}")


def _compute(said: Speaker) -> None:
    from msoko.indicators.computing import compute

    place = said.workplace
    compute(place.store, place.methodology)


def _print(said: Speaker, out: Path, manifest: Manifest) -> list[Path]:
    from msoko.cli.report import print_report

    year = manifest.municipality.years[-1]
    period = Period.parse(f"{year}-{(year + 1) % 100:02d}")
    written: list[Path] = []
    for kind, about in _REPORTS:
        written += print_report(
            said, kind, period, out, (".docx", ".pdf", ".xlsx", ".html"), purpose=Purpose.MANAGEMENT,
            audience=Audience.DEPARTMENT, demonstration=True, **about,
        )  # fmt: skip
    return written


def _search(said: Speaker, problems: Sequence[Problem]) -> tuple[Outcome, ...]:
    from msoko.demo.finding import look_for_everything

    return look_for_everything(evidence_of(said.workplace), problems)


def _site(said: Speaker) -> tuple[Configuration | None, list[dict[str, str]]]:
    """Settings, database and people; without the site's libraries there is none, and the rest stands by itself."""
    if not is_installed():
        return None, []
    from msoko.web.project import serving
    from msoko.web.project.configuration import DEMONSTRATION_MARK, FILE

    (said.data / DEMONSTRATION_MARK).touch()
    (said.data / FILE).write_text('mode = "demonstration"\n', "utf-8")
    configuration = configured(said)
    try:
        logins: list[dict[str, str]] = json.loads(serving.command(configuration.folder, "demonstrate"))
    except serving.ServingError as error:
        said.fail(str(error), Exit.STORE)
    return configuration, logins


def _show_logins(said: Speaker, logins: Sequence[dict[str, str]]) -> None:
    if logins:
        said.say("demo-logins")
        names = ("role", "place", "login", "password")
        said.table([said.word(f"demo-column-{name}") for name in names], [[one[n] for n in names] for one in logins])


def _show(said: Speaker, outcomes: Sequence[Outcome]) -> None:
    said.say("demo-found")
    rows = [(o.planted.words, o.words or said.word("demo-not-found"), o.others or "") for o in outcomes]
    said.table([said.word(f"demo-column-{name}") for name in ("planted", "found", "others")], rows, right=(2,))
