"""Who is compared with whom and over which years: the rows and columns that an effect is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics import peers
from msoko.analytics.panel import Floats, Panel
from msoko.analytics.peers import Peer
from msoko.analytics.remarks import Refused, Remark
from msoko.vocabulary import Period

LEAST_BEFORE, LEAST_NEVER = 2, 8


@dataclass(frozen=True)
class Frame:
    """Rows: treated first, then never-treated. nearest: of each row, rows of never-treated; distances beside."""

    names: tuple[str, ...]
    count: int  # treated
    x: Floats
    v: Floats
    before: tuple[int, ...]
    after: tuple[int, ...]
    nearest: tuple[tuple[int, ...], ...]
    distances: tuple[tuple[float, ...], ...]
    dropped: Mapping[str, Remark]

    @classmethod
    def of(
        cls, panel: Panel, treated: Sequence[str], start: int, context: Mapping[str, Mapping[str, float | None]],
        weights: Mapping[str, float], count: int | None,
    ) -> Frame:  # fmt: skip
        rows = [_row(panel, name) for name in treated]
        columns, before = _years(panel, rows, start)
        others = [i for i, name in enumerate(panel.names) if name not in treated]
        never = [i for i in others if panel.known[i, columns].all()]
        _enough(len(never))
        past = {panel.names[i]: panel.values[i, before] for i in (*rows, *never)}
        near = _nearest(past, treated, context, weights, count)
        chosen = [i for i in (*rows, *never) if panel.names[i] in near]
        _enough(len(chosen) - len(rows))
        names = tuple(panel.names[i] for i in chosen)
        gaps = {panel.names[i]: "effect-control-gaps" for i in others if i not in never}
        alone = {panel.names[i]: "effect-control-alone" for i in never if i not in chosen}
        years = tuple(panel.years[k] for k in columns)
        return cls(
            names, len(rows), panel.values[np.ix_(chosen, columns)], panel.errors[np.ix_(chosen, columns)] ** 2,
            years[: len(before)], years[len(before) :],
            tuple(tuple(names.index(one.id) for one in near[name]) for name in names),
            tuple(tuple(one.distance for one in near[name]) for name in names),
            {name: Remark(code, name=name) for name, code in {**gaps, **alone}.items()},
        )  # fmt: skip

    @property
    def gain(self) -> Floats:
        """Weights of the years: after less before."""
        return np.array([-1 / len(self.before)] * len(self.before) + [1 / len(self.after)] * len(self.after))

    @property
    def slope(self) -> Floats:
        """Of the years before."""
        years = np.array(self.before, dtype=float)
        centred = years - years.mean()
        return np.concatenate([centred / (centred @ centred), np.zeros(len(self.after))])

    @property
    def earlier(self) -> Floats:
        """The last year before less those before it."""
        n = len(self.before) - 1
        return np.array([-1 / n] * n + [1.0] + [0.0] * len(self.after))

    @property
    def shared(self) -> float:
        """How much more the mean of the treated errs as some compare with the same organisations."""
        parts = [(c, 1 / (self.count * len(near))) for near in self.nearest[: self.count] for c in near]
        weights = np.bincount([c for c, _ in parts], [part for _, part in parts])
        alone = sum(part**2 for _, part in parts)
        return float(np.sqrt((1 / self.count + (weights**2).sum()) / (1 / self.count + alone)))

    def contrast(self, of_years: Floats) -> Floats:
        """Of each row, less the mean of its nearest."""
        own = self.x @ of_years
        return np.array([own[i] - own[list(near)].mean() for i, near in enumerate(self.nearest)])

    def sampling(self, of_years: Floats) -> Floats:
        own = self.v @ of_years**2
        return np.array([own[i] + own[list(near)].sum() / len(near) ** 2 for i, near in enumerate(self.nearest)])


def _row(panel: Panel, name: str) -> int:
    if name not in panel.names:
        raise Refused("effect-no-treated", name=name)
    return panel.names.index(name)


def _years(panel: Panel, rows: Sequence[int], start: int) -> tuple[list[int], list[int]]:
    """Columns known of all treated, and those of them before the start."""
    for i in rows:
        cut = panel.cut.get(panel.names[i])
        if cut is not None and int(cut.before[:4]) >= start:
            raise Refused("effect-break", name=panel.names[i], before=Period.parse(cut.before).title)
    columns = [k for k in range(len(panel.years)) if panel.known[rows, k].all()]
    before = [k for k in columns if panel.years[k] < start]
    if len(before) < LEAST_BEFORE:
        raise Refused("effect-few-before", count=len(before), least=LEAST_BEFORE)
    if len(before) == len(columns):
        raise Refused("effect-none-after", start=panel.period(start).title)
    return columns, before


def _enough(count: int) -> None:
    if count < LEAST_NEVER:
        raise Refused("effect-few-controls", count=count, least=LEAST_NEVER)


def _nearest(
    past: Mapping[str, Floats], treated: Sequence[str], context: Mapping[str, Mapping[str, float | None]],
    weights: Mapping[str, float], count: int | None,
) -> dict[str, tuple[Peer, ...]]:  # fmt: skip
    """The nearest never-treated by context and by the values before the start; who has none is left out, of others'
    nearest too.
    """
    years = [f"year {k}" for k in range(len(next(iter(past.values()))))]
    asked = {**weights, **dict.fromkeys(years, (sum(weights.values()) or 1.0) / len(years))}
    of = {name: {**context.get(name, {}), **dict(zip(years, own.tolist(), strict=True))} for name, own in past.items()}
    alone: list[str] = []
    while True:
        found = {
            name: peers.nearest(name, of, asked, count or len(of), without=[*treated, *alone])
            for name in of if name not in alone
        }  # fmt: skip
        without = [name for name, near in found.items() if not near]
        if not without:
            return found
        if named := [name for name in without if name in treated]:
            raise Refused("effect-no-peers", name=named[0])
        alone += without
