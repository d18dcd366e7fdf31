"""`msoko peers`: with whom an organisation is fairly compared, why, and how its value stands among theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_indicators, chosen_object, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import ALL, SLICES, Level, Unit

if TYPE_CHECKING:
    from msoko.analytics.context import Gathered
    from msoko.analytics.peer_values import Against
    from msoko.analytics.peers import PeerSet
    from msoko.analytics.remarks import Remark
    from msoko.methodology.model import ContextVariable
    from msoko.vocabulary import Period

_SHOWN = 3  # differences of a peer


def peers(
    context: typer.Context,
    organisation: Annotated[str, typer.Argument(metavar="ОРГАНИЗАЦИЯ", help="Код или название организации.")],
    period: Annotated[str, typer.Option("--period", help="Период, за который берётся среда.")],
    indicator: Annotated[str, typer.Option("--indicator", help="Показатель, который сравнить с их значениями.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    count: Annotated[int, typer.Option("--count", min=1, help="Сколько сопоставимых.")] = 5,
    robust: Annotated[
        bool, typer.Option("--robust", help="Мерить медианой и MAD: одна крайняя организация не сбивает.")
    ] = False,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="Исключить; можно несколько раз.")] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="Добавить; можно несколько раз.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Почему набор меняется.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Показать сопоставимые организации: ближайшие по среде, чем похожи, и как на их фоне значение.

    Пример: msoko peers s06 --period 2024/25 --indicator context.low_income_pct
    """
    from msoko.analytics.peer_edits import Edit
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    own, when = chosen_object(said, organisation), chosen_period(said, period)
    edits = [Edit(chosen_object(said, one), False, reason) for one in remove or ()]
    edits += [Edit(chosen_object(said, one), True, reason) for one in add or ()]
    code = chosen_indicators(said, [indicator])[0] if indicator else ""
    try:
        found = _find(said, own, when, count, robust, edits)
        cut = {"subject": subject or ALL, "grade": grade or ALL}
        values = [_against(said, one, when, code, cut) for one in found.sets] if code else []
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(_as_data(said, found, values))
    for n, one in enumerate(found.sets):
        said.say("peers-edited", reason=reason) if n else _heading(said, found, when)
        _table(said, found.gathered, one)
        if values:
            _say_value(said, values[n], code)
    return _rest(said, found)


@dataclass(frozen=True)
class _Found:
    """sets: as calculated, and after the edits if there are any. silent: variables that tell nobody apart."""

    gathered: Gathered
    silent: tuple[ContextVariable, ...]
    sets: list[PeerSet]


def _find(said: Speaker, own: str, when: Period, count: int, robust: bool, edits: list[Any]) -> _Found:
    from msoko.analytics import context, peer_edits, peers

    place = said.workplace
    attributes = context.existing(place.registry(), when)
    alike = {one: attributes[one] for one in context.comparable(own, attributes)}
    gathered, silent = context.gather(place.methodology, place.store.read_values(), when, alike).telling()
    found = peers.find(own, gathered.context, gathered.weights, count, robust=robust)
    changed = [peer_edits.edited(found, edits, gathered.context, robust=robust)] if edits else []
    return _Found(gathered, silent, [found, *changed])


def _against(said: Speaker, found: PeerSet, when: Period, code: str, cut: dict[str, str]) -> Against:
    from msoko.analytics.dynamics import Observed
    from msoko.analytics.peer_values import against

    wanted = dict.fromkeys(SLICES, ALL) | cut
    table = said.workplace.store.read_values([when.code, str(when.first_day.year)], [code])
    seen = {
        row["object_id"]: Observed(row["value"], row["n"], row["low"], row["high"])
        for row in table.to_pylist()
        if row["level"] == Level.ORGANISATION and all(row[name] == wanted[name] for name in SLICES)
    }
    nothing = Observed(None)
    limits = (0.0, 100.0) if said.workplace.methodology.indicators[code].unit is Unit.PERCENT else (None, None)
    return against(seen.get(found.own, nothing), {one: seen.get(one, nothing) for one in found.ids}, limits)


def _heading(said: Speaker, found: _Found, when: Period) -> None:
    name = said.workplace.registry().name(found.sets[0].own)
    said.say("peers-of", name=name, period=when.title, among=len(found.gathered.context) - 1)


def _table(said: Speaker, gathered: Gathered, found: PeerSet) -> None:
    from msoko.charts.numbers import format_number

    registry = said.workplace.registry()
    rows = []
    for peer in found.peers:
        telling = sorted(peer.parts, key=lambda name: -peer.parts[name])[:_SHOWN]
        why = ", ".join(
            f"{gathered.titled(one)} {format_number(-peer.differences[one], 1, sign=True)}" for one in telling
        )
        rows.append((registry.name(peer.id), format_number(peer.distance, 2), f"{round(100 * peer.known)} %", why))
    said.table([said.word(f"column-{name}") for name in ("object", "distance", "known", "why")], rows, right=(1, 2))


def _say_value(said: Speaker, found: Against, code: str) -> None:
    from msoko.charts.numbers import format_interval, format_number

    indicator, registry = said.workplace.methodology.indicators[code], said.workplace.registry()
    digits = indicator.digits
    interval = "" if found.low is None or found.high is None else f" ({format_interval(found.low, found.high, digits)})"
    said.say(
        "peers-value", title=indicator.title, value=format_number(found.value, digits),
        mean=format_number(found.mean, digits), n=found.n,
        difference=format_number(found.difference, digits, sign=True), interval=interval,
        low=format_number(found.usual[0], digits), high=format_number(found.usual[1], digits),
        standing=said.word(f"standing-{found.standing}"),
    )  # fmt: skip
    if found.missing:
        said.say("peers-value-missing", names=", ".join(map(registry.name, found.missing)))


def _rest(said: Speaker, found: _Found) -> None:
    from msoko.analytics.remarks import Remark
    from msoko.charts.numbers import format_number

    registry, first = said.workplace.registry(), found.sets[0]
    for one, why in _told(found).items():
        said.say("peers-left-out", name=registry.name(one), why=why.say(said.language))
    for variable in found.silent:
        said.console.print(Remark("variable-tells-nothing", name=variable.title).say(said.language), markup=False)
    titled = found.gathered.titled
    weights = ", ".join(f"{titled(code)} — {format_number(weight, 1)}" for code, weight in first.weights.items())
    said.say("peers-weights", weights=weights)


def _told(found: _Found) -> dict[str, Remark]:
    """Why organisations were not compared, with variables by their titles."""
    from msoko.analytics.remarks import Remark

    told = {}
    for one, why in found.sets[0].without.items():
        parameters = dict(why.parameters)
        parameters["names"] = ", ".join(map(found.gathered.titled, parameters["names"].split(", ")))
        told[one] = Remark(why.code, **parameters)
    return told


def _as_data(said: Speaker, found: _Found, values: list[Against]) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "own": found.sets[0].own, "weights": found.sets[0].weights,
        "without": {one: why.say(said.language) for one, why in _told(found).items()},
        "sets": [[asdict(peer) for peer in one.peers] for one in found.sets],
        "values": [{**asdict(one), "standing": one.standing} for one in values],
    }  # fmt: skip
