"""Additive scorers: kernels that score worlds from what their objects add up to."""

from collections.abc import Callable, Iterator
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.learners.finishing import Finisher
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.kernels.linear import TILE
from datacounterfactuals.learners.kernels.scoring import PRIOR
from datacounterfactuals.learners.kernels.subsets import Asked
from datacounterfactuals.learners.totals import Totals

MOST = 1 << 16
"""Worlds of a block, at most."""

Work = Callable[[Asked, int, int, Floats], None]
"""Scores worlds start..stop of a block into Float[worlds, atoms, statistics] and its marks."""

Fallback = Callable[[Finisher, Floats], None]
"""Finishes the worlds that are left without a model, by the sums of every world of the block,
Float[worlds, numbers], which are 0 for those that have one."""


@final
class AdditiveScorer:
    """Scores blocks of worlds on all threads.

    A block takes at most the memory it is given, and 2^16 worlds. Beside it there are the tables
    of subsets (2 MB, or at most twice what the objects' sums take), and for each thread room for
    the scores of a tile: 64 worlds, all points and classes.
    """

    def __init__(
        self,
        totals: Totals,
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        work: Work,
        fallback: Fallback,
    ) -> None:
        self._totals, self._evaluation, self._statistics = totals, evaluation, statistics
        self._work, self._fallback = work, fallback

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        each = 8 * (len(self._evaluation.atoms) * len(self._statistics) + 2)
        each += self._totals.bytes(worlds)
        for start, stop in spans(len(worlds), max(1, min(MOST, memory // each))):
            out = Finisher(self._evaluation, self._statistics, start, stop - start)
            asked = self._totals.ask(worlds, start, stop)

            def work(
                begin: int, end: int, asked: Asked = asked, values: Floats = out.values
            ) -> None:
                self._work(asked, begin, end, values)

            threads.spread(work, stop - start, TILE)
            out.settle(asked.marks)
            self._finish(out, worlds, start, asked.marks)
            yield out.block()

    def _finish(self, out: Finisher, worlds: Worlds, start: int, marks: Bytes) -> None:
        left = np.flatnonzero(marks == PRIOR)
        if len(left):
            sums = np.zeros((len(marks), self._totals.numbers))
            sums[left] = self._totals.of(worlds.select(start + left).weights(0, len(left)))
            self._fallback(out, sums)
