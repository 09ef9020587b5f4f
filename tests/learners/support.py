"""What the tests of tabular learners share: small studies, and cells put in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Array, Bytes, Floats, Ints
from datacounterfactuals.core.columns import slice_column
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import metric
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema, Table, Task
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.learners.base import Learner

MEMORY = 64 << 20


@dataclass(frozen=True)
class Study:
    """Objects with rows, and an evaluation of two overlapping slices."""

    objects: tuple[Table, ...]
    evaluation: Evaluation

    @property
    def schema(self) -> Schema:
        return self.evaluation.schema

    @property
    def lattice(self) -> Lattice:
        return Lattice(len(self.objects), tuple(range(len(self.objects))))

    def reordered(self, order: Sequence[int]) -> "Study":
        return replace(self, objects=tuple(self.objects[place] for place in order))

    def rows(self, weights: Floats) -> tuple[Floats, Array, Floats]:
        """The rows of a world: features, target and sample weights."""
        there = [(table, w) for table, w in zip(self.objects, weights, strict=True) if w > 0]
        return (
            np.concatenate([table.features for table, _ in there]),
            np.concatenate([table.target for table, _ in there]),
            np.concatenate([np.full(len(table), w) for table, w in there]),
        )

    def points(self, name: str) -> Ints:
        """The evaluation points of a slice."""
        members = self.evaluation.membership[self.evaluation.slice(name)]
        return np.flatnonzero(members[self.evaluation.atom_of])


@dataclass(frozen=True)
class Cells:
    """Every cell that a learner filled, in the order of the worlds."""

    evaluation: Evaluation
    statistics: tuple[str, ...]
    values: Floats
    states: Bytes
    reasons: Mapping[int, str]

    def score(self, name: str, slice_name: str) -> Floats:
        """A finished metric on a slice. Shape: [worlds]."""
        found = metric(name, self.evaluation.schema.task)
        column = slice_column(self.evaluation, found, slice_name)
        held = {word: self.values[:, :, n] for n, word in enumerate(self.statistics)}
        return column.shown(self.evaluation, held)

    def of(self, statistic: str) -> Floats:
        """One statistic. Shape: [worlds, atoms]."""
        return self.values[:, :, self.statistics.index(statistic)]


def table(schema: Schema, features: Array, target: Array) -> Table:
    """Rows as the study would prepare them."""
    numbers = np.asarray(features, dtype=np.float64)
    numbers = numbers[:, None] if numbers.ndim == 1 else numbers
    hashes = hash_rows([*numbers.T, np.asarray(target, dtype=np.float64)])
    kind = np.int64 if schema.task == "classification" else np.float64
    return Table.of(schema, hashes, features=numbers, target=np.asarray(target).astype(kind))


def study(
    schema: Schema,
    objects: Sequence[tuple[Array, Array]],
    evaluation: tuple[Array, Array],
    parts: int = 3,
) -> Study:
    """A study from features and targets; its slices are `all` and `early`."""
    points = table(schema, *evaluation)
    early = np.arange(len(points)) < (len(points) + 1) // 2
    members = np.stack([np.ones(len(points), dtype=bool), early])
    cut = Evaluation.cut(points, members, ("all", "early"), parts)
    return Study(tuple(table(schema, *one) for one in objects), cut)


def random_study(
    seed: int,
    task: Task = "classification",
    classes: int = 2,
    objects: int = 5,
    rows: int = 9,
    features: int = 3,
    points: int = 40,
) -> Study:
    """Noisy labels or numbers that depend on the features, in objects that differ a little."""
    random = np.random.default_rng(seed)
    names = tuple(f"class {number}" for number in range(classes))
    schema = (
        Schema("classification", names, features=features)
        if task == "classification"
        else Schema("regression", center=2.0, features=features)
    )
    slopes = random.normal(size=(features, classes if task == "classification" else 1))

    def draw(count: int) -> tuple[Array, Array]:
        inputs = random.normal(size=(count, features)) + random.normal(scale=0.5, size=features)
        scores = inputs @ slopes + random.gumbel(size=(count, slopes.shape[1]))
        target = scores.argmax(axis=1) if task == "classification" else scores[:, 0] + 3.0
        return inputs, target

    return study(schema, [draw(rows) for _ in range(objects)], draw(points))


def fill(
    learner: Learner,
    given: Study,
    worlds: Worlds,
    *,
    statistics: tuple[str, ...] | None = None,
    evaluation: Evaluation | None = None,
    memory: int = MEMORY,
) -> Cells:
    """Fill worlds; every world must come exactly once, with a reason if it failed."""
    where = given.evaluation if evaluation is None else evaluation
    names = learner.statistics(given.schema) if statistics is None else statistics
    summaries = [learner.summarise(rows, where) for rows in given.objects]
    scorer = learner.scorer(summaries, where, names, 7)
    values = np.full((len(worlds), len(where.atoms), len(names)), np.nan)
    states = np.full(len(worlds), 255, dtype=np.uint8)
    reasons: dict[int, str] = {}
    for block in scorer.fill(worlds, 0, memory):
        assert (states[block.rows] == 255).all()
        assert block.values.shape == (len(block.rows), len(where.atoms), len(names))
        values[block.rows], states[block.rows] = block.values, block.states
        reasons |= {int(block.rows[place]): reason for place, reason in block.reasons}
    assert np.isin(states, [State.REAL, State.FALLBACK, State.FAILED]).all()
    assert set(reasons) == set(np.flatnonzero(states == State.FAILED))
    return Cells(where, names, values, states, reasons)


def random_worlds(given: Study, seed: int, kind: str, count: int = 12) -> Listed:
    """Random worlds of a kind of weights ("subset", "counts", "real"), each with some rows of at
    least two classes."""
    random = np.random.default_rng(seed)
    kept: list[Floats] = []
    while len(kept) < count:
        there = random.random(len(given.objects)) < 0.6
        amount: Any = {
            "subset": np.ones(len(there)),
            "counts": random.integers(1, 4, len(there)),
            "real": random.uniform(0.1, 3.0, len(there)),
        }[kind]
        weights = there * np.asarray(amount, dtype=np.float64)
        if there.any() and len(np.unique(given.rows(weights)[1])) > 1:
            kept.append(weights)
    return Listed(np.array(kept))


def repeated(features: Array, target: Array, weights: Floats) -> tuple[Array, Array]:
    """Rows as often as their whole weights say."""
    times = weights.astype(np.int64)
    return np.repeat(features, times, axis=0), np.repeat(target, times)


def same_cells(first: Cells, second: Cells, relative: float = 1e-12) -> None:
    """Counts and states agree exactly, sums within a relative tolerance."""
    np.testing.assert_array_equal(first.states, second.states)
    assert dict(first.reasons) == dict(second.reasons)
    for number, name in enumerate(first.statistics):
        left, right = first.values[:, :, number], second.values[:, :, number]
        if name.partition(":")[0] in ("right", "predicted"):
            np.testing.assert_array_equal(left, right)
        else:
            np.testing.assert_allclose(left, right, rtol=relative, atol=1e-13)
