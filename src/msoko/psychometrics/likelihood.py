"""What estimators by maximum likelihood share: the climb by EM and Newton, criteria that compare models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np

from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

STEPS_OF_EM, STEPS = 12, 400
LARGEST_MOVE = 1.0
STEEP_SLOPE = 5.0  # an item that divides persons almost like a threshold
ENDLESS = 20.0  # a slope, or a spread of persons, beyond what nodes can tell: the likelihood rises for ever


class HasLikelihood(Protocol):
    @property
    def log_likelihood(self) -> float: ...


State = TypeVar("State", bound=HasLikelihood)


def climb(
    state: State,
    em: Callable[[State], State],
    newton: Callable[[State], State | None],
    distance: Callable[[State, State], float],
    tolerance: float,
) -> tuple[State, int, bool]:
    """EM until the moves are small, then Newton; where Newton has no step that rises (None) EM goes on.

    Returns the state, the number of steps and whether the last move was below the tolerance.
    """
    size = 1.0
    for step in range(1, STEPS + 1):
        moved = newton(state) if step > STEPS_OF_EM or size < 0.02 else None
        moved = em(state) if moved is None else moved
        size = distance(state, moved)
        state = moved
        if size < tolerance:
            return state, step, True
    return state, STEPS, False


def newton_step(
    state: State, observed: Floats, gradient: Floats, moved: Callable[[Floats], State | None]
) -> State | None:
    """A step by the observed information, halved until the likelihood rises; None if it is not positive definite or
    will not rise. moved: the state after a step, None where the step leaves the parameters' space.
    """
    try:
        np.linalg.cholesky(observed)
    except np.linalg.LinAlgError:
        return None
    step: Floats = np.linalg.solve(observed, gradient).astype(float)
    for _ in range(6):
        if np.abs(step).max(initial=0.0) <= 2 * LARGEST_MOVE:
            found = moved(step)
            if found is not None and found.log_likelihood >= state.log_likelihood - 1e-9 * abs(state.log_likelihood):
                return found
        step = step / 2
    return None


class Chord(Generic[State]):
    """Newton's steps by one information for several of them: near the end it hardly changes, and it is what costs.

    Computed anew after a step that would not rise, and every few steps.
    """

    AGE = 6

    def __init__(
        self,
        information: Callable[[State], Floats],
        gradient: Callable[[State], Floats],
        moved: Callable[[State, Floats], State | None],
    ) -> None:
        self.information, self.gradient, self.moved = information, gradient, moved
        self.observed: Floats | None = None
        self.age = 0

    def __call__(self, state: State) -> State | None:
        fresh = self.observed is None or self.age >= self.AGE
        if fresh:
            self.observed, self.age = self.information(state), 0
        assert self.observed is not None
        self.age += 1
        found = newton_step(state, self.observed, self.gradient(state), lambda step: self.moved(state, step))
        if found is None and not fresh:
            self.observed = None
            return self(state)
        return found


def refuse_endless(items: Sequence[str], slopes: Floats, sds: Floats, most: float = ENDLESS) -> None:
    """Raises Refused: a slope above most, a spread of persons without end."""
    steep = int(np.abs(slopes).argmax())
    if abs(slopes[steep]) > most:
        raise Refused("slope-endless", item=items[steep])
    if sds.max() > ENDLESS:
        raise Refused("spread-endless")


def inverse(observed: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(observed))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(observed))


class Criteria(ABC):
    """Deviance and information criteria (Akaike 1974; Schwarz 1978) of a fitted model; smaller is better."""

    log_likelihood: float
    parameters: int

    @property
    @abstractmethod
    def persons(self) -> float:
        """Number of persons, or the sum of their weights."""

    @property
    def deviance(self) -> float:
        return -2 * self.log_likelihood

    @property
    def aic(self) -> float:
        return self.deviance + 2 * self.parameters

    @property
    def bic(self) -> float:
        return self.deviance + self.parameters * float(np.log(self.persons))
