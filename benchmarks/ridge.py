"""Ridge on targets of one and minus one: every row of 16 groups."""

from collections.abc import Callable

import numpy as np
from sklearn.linear_model import RidgeClassifier

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.contests import accuracy_contest, counts_contest
from benchmarks.harness.limits import product
from benchmarks.harness.sides import accuracies, equal, sample, timed
from benchmarks.harness.tabular import Problem, breast_cancer, lattice
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.ridge import Ridge

PLACE = 11
GROUPS, SAMPLE, BATCH = 16, 300, 4096


def build(setting: Setting) -> Sides:
    """Accuracy on all slices; the limit factorises, solves and scores in double precision."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    worlds, wide = lattice(problem), problem.features
    flops = wide**3 / 3 + 2 * wide**2 + 2 * wide * len(problem.points) + wide * (wide + 3) / 2
    count = setting.pick(SAMPLE, 20)
    sides = accuracy_contest(Ridge(), problem, worlds, RidgeClassifier, count, product(flops))
    places = sample(problem, worlds, setting.pick(BATCH, 50))
    chosen = worlds.select(places)
    run = batched(problem, chosen.weights(0, len(places)))
    equal(accuracies(Ridge(), problem, chosen), run(), "accuracies")
    peers = (*sides.peers, timed("numpy, solved in batches", run, len(places), None))
    return Sides(sides.ours, peers, sides.limit, sides.agreement)


def batched(problem: Problem, rows: Floats) -> Callable[[], Floats]:
    """What a careful user writes with numpy: Gram matrices by object, added and solved as a stack,
    256 worlds at a time."""
    left = np.column_stack([np.ones(len(problem.X)), problem.X, 2.0 * problem.y - 1.0])
    grams = np.stack(
        [left[problem.owner == n].T @ left[problem.owner == n] for n in range(problem.objects)]
    ).reshape(problem.objects, -1)
    wide, sign = problem.features, np.where(problem.target == 1, 1.0, -1.0)

    def run() -> Floats:
        out = np.empty((len(rows), len(problem.members)))
        for start in range(0, len(rows), 256):
            some = rows[start : start + 256]
            sums = (some @ grams).reshape(len(some), wide + 2, wide + 2)
            mean = sums[:, 0, 1:] / sums[:, :1, 0]
            cross = sums[:, 1:, 1:] - sums[:, :1, 0, None] * mean[:, :, None] * mean[:, None]
            system = cross[:, :wide, :wide] + np.eye(wide)
            slopes = np.linalg.solve(system, cross[:, :wide, wide:])[:, :, 0]
            free = mean[:, wide] - (mean[:, :wide] * slopes).sum(axis=1)
            scores = slopes @ problem.points.T + free[:, None]
            out[start : start + 256] = (np.where(scores > 0, 1.0, -1.0) == sign) @ problem.mean
        return out

    return run


def whole(setting: Setting) -> Sides:
    """Every statistic."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    count = setting.pick(SAMPLE, 20)
    return counts_contest(Ridge(), problem, lattice(problem), RidgeClassifier, count)


CLAIMS = (
    Claim(
        "ridge",
        "ridge, breast cancer, 16 groups (2^16 rows)",
        "rows/s",
        build,
        goal=1.5e6,
        bound="factorising, solving and scoring at the speed of a double-precision product",
    ),
    Claim("ridge-all", "ridge, 16 groups", "rows/s", whole, group="statistics"),
)
