"""Who is compared with whom and over which years: the rows and columns that an effect is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics import peers
from msoko.analytics.panel import Floats, Panel
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
        never, dropped = [], {}
        for i, name in enumerate(panel.names):
            if name in treated:
                continue
            if panel.known[i, columns].all():
                never.append(i)
            else:
                dropped[name] = Remark("effect-control-gaps", name=name)
        if len(never) < LEAST_NEVER:
            raise Refused("effect-few-controls", count=len(never), least=LEAST_NEVER)
        chosen = [*rows, *never]
        x, v = panel.values[np.ix_(chosen, columns)], panel.errors[np.ix_(chosen, columns)] ** 2
        names = tuple(panel.names[i] for i in chosen)
        near = _nearest(names, len(rows), x[:, : len(before)], context, weights, count)
        years = [panel.years[k] for k in columns]
        kept, far = zip(*near, strict=True)
        return cls(names, len(rows), x, v, tuple(years[: len(before)]), tuple(years[len(before) :]), kept, far, dropped)

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


def _nearest(
    names: Sequence[str], treated: int, before: Floats, context: Mapping[str, Mapping[str, float | None]],
    weights: Mapping[str, float], count: int | None,
) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:  # fmt: skip
    """Of each row, the nearest never-treated by context and by the values before the start."""
    given = sum(weights.values()) or 1.0
    past = {f"year {k}": given / before.shape[1] for k in range(before.shape[1])}
    of = {
        name: {**context.get(name, {}), **dict(zip(past, before[i].tolist(), strict=True))}
        for i, name in enumerate(names)
    }
    found = []
    for name in names:
        near = peers.nearest(name, of, {**weights, **past}, count or len(names), without=names[:treated])
        if not near:
            raise Refused("effect-no-peers", name=name)
        found.append((tuple(names.index(one.id) for one in near), tuple(one.distance for one in near)))
    return found
