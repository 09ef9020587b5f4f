"""Gaussian naive Bayes: every row of 20 groups."""

from sklearn.naive_bayes import GaussianNB

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.contests import accuracy_contest, whole_contest
from benchmarks.harness.limits import product
from benchmarks.harness.tabular import breast_cancer, lattice
from datacounterfactuals.learners.naive_bayes import NaiveBayes

PLACE = 12
GROUPS, SAMPLE = 20, 300


def build(setting: Setting) -> Sides:
    """Accuracy on all slices; the limit is one product of points by squares and features."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    flops = 2.0 * len(problem.points) * (2 * problem.features + 1)
    limit = product(flops, "single")
    count = setting.pick(SAMPLE, 20)
    return accuracy_contest(NaiveBayes(), problem, lattice(problem), GaussianNB, count, limit)


def whole(setting: Setting) -> Sides:
    """Every statistic."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    count = setting.pick(SAMPLE, 20)
    return whole_contest(NaiveBayes(), problem, lattice(problem), GaussianNB, count)


CLAIMS = (
    Claim(
        "naive-bayes",
        "Gaussian naive Bayes, breast cancer, 20 groups (2^20 rows)",
        "rows/s",
        build,
        goal=6e6,
        bound="scoring the points by one single-precision product, and nothing else",
    ),
    Claim(
        "naive-bayes-all", "Gaussian naive Bayes, 20 groups", "rows/s", whole, group="statistics"
    ),
)
