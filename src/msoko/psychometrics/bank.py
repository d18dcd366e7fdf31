"""A bank of items: what is kept of a calibration when the answers are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class Bank:
    """items: names, a row of curves each. se_slopes: I; se_steps: I × K, of cumulative steps; 0 for what was fixed."""

    items: tuple[str, ...]
    curves: Curves
    se_slopes: Floats
    se_steps: Floats

    @classmethod
    def of(cls, scaled: Scaled) -> Bank:
        return cls(tuple(scaled.responses.items), scaled.curves, scaled.se_slopes, scaled.se_steps)

    @property
    def location_errors(self) -> Floats:
        """Standard errors of Curves.locations by the delta method; steps and slope of an item are taken apart."""
        last = (np.arange(len(self.items)), self.curves.most - 1)
        of_steps = self.se_steps[last] / (self.curves.most * self.curves.slopes)
        of_slopes = self.se_slopes * self.curves.locations / self.curves.slopes
        return np.asarray(np.sqrt(of_steps**2 + of_slopes**2))

    def only(self, names: Sequence[str]) -> Bank:
        at = [self.items.index(name) for name in names]
        return Bank(tuple(names), self.curves.only(at), self.se_slopes[at], self.se_steps[at])

    def with_curves(self, curves: Curves, slope: float) -> Bank:
        """Moved to another scale, θ* = slope·θ + …: errors of slopes shrink with it."""
        return Bank(self.items, curves, self.se_slopes / slope, self.se_steps)

    def as_data(self) -> list[dict[str, Any]]:
        """For JSON: an item a row, steps as long as the item has them."""
        rows = zip(self.items, self.curves.slopes, self.curves.steps, self.se_slopes, self.se_steps, strict=True)
        return [
            {"item": name, "slope": float(slope), "steps": _known(steps, steps), "se_slope": float(error),
             "se_steps": _known(errors, steps)}
            for name, slope, steps, error, errors in rows
        ]  # fmt: skip

    @classmethod
    def from_data(cls, rows: Sequence[dict[str, Any]]) -> Bank:
        """Raises Refused for rows that are not those of as_data."""
        try:
            most = max(len(row["steps"]) for row in rows)
            steps, errors = np.full((len(rows), most), np.nan), np.zeros((len(rows), most))
            for i, row in enumerate(rows):
                steps[i, : len(row["steps"])] = row["steps"]
                errors[i, : len(row["se_steps"])] = row["se_steps"]
            slopes = np.array([float(row["slope"]) for row in rows])
            own = np.array([float(row["se_slope"]) for row in rows])
            names = tuple(str(row["item"]) for row in rows)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused("bank-wrong") from error
        if (
            not np.isfinite(slopes).all()
            or not (np.isfinite(steps).sum(axis=1) > 0).all()
            or len(set(names)) < len(names)
        ):
            raise Refused("bank-wrong")
        return cls(names, Curves(slopes, steps), own, errors)


def _known(values: Floats, steps: Floats) -> list[float]:
    return [float(one) for one in values[np.isfinite(steps)]]
