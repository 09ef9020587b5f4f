"""The training sets in which a signal is planted, under one setting of the learner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.planted import Planted, Strategy
from datacounterfactuals.core.scores import Folded, Gap, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed

Way = Literal["nobody", "feature and label", "feature only", "mixture"]
WORDS = {"mixture": "feature and label, exact mixture"}


@final
@dataclass(frozen=True, eq=False)
class Sets:
    """The worlds that are read, nobody first, and what is said of them.

    Each label is the mean over the worlds of its places: over draws of who takes part. `marks`: the
    strategy and the share of each label. `after`: what says which setting of the learner it is.
    """

    worlds: tuple[World, ...]
    marks: tuple[tuple[Way, float], ...]
    places: tuple[Ints, ...]
    after: str

    @staticmethod
    def of(planted: Planted, strategies: Sequence[Strategy], setting: str, tested: bool) -> "Sets":
        """Those of one setting; with the mixtures where the bound is `tested`."""
        by_mark: dict[tuple[Way, float], list[World]] = {("nobody", 0.0): [planted.nobody]}
        for strategy in strategies:
            for (own, alpha, _), world in planted.sets.items():
                if own == strategy:
                    by_mark.setdefault((strategy, alpha), []).append(world)
        if tested:
            by_mark |= {("mixture", alpha): [one] for alpha, one in planted.mixtures.items()}
        ends = np.cumsum([0, *(len(some) for some in by_mark.values())])
        places = tuple(np.arange(start, end) for start, end in pairwise(map(int, ends)))
        worlds = tuple(world for some in by_mark.values() for world in some)
        return Sets(worlds, tuple(by_mark), places, f", {setting}" if setting else "")

    @property
    def labels(self) -> tuple[Label, ...]:
        return tuple((f"{alpha:g}", WORDS.get(way, way) + self.after) for way, alpha in self.marks)

    def listed(self) -> Listed:
        return Listed.of(self.worlds, self.worlds[0].width)

    def fold(self, scores: Scores) -> Folded:
        """The mean of each label."""
        weights = np.zeros((len(self.marks), len(self.worlds)))
        for row, places in enumerate(self.places):
            weights[row, places] = 1 / len(places)
        return scores.fold(self.labels, weights)

    def spread(self, scores: Scores) -> Floats:
        """The standard error of each mean over draws; 0 where nothing was drawn. To Float[labels,
        columns]."""
        errors = [
            scores.values[places].std(axis=0, ddof=1) / np.sqrt(len(places))
            if len(places) > 1
            else np.zeros(scores.values.shape[1])
            for places in self.places
        ]
        return np.array(errors)


def joined(folds: Sequence[Folded], full: Scores, width: int) -> Folded:
    """The values of all settings under one another, with the full world among what was read.

    The objects of the planted sets are named after the `width` objects of the study.
    """
    repeats = max(len(one.by_repeat) for one in folds)
    sampling = replace(
        folds[0].sampling,
        seeded=any(one.sampling.seeded for one in folds),
        repeats=repeats,
    )
    gaps = [Gap(beside(gap.world, width), gap.state, gap.reason) for f in folds for gap in f.gaps]
    return Folded(
        tuple(label for one in folds for label in one.labels),
        sampling,
        np.concatenate([_padded(one.by_repeat, repeats) for one in folds], axis=1),
        tuple(
            np.concatenate([_padded(one.left_out[at], repeats) for one in folds], axis=1)
            for at in range(len(sampling.columns))
        ),
        1 + sum(one.worlds for one in folds),
        len(full.gaps) + sum(one.missing for one in folds),
        (*full.gaps, *gaps),
        sum(one.fallbacks for one in folds) + int((full.states == State.FALLBACK).sum()),
    )


def beside(world: World, width: int) -> World:
    """A world of planted sets, in a universe where they come after so many objects."""
    shifted = {width + p: w for p, w in zip(world.positions, world.weights, strict=True)}
    return World.of(width + world.width, shifted)


def _padded(values: Floats, repeats: int) -> Floats:
    """With a missing score for every repeat that there is not."""
    wanting = np.full((repeats - len(values), *values.shape[1:]), np.nan)
    return np.concatenate([values, wanting])
