"""Who the persons are drawn from: normal within each group, its mean possibly explained by background variables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from msoko.psychometrics.responses import Floats, Integers

NODES = 41
WIDTH = 6.0  # nodes reach this many standard deviations
LEAST_SD = 0.01  # a smaller spread is none: the estimate stops here and says so


@dataclass(frozen=True)
class Population:
    """theta ~ N(means[g] + z·beta, sds[g]²). Free parameters are estimated; the rest fix the scale.

    means, sds: one a group. beta: of the background variables, empty without them.
    """

    means: Floats
    sds: Floats
    beta: Floats
    free_means: tuple[bool, ...]
    free_sds: tuple[bool, ...]

    @classmethod
    def start(cls, groups: int, background: int, fix_sd: bool, free: bool = False) -> Population:
        """The first group's mean is 0; its sd is 1 if fix_sd. free: items fix the scale, so everything is estimated."""
        return cls(
            np.zeros(groups), np.ones(groups), np.zeros(background),
            tuple(free or g > 0 for g in range(groups)), tuple(free or not fix_sd or g > 0 for g in range(groups)),
        )  # fmt: skip

    def nodes(self) -> Floats:
        """An even grid that covers every group."""
        spread = WIDTH * max(0.25, float(self.sds.max()))
        reach = max(abs(float(self.means.min())), abs(float(self.means.max())))
        narrow = max(0.25, float(self.sds.min()))
        count = max(NODES, int(NODES * (spread + reach) / (WIDTH * min(1.0, narrow))) | 1)
        return np.linspace(-spread - reach, spread + reach, count)

    def log_prior(self, theta: Floats, groups: Integers, background: Floats) -> Floats:
        """Log weights of the nodes, summing to one: groups × Q, or persons × Q with background variables."""
        if not len(self.beta):
            z = (theta - self.means[:, None]) / self.sds[:, None]
        else:
            z = (theta - (self.means[groups] + background @ self.beta)[:, None]) / self.sds[groups][:, None]
        weights = -0.5 * z**2
        return np.asarray(
            weights
            - np.log(np.exp(weights - weights.max(1, keepdims=True)).sum(1, keepdims=True))
            - weights.max(1, keepdims=True)
        )

    @property
    def parameters(self) -> Floats:
        return np.concatenate([self.means[list(self.free_means)], np.log(self.sds[list(self.free_sds)]), self.beta])

    def moved(self, step: Floats) -> Population:
        """With the free parameters (means, log sds, beta) changed by a step."""
        means, logs = self.means.copy(), np.log(self.sds)
        m, s = sum(self.free_means), sum(self.free_sds)
        means[list(self.free_means)] += step[:m]
        logs[list(self.free_sds)] += step[m : m + s]
        return replace(self, means=means, sds=np.maximum(np.exp(logs), LEAST_SD), beta=self.beta + step[m + s :])
