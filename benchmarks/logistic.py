"""Logistic regression: every row of 12 groups, walks over points, leave-one-out, ten classes."""

from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.contests import accuracy_contest, whole_contest
from benchmarks.harness.limits import product
from benchmarks.harness.peers import gathered, pydvl_exact, pydvl_walk, shapiq_exact
from benchmarks.harness.tabular import Problem, breast_cancer, digits, lattice
from datacounterfactuals.core.walks import Moves, Prefixes
from datacounterfactuals.core.world import World
from datacounterfactuals.learners.logistic import Logistic

PLACE = 10
GROUPS, SAMPLE = 12, 300
POINTS, ORDERS = 100, 40
LIMIT = "one gradient a row and scoring it, at the speed of a double-precision product"

tight: Any = partial(LogisticRegression, solver="newton-cholesky", tol=1e-12, max_iter=1000)
tight_many: Any = partial(LogisticRegression, tol=1e-10, max_iter=100_000)
"""With ten classes L-BFGS to a tight tolerance is faster than Newton, and agrees."""
loose: Any = partial(LogisticRegression, max_iter=1000)
EXACT = {"pyDVL": pydvl_exact, "shapiq": shapiq_exact}
LOOSE = (("scikit-learn loop, default solver", loose),)


def gradient(problem: Problem, present: float) -> float:
    """Operations of one gradient over so many rows and of scoring the points."""
    columns = (problem.features + 1) * (1 if problem.classes == 2 else problem.classes)
    return 4.0 * present * columns + 2.0 * len(problem.points) * columns


def groups(setting: Setting) -> Sides:
    """Every row of the lattice."""
    problem = breast_cancer(setting.pick(GROUPS, 6))
    limit = product(gradient(problem, len(problem.X) / 2))
    count = setting.pick(SAMPLE, 20)
    sides = accuracy_contest(Logistic(), problem, lattice(problem), tight, count, limit, LOOSE)
    return sides.against(gathered(setting, problem, EXACT))


def whole(setting: Setting) -> Sides:
    """Every statistic of every row of the lattice."""
    problem = breast_cancer(setting.pick(GROUPS, 6))
    return whole_contest(Logistic(), problem, lattice(problem), tight, setting.pick(SAMPLE, 20))


def walks(setting: Setting) -> Sides:
    """Prefixes of random orders of points, each point an object."""
    points = setting.pick(POINTS, 20)
    problem = breast_cancer(None, rows=points)
    draw = np.random.default_rng(3)
    walks = setting.pick(ORDERS, 3)
    orders = np.stack([draw.permutation(points) for _ in range(walks)])
    limit = product(gradient(problem, points / 2))
    worlds = Prefixes(points, orders)
    count = setting.pick(400, 20)
    sides = accuracy_contest(Logistic(), problem, worlds, tight, count, limit, LOOSE)
    return sides.against(gathered(setting, problem, {"pyDVL": pydvl_walk}))


def leave_one_out(setting: Setting) -> Sides:
    """All points, and all without each of them in turn."""
    problem = breast_cancer(None, rows=40 if setting.quick else None)
    everything = World.from_row(np.ones(problem.objects))
    worlds = Moves.without_each(everything, [(n,) for n in range(problem.objects)])
    limit = product(gradient(problem, len(problem.X)))
    sides = accuracy_contest(Logistic(), problem, worlds, tight, len(worlds), limit, LOOSE)
    return sides.as_one_call()


def many_classes(setting: Setting) -> Sides:
    """Ten classes: all rows of a few groups."""
    problem = digits(setting.pick(8, 3))
    limit = product(gradient(problem, len(problem.X) / 2))
    count = setting.pick(12, 2)
    others = (("scikit-learn loop, L-BFGS to 1e-10", tight_many), *LOOSE)
    return accuracy_contest(Logistic(), problem, lattice(problem), tight, count, limit, others)


CLAIMS = (
    Claim(
        "logistic",
        "logistic regression, breast cancer, 12 groups (4,096 rows)",
        "rows/s",
        groups,
        goal=1e5,
        bound=LIMIT,
    ),
    Claim(
        "permutations",
        "permutation walks, logistic regression, 100 points (40 orders)",
        "prefixes/s",
        walks,
        goal=1e5,
        bound=LIMIT,
    ),
    Claim(
        "leave-one-out",
        "exact leave-one-out, logistic regression, 455 points",
        "ms",
        leave_one_out,
        goal=10.0,
        bound=LIMIT,
    ),
    Claim(
        "multinomial",
        "multinomial logistic regression, digits (1,437 x 64, ten classes), 8 groups (256 rows)",
        "rows/s",
        many_classes,
        times=100.0,
        bound=LIMIT,
    ),
    Claim("logistic-all", "logistic regression, 12 groups", "rows/s", whole, group="statistics"),
)
