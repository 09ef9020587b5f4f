"""Objects that are given one after another, to one or two who receive."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.world import World


@final
@dataclass(frozen=True, eq=False)
class Orders:
    """Orders in which objects are given, Int[orders, objects], and after how many of them the
    curve is read. `every`: any choice of so many objects counts alike, not the one order's own."""

    members: Ints
    cuts: Ints
    every: bool = False
    sampled: bool = False

    @property
    def count(self) -> int:
        return len(self.members)


@final
@dataclass(frozen=True)
class Giving:
    """Who receives which objects. `bases`: what each has before, by `who`. `redirected`: the first
    loses what the others are given."""

    nothing: World
    members: tuple[int, ...]
    bases: tuple[World, ...]
    who: tuple[str, ...]
    redirected: bool = False

    @property
    def from_nothing(self) -> bool:
        """Whether one of them starts with nothing, so that the empty world is on its curve."""
        return any(not base.positions for base in self.bases)

    def labels(self, cuts: Ints) -> tuple[Label, ...]:
        return tuple((str(int(cut)), who) for who in self.who for cut in cuts)

    def worlds(self, orders: Orders) -> tuple[list[World], Array]:
        """The worlds that are read, the empty one first, and where: Int[bases, orders, cuts] of
        places, or of every choice lists of them."""
        found: dict[World, int] = {self.nothing: 0}
        shape = (len(self.bases), orders.count, len(orders.cuts))
        places: Array = np.zeros(shape, dtype=object if orders.every else np.int64)
        for at in np.ndindex(*shape):
            base, size = self.bases[at[0]], int(orders.cuts[at[2]])
            order = [int(one) for one in orders.members[at[1]]]
            chosen = combinations(order, size) if orders.every else [order[:size]]
            leaves = self.redirected and at[0] == 0
            made = (base.without(*some) if leaves else base.plus(*some) for some in chosen)
            rows = [found.setdefault(world, len(found)) for world in made]
            places[at] = rows if orders.every else rows[0]
        return list(found), places

    def means(self, orders: Orders, places: Array, count: int) -> tuple[tuple[Label, ...], Floats]:
        """The weights of means over orders or choices. Float[labels, worlds]."""
        labels = self.labels(orders.cuts)
        weights = np.zeros((len(labels), count))
        cuts = len(orders.cuts)
        for base, cut in np.ndindex(len(self.bases), cuts):
            row = weights[base * cuts + cut]
            if orders.every:
                some: Sequence[int] = places[base, 0, cut]
                row[some] = 1 / len(some)
            else:
                np.add.at(row, places[base, :, cut], 1 / orders.count)
        return labels, weights

    def spread(self, orders: Orders, places: Array, values: Floats) -> Floats:
        """The standard error of the mean over orders. `values`: Float[worlds, columns]; to
        Float[labels, columns]."""
        drawn = values[places]  # [bases, orders, cuts, columns]
        error = drawn.std(axis=1, ddof=1) / np.sqrt(orders.count)
        return error.reshape(-1, values.shape[1])
