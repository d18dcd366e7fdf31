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

    def scores(self, theta: Floats, groups: Integers, background: Floats) -> Floats:
        """Derivatives of the log density by the free parameters: persons × parameters × Q."""
        centre = self.means[groups] + background @ self.beta
        sds = self.sds[groups][:, None]
        z = (theta - centre[:, None]) / sds
        parts = [np.where((groups == g)[:, None], z / sds, 0.0) for g in np.flatnonzero(self.free_means)]
        parts += [np.where((groups == g)[:, None], z**2 - 1, 0.0) for g in np.flatnonzero(self.free_sds)]
        parts += [z / sds * column[:, None] for column in background.T]
        return np.stack(parts, axis=1) if parts else np.zeros((len(groups), 0, len(theta)))


@dataclass(frozen=True)
class Drawn:
    """What an E-step knows of the population: by_group G × Q, expected weight of persons at each node.

    squares: with latent regression, the gradient and below it the expected information; empty without it.
    """

    population: Population
    theta: Floats
    by_group: Floats
    squares: Floats

    def population_gradient(self) -> Floats:
        """Of the marginal log likelihood by the free means, log sds and coefficients."""
        if len(self.population.beta):
            return np.asarray(self.squares[0])
        means, sds = self.population.means[:, None], self.population.sds[:, None]
        z = (self.theta - means) / sds
        by_mean = (self.by_group * z / sds).sum(axis=1)
        by_log_sd = (self.by_group * (z**2 - 1)).sum(axis=1)
        return np.concatenate([by_mean[list(self.population.free_means)], by_log_sd[list(self.population.free_sds)]])

    def updated_population(self) -> Population:
        """Means and sds by the expected moments; with latent regression a Newton step."""
        population = self.population
        if len(population.beta):
            return population.moved(np.linalg.solve(self.squares[1:], self.squares[0]))
        total = self.by_group.sum(axis=1)
        means = np.where(population.free_means, (self.by_group @ self.theta) / total, population.means)
        away = (self.theta - means[:, None]) ** 2
        sds = np.maximum(np.sqrt((self.by_group * away).sum(axis=1) / total), LEAST_SD)
        return replace(population, means=means, sds=np.where(population.free_sds, sds, population.sds))

    def population_information(self) -> Floats:
        """Expected complete information of the free means, log sds and coefficients."""
        population = self.population
        if len(population.beta):
            return np.asarray(self.squares[1:])
        z = (self.theta - population.means[:, None]) / population.sds[:, None]
        total, first = self.by_group.sum(axis=1), (self.by_group * z).sum(axis=1)
        second = (self.by_group * z**2).sum(axis=1)
        m, s = np.flatnonzero(population.free_means), np.flatnonzero(population.free_sds)
        whole = np.diag(np.concatenate([(total / population.sds**2)[m], (2 * second)[s]]))
        for a, g in enumerate(m):
            for b, h in enumerate(s):
                if g == h:
                    whole[a, len(m) + b] = whole[len(m) + b, a] = 2 * first[g] / population.sds[g]
        return whole
