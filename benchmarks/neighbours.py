"""k-nearest neighbours: every row of 16 groups."""

from sklearn.neighbors import KNeighborsClassifier

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.contests import accuracy_contest, counts_contest
from benchmarks.harness.tabular import breast_cancer, lattice
from datacounterfactuals.learners.neighbours import Neighbours

PLACE = 14
GROUPS, SAMPLE = 16, 300


def build(setting: Setting) -> Sides:
    """Accuracy on all slices, by the five nearest."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    count = setting.pick(SAMPLE, 20)
    return accuracy_contest(Neighbours(), problem, lattice(problem), KNeighborsClassifier, count)


def whole(setting: Setting) -> Sides:
    """Every statistic."""
    problem = breast_cancer(setting.pick(GROUPS, 8))
    count = setting.pick(SAMPLE, 20)
    return counts_contest(Neighbours(), problem, lattice(problem), KNeighborsClassifier, count)


CLAIMS = (
    Claim(
        "neighbours",
        "k-nearest neighbours (k = 5), breast cancer, 16 groups (2^16 rows)",
        "rows/s",
        build,
        goal=10e6,
        bound="walking the bits of the nearest rows of every point",
    ),
    Claim("neighbours-all", "k-nearest neighbours, 16 groups", "rows/s", whole, group="statistics"),
)
