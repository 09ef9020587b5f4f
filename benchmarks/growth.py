"""How the speed of each learner grows with worlds, objects, training points, slices, threads."""

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.harness.claim import Setting, Side
from benchmarks.harness.curve import Curve
from benchmarks.harness.sides import ours
from benchmarks.harness.tabular import Problem, breast_cancer, lattice
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.centroid import Centroid
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.logistic import Logistic
from datacounterfactuals.learners.naive_bayes import NaiveBayes
from datacounterfactuals.learners.neighbours import Neighbours
from datacounterfactuals.learners.ridge import Ridge

PLACE = 200
LEARNERS: dict[str, tuple[Learner, int]] = {
    "logistic": (Logistic(), 12),
    "ridge": (Ridge(), 16),
    "naive Bayes": (NaiveBayes(), 18),
    "centroid": (Centroid(), 18),
    "neighbours": (Neighbours(), 16),
}
"""Each learner, and the groups of a lattice that takes it about a second at most."""
WORLDS = 4096


def rows(learner: Learner, setting: Setting, size: int) -> Side:
    """The whole lattice of so many rows."""
    del setting
    problem = breast_cancer(size.bit_length() - 1)
    return ours(learner, problem, lattice(problem))


def objects(learner: Learner, setting: Setting, size: int) -> Side:
    """Random subsets of so many objects, which hold the same 1,000 training points."""
    return _random(learner, breast_cancer(size, rows=1000), setting)


def points(learner: Learner, setting: Setting, size: int) -> Side:
    """Random subsets of 12 objects, which hold so many training points."""
    return _random(learner, breast_cancer(12, rows=size), setting)


def slices(learner: Learner, setting: Setting, size: int) -> Side:
    """The lattice of 12 groups, scored on so many parts of the 114 points and on all."""
    del setting
    problem = breast_cancer(12, slices=size)
    return ours(learner, problem, lattice(problem))


def hands(groups: int, learner: Learner, setting: Setting, size: int) -> Side:
    """The lattice, by so many threads."""
    problem = breast_cancer(setting.pick(groups, 6))
    setting.opened.enter_context(threads.limit(size))
    return ours(learner, problem, lattice(problem))


def _random(learner: Learner, problem: Problem, setting: Setting) -> Side:
    draw = np.random.default_rng(5)
    shape = (setting.pick(WORLDS, 64), problem.objects)
    return ours(learner, problem, Listed((draw.random(shape) < 0.5).astype(np.float64)))


Build = Callable[[Learner, Setting, int], Side]


def _curve(axis: str, name: str, build: Build, sizes: tuple[int, ...]) -> Curve:
    quick = {"rows": (16, 64), "objects": (6, 12), "points": (100, 200)}.get(axis, sizes[:2])
    learner = LEARNERS[name][0]
    return Curve(
        f"{axis}-{learner.name}", axis, name, "rows/s", sizes, partial(build, learner), quick
    )


CURVES = tuple(
    curve
    for name, (_, groups) in LEARNERS.items()
    for curve in (
        _curve("rows", name, rows, tuple(1 << n for n in range(6, groups + 1, 2))),
        _curve("objects", name, objects, (10, 30, 100, 300, 1000)),
        _curve("points", name, points, (100, 300, 1000, 3000)),
        _curve("slices", name, slices, (1, 3, 10, 30, 100)),
        _curve("threads", name, partial(hands, groups), (1, 2)),
    )
)
