"""An n-gram language model with hierarchical Dirichlet smoothing.

The probability of word w after context h is `p_k(w|h) = (c(h w) + a_k p_{k-1}(w|h')) /
(c(h) + a_k)`, where h' is h without its first word and `p_0 = 1/V` (MacKay and Peto, A
hierarchical Dirichlet language model, 1995). Counts add up over objects, so the counts of a block
of worlds at every n-gram of the evaluation are one matrix product for each order.
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

LONGEST = 8
CONCENTRATION = 500.0
TOGETHER = 64
"""Worlds that are evaluated at once, so that what is computed of them stays in the cache."""
LARGEST_BLOCK = 1024


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
    """Evaluates blocks of worlds, order by order and tile by tile."""

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
        self._levels, self._constant = levels(objects, grams, evaluation, alphas)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        widest = sum(level.cells for level in self._levels) + len(self._tokens)
        together = max(1, min(TOGETHER, memory // (32 * max(widest, 1))))
        block = max(together, min(LARGEST_BLOCK, memory // (16 * max(len(self._tokens), 1))))
        for start, stop in spans(len(worlds), block):
            bits = np.empty((stop - start, len(self._tokens)))
            for first, last in spans(stop - start, together):
                bits[first:last] = self._bits(worlds.weights(start + first, start + last))
            size = self._weights(worlds.weights(start, stop)) @ self._sizes
            bits[size == 0] = self._tokens * math.log2(self._vocabulary)
            states = np.where(size == 0, State.FALLBACK, State.REAL).astype(np.uint8)
            yield Block(np.arange(start, stop), bits[:, :, None], states)

    def _weights(self, weights: Floats) -> Floats:
        """A narrower world has weight 0 on what came later."""
        return np.pad(weights, ((0, 0), (0, len(self._sizes) - weights.shape[1])))

    def _bits(self, weights: Floats) -> Floats:
        """Shape: [worlds, objects] to [worlds, atoms]."""
        columns = np.ascontiguousarray(self._weights(weights).T)
        bits = np.tile(self._constant[:, None], (1, columns.shape[1]))
        shorter = np.full((1, columns.shape[1]), 1.0 / self._vocabulary)
        for level in self._levels:
            shorter = level.add_bits(columns, shorter, bits)
        return bits.T
