"""Planted: what a question is told of a signal that was planted in a study's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, final

from datacounterfactuals.core.window import Window
from datacounterfactuals.core.world import World

Strategy = Literal["feature and label", "feature only"]


@final
@dataclass(frozen=True)
class Premises:
    """What the bound of Hardt et al. (2023) is made of, by the base rows as the population.

    `share`: xi, the share of rows that bear the signal anyway. `gap`: Delta, the most by which
    another label is commoner than the target among rows with the same such features.
    """

    share: float
    gap: float

    def bound(self, alpha: float, eps: float = 0.0) -> float:
        """The least success of a collective of this share, of a learner that is eps-suboptimal:
        1 - ((1 - alpha) / alpha) Delta xi - eps / (1 - eps)."""
        return 1.0 - (1.0 - alpha) / alpha * self.gap * self.share - eps / (1.0 - eps)

    def implied(self, alpha: float, success: float) -> float:
        """The smallest eps with which the bound is not above a success that was measured."""
        lacks = max(0.0, self.bound(alpha) - success)
        return lacks / (1.0 + lacks)


@final
@dataclass(frozen=True, eq=False)
class Planted:
    """A grid whose objects are whole training sets, each with the signal in some of its rows.

    `window`: what is seen of it; its columns are the success and the clean score. `nobody`: the
    rows as they are. `sets`: the rows when a share takes part, by strategy, share and draw.
    `mixtures`: by share, the same in expectation: each row counts as it is by the share that does
    not take part, and with trigger and label by the share that does. `rows`: how many train.
    `population`: these rows are the whole population on which success is measured. `learner`: the
    study's own, and `regulariser`: its setting that holds coefficients back, if it has one.
    `trigger`, `target`: the signal in words, and `chosen` how it was chosen where nobody named it.
    """

    window: Window
    nobody: World
    sets: Mapping[tuple[Strategy, float, int], World]
    mixtures: Mapping[float, World]
    premises: Premises
    rows: int
    population: bool
    learner: str
    regulariser: tuple[str, float] | None
    trigger: str
    target: str
    chosen: str
