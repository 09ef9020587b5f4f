"""Small texts for language models, and a model that counts afresh for every world."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.ngram import Ngram

Text = Sequence[int]
Texts = Sequence[Text]


def text_table(texts: Texts, vocabulary: int) -> Table:
    """A table with these rows of token numbers."""
    names = np.array([f"{row}:{list(text)}" for row, text in enumerate(texts)], dtype=object)
    hashes = hash_rows([names]) if len(texts) else np.zeros((0, 2), dtype=np.uint64)
    schema = Schema("text", vocabulary=vocabulary)
    return Table.of(schema, hashes, texts=[np.array(t, dtype=np.int64) for t in texts])


def rows_of(table: Table) -> list[list[int]]:
    """The rows back, in the table's order."""
    return [
        table.tokens[a:b].tolist()
        for a, b in zip(table.offsets[:-1], table.offsets[1:], strict=True)
    ]


def each_row(table: Table) -> Evaluation:
    """Every row an atom of its own, and a slice of all."""
    count = len(table)
    names = tuple(bytes([row // 256, row % 256]) * 8 for row in range(count))
    return Evaluation(table, np.arange(count), names, ("all",), np.ones((1, count), dtype=bool))


def bits(
    learner: Ngram,
    objects: Sequence[Texts],
    held_out: Evaluation,
    worlds: Sequence[Sequence[float]],
) -> Floats:
    """What the learner fills. Shape: [worlds, atoms]."""
    vocabulary = held_out.schema.vocabulary
    summaries = [learner.summarise(text_table(one, vocabulary), held_out) for one in objects]
    scorer = learner.scorer(summaries, held_out, ("bits",), 0)
    out = np.full((len(worlds), len(held_out.atoms)), np.nan)
    for block in scorer.fill(Listed(np.array(worlds, dtype=np.float64)), 0, 1 << 24):
        out[block.rows] = block.values[:, :, 0]
    return out


class CountingModel:
    """The same model in dictionaries, for one world, straight from its definition."""

    def __init__(self, alphas: Sequence[float], vocabulary: int) -> None:
        self.alphas, self.vocabulary = alphas, vocabulary
        self.grams: defaultdict[tuple[int, ...], float] = defaultdict(float)
        self.contexts: defaultdict[tuple[int, ...], float] = defaultdict(float)

    def learn(self, text: Text, weight: float) -> None:
        for place in range(len(text)):
            for length in range(1, len(self.alphas) + 1):
                gram = (*self._before(text, place, length - 1), text[place])
                self.grams[gram] += weight
                self.contexts[gram[:-1]] += weight

    def _before(self, text: Text, place: int, steps: int) -> tuple[int, ...]:
        padded = [self.vocabulary] * steps + list(text)
        return tuple(padded[place : place + steps])

    def probability(self, word: int, context: tuple[int, ...]) -> float:
        length = len(context) + 1
        below = 1 / self.vocabulary if length == 1 else self.probability(word, context[1:])
        alpha = self.alphas[length - 1]
        above = self.grams[(*context, word)] + alpha * below
        return above / (self.contexts[context] + alpha)

    def bits(self, text: Text) -> float:
        steps = len(self.alphas) - 1
        return -sum(
            math.log2(self.probability(word, self._before(text, place, steps)))
            for place, word in enumerate(text)
        )


def counted(
    alphas: Sequence[float],
    objects: Sequence[Texts],
    held_out: Evaluation,
    worlds: Sequence[Sequence[float]],
) -> Floats:
    """What the dictionaries say, world by world, for an evaluation of single rows."""
    vocabulary = held_out.schema.vocabulary
    out: list[list[float]] = []
    for weights in worlds:
        model = CountingModel(alphas, vocabulary)
        for texts, weight in zip(objects, weights, strict=True):
            for text in texts:
                model.learn(text, weight)
        out.append([model.bits(text) for text in rows_of(held_out.table)])
    return np.array(out)
