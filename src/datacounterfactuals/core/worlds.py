"""Many worlds as one lazy sequence: what a question asks for and a scorer fills.

Each kind knows its worlds by a rule, and hands out blocks of weights and of keys without ever
holding all of them: the whole lattice, a layer of it, a base with moves, prefixes of orders,
explicit rows, or a selection from another sequence.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints, Lanes
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.world import World

LARGEST_LATTICE = 30


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
        return (self[index] for index in range(len(self)))

    def select(self, rows: Ints) -> "Selection":
        """Only some of the worlds, in the order given."""
        return Selection(self, np.asarray(rows, dtype=np.int64))


def spans(length: int, block: int) -> Iterator[tuple[int, int]]:
    """Cut 0..length into (start, stop) pieces of at most `block`."""
    return ((start, min(start + block, length)) for start in range(0, length, block))


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
@dataclass(frozen=True)
class Lattice(Worlds):
    """Every subset of some members: world number b holds member j if bit j of b is set."""

    width: int
    members: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.members) > LARGEST_LATTICE:
            raise QuestionError(
                f"the lattice of {len(self.members)} objects has 2^{len(self.members)} worlds",
                f"Ask a sampled question, or take at most {LARGEST_LATTICE} objects",
            )

    def __len__(self) -> int:
        return 1 << len(self.members)

    @property
    def binary(self) -> bool:
        return True

    def bits(self, start: int, stop: int) -> Bools:
        """Membership by member. Shape: [stop - start, members]."""
        numbers = np.arange(start, stop, dtype=np.int64)
        return (numbers[:, None] >> np.arange(len(self.members))) & 1 == 1

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        out[:, list(self.members)] = self.bits(start, stop)
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        low, high = _halves(self.members, objects)
        numbers = np.arange(start, stop, dtype=np.int64)
        shift = len(low).bit_length() - 1
        return low[numbers & (len(low) - 1)] + high[numbers >> shift]


@lru_cache(maxsize=8)
def _halves(members: tuple[int, ...], objects: ObjectKeys) -> tuple[Lanes, Lanes]:
    """The sums of all subsets of the first half of the members, and of the second."""
    hashes = objects.hashes[list(members)]
    half = len(members) // 2
    return _subset_sums(hashes[:half]), _subset_sums(hashes[half:])


def _subset_sums(hashes: Lanes) -> Lanes:
    sums = np.zeros((1, 2), dtype=np.uint64)
    for one in hashes:
        sums = np.concatenate([sums, sums + one])
    return sums


@final
@dataclass(frozen=True)
class Layer(Worlds):
    """Every subset of the members that has `size` of them, in lexicographic order."""

    width: int
    members: tuple[int, ...]
    size: int

    def __len__(self) -> int:
        return math.comb(len(self.members), self.size)

    @property
    def binary(self) -> bool:
        return True

    @cached_property
    def _chosen(self) -> Ints:
        flat = [m for chosen in combinations(self.members, self.size) for m in chosen]
        return np.array(flat, dtype=np.int64).reshape(len(self), self.size)

    def weights(self, start: int, stop: int) -> Floats:
        out = np.zeros((stop - start, self.width))
        np.put_along_axis(out, self._chosen[start:stop], 1.0, axis=1)
        return out


@final
@dataclass(frozen=True)
class Moves(Worlds):
    """A base world and the worlds that one move each makes of it: 10^5 leave-one-outs in little
    memory. World 0 is the base if `with_base`; then world j gives `places[j]` `values[j]`.

    `places` and `values` hold, for each move, the objects it changes and their new weights.
    """

    width: int
    base: World
    places: tuple[tuple[int, ...], ...]
    values: tuple[tuple[float, ...], ...]
    with_base: bool = True

    @staticmethod
    def without_each(base: World, groups: Sequence[Sequence[int]]) -> "Moves":
        """The base, then the base without each group of objects in turn."""
        places = tuple(tuple(dict.fromkeys(group)) for group in groups)
        return Moves(base.width, base, places, tuple((0.0,) * len(p) for p in places))

    def __len__(self) -> int:
        return len(self.places) + self.with_base

    @cached_property
    def _binary(self) -> bool:
        return self.base.binary and all(v in (0.0, 1.0) for vs in self.values for v in vs)

    @property
    def binary(self) -> bool:
        return self._binary

    @cached_property
    def _row(self) -> Floats:
        return self.base.row(self.width)

    def _changes(self, start: int, stop: int) -> tuple[Ints, Ints, Floats]:
        """What the moves of worlds start..stop change: rows (from 0), objects, new weights."""
        moves = range(max(start - self.with_base, 0), stop - self.with_base)
        first = moves.start + self.with_base - start
        lengths = [len(self.places[move]) for move in moves]
        rows = np.repeat(first + np.arange(len(moves)), lengths)
        places = [place for move in moves for place in self.places[move]]
        values = [value for move in moves for value in self.values[move]]
        return rows, np.array(places, dtype=np.int64), np.array(values, dtype=np.float64)

    def weights(self, start: int, stop: int) -> Floats:
        out = np.tile(self._row, (stop - start, 1))
        rows, places, values = self._changes(start, stop)
        out[rows, places] = values
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        out = np.tile(self._base_key(objects), (stop - start, 1))
        rows, places, values = self._changes(start, stop)
        change = objects.of_each(places, values) - objects.of_each(places, self._row[places])
        np.add.at(out, rows, change)
        return out

    @cached_property
    def _known(self) -> dict[ObjectKeys, Lanes]:
        return {}

    def _base_key(self, objects: ObjectKeys) -> Lanes:
        if objects not in self._known:
            self._known[objects] = objects.of_world(self.base)
        return self._known[objects]


@final
class Prefixes(Worlds):
    """The prefixes of orders of objects, empty and whole ones included: what permutation
    estimators walk. World (p, j) is number `p * (length + 1) + j`.

    `orders` holds object positions. Shape: [orders, length].
    """

    def __init__(self, width: int, orders: Ints) -> None:
        self.width = width
        self.orders = np.asarray(orders, dtype=np.int64)

    def __len__(self) -> int:
        count, length = self.orders.shape
        return int(count * (length + 1))

    @property
    def binary(self) -> bool:
        return True

    def weights(self, start: int, stop: int) -> Floats:
        length = self.orders.shape[1]
        order, prefix = np.divmod(np.arange(start, stop), length + 1)
        inside = np.arange(length) < prefix[:, None]
        out = np.zeros((stop - start, self.width))
        np.put_along_axis(out, self.orders[order], inside.astype(np.float64), axis=1)
        return out

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        length = self.orders.shape[1]
        first, last = start // (length + 1), -(-stop // (length + 1))
        steps = objects.hashes[self.orders[first:last]]
        sums = np.zeros((last - first, length + 1, 2), dtype=np.uint64)
        np.cumsum(steps, axis=1, dtype=np.uint64, out=sums[:, 1:])
        offset = first * (length + 1)
        return sums.reshape(-1, 2)[start - offset : stop - offset]


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
        wanted = self.rows[start:stop]
        if len(wanted) == 0:
            return np.zeros((0, self.width))
        return np.concatenate([self.source.weights(a, b) for a, b in _runs(wanted)])

    def keys(self, objects: ObjectKeys, start: int, stop: int) -> Lanes:
        wanted = self.rows[start:stop]
        if len(wanted) == 0:
            return np.zeros((0, 2), dtype=np.uint64)
        return np.concatenate([self.source.keys(objects, a, b) for a, b in _runs(wanted)])


def _runs(rows: Ints) -> Iterator[tuple[int, int]]:
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    for piece in np.split(rows, breaks):
        yield int(piece[0]), int(piece[-1]) + 1


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
