"""Contrasts: weights over cells. Every linear question is one, and its answer their sum.

A family of contrasts has one row per value of the answer: listed worlds with weights, or a rule
of (size, membership) that gives the weight of any world when asked and is never expanded.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.families import Bernoulli, Beta, Family
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.lattice_sums import LatticeSums, Target
from datacounterfactuals.core.walks import Moves
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed, Worlds

Label = tuple[str, ...]
"""What one value is about: an object, a pair of objects, a size ..."""


class Contrast(ABC):
    """A family of weights over worlds: one row per label."""

    labels: tuple[Label, ...]

    @property
    @abstractmethod
    def worlds(self) -> Worlds:
        """Every world that may have a weight."""

    @abstractmethod
    def weights(self, start: int, stop: int) -> Floats:
        """The weights of `worlds` start..stop. Shape: [labels, stop - start]."""

    @abstractmethod
    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        """As plain data that any reader can evaluate on a grid."""

    def touches(self, start: int, stop: int) -> Bools:
        """Which of `worlds` start..stop have a weight at all. Shape: [stop - start]."""
        return (self.weights(start, stop) != 0).any(axis=0)

    def sums(self, start: int, values: Floats) -> Floats:
        """Weight times value, summed over worlds start, start + 1, ...

        Shape: [repeats, worlds, last] to [repeats, labels, last]. A world of weight 0 adds 0,
        whatever its value; NaN on a world with a weight makes NaN.
        """
        weights = self.weights(start, start + values.shape[1])
        absent = np.isnan(values)
        if not absent.any():
            return np.asarray(weights @ values)
        holes = (weights != 0).astype(np.float64) @ absent.astype(np.float64) > 0
        return np.where(holes, np.nan, weights @ np.where(absent, 0.0, values))

    def __len__(self) -> int:
        return len(self.labels)


@final
class Terms(Contrast):
    """Explicit pairs: value `rows[t]` takes world `columns[t]` of `worlds` times `numbers[t]`."""

    def __init__(
        self, labels: Sequence[Label], worlds: Worlds, rows: Ints, columns: Ints, numbers: Floats
    ) -> None:
        order = np.argsort(columns, kind="stable")
        self.labels = tuple(labels)
        self._worlds = worlds
        self.rows = np.asarray(rows, dtype=np.int64)[order]
        self.columns = np.asarray(columns, dtype=np.int64)[order]
        self.numbers = np.asarray(numbers, dtype=np.float64)[order]

    @staticmethod
    def dense(labels: Sequence[Label], worlds: Worlds, weights: Floats) -> "Terms":
        """From a full table of weights. Shape: [labels, worlds]."""
        rows, columns = np.nonzero(weights)
        return Terms(labels, worlds, rows, columns, weights[rows, columns])

    @staticmethod
    def pairs(labels: Sequence[Label], sums: Sequence[Sequence[tuple[World, float]]]) -> "Terms":
        """From lists of (world, weight), one list per label."""
        places: dict[World, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        numbers: list[float] = []
        for row, pairs in enumerate(sums):
            for world, weight in pairs:
                rows.append(row)
                columns.append(places.setdefault(world, len(places)))
                numbers.append(weight)
        width = max((world.width for world in places), default=0)
        listed = Listed.of(list(places), width)
        return Terms(labels, listed, np.array(rows), np.array(columns), np.array(numbers))

    @property
    def worlds(self) -> Worlds:
        return self._worlds

    def weights(self, start: int, stop: int) -> Floats:
        low, high = np.searchsorted(self.columns, [start, stop])
        out = np.zeros((len(self.labels), stop - start))
        places = self.rows[low:high], self.columns[low:high] - start
        np.add.at(out, places, self.numbers[low:high])
        return out

    def touches(self, start: int, stop: int) -> Bools:
        low, high = np.searchsorted(self.columns, [start, stop])
        out = np.zeros(stop - start, dtype=bool)
        out[self.columns[low:high][self.numbers[low:high] != 0] - start] = True
        return out

    def sums(self, start: int, values: Floats) -> Floats:
        # As many products as there are pairs: a table of labels by worlds is mostly zeros here.
        low, high = np.searchsorted(self.columns, [start, start + values.shape[1]])
        out = np.zeros((values.shape[0], len(self.labels), values.shape[2]))
        kept = np.arange(low, high)[self.numbers[low:high] != 0]
        rows, places, numbers = self.rows[kept], self.columns[kept] - start, self.numbers[kept]
        for total, held in zip(out, values, strict=True):
            np.add.at(total, rows, numbers[:, None] * held[places])
        return out

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        return {
            "kind": "terms",
            "labels": [list(label) for label in self.labels],
            "worlds": [world_json(world, names) for world in self._worlds],
            "terms": [
                [int(r), int(c), float(x)]
                for r, c, x in zip(self.rows, self.columns, self.numbers, strict=True)
            ],
        }


@final
@dataclass(frozen=True, eq=False)
class Rule(Contrast):
    """Weights by size and membership, over the lattice of `members`.

    Label r has a target set T and a coefficient for each number of members outside T: a world S
    has the weight (-1)^(|T| - |S and T|) x coefficients[r][|S minus T|]. One target object gives
    a semivalue, two an interaction, none an average by size.
    """

    labels: tuple[Label, ...]
    width: int
    members: tuple[int, ...]
    targets: tuple[tuple[int, ...], ...]
    coefficients: Floats

    @cached_property
    def lattice(self) -> Lattice:
        return Lattice(self.width, self.members)

    @property
    def worlds(self) -> Worlds:
        return self.lattice

    @cached_property
    def _aims(self) -> Floats:
        aims = np.zeros((len(self.members), len(self.labels)))
        place = {member: column for column, member in enumerate(self.members)}
        for row, target in enumerate(self.targets):
            for member in target:
                aims[place[member], row] = 1.0
        return aims

    def weights(self, start: int, stop: int) -> Floats:
        bits = self.lattice.bits(start, stop).astype(np.float64)
        inside = bits @ self._aims
        outside = (bits.sum(axis=1)[:, None] - inside).astype(np.int64)
        order = self._aims.sum(axis=0)
        sign = 1.0 - 2.0 * ((order - inside) % 2)
        return (sign * self.coefficients[np.arange(len(self.labels)), outside]).T

    def touches(self, start: int, stop: int) -> Bools:
        weighs = self.coefficients != 0
        most = len(self.members) - np.array([len(target) for target in self.targets], dtype=int)
        sizes = np.arange(weighs.shape[1])
        if (weighs | (sizes > most[:, None])).all(axis=1).any():  # some label weighs every world
            return np.ones(stop - start, dtype=bool)
        if self.order == 0:
            return weighs.any(axis=0)[np.bitwise_count(np.arange(start, stop))]
        return super().touches(start, stop)

    @property
    def order(self) -> int:
        """How many members the largest target set has."""
        return max((len(target) for target in self.targets), default=0)

    def of(self, sums: LatticeSums) -> Floats:
        """The value of every label, from the sums over the whole lattice of members, of this order
        or a higher one. Shape: [labels, width]; NaN where a world with a weight is a hole."""
        values = self._weighed(self.coefficients, -1, *sums.holding())
        if sums.holes is None:
            return values
        weighs = (self.coefficients != 0).astype(np.float64)
        holes = self._weighed(weighs, 1, *sums.holes.holding())  # whole numbers
        return np.where(holes > 0.5, np.nan, values)

    def _weighed(
        self, numbers: Floats, sign: int, place: Mapping[Target, int], sums: Floats
    ) -> Floats:
        """The sum over worlds S of sign^(|T| - |S and T|) x numbers[|S minus T|] x value of S.

        The worlds that hold exactly R of T follow from those that hold Q, for all Q between R and
        T, by inclusion and exclusion; turned round, that is a weight by size for every Q.
        """
        at = {member: number for number, member in enumerate(self.members)}
        aims = [tuple(sorted(at[member] for member in target)) for target in self.targets]
        out = np.zeros((len(aims), sums.shape[2]))
        for order in sorted({len(aim) for aim in aims}):
            rows = [row for row, aim in enumerate(aims) if len(aim) == order]
            for taken in range(order + 1):
                some = [[place[q] for q in combinations(aims[row], taken)] for row in rows]
                weights = np.zeros((len(rows), sums.shape[1]))
                for inside in range(taken + 1):
                    factor = sign ** (order - inside) * (-1) ** (taken - inside)
                    shifted = numbers[rows, : sums.shape[1] - inside]
                    weights[:, inside:] += factor * math.comb(taken, inside) * shifted
                out[rows] += (weights[:, None, :] @ sums[some].sum(axis=1))[:, 0]
        return out

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        return {
            "kind": "rule",
            "labels": [list(label) for label in self.labels],
            "members": [names[member] for member in self.members],
            "targets": [[names[member] for member in target] for target in self.targets],
            "coefficients": self.coefficients.tolist(),
        }


def world_json(world: World, names: Sequence[str]) -> dict[str, float]:
    """A world as weights by object name."""
    return {
        names[position]: weight
        for position, weight in zip(world.positions, world.weights, strict=True)
    }


def minus_each(base: World, groups: Sequence[Sequence[int]], labels: Sequence[Label]) -> Terms:
    """What the base loses without each group: +1 on the base, -1 on the base without it."""
    count = len(groups)
    worlds = Moves.without_each(base, groups)
    rows = np.concatenate([np.arange(count), np.arange(count)])
    columns = np.concatenate([np.zeros(count, dtype=np.int64), 1 + np.arange(count)])
    numbers = np.concatenate([np.ones(count), -np.ones(count)])
    return Terms(labels, worlds, rows, columns, numbers)


def semivalue(
    width: int,
    members: tuple[int, ...],
    names: Sequence[str],
    weight: Callable[[int, int], float] | Family,
    order: int = 1,
) -> Rule:
    """The semivalue (or interaction of some order) of a family of weights, or whose weight for one
    coalition of `size` others among n objects is `weight(size, n)`."""
    count = len(members)
    targets = tuple(_subsets(members, order))
    sizes = range(max(count - order, -1) + 1)
    if isinstance(weight, Beta | Bernoulli):
        row = weight.weights(count - order).tolist() if sizes else []
    else:
        row = [weight(size, count) for size in sizes]
    padded = np.array(row + [0.0] * (count + 1 - len(row)))
    labels = tuple(tuple(names[m] for m in target) for target in targets)
    return Rule(labels, width, members, targets, np.tile(padded, (len(targets), 1)))


def size_means(width: int, members: tuple[int, ...]) -> Rule:
    """The mean over all worlds of each size, 0 to n."""
    count = len(members)
    scale = [1.0 / math.comb(count, size) for size in range(count + 1)]
    labels = tuple((str(size),) for size in range(count + 1))
    return Rule(labels, width, members, ((),) * (count + 1), np.diag(scale))


def _subsets(members: tuple[int, ...], order: int) -> Iterator[tuple[int, ...]]:
    if order == 0:
        yield ()
        return
    for place, member in enumerate(members):
        for rest in _subsets(members[place + 1 :], order - 1):
            yield (member, *rest)
