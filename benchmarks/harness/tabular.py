"""Tables of scikit-learn as a study prepares them: groups or points as objects, ten slices."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.table import Schema, Table

PARTS = 9
"""The slices are `all` and so many disjoint parts, which are the atoms."""


@final
@dataclass(frozen=True)
class Problem:
    """Training rows with the object of each, and evaluation points with slices.

    `X`: Float[rows, d], `y`: Int[rows], `owner`: Int[rows]; `tables` are the same rows by object.
    """

    X: Floats
    y: Ints
    owner: Ints
    tables: tuple[Table, ...]
    evaluation: Evaluation

    @property
    def objects(self) -> int:
        return len(self.tables)

    @property
    def features(self) -> int:
        return self.X.shape[1]

    @property
    def classes(self) -> int:
        return len(self.evaluation.schema.classes)

    @cached_property
    def points(self) -> Floats:
        return self.evaluation.table.features

    @cached_property
    def target(self) -> Ints:
        return self.evaluation.table.target.astype(np.int64)

    @cached_property
    def members(self) -> Bools:
        """The points of each slice. Shape: [slices, points]."""
        return self.evaluation.membership[:, self.evaluation.atom_of]

    @cached_property
    def mean(self) -> Floats:
        """Averages a number of each point over each slice. Shape: [points, slices]."""
        return (self.members / self.members.sum(axis=1, keepdims=True)).T.astype(np.float64)

    def rows(self, world: Floats) -> tuple[Floats, Ints]:
        """The rows of a world of 0 and 1."""
        there = world[self.owner] > 0
        return self.X[there], self.y[there]

    def trainable(self, worlds: Floats) -> Bools:
        """Which worlds hold two classes or more. Shape: [worlds, objects] to [worlds]."""
        counts = np.zeros((self.objects, self.classes))
        np.add.at(counts, (self.owner, self.y), 1.0)
        return ((worlds @ counts) > 0).sum(axis=1) > 1


def breast_cancer(objects: int | None, rows: int | None = None, slices: int = PARTS) -> Problem:
    """455 training rows of 30 features, standardised on them, and 114 points to score.

    `objects`: how many random groups, or None where every row is one. `rows`: how many training
    rows, the first ones or, beyond 455, copies with a little noise. `slices`: how many parts the
    points fall into.
    """
    loaded: Any = load_breast_cancer()
    return _problem(loaded.data, loaded.target, 114, objects, rows, slices)


def lattice(problem: Problem) -> Lattice:
    """Every row."""
    return Lattice(problem.objects, tuple(range(problem.objects)))


def digits(objects: int) -> Problem:
    """1,437 training images of 64 pixels in ten classes, and 360 to score."""
    loaded: Any = load_digits()
    return _problem(loaded.data, loaded.target, 360, objects, None, PARTS)


def _problem(
    X: Floats, y: Ints, held_out: int, objects: int | None, rows: int | None, slices: int
) -> Problem:
    draw = np.random.default_rng(20)
    order = draw.permutation(len(X))
    inside, outside = order[held_out:], order[:held_out]
    scale = X[inside].std(axis=0)
    features = (X - X[inside].mean(axis=0)) / np.where(scale > 0, scale, 1.0)
    chosen = np.resize(inside, rows or len(inside))
    train, labels = features[chosen], y[chosen].astype(np.int64)
    train[len(inside) :] += draw.normal(scale=0.1, size=train[len(inside) :].shape)
    count = len(train) if objects is None else objects
    owner = draw.permutation(np.arange(len(train)) % count)
    schema = Schema("classification", tuple(map(str, np.unique(y))), features=X.shape[1])
    tables = tuple(_table(schema, train[owner == n], labels[owner == n]) for n in range(count))
    points = _table(schema, features[outside], y[outside])
    part = draw.permutation(np.arange(held_out) % slices)
    members = np.vstack([np.ones(held_out, bool), part == np.arange(slices)[:, None]])
    names = ("all", *(f"part {n + 1}" for n in range(slices)))
    return Problem(train, labels, owner, tables, Evaluation.cut(points, members, names, 1))


def _table(schema: Schema, features: Floats, target: Ints) -> Table:
    hashes = hash_rows([*features.T, target.astype(np.float64)])
    return Table.of(schema, hashes, features=features, target=target.astype(np.int64))
