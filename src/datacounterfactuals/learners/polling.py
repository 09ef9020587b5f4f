"""Polling: the votes of nearest neighbours in many plain subsets at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints, Lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State, classify_prior
from datacounterfactuals.core.worlds import Worlds, spans, words
from datacounterfactuals.learners.kernels.planes import TILE, WORDS
from datacounterfactuals.learners.kernels.threads import spread
from datacounterfactuals.learners.kernels.votes import PREDICTED, RIGHT, VOTES, poll

TOO_FAR = "the features are so large that distances overflow"
LARGEST_BLOCK = 1 << 16
FEW = 32
"""Objects of which most worlds hold enough to vote: not worth sorting worlds for."""


@final
@dataclass(frozen=True, eq=False)
class Poll:
    """Who votes, and what is counted.

    `order`: Int32[points, rows], the rows nearest first. `owner`, `label`: Int[rows], their object
    and class. `sizes`: Int[objects], how many rows each has, `broken`: Bool[objects], whether one
    of them is at no finite distance.
    """

    k: int
    order: Array
    owner: Ints
    label: Ints
    sizes: Ints
    broken: Bools
    evaluation: Evaluation
    statistics: tuple[str, ...]

    def fill(self, worlds: Worlds, memory: int) -> Iterator[Block]:
        """Blocks of plain subsets: of `memory`, each takes what its statistics and its bits take,
        and every thread the planes of one tile."""
        each = 8 * (len(self.evaluation.atoms) * len(self.statistics) + words(worlds.width) + 1)
        most = min(LARGEST_BLOCK, max(1, memory // each))
        for start, stop in spans(len(worlds), max(1, most // TILE) * TILE if most > TILE else most):
            packed = np.zeros((stop - start, words(len(self.sizes))), dtype=np.uint64)
            held = worlds.packed(start, stop)
            packed[:, : held.shape[1]] = held
            if len(self.sizes) <= FEW:
                yield self._block(packed, np.arange(start, stop))
                continue
            # A tile is walked until its smallest world has its votes: worlds of a size together.
            order = np.argsort(np.bitwise_count(packed).sum(axis=1, dtype=np.int32), kind="stable")
            yield self._block(packed[order], start + order)

    def _block(self, packed: Lanes, rows: Ints) -> Block:
        count = len(packed)
        values = np.empty((count, len(self.evaluation.atoms), len(self.statistics)))
        states = np.empty(count, dtype=np.uint8)

        def work(first: int, last: int) -> None:
            poll(packed, first, last, *self._voters, *self._columns, *self._room(), values, states)

        spread(work, count, TILE)
        values[states == State.FALLBACK] = self._fallback
        failed = np.flatnonzero(states == State.FAILED)
        values[failed] = np.nan
        reasons = tuple((int(place), TOO_FAR) for place in failed)
        return Block(rows, values, states, reasons)

    @cached_property
    def _voters(self) -> tuple[Array, Ints, Array, Array, Ints, Ints, Ints, Ints, int]:
        """What the kernel is told of rows and points, the points in the order of their atoms."""
        atom_of, atoms = self.evaluation.atom_of, len(self.evaluation.atoms)
        points = np.argsort(atom_of, kind="stable")
        ends = np.cumsum(np.bincount(atom_of, minlength=atoms)).astype(np.int64)
        target = self.evaluation.table.target.astype(np.int64)[points]
        owner, label = self.owner.astype(np.int32), self.label.astype(np.int32)
        broken = np.flatnonzero(self.broken)
        return self.order, points, owner, label, ends, target, self.sizes, broken, self.k

    @cached_property
    def _columns(self) -> tuple[Ints, Ints]:
        """By statistic, what it counts and of which class."""
        kinds = {"votes": VOTES, "right": RIGHT, "predicted": PREDICTED}
        parts = [name.partition(":") for name in self.statistics]
        return (
            np.array([kinds[kind] for kind, _, _ in parts], dtype=np.int64),
            np.array([int(number or 0) for _, _, number in parts], dtype=np.int64),
        )

    def _room(self) -> tuple[Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Ints]:
        """What a thread works in."""
        classes, digits = len(self.evaluation.schema.classes), self.k.bit_length()
        points = np.bincount(self.evaluation.atom_of).max(initial=0)
        longest = int(self.k * points).bit_length()
        shapes = (
            (64, 8),
            (64 * words(len(self.sizes)), WORDS),
            (digits + 1, WORDS),
            (classes, digits, WORDS),
            (digits, WORDS),
            (max(1, (classes - 1).bit_length()), WORDS),
            (len(self.statistics), max(digits, longest), WORDS),
        )
        a, b, c, d, e, f, g = (np.zeros(shape, dtype=np.uint64) for shape in shapes)
        return a, b, c, d, e, f, g, np.zeros(64, dtype=np.int64)

    @cached_property
    def _fallback(self) -> Floats:
        """The empty world's statistics: no votes, and the prior's predictions. Shape: [atoms,
        statistics]."""
        counts = np.zeros(len(self.evaluation.schema.classes))
        out = np.zeros((len(self.evaluation.atoms), len(self.statistics)))
        names = [n for n in self.statistics if n != "votes"]
        places = [self.statistics.index(n) for n in names]
        if names:
            out[:, places] = classify_prior(self.evaluation, counts, tuple(names))
        return out
