"""Paths: what a question reads along a random order of the objects."""

from dataclasses import dataclass
from typing import Protocol, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.contrast import Label


class Path(Protocol):
    """What is read along an order."""

    @property
    def labels(self) -> tuple[Label, ...]: ...
    @property
    def cuts(self) -> Ints:
        """The lengths of the prefixes that are scored, ascending, 0 and all included."""
        ...

    @property
    def certain(self) -> Floats:
        """1 for the labels that are the same along every order. Float[labels]."""
        ...

    def terms(self, orders: Ints) -> tuple[Ints, Ints, Floats]:
        """Which label takes which of the `cuts` times which number. Each [orders, terms]."""
        ...


@final
@dataclass(frozen=True)
class Steps:
    """What each object adds where it stands in the order, times `emphasis` of the number of
    objects before it (1 everywhere for Shapley). `labels` follow `members`, universe positions."""

    labels: tuple[Label, ...]
    members: tuple[int, ...]
    emphasis: Floats

    @property
    def cuts(self) -> Ints:
        return np.arange(len(self.members) + 1)

    @property
    def certain(self) -> Floats:
        return np.zeros(len(self.labels))

    def terms(self, orders: Ints) -> tuple[Ints, Ints, Floats]:
        row_of = np.zeros(max(self.members, default=-1) + 1, dtype=np.int64)
        row_of[list(self.members)] = np.arange(len(self.members))
        rows = row_of[orders]
        before = np.broadcast_to(np.arange(orders.shape[1]), orders.shape)
        weight = np.broadcast_to(self.emphasis, orders.shape)
        return (
            np.concatenate([rows, rows], axis=1),
            np.concatenate([before + 1, before], axis=1),
            np.concatenate([weight, -weight], axis=1),
        )


@final
@dataclass(frozen=True)
class Levels:
    """The score at some sizes: a prefix of k objects is a random world of size k."""

    cuts: Ints
    members: int

    @property
    def labels(self) -> tuple[Label, ...]:
        return tuple((str(int(size)),) for size in self.cuts)

    @property
    def certain(self) -> Floats:
        return ((self.cuts == 0) | (self.cuts == self.members)).astype(np.float64)

    def terms(self, orders: Ints) -> tuple[Ints, Ints, Floats]:
        places = np.broadcast_to(np.arange(len(self.cuts)), (len(orders), len(self.cuts)))
        return places, places, np.ones(places.shape)
