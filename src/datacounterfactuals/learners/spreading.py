"""Spreading: worlds that are trained row by row, a second's worth at a time, by a crew."""

from collections.abc import Callable, Generator
from typing import Any, Protocol, final, runtime_checkable

import numpy as np

from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Scorer
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.crews.errands import Errands
from datacounterfactuals.learners.trainer import Trial

AIM = 1.0
"""Seconds that a worker should take for a piece of work."""
WORTH_SENDING = 0.05
"""Seconds of training that pieces are at least made of, where there are rows enough."""
IN_FLIGHT = 2
"""Pieces of work that each worker has: one that it does, and the next."""
LARGEST = 1024
"""So many rows make a piece of work at most."""


@runtime_checkable
class Spreads(Protocol):
    """A scorer that trains row by row, so that a crew may do it."""

    def over(self, crew: Crew) -> Scorer:
        """The same scorer with its rows trained by this crew: the same numbers."""
        ...


@final
class Pace:
    """How long a row takes, as measured, and so how many make a piece of work.

    Pieces grow fourfold at a time at most, and become smaller towards the end, so that all
    workers finish together.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.row_seconds = AIM
        self._last = 1

    def rows(self, left: int, workers: int, most: int) -> int:
        """The rows of the next piece, of so many that are left, at least 1 and at most `most`."""
        fair = max(-(-left // (2 * workers)), int(WORTH_SENDING / self.row_seconds))
        return max(1, min(int(AIM / self.row_seconds), 4 * self._last, fair, most, left, LARGEST))

    def learn(self, trials: list[Trial]) -> None:
        """Take note of rows that were trained together."""
        seconds = max(sum(trial.seconds for trial in trials), 1e-9)
        self.seconds += seconds
        self._last, self.row_seconds = len(trials), seconds / len(trials)


def spread(
    crew: Crew,
    train: Callable[..., list[Trial]],
    thing: Any,
    rest: tuple[Any, ...],
    worlds: Worlds,
    pace: Pace,
    most: int,
    start: int = 0,
) -> Generator[tuple[int, list[Trial]]]:
    """Have a crew call `train(thing, weights, *rest)` for all worlds from `start` on.

    Yields the place of the first world of each piece, of `most` worlds at most, and its trials, in
    the order in which they come.
    """
    with Errands[tuple[int, int], list[Trial]](crew, train, thing) as errands:
        place = start
        while place < len(worlds) or errands.out:
            while place < len(worlds) and errands.out < IN_FLIGHT * crew.workers:
                stop = place + pace.rows(len(worlds) - place, crew.workers, most)
                errands.send((place, stop), worlds.weights(place, stop), *rest)
                place = stop
            (first, _), trials = errands.receive()
            pace.learn(trials)
            yield first, trials


def block(start: int, trials: list[Trial]) -> Block:
    """The cells of worlds that stand side by side."""
    return Block(
        np.arange(start, start + len(trials)),
        np.stack([trial.values for trial in trials]),
        np.array([trial.state for trial in trials], dtype=np.uint8),
        tuple((place, trial.reason) for place, trial in enumerate(trials) if trial.reason),
    )
