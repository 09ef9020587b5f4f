"""Texts drawn from an n-gram model are as probable as the model says."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from datacounterfactuals.learners.writing import written
from tests.learners.text_support import CountingModel, rows_of, text_table

VOCABULARY = 5
ALPHAS = (40.0, 900.0, 300.0)


def source(rows: int = 3000) -> list[list[int]]:
    chance = np.random.default_rng(3)
    kinds = [[0, 1, 2], [2, 1, 0, 3], [1], [0, 0, 1, 2, 2], []]
    return [kinds[int(pick)] for pick in chance.integers(0, len(kinds), rows)]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_words_follow_each_other_as_often_as_the_model_says(order: int) -> None:
    table, alphas = text_table(source(), VOCABULARY), ALPHAS[:order]
    model = CountingModel(alphas, VOCABULARY)
    for text in rows_of(table):
        model.learn(text, 1.0)
    drawn = written(table, order, alphas, np.random.default_rng(7))
    seen: Counter[tuple[int, ...]] = Counter()
    for start, stop in pairwise(table.offsets.tolist()):
        padded = [VOCABULARY] * (order - 1) + drawn[start:stop].tolist()
        seen.update(tuple(padded[at : at + order]) for at in range(stop - start))
    contexts = Counter[tuple[int, ...]]()
    for gram, count in seen.items():
        contexts[gram[:-1]] += count
    tested = 0
    for context, count in contexts.items():
        for word in range(VOCABULARY):
            expected = model.probability(word, context)
            error = np.sqrt(expected * (1 - expected) / count)
            assert abs(seen[(*context, word)] / count - expected) < 5 * error
            tested += 1
    assert tested >= VOCABULARY ** min(order, 2)


def test_every_row_is_as_long_as_the_one_it_stands_for() -> None:
    table = text_table(source(50), VOCABULARY)
    drawn = written(table, 2, ALPHAS[:2], np.random.default_rng(0))
    assert len(drawn) == len(table.tokens)
    assert set(drawn.tolist()) <= set(range(VOCABULARY))


def test_the_same_chance_writes_the_same_text() -> None:
    table = text_table(source(50), VOCABULARY)
    first, again, other = (
        written(table, 2, ALPHAS[:2], np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first.tolist() == again.tolist() != other.tolist()


def test_a_text_of_nothing_is_followed_by_nothing() -> None:
    table = text_table([[], []], VOCABULARY)
    assert written(table, 2, ALPHAS[:2], np.random.default_rng(0)).tolist() == []
