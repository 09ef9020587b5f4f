"""The n-gram model agrees with dictionaries that count every world afresh."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners import grams
from datacounterfactuals.learners.ngram import Ngram
from tests.learners.text_support import (
    Texts,
    bits,
    counted,
    each_row,
    rows_of,
    text_table,
)

VOCABULARY = 6
ALPHAS = (0.7, 3.0, 11.0, 2.0)

texts = st.lists(
    st.lists(st.integers(0, VOCABULARY - 1), max_size=7), max_size=5
)  # rows of token numbers, some of them empty
objects_of_texts = st.lists(texts, min_size=1, max_size=4)


def random_objects(count: int, rows: int, vocabulary: int, seed: int) -> list[Texts]:
    random = np.random.default_rng(seed)
    return [
        [
            random.integers(0, vocabulary, random.integers(0, 9)).tolist()
            for _ in range(random.integers(1, rows + 1))
        ]
        for _ in range(count)
    ]


@given(objects_of_texts, texts, st.integers(1, 4), st.data())
@settings(max_examples=80)
def test_bits_are_those_of_counting_every_world_afresh(
    objects: list[Texts], held_out: Texts, order: int, data: st.DataObject
) -> None:
    weight = st.sampled_from([0.0, 1.0, 2.0, 0.25])
    world = st.lists(weight, min_size=len(objects), max_size=len(objects))
    worlds: Sequence[Sequence[float]] = data.draw(st.lists(world, min_size=1, max_size=4))
    evaluation = each_row(text_table(held_out, VOCABULARY))
    learner = Ngram(order, ALPHAS[:order])
    expected = counted(ALPHAS[:order], objects, evaluation, worlds)
    found = bits(learner, objects, evaluation, worlds)
    assert found.shape == (len(worlds), len(held_out))
    np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-10, atol=1e-10)


def test_atoms_of_many_rows_add_up_and_pieces_of_text_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    objects = random_objects(7, 12, 30, seed=1)
    table = text_table(random_objects(1, 40, 30, seed=2)[0], 30)
    members = np.arange(len(table))[None, :] % 2 == 0
    evaluation = Evaluation.cut(table, members, ("even",), 3)
    worlds = np.random.default_rng(3).integers(0, 3, (70, 7)).astype(float).tolist()
    usual = bits(Ngram(3, ALPHAS[:3]), objects, evaluation, worlds)
    monkeypatch.setattr(grams, "CHUNK", 5)
    other = bits(Ngram(3, ALPHAS[:3]), objects, evaluation, worlds)
    np.testing.assert_array_equal(other, usual)
    afresh = counted(ALPHAS[:3], objects, each_row(table), worlds)
    by_atom = np.stack(
        [afresh[:, evaluation.atom_of == a].sum(axis=1) for a in range(usual.shape[1])]
    )
    np.testing.assert_allclose(usual, by_atom.T, rtol=1e-10)


@given(objects_of_texts, st.lists(st.integers(0, VOCABULARY - 1), max_size=3), st.integers(1, 3))
@settings(max_examples=50)
def test_probabilities_after_any_context_sum_to_one(
    objects: list[Texts], context: list[int], order: int
) -> None:
    continued = [[*context, word] for word in range(VOCABULARY)]
    evaluation = each_row(text_table([context, *continued], VOCABULARY))
    found = bits(Ngram(order, ALPHAS[:order]), objects, evaluation, [[1.0] * len(objects)])[0]
    rows = rows_of(evaluation.table)
    alone = found[rows.index(context)]
    others = [found[rows.index(row)] for row in continued]
    assert np.exp2(alone - np.array(others)).sum() == pytest.approx(1.0, abs=1e-10)


def test_a_weight_of_two_is_the_object_twice() -> None:
    objects = random_objects(3, 6, VOCABULARY, seed=4)
    evaluation = each_row(text_table(random_objects(1, 9, VOCABULARY, seed=5)[0], VOCABULARY))
    weighted = bits(Ngram(), objects, evaluation, [[2.0, 1.0, 0.0]])
    repeated = bits(Ngram(), [*objects, objects[0]], evaluation, [[1.0, 1.0, 0.0, 1.0]])
    np.testing.assert_allclose(weighted, repeated, rtol=1e-12)
    assert abs(weighted - bits(Ngram(), objects, evaluation, [[1.0, 1.0, 0.0]])).max() > 1e-3


def test_the_world_without_tokens_is_uniform_and_says_so() -> None:
    evaluation = each_row(text_table([[0, 1, 2], [3], []], VOCABULARY))
    learner = Ngram(3, (0.7, 3.0, 11.0))
    tables = [text_table(one, VOCABULARY) for one in ([[1, 2, 0]], [[], []])]
    summaries = [learner.summarise(table, evaluation) for table in tables]
    blocks = list(
        learner.scorer(summaries, evaluation, ("bits",), 0).fill(Lattice(2, (0, 1)), 0, 99)
    )
    states = np.concatenate([block.states for block in blocks])
    values = np.concatenate([block.values for block in blocks])[:, :, 0]
    assert states.tolist() == [State.FALLBACK, State.REAL, State.FALLBACK, State.REAL]
    tokens = evaluation.constants["tokens"]
    np.testing.assert_array_equal(values[0], tokens * np.log2(VOCABULARY))
    np.testing.assert_array_equal(values[2], values[0])
    assert (values[1] != values[0])[tokens > 0].all()


def test_contexts_do_not_cross_rows() -> None:
    evaluation = each_row(text_table([[4, 5]], VOCABULARY))
    together = bits(Ngram(2, (1.0, 1.0)), [[[4, 5, 4, 5]]], evaluation, [[1.0]])
    apart = bits(Ngram(2, (1.0, 1.0)), [[[4], [5], [4], [5]]], evaluation, [[1.0]])
    assert together[0, 0] < apart[0, 0] - 0.5


def test_a_world_of_a_narrower_universe_has_nothing_of_what_came_later() -> None:
    objects = random_objects(3, 6, VOCABULARY, seed=6)
    evaluation = each_row(text_table(random_objects(1, 9, VOCABULARY, seed=7)[0], VOCABULARY))
    learner = Ngram()
    summaries = [learner.summarise(text_table(one, VOCABULARY), evaluation) for one in objects]
    wide = learner.scorer(summaries, evaluation, ("bits",), 0)
    narrow = learner.scorer(summaries[:2], evaluation, ("bits",), 0)
    [found] = wide.fill(Listed(np.array([[1.0, 0.5]])), 0, 1 << 20)
    [expected] = narrow.fill(Listed(np.array([[1.0, 0.5]])), 0, 1 << 20)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)


def test_blocks_hold_no_more_than_the_memory_given() -> None:
    objects = random_objects(10, 6, VOCABULARY, seed=8)
    evaluation = each_row(text_table(random_objects(1, 9, VOCABULARY, seed=9)[0], VOCABULARY))
    learner = Ngram()
    summaries = [learner.summarise(text_table(one, VOCABULARY), evaluation) for one in objects]
    scorer = learner.scorer(summaries, evaluation, ("bits",), 0)
    blocks = list(scorer.fill(Lattice(10, tuple(range(10))), 0, 1 << 13))
    assert max(block.values.nbytes for block in blocks) <= 1 << 13
    rows = np.concatenate([block.rows for block in blocks])
    np.testing.assert_array_equal(np.sort(rows), np.arange(1024))


def test_a_world_has_the_same_bits_wherever_it_stands() -> None:
    objects = random_objects(6, 6, VOCABULARY, seed=10)
    evaluation = each_row(text_table(random_objects(1, 9, VOCABULARY, seed=11)[0], VOCABULARY))
    worlds = np.random.default_rng(12).integers(0, 3, (37, 6)).astype(float)
    together = bits(Ngram(), objects, evaluation, worlds.tolist())
    alone = [bits(Ngram(), objects, evaluation, [world.tolist()])[0] for world in worlds]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("order", "concentration", "word"),
    [
        (0, 1.0, "order"),
        (99, 1.0, "order"),
        (2, 0.0, "concentration"),
        (2, (1.0, float("inf")), "concentration"),
        (3, (1.0, 2.0), "2 concentrations"),
    ],
)
def test_settings_out_of_range_are_told(
    order: int, concentration: float | tuple[float, ...], word: str
) -> None:
    with pytest.raises(LearnerError, match=word):
        Ngram(order, concentration)


def test_settings_are_the_same_in_words_and_in_full() -> None:
    assert Ngram(2, 5.0).settings() == {"order": 2, "concentration": [5.0, 5.0]}
    assert Ngram(2, (5.0, 5.0)).settings() == Ngram(2, 5.0).settings()
    assert replace(Ngram(2, 5.0), order=3).alphas == (5.0, 5.0, 5.0)
