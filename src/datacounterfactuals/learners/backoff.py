"""How an n-gram model backs off: what is computed of a world at each order, and what never is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners.grams import Counted, Counts, Grams, Used
from datacounterfactuals.learners.kernels import backoff as kernels
from datacounterfactuals.learners.lists import Lists, Places


@final
@dataclass(frozen=True)
class Level:
    """One order: the contexts that some object holds, and of each the n-grams that some object
    holds, from `firsts[c]` to `firsts[c + 1]`.

    `contexts`, `grams`: their numbers among those of the evaluation. `context_held`, `gram_held`:
    in which objects each stands how often. `context_used`, `gram_used`: in which atoms, of all that
    the evaluation has; a longer n-gram that was held stands for its shorter ones. `below`: what
    each n-gram backs off to.
    """

    alpha: float
    firsts: Places
    contexts: Ints
    context_held: Lists
    context_used: Lists
    grams: Ints
    gram_held: Lists
    gram_used: Lists
    below: Places
    last: bool

    @property
    def cells(self) -> int:
        """Probabilities that are held at once for each world."""
        return 0 if self.last else len(self.grams)

    def add(self, weights: Floats, shorter: Floats, own: Floats, sums: Floats) -> None:
        """Add this order's logarithms to the sums of sixteen worlds; see `kernels.backoff`."""
        kernels.level(
            self.alpha,
            weights,
            shorter,
            self.firsts,
            self.contexts,
            *self.context_held,
            *self.context_used,
            self.grams,
            *self.gram_held,
            *self.gram_used,
            self.below,
            not self.last,
            own,
            sums,
        )


def levels(
    objects: Sequence[Counted], grams: Grams, used: Used, alphas: tuple[float, ...]
) -> tuple[list[Level], Floats]:
    """What to compute, from the shortest n-grams up, and the bits that no world changes.

    An n-gram that no object holds has `p_k = a_k p_{k-1} / (c(h) + a_k)`, so its logarithm is a
    sum: only its context is evaluated here, the rest in the order below.
    """
    constant = np.zeros(used.atoms)
    out: list[Level] = []
    kept = _seen([one[-1][0] for one in objects], len(grams.orders[-1].grams))
    for place in reversed(range(len(grams.orders))):
        order, alpha = grams.orders[place], alphas[place]
        heads = [one[place][1] for one in objects]
        in_use = _seen(heads, len(order.contexts))
        below = (
            np.zeros(1, dtype=np.int64)
            if place == 0
            else _seen([one[place - 1][0] for one in objects], len(grams.orders[place - 1].grams))
        )
        chosen, contexts = np.flatnonzero(kept >= 0), np.flatnonzero(in_use >= 0)
        starts = np.searchsorted(order.context_of[chosen], contexts)
        out.append(
            Level(
                alpha,
                np.append(starts, len(chosen)).astype(np.int32),
                contexts,
                _held(heads, in_use),
                used.by_context,
                chosen,
                _held([one[place][0] for one in objects], kept),
                used.lists,
                below[order.shorter[chosen]].astype(np.int32),
                place == len(grams.orders) - 1,
            )
        )
        absent = kept < 0
        constant -= math.log2(alpha) * used.sums(absent & (in_use[order.context_of] >= 0))
        if place == 0:
            constant += math.log2(grams.vocabulary) * used.sums(absent)
        else:
            used, kept = used.shorter(absent, grams.orders[place - 1]), below
    return out[::-1], constant


def _seen(counts: Sequence[Counts], length: int) -> Ints:
    """Number the things that any object holds, -1 for the others. Shape: [length]."""
    there = np.zeros(length, dtype=bool)
    for one in counts:
        there[one.places] = True
    return np.where(there, np.cumsum(there) - 1, -1)


def _top(numbers: Ints) -> int:
    return int(numbers.max(initial=-1)) + 1


def _held(counts: Sequence[Counts], numbers: Ints) -> Lists:
    """In which objects each numbered thing stands, and how often."""
    values = np.concatenate([np.zeros(0), *(one.values for one in counts)])
    places = np.concatenate([np.zeros(0, dtype=np.int64), *(one.places for one in counts)])
    objects = np.repeat(np.arange(len(counts)), [len(one.places) for one in counts])
    return Lists.of(numbers[places], objects, values, _top(numbers), len(counts))
