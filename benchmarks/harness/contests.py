"""A learner against the scikit-learn loop: agreement first, then the sides."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.harness.claim import Side, Sides
from benchmarks.harness.sides import (
    accuracies,
    cells,
    differing,
    equal,
    largest,
    loop,
    ours,
    sample,
    timed,
    whole_loop,
)
from benchmarks.harness.tabular import Problem
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Learner

Estimator = Callable[[], Any]
LOOP = "scikit-learn loop"
CLOSE = 1e-6
"""How far log losses and Brier scores may be apart, relative to 1 where they are smaller."""


def accuracy_contest(
    learner: Learner,
    problem: Problem,
    worlds: Worlds,
    estimator: Estimator,
    count: int,
    limit: Side | None = None,
    others: Sequence[tuple[str, Estimator]] = (),
) -> Sides:
    """The same work on both sides: accuracy on every slice, the loop on `count` random rows.

    The loop of `estimator` must have the same accuracies. `others`: loops that need not, such as
    solvers that stop early; how much they differ is said.
    """
    places = sample(problem, worlds, count)
    chosen = worlds.select(places)
    rows = chosen.weights(0, len(places))
    held = accuracies(learner, problem, worlds)[places]
    right = loop(problem, rows, estimator)
    equal(held, right(), "accuracies")
    words = f"the same accuracy on all {len(problem.members)} slices in {len(places)} random rows"
    peers = [timed(LOOP, right, len(places))]
    for name, other in others:
        run = loop(problem, rows, other)
        words += f"; {name}: {differing(held, run())} accuracies differ"
        peers.append(timed(name, run, len(places)))
    return Sides(ours(learner, problem, worlds), tuple(peers), limit, words)


def whole_contest(
    learner: Learner, problem: Problem, worlds: Worlds, estimator: Estimator, count: int
) -> Sides:
    """Every statistic of a learner with probabilities, against a loop that computes them too."""
    places = sample(problem, worlds, count)
    chosen = worlds.select(places)
    run = whole_loop(problem, chosen.weights(0, len(places)), estimator)
    theirs = run()
    values, _ = cells(learner, problem, chosen, "all")
    equal(values[:, :, :-2], theirs[:, :, :-2], "counts of predictions")
    apart = largest(values[:, :, -2:], theirs[:, :, -2:])
    assert apart < CLOSE, f"log losses or Brier scores are {apart:.1e} apart"
    words = (
        f"equal counts, and log losses and Brier scores within {apart:.0e}, in {len(places)} rows"
    )
    return Sides(
        ours(learner, problem, worlds, "all"), (timed(LOOP, run, len(places)),), None, words
    )


def counts_contest(
    learner: Learner, problem: Problem, worlds: Worlds, estimator: Estimator, count: int
) -> Sides:
    """Every statistic of a learner of counts, against a loop that computes accuracies only."""
    places = sample(problem, worlds, count)
    rows = worlds.select(places).weights(0, len(places))
    run = loop(problem, rows, estimator)
    values, _ = cells(learner, problem, worlds.select(places), "all")
    names = np.array([n.startswith("right") for n in learner.statistics(problem.evaluation.schema)])
    equal(values[:, :, names].sum(axis=2) / problem.members.sum(axis=1), run(), "accuracies")
    words = f"the same accuracies in {len(places)} rows; the loop computes nothing else"
    return Sides(
        ours(learner, problem, worlds, "all"), (timed(LOOP, run, len(places)),), None, words
    )
