"""Which traits of the context go together: principal components. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.analytics.clusters import Floats, standardised
from msoko.analytics.remarks import Refused


@dataclass(frozen=True)
class Components:
    """sds: of each component, the widest first. rotation: traits × components. scores: rows × components."""

    sds: Floats
    rotation: Floats
    scores: Floats

    @property
    def shares(self) -> Floats:
        """Of the whole variance."""
        return np.asarray(self.sds**2 / (self.sds**2).sum())


def principal(context: Floats) -> Components:
    """Principal components of standardised columns (Pearson 1901; Hotelling 1933), by singular values.

    context: rows × traits, more rows than traits, no gaps. The sign of a component is free; here its largest loading
    is positive. Raises Refused: gaps, a trait without spread, too few rows.
    """
    enough(context)
    points = standardised(context)
    values, axes = np.linalg.svd(points, full_matrices=False)[1:]
    largest = np.abs(axes).argmax(axis=1)
    rotation = (axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]).T
    return Components(values / np.sqrt(len(points) - 1), rotation, points @ rotation)


def enough(context: Floats) -> None:
    """Raises Refused unless there are more rows than traits."""
    rows, traits = np.shape(context)
    if rows <= traits:
        raise Refused("context-few-rows", rows=rows, traits=traits)
