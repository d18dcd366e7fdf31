"""`msoko clusters propose|approve`: groups of comparable organisations; they are a level when a person approves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_period
from msoko.cli.help import Command, Group
from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.analytics.memberships import ClusterSet

app = typer.Typer(
    help="Кластеры сопоставимых организаций: предложить, утвердить.", no_args_is_help=True, cls=Group
)  # fmt: skip
METHODS = ("rules", "medoids", "ward", "means")
_SEED = 352


@app.command("propose", cls=Command)
def propose(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help="Период, за который берутся сведения.")],
    method: Annotated[
        str, typer.Option("--method", help="rules — по правилу пакета; medoids, ward, means — расчётом по среде.")
    ] = "rules",
    name: Annotated[
        str, typer.Option("--set", help="Набор правил пакета; имя, под которым набор хранится.")
    ] = "schools",
    kind: Annotated[str, typer.Option("--kind", help="Для расчёта: вид организаций.")] = "school",
    groups: Annotated[int, typer.Option("--groups", help="Для расчёта: сколько групп; 0 — посоветовать.")] = 0,
    municipality: Annotated[str, typer.Option("--municipality", help="Код, если их несколько.")] = "",
    out: Annotated[Path, typer.Option("--out", help="Куда записать предложение.")] = Path("clusters.json"),
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Предложить кластеры. Ничего не меняет: пишет файл, который можно исправить и утвердить.

    Пример: msoko clusters propose --period 2024/25 --method rules
    """
    from msoko.analytics import proposals
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    place, when = said.workplace, chosen_period(said, period)
    if method not in METHODS:
        said.fail(said.word("word-wrong", found=method, expected=", ".join(METHODS)), Exit.USAGE)
    registry = place.registry()
    about = proposals.About(place.methodology, registry, place.store.read_values(), when, _whose(said, municipality))
    try:
        if method == "rules":
            found = proposals.by_rules(about, name, said.language)
        else:
            found = proposals.by_calculation(about, name, kind, method, groups, _SEED, said.language)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if found.clusters:
        out.write_text(json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        return said.json(found.to_json())
    return _show(said, found, out)


@app.command("approve", cls=Command)
def approve(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Предложение, сделанное msoko clusters propose.")],
    first_day: Annotated[str, typer.Option("--first-day", help="С какого дня действует: 2024-09-01.")],
    reason: Annotated[str, typer.Option("--reason", help="Основание: приказ, протокол.")],
    last_day: Annotated[str, typer.Option("--last-day", help="По какой день; без него — до следующего набора.")] = "",
    by: Annotated[str, typer.Option("--by", help="Кто утверждает.", envvar="USER")] = "командная строка",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Утвердить кластеры: с этого дня они — уровень, на котором считаются показатели.

    Пример: msoko clusters approve clusters.json --first-day 2024-09-01 --reason "приказ № 12"
    """
    from msoko.analytics.memberships import Approval
    from msoko.analytics.memberships import approve as write
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    place = said.workplace
    begins, ends = _day(said, first_day), _day(said, last_day) if last_day else None
    try:
        receipt = write(place.store, place.registry(), _read(said, file), Approval(by, reason, begins, ends))
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json({"batch": receipt.batch, "changed": receipt.changed, "counts": dict(receipt.counts)})
    said.say(
        "clusters-approved" if receipt.changed else "clusters-approved-before",
        first_day=begins.strftime("%d.%m.%Y"), batch=receipt.batch[:8],
    )  # fmt: skip
    return None


def _whose(said: Speaker, municipality: str) -> str:
    known = said.workplace.registry().ids("municipality")
    if municipality and municipality not in known:
        said.fail(said.word("word-wrong", found=municipality, expected=", ".join(known)), Exit.NOT_FOUND)
    if not municipality and len(known) != 1:
        said.fail(said.word("clusters-several-municipalities", count=len(known)), Exit.USAGE)
    return municipality or known[0]


def _read(said: Speaker, file: Path) -> ClusterSet:
    from msoko.analytics.memberships import ClusterSet
    from msoko.analytics.remarks import Refused

    if not file.is_file():
        said.fail(said.word("file-absent", path=file), Exit.NOT_FOUND)
    try:
        return ClusterSet.from_json(json.loads(file.read_text("utf-8")))
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused("set-not-read", said=str(error)) from error


def _day(said: Speaker, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return said.fail(said.word("date-wrong", found=text), Exit.USAGE)


def _show(said: Speaker, found: ClusterSet, path: Path) -> None:
    registry = said.workplace.registry()
    rows: list[tuple[Any, ...]] = [
        (one.title, len(one.members), ", ".join(map(registry.name, one.members))) for one in found.clusters
    ]
    if rows:
        said.table([said.word(f"column-{name}") for name in ("cluster", "n", "members")], rows, right=(1,))
    for reason in found.reasons:
        said.console.print(reason, markup=False)
    if found.not_placed:
        said.say("clusters-not-placed")
        for one, why in found.not_placed.items():
            said.say("peers-left-out", name=registry.name(one), why=why)
    if rows:
        members = sum(len(one.members) for one in found.clusters)
        said.say("clusters-proposed", count=len(found.clusters), members=members, path=path)
    else:
        said.say("clusters-none")
