"""Our side and the loop that users have, for learners of tables; and whether they agree."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.harness.claim import Side
from benchmarks.harness.tabular import Problem
from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import PROBABILITY_FLOOR, State
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.grid.filling import MEMORY
from datacounterfactuals.learners.base import Learner

Kept = Literal["right", "all"]
"""What is filled: the right predictions by class (accuracy), or every statistic of the learner."""


def statistics(learner: Learner, evaluation: Evaluation, kept: Kept) -> tuple[str, ...]:
    """The names of what is filled."""
    names = learner.statistics(evaluation.schema)
    return names if kept == "all" else tuple(n for n in names if n.startswith("right"))


def ours(learner: Learner, problem: Problem, worlds: Worlds, kept: Kept = "right") -> Side:
    """Everything from tables in memory to cells: summaries, tables of sums, rows."""
    names = statistics(learner, problem.evaluation, kept)

    def run() -> None:
        done = 0
        objects = [learner.summarise(table, problem.evaluation) for table in problem.tables]
        scorer = learner.scorer(objects, problem.evaluation, names, 0)
        for block in scorer.fill(worlds, 0, MEMORY):
            done += len(block.rows)
        assert done == len(worlds), f"{done} rows were filled, not {len(worlds)}"

    return Side("datacounterfactuals", run, len(worlds))


def cells(
    learner: Learner, problem: Problem, worlds: Worlds, kept: Kept = "right"
) -> tuple[Floats, Bytes]:
    """What a scorer fills, in the order of the worlds: Float[worlds, slices, statistics] and a
    state a world."""
    evaluation = problem.evaluation
    names = statistics(learner, evaluation, kept)
    objects = [learner.summarise(table, evaluation) for table in problem.tables]
    scorer = learner.scorer(objects, evaluation, names, 0)
    values = np.full((len(worlds), len(evaluation.slices), len(names)), np.nan)
    states = np.full(len(worlds), State.NOT_HELD, dtype=np.uint8)
    for block in scorer.fill(worlds, 0, MEMORY):
        values[block.rows] = np.einsum("sa,wak->wsk", evaluation.membership, block.values)
        states[block.rows] = block.states
    return values, states


def accuracies(learner: Learner, problem: Problem, worlds: Worlds) -> Floats:
    """Shape: [worlds, slices]."""
    values, states = cells(learner, problem, worlds)
    assert np.isin(states, (State.REAL, State.FALLBACK)).all(), "some rows failed"
    return values.sum(axis=2) / problem.members.sum(axis=1)


def sample(problem: Problem, worlds: Worlds, count: int, seed: int = 1) -> Ints:
    """The places of some worlds that scikit-learn can train, drawn at random."""
    draw = np.random.default_rng(seed)
    places = np.sort(draw.choice(len(worlds), min(4 * count, len(worlds)), replace=False))
    fit = problem.trainable(worlds.select(places).weights(0, len(places)))
    kept = places[fit]
    return np.sort(draw.permutation(kept)[:count])


def loop(problem: Problem, rows: Floats, estimator: Callable[[], Any]) -> Callable[[], Floats]:
    """Train and score world by world; the accuracies. Shape: [worlds, objects] to
    [worlds, slices]."""

    def run() -> Floats:
        out = np.empty((len(rows), len(problem.members)))
        for place, world in enumerate(rows):
            predicted = estimator().fit(*problem.rows(world)).predict(problem.points)
            out[place] = (predicted == problem.target) @ problem.mean
        return out

    return run


def whole_loop(
    problem: Problem, rows: Floats, estimator: Callable[[], Any]
) -> Callable[[], Floats]:
    """As `loop`, with every statistic of a classifier with probabilities, summed over slices.
    Shape: [worlds, slices, statistics]."""
    numbers, members = range(problem.classes), problem.members.astype(np.float64)
    actual = np.eye(problem.classes)[problem.target]

    def run() -> Floats:
        out = np.empty((len(rows), len(members), 2 * problem.classes + 2))
        for place, world in enumerate(rows):
            model = estimator().fit(*problem.rows(world))
            share = np.zeros_like(actual)
            share[:, model.classes_] = model.predict_proba(problem.points)
            predicted = np.eye(problem.classes)[share.argmax(axis=1)]
            chosen = np.maximum((share * actual).sum(axis=1), PROBABILITY_FLOOR)
            brier = ((share - actual) ** 2).sum(axis=1) / (2 if problem.classes == 2 else 1)
            columns = [(predicted * actual)[:, n] for n in numbers]
            columns += [predicted[:, n] for n in numbers]
            out[place] = members @ np.stack([*columns, -np.log(chosen), brier], axis=1)
        return out

    return run


def timed(name: str, run: Callable[[], Any], units: float, threads: int | None = 1) -> Side:
    """A side whose result is not looked at. On one thread of BLAS, unless told otherwise: models
    so small are up to four times as slow to fit and score on two."""

    def go() -> None:
        with threadpool_limits(threads):
            run()

    return Side(name, go, units)


def equal(ours: Floats, theirs: Floats, what: str) -> None:
    """Raises AssertionError with the first difference."""
    wrong = np.argwhere(np.abs(ours - theirs) > 1e-9)
    if len(wrong):
        place = tuple(wrong[0])
        raise AssertionError(
            f"{what} differ in {len(wrong)} of {ours.size}: {ours[place]} and {theirs[place]}"
        )


def largest(ours: Floats, theirs: Floats) -> float:
    """The largest difference, relative to 1 where numbers are small."""
    return float((np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs))).max())


def differing(ours: Floats, theirs: Floats) -> str:
    """How many numbers differ, in words."""
    return f"{int((np.abs(ours - theirs) > 1e-9).sum()):,} of {ours.size:,}"
