"""Many worlds as one lazy sequence: what a question asks for and a scorer fills.

Each kind knows its worlds by a rule, and hands out blocks of weights, of keys and of packed bits
without ever holding all of them: explicit rows, a selection from another sequence or several of
them here, the whole lattice or a layer of it in `lattice`, a base with moves or prefixes of orders
in `walks`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints, Lanes
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.world import World

STRIDE = 64
"""Chosen rows that are no farther apart than this are read as one stretch."""
ITERATED = 1 << 16
"""Weights that are looked at together when worlds are taken one by one."""


class Worlds(ABC):
    """A sequence of worlds over a universe of `width` objects."""

    width: int

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def weights(self, start: int, stop: int) -> Floats:
        """The weights of worlds start..stop. Shape: [stop - start, width]."""

    @property
    @abstractmethod
    def binary(self) -> bool:
        """Whether every world is a plain subset."""

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        """The keys of worlds start..stop. Shape: [stop - start, 2]."""
        return objects.of_rows(self.weights(start, stop))

    def packed(self, start: int, stop: int) -> Lanes:
        """Which objects are present in worlds start..stop: object j is bit j % 64 of word j // 64.
        Shape: [stop - start, words(width)]. Weights other than 0 and 1 do not show."""
        return pack(self.weights(start, stop) != 0, self.width)

    def all_keys(self, objects: ObjectKeys, block: int = 1 << 14) -> Lanes:
        """The keys of all worlds. Shape: [worlds, 2]."""
        out = np.empty((len(self), 2), dtype=np.uint64)
        for start, stop in spans(len(self), block):
            out[start:stop] = self.keys(objects, start, stop)
        return out

    def __getitem__(self, index: int) -> World:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        return World.from_row(self.weights(index, index + 1)[0])

    def __iter__(self) -> Iterator[World]:
        for start, stop in spans(len(self), max(1, ITERATED // max(self.width, 1))):
            yield from _each(self.weights(start, stop))

    def select(self, rows: Ints) -> "Selection":
        """Only some of the worlds, in the order given."""
        return Selection(self, np.asarray(rows, dtype=np.int64))


def spans(length: int, block: int) -> Iterator[tuple[int, int]]:
    """Cut 0..length into (start, stop) pieces of at most `block`."""
    return ((start, min(start + block, length)) for start in range(0, length, block))


def _each(weights: Floats) -> Iterator[World]:
    """The world of every row. Raises StudyError on a negative or infinite weight."""
    if not ((weights >= 0) & (weights < np.inf)).all():
        yield from map(World.from_row, weights)
        return
    rows, positions = np.nonzero(weights)
    placed, weighed = positions.tolist(), weights[rows, positions].tolist()
    begin = 0
    for end in np.bincount(rows, minlength=len(weights)).cumsum().tolist():
        yield World(weights.shape[1], tuple(placed[begin:end]), tuple(weighed[begin:end]))
        begin = end


def words(width: int) -> int:
    """How many 64-bit words hold a bit for each of `width` objects."""
    return max(1, -(-width // 64))


def pack(present: Bools, width: int) -> Lanes:
    """Bits to words, as `Worlds.packed` has them. Shape: [n, objects] to [n, words(width)]."""
    raw = np.packbits(present, axis=1, bitorder="little")
    out = np.zeros((len(raw), 8 * words(width)), dtype=np.uint8)
    out[:, : raw.shape[1]] = raw
    return out.view("<u8").astype(np.uint64, copy=False)


@final
class Listed(Worlds):
    """Explicit worlds, one row of weights each."""

    def __init__(self, rows: Floats) -> None:
        self.rows = np.ascontiguousarray(rows, dtype=np.float64)
        self.width = int(self.rows.shape[1])

    @staticmethod
    def of(worlds: Sequence[World], width: int | None = None) -> "Listed":
        widest = max([world.width for world in worlds] + [width or 0])
        rows = np.zeros((len(worlds), widest))
        for row, world in zip(rows, worlds, strict=True):
            row[list(world.positions)] = world.weights
        return Listed(rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _binary(self) -> bool:
        return bool(((self.rows == 0) | (self.rows == 1)).all())

    @property
    def binary(self) -> bool:
        return self._binary

    def weights(self, start: int, stop: int) -> Floats:
        return self.rows[start:stop]


@final
class Selection(Worlds):
    """Some worlds of another sequence."""

    def __init__(self, source: Worlds, rows: Ints) -> None:
        self.source, self.rows = source, rows
        self.width = source.width

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def binary(self) -> bool:
        return self.source.binary

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        for places, low, high, picks in self._stretches(start, stop):
            out[places] = self.source.weights(low, high)[picks]
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        out = np.zeros((stop - start, 2), dtype=np.uint64)
        for places, low, high, picks in self._stretches(start, stop):
            out[places] = self.source.keys(objects, low, high)[picks]
        return out

    def packed(self, start: int, stop: int) -> Lanes:
        out = np.zeros((stop - start, words(self.width)), dtype=np.uint64)
        for places, low, high, picks in self._stretches(start, stop):
            out[places] = self.source.packed(low, high)[picks]
        return out

    def _stretches(
        self, start: int, stop: int
    ) -> Iterator[tuple[Ints | slice, int, int, Ints | slice]]:
        """Stretches of the source that hold the wanted rows: for each the places in the answer,
        where it begins and ends, and which of its rows to pick."""
        wanted = self.rows[start:stop]
        if len(wanted) == 0:
            return
        steps = np.diff(wanted)
        if (steps == 1).all():
            yield slice(None), int(wanted[0]), int(wanted[-1]) + 1, slice(None)
            return
        order = np.arange(len(wanted)) if (steps > 0).all() else np.argsort(wanted, kind="stable")
        ranked = wanted[order]
        for places in np.split(order, np.flatnonzero(np.diff(ranked) > STRIDE) + 1):
            low, high = int(wanted[places[0]]), int(wanted[places[-1]]) + 1
            yield places, low, high, wanted[places] - low


@final
class Joined(Worlds):
    """Several sequences, one after another."""

    def __init__(self, parts: Sequence[Worlds]) -> None:
        self.parts = tuple(parts)
        self.width = max((part.width for part in parts), default=0)
        self._ends = np.cumsum([len(part) for part in parts], dtype=np.int64)

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    @property
    def binary(self) -> bool:
        return all(part.binary for part in self.parts)

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[Worlds, int, int]]:
        begin = 0
        for part in self.parts:
            low, high = max(start - begin, 0), min(stop - begin, len(part))
            if low < high:
                yield part, low, high
            begin += len(part)

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        row = 0
        for part, low, high in self._pieces(start, stop):
            out[row : row + high - low, : part.width] = part.weights(low, high)
            row += high - low
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        pieces = [part.keys(objects, low, high) for part, low, high in self._pieces(start, stop)]
        return np.concatenate([np.zeros((0, 2), dtype=np.uint64), *pieces])

    def packed(self, start: int, stop: int) -> Lanes:
        out = np.zeros((stop - start, words(self.width)), dtype=np.uint64)
        row = 0
        for part, low, high in self._pieces(start, stop):
            bits = part.packed(low, high)
            out[row : row + high - low, : bits.shape[1]] = bits
            row += high - low
        return out
