"""Nearest centroid: every row of 20 groups."""

from sklearn.neighbors import NearestCentroid

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.contests import accuracy_contest, counts_contest
from benchmarks.harness.limits import product
from benchmarks.harness.tabular import breast_cancer, lattice
from datacounterfactuals.learners.centroid import Centroid

PLACE = 13
GROUPS, SAMPLE = 20, 300


def build(setting: Setting) -> Sides:
    """Accuracy on all slices; the limit is one product of points by a difference of means."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    limit = product(2.0 * len(problem.points) * problem.features, "single")
    count = setting.pick(SAMPLE, 20)
    return accuracy_contest(Centroid(), problem, lattice(problem), NearestCentroid, count, limit)


def whole(setting: Setting) -> Sides:
    """Every statistic."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    count = setting.pick(SAMPLE, 20)
    return counts_contest(Centroid(), problem, lattice(problem), NearestCentroid, count)


CLAIMS = (
    Claim(
        "centroid",
        "nearest centroid, breast cancer, 20 groups (2^20 rows)",
        "rows/s",
        build,
        goal=12e6,
        bound="scoring the points by one single-precision product, and nothing else",
    ),
    Claim("centroid-all", "nearest centroid, 20 groups", "rows/s", whole, group="statistics"),
)
