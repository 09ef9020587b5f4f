"""Writing: a text drawn from an n-gram model of another text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.table import Table
from datacounterfactuals.learners.grams import Counts, Grams, Order


def written(
    table: Table, order: int, alphas: tuple[float, ...], chance: np.random.Generator
) -> Ints:
    """The tokens of a text of as many rows as the table has, each as long as the row it stands for,
    drawn from the model that `learners.ngram.Ngram` fits to this table alone.

    A token follows a context `h` as often as it did in the table, with the probability
    `c(h) / (c(h) + a_k)`; else it is drawn for the context without its first word, and in the end
    uniformly from the vocabulary. Shape: [tokens], in rows by the table's offsets.
    """
    grams = Grams.of(table, order)
    levels = [
        _Level.of(one, grams.vocabulary, counts)
        for one, (counts, _) in zip(grams.orders, grams.count(table), strict=True)
    ]
    lengths = np.diff(table.offsets)
    out = np.zeros(int(lengths.sum()), dtype=np.int64)
    for step in range(int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > step)
        places = table.offsets[rows] + step
        words = np.full(len(rows), -1, dtype=np.int64)
        contexts = list(_contexts(grams, out, places, step))
        for level, alpha, context in reversed(list(zip(levels, alphas, contexts, strict=True))):
            open_ = np.flatnonzero((words < 0) & (context >= 0))
            here = context[open_]
            follows = chance.random(len(here)) * (level.sums[here] + alpha) < level.sums[here]
            chosen = open_[follows]
            words[chosen] = level.draw(context[chosen], chance)
        left = np.flatnonzero(words < 0)
        words[left] = chance.integers(0, grams.vocabulary, len(left))
        out[places] = words
    return out


@final
@dataclass(frozen=True)
class _Level:
    """The n-grams of one length that occur, and how often.

    `sums`: Float[contexts]. `ends`: Float[grams], the counts added up in order. `words`:
    Int[grams]. `before`: Float[contexts], what is added up before a context's first n-gram.
    """

    sums: Floats
    ends: Floats
    before: Floats
    words: Ints

    @staticmethod
    def of(order: Order, vocabulary: int, held: Counts) -> "_Level":
        counts = np.zeros(len(order.grams))
        counts[held.places] = held.values
        sums = np.bincount(order.context_of, counts, len(order.contexts)).astype(np.float64)
        ends = np.cumsum(counts)
        first = np.searchsorted(order.context_of, np.arange(len(order.contexts)))
        before = np.concatenate([[0.0], ends])[first]
        return _Level(sums, ends, before, order.grams - order.context_of * vocabulary)

    def draw(self, contexts: Ints, chance: np.random.Generator) -> Ints:
        """A word that followed each context, as often as it did."""
        at = self.before[contexts] + chance.random(len(contexts)) * self.sums[contexts]
        return self.words[np.searchsorted(self.ends, at, side="right")]


def _contexts(grams: Grams, out: Ints, places: Ints, step: int) -> Iterator[Ints]:
    """By length, which context stands before each place; -1 for one that never occurred."""
    context, known = np.zeros(len(places), dtype=np.int64), 1
    for length, order in enumerate(grams.orders, start=1):
        if length > 1:
            back = length - 1
            symbol = out[places - back] if back <= step else np.int64(grams.vocabulary)
            codes = np.where(context >= 0, symbol * known + context, -1)
            at = np.minimum(np.searchsorted(order.contexts, codes), len(order.contexts) - 1)
            context = np.where(order.contexts[at] == codes, at, -1)
        known = len(order.contexts)
        yield context
