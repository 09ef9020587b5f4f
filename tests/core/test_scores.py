"""Folded contrasts: what is missing is told, and never more than can be written out."""

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import Column, money_column, slice_column
from datacounterfactuals.core.contrast import Terms, minus_each
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import declared
from datacounterfactuals.core.scores import (
    MOST_NAMED,
    Accumulator,
    Folded,
    Reading,
    Sampling,
    Scores,
)
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.world import World

SLICES = Evaluation.opaque(("a", "b"))
COLUMNS: tuple[Column, ...] = tuple(
    slice_column(SLICES, declared("score", 1), name) for name in SLICES.slices
)


def reading(oriented: Floats, states: list[State] | None = None) -> Reading:
    worlds = oriented.shape[1]
    empty = np.zeros((len(oriented), worlds, 0))
    kept = np.array(states or [State.REAL] * worlds, dtype=np.uint8)
    return Reading(oriented, oriented, (empty, empty), kept)


def fold(oriented: Floats, *, observed: bool = False) -> Folded:
    none = (np.zeros(0), np.zeros(0))
    sampling = Sampling(COLUMNS, none, not observed, len(oriented), observed=observed)
    lattice = Lattice(1, (0,))
    whole = Accumulator([Terms.dense([("A",)], lattice, np.array([[-1.0, 1.0]]))], sampling)
    whole.add(0, reading(oriented))
    return whole.folded()[0]


def test_a_score_that_no_run_reports_is_a_gap_and_the_other_columns_stand() -> None:
    oriented = np.array([[[1.0, 2.0], [4.0, np.nan]]])
    folded = fold(oriented, observed=True)
    assert folded.values[0, 0] == 3.0
    assert np.isnan(folded.values[0, 1])
    assert folded.missing == 1
    assert (folded.gaps[0].world.size, folded.gaps[0].state) == (1, State.NOT_HELD)
    scores = Scores(Lattice(1, (0,)), folded.sampling, reading(oriented))
    assert scores.gaps == folded.gaps


def test_runs_made_elsewhere_are_never_said_to_be_deterministic() -> None:
    assert fold(np.zeros((1, 2, 2)), observed=True).seed.state == "not measured"


def test_a_repeat_that_some_worlds_lack_counts_only_where_it_is_whole() -> None:
    oriented = np.array(
        [[[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [2.0, 2.0]], [[0.0, 0.0], [6.0, np.nan]]]
    )
    folded = fold(oriented)
    np.testing.assert_allclose(folded.values, [[3.0, 1.5]])
    seed = folded.seed
    assert seed.error is not None
    np.testing.assert_allclose(seed.error[0, 1], np.std([1.0, 2.0], ddof=1) / np.sqrt(2))
    assert np.asarray(seed.freedom).tolist() == [[2.0, 1.0]]


def test_gaps_are_counted_and_only_so_many_are_spelled_out() -> None:
    count = MOST_NAMED // 64
    base = World.of(count, dict.fromkeys(range(count), 1.0))
    labels = [(str(place),) for place in range(100)]
    contrast = minus_each(base, [(place,) for place in range(100)], labels)
    sampling = Sampling(COLUMNS, (np.zeros(0), np.zeros(0)), False, 1)
    whole = Accumulator([contrast], sampling)
    whole.add(0, reading(np.full((1, 101, 2), np.nan), [State.OVER_BUDGET] * 101))
    folded = whole.folded()[0]
    assert folded.missing == 101
    assert len(folded.gaps) == 65


def test_money_that_is_lost_with_every_unit_is_better_when_there_is_less_of_it() -> None:
    errors = declared("errors", -1)
    cost, loss = money_column(SLICES, errors, "a", 5.0), money_column(SLICES, errors, "a", -5.0)
    assert (cost.better, loss.better) == (-1, 1)
    shown = np.array([10.0, 20.0])  # errors
    assert (np.diff(cost.orient(5.0 * shown)) < 0).all()
    assert (np.diff(loss.orient(-5.0 * shown)) < 0).all()
