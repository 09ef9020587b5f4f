"""An n-gram language model with hierarchical Dirichlet smoothing.

The probability of word w after context h is `p_k(w|h) = (c(h w) + a_k p_{k-1}(w|h')) /
(c(h) + a_k)`, where h' is h without its first word and `p_0 = 1/V` (MacKay and Peto, A
hierarchical Dirichlet language model, 1995). Counts add up over objects, so the counts of a block
of worlds at every n-gram of the evaluation are sums of a few numbers, taken of sixteen worlds at
once.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.learners.backoff import levels
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.grams import Counted, Grams
from datacounterfactuals.learners.kernels.backoff import TILE, finish
from datacounterfactuals.learners.kernels.backoff import columns as fill_columns
from datacounterfactuals.learners.kernels.threads import spread

LONGEST = 8
CONCENTRATION = 500.0
LARGEST_BLOCK = 1 << 14


@final
@dataclass(frozen=True)
class Ngram(Learner):
    """Predicts each token from the ones before it; a row costs the same however long its texts.

    `order` is the length of an n-gram (2 predicts from one word before); `concentration` says how
    many observations a shorter context's prediction is worth, one number for all orders or one
    for each, from 1 up. The statistic is `bits`: the sum over an atom's tokens of -log2 p. A world
    without tokens predicts uniformly, log2 V bits a token. Raises LearnerError for settings out of
    range.
    """

    order: int = 2
    concentration: float | tuple[float, ...] = CONCENTRATION

    name: ClassVar[str] = "ngram"
    title: ClassVar[str] = "n-gram language model"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("text",), additive=True)

    def __post_init__(self) -> None:
        if not 1 <= self.order <= LONGEST:
            raise LearnerError(
                f"order is {self.order!r}", f"Use a whole number from 1 to {LONGEST}"
            )
        if len(self.alphas) != self.order:
            raise LearnerError(
                f"there are {len(self.alphas)} concentrations for an order of {self.order}",
                "Give one number for all orders, or one for each from 1 up",
            )
        if not all(math.isfinite(alpha) and alpha > 0 for alpha in self.alphas):
            raise LearnerError(f"concentration is {self.concentration!r}", "Use numbers above 0")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        del schema
        return ("bits",)

    def summarise(self, rows: Table, evaluation: Evaluation) -> Counted:
        """The counts of the evaluation's n-grams and contexts, by length."""
        return Grams.recent(evaluation.table, self.order).count(rows)

    def scorer(
        self,
        objects: Sequence[Counted],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "NgramScorer":
        del seed
        grams = Grams.recent(evaluation.table, self.order)
        return NgramScorer(objects, grams, evaluation, statistics, self.alphas)

    @property
    def alphas(self) -> tuple[float, ...]:
        """The concentration of each order, from 1 up."""
        given = self.concentration
        return given if isinstance(given, tuple) else (float(given),) * self.order

    def settings(self) -> dict[str, Any]:
        return {"order": self.order, "concentration": list(self.alphas)}


@final
class NgramScorer:
    """Evaluates blocks of worlds, sixteen at once, order by order."""

    def __init__(
        self,
        objects: Sequence[Counted],
        grams: Grams,
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        alphas: tuple[float, ...],
    ) -> None:
        if statistics != ("bits",):
            raise LearnerError(f"an n-gram model fills bits, not {', '.join(statistics)}")
        self._vocabulary = grams.vocabulary
        self._tokens = evaluation.constants["tokens"]
        self._sizes = np.array([one[0][1].values.sum() for one in objects])
        self._levels, self._constant = levels(objects, grams, grams.used(evaluation), alphas)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        """Blocks that take `memory` for their weights and bits, at most; every thread beside it
        holds the probabilities of sixteen worlds."""
        del repeat
        each = 8 * (2 * len(self._tokens) + 2 * len(self._sizes) + 1)
        for start, stop in spans(len(worlds), max(1, min(LARGEST_BLOCK, memory // each))):
            weights = worlds.weights(start, stop)
            bits = self._bits(weights)
            size = weights @ self._sizes[: weights.shape[1]]
            bits[size == 0] = self._tokens * math.log2(self._vocabulary)
            states = np.where(size == 0, State.FALLBACK, State.REAL).astype(np.uint8)
            yield Block(np.arange(start, stop), bits[:, :, None], states)

    def _bits(self, weights: Floats) -> Floats:
        """Shape: [worlds, objects, or fewer of a narrower universe] to [worlds, atoms]."""
        out = np.empty((len(weights), len(self._tokens)))
        widest = max(level.cells for level in self._levels)

        def work(start: int, stop: int) -> None:
            columns = np.empty((len(self._sizes), TILE))
            sums = np.empty((len(self._tokens), TILE))
            shorter, own = np.empty((widest + 1, TILE)), np.empty((widest + 1, TILE))
            for first, last in spans(stop - start, TILE):
                fill_columns(weights, start + first, start + last, columns)
                sums[:] = 0.0
                shorter[0] = 1.0 / self._vocabulary
                for level in self._levels:
                    level.add(columns, shorter, own, sums)
                    shorter, own = own, shorter
                finish(sums, self._constant, start + first, start + last, out)

        spread(work, len(weights), TILE)
        return out
