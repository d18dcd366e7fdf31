"""The calculation a report stands on: fixed or working, its data, its packs, what was chosen. No values here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msoko.reports.issue import Citation

if TYPE_CHECKING:
    from msoko.reports.sources import Asked
    from msoko.store.store import CalculationRecord


def citation(asked: Asked, codes: tuple[str, ...]) -> Citation:
    """The calculation, the packs whose indicators are used, and the choices those packs leave open."""
    used, fixed = set(codes), _fixed(asked)
    packs = [pack for pack in asked.methodology.packs if used & {one.code for one in pack.indicators}]
    version = fixed.ledger_version if fixed else asked.store.version
    arrived = [batch.at.date() for batch in asked.store.batches(version) if batch.at is not None]
    chosen = [(option, choice(asked, option.name)) for pack in packs for option in pack.options]
    return Citation(
        ledger_version=version,
        data_as_of=max(arrived, default=asked.issued_on),
        packs=tuple((pack.title, fixed.packs.get(pack.code, "—") if fixed else pack.version) for pack in packs),
        fixed=asked.calculation,
        options=tuple(option.words.get(name, name) for option, name in chosen),
    )


def choice(asked: Asked, name: str) -> str:
    """What was chosen where an act leaves a choice: in the fixed calculation, in the working one, or the default."""
    fixed = _fixed(asked)
    chosen = fixed.options if fixed else asked.choices
    return chosen.get(name, asked.methodology.options[name].default)


def _fixed(asked: Asked) -> CalculationRecord | None:
    return next((one for one in asked.store.calculations() if one.id == asked.calculation), None)
