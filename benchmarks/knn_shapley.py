"""Closed-form Shapley values of nearest neighbours' votes, from arrays in memory."""

from collections.abc import Callable

import numpy as np

from benchmarks.harness.claim import Claim, Setting, Sides
from benchmarks.harness.limits import product
from benchmarks.harness.sides import largest, timed
from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.learners.closed_form import values_of_rows

PLACE = 16
K, FEATURES = 5, 32
ROWS, POINTS = 50_000, 1_000
BLOCK = 50
"""Points whose distances the other side holds at a time."""


def build(setting: Setting) -> Sides:
    """Our side on all points; the other, a sort of whole blocks of distances, on some of them."""
    rows, points = setting.pick(ROWS, 500), setting.pick(POINTS, 40)
    some = setting.pick(100, 20)
    table, asked = _draw(rows, 1), _draw(points, 2)
    features, target = table.features, table.target.astype(np.int64)

    def whole() -> Floats:
        return values_of_rows(K, features, target, _evaluation(asked))[:, 0]

    few = asked.take(np.arange(some))
    theirs = sorting(features, target, few.features, few.target.astype(np.int64))
    apart = largest(values_of_rows(K, features, target, _evaluation(few))[:, 0], theirs())
    assert apart < 1e-9, f"values are {apart:.1e} apart"
    return Sides(
        timed("datacounterfactuals", whole, 1.0, None),
        (timed("numpy, sorting distances", theirs, some / points, None),),
        product(2.0 * rows * points * FEATURES),
        f"values of {rows:,} rows within {apart:.0e}, for {some} points",
    )


def sorting(features: Floats, target: Ints, points: Floats, wanted: Ints) -> Callable[[], Floats]:
    """The same recurrence in numpy: distances by a matrix product, a stable sort, sums from the
    far end."""
    count = len(features)
    place = np.arange(1, count + 1)
    steps = np.minimum(K, place) / (place * K)
    squares = (features**2).sum(axis=1)

    def run() -> Floats:
        out = np.zeros(count)
        for start in range(0, len(points), BLOCK):
            some = points[start : start + BLOCK]
            order = np.argsort(squares - 2.0 * some @ features.T, axis=1, kind="stable")
            right = (target[order] == wanted[start : start + BLOCK, None]).astype(np.float64)
            change = right - np.pad(right[:, 1:], ((0, 0), (0, 1)))
            values = np.cumsum((change * steps)[:, ::-1], axis=1)[:, ::-1]
            np.add.at(out, order, values)
        return out

    return run


def _draw(count: int, seed: int) -> Table:
    draw = np.random.default_rng(seed)
    features = draw.normal(size=(count, FEATURES))
    target = (features[:, 0] + draw.normal(size=count) > 0).astype(np.int64)
    schema = Schema("classification", ("no", "yes"), features=FEATURES)
    hashes = hash_rows([*features.T, target.astype(np.float64)])
    return Table.of(schema, hashes, features=features, target=target)


def _evaluation(points: Table) -> Evaluation:
    members = np.ones((1, len(points)), dtype=bool)
    return Evaluation.cut(points, members, ("all",), 1)


CLAIMS = (
    Claim(
        "knn-shapley",
        f"KNN-Shapley (k = {K}), {ROWS:,} rows x {POINTS:,} points, {FEATURES} features",
        "s",
        build,
        goal=0.2,
        bound="sorting the rows once for every point; the limit is their distances as a product",
    ),
)
