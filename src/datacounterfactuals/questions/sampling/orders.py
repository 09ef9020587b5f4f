"""Random orders of the objects, walked from the empty world to the full one.

What is read along an order (`Path`) is a sum of numbers times scores of its prefixes, so the mean
over orders is one contrast. Orders come in antithetic pairs, an order and its reverse: the two
errors partly cancel (Castro et al. 2009 for the orders; Mitchell et al. 2022 for the pairs). No
order is cut short, so each telescopes to v(N) - v(empty) exactly.
"""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.contrast import Terms
from datacounterfactuals.core.scores import MOST_LISTED, Folded, Gap, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Reply, View
from datacounterfactuals.core.walks import Prefixes
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.questions.sampling.exact import by_content
from datacounterfactuals.questions.sampling.paths import Path
from datacounterfactuals.questions.sampling.stopping import Stopping, never_zero

PAIRS = 10
"""Pairs of orders in a round."""
FEWEST = 4 * PAIRS
"""No stopping before so many: contributions are skewed, and with 20 pairs nominal intervals of 95%
covered only 90% of small random games."""


@final
@dataclass(frozen=True)
class Walked:
    """Means over orders with their sampling error, and what was walked.

    `units`: how many orders or rows. `ends`: scores of the empty and the full world, NaN where
    unknown, Float[2, columns].
    """

    folded: Folded
    sampling: Part
    units: int
    rounds: int
    reached: bool
    ends: Floats


def most_worlds(prefixes: int, stopping: Stopping) -> int:
    """The most distinct worlds that a walk can want, at `prefixes` a walk, both ends included."""
    return stopping.rounds * 2 * PAIRS * max(prefixes - 2, 0) + 2


def walk(view: View, path: Path, stopping: Stopping, antithetic: bool = True) -> Reply[Walked]:
    """Walk random orders until the stopping rule is content.

    A pair of orders that touches a world without a score is left out whole. Raises no error when
    nothing could be walked: the values are then NaN and the gaps say why.
    """
    tally = _Tally(view, path, 2 if antithetic else 1)
    reached = False
    rounds = 0
    while rounds < stopping.rounds and not reached:
        orders = _draw(view, rounds, antithetic)
        scores = yield from view.scores(_prefixes(view, path, orders))
        rounds += 1
        progress = tally.add(orders, scores)
        if tally.count >= FEWEST:
            reached = stopping.reached(tally.values, tally.error())
        if not progress or (scores.states >= State.NOT_HELD).any():
            break
    return tally.walked(rounds, reached)


def _draw(view: View, number: int, antithetic: bool) -> Ints:
    """The orders of a round: an order and its reverse, or else two orders. Int[orders, n]."""
    random = view.random("orders", number)
    members = np.array(by_content(view), dtype=np.int64)
    forward = random.permuted(np.tile(members, (PAIRS, 1)), axis=1)
    if antithetic:
        second = forward[:, ::-1]
    else:
        second = random.permuted(np.tile(members, (PAIRS, 1)), axis=1)
    return np.stack([forward, second], axis=1).reshape(2 * PAIRS, len(members))


def _prefixes(view: View, path: Path, orders: Ints) -> Worlds:
    prefixes = Prefixes(len(view.universe), orders)
    length = orders.shape[1] + 1
    if len(path.cuts) == length:
        return prefixes
    starts = np.arange(len(orders))[:, None] * length
    return prefixes.select((starts + path.cuts[None, :]).ravel())


class _Tally:
    """Adds up what was read along orders, in units of one pair or one order."""

    def __init__(self, view: View, path: Path, unit: int) -> None:
        self.view, self.path, self.unit = view, path, unit
        self.count = 0
        self._orders: list[Ints] = []
        self._units: list[Floats] = []
        self._gaps: dict[World, Gap] = {}
        self._folded: Folded | None = None
        self._fallback: set[World] = set()
        self._ends = np.zeros((2, 0))

    def add(self, orders: Ints, scores: Scores) -> bool:
        """Take in a round. Returns whether any unit of it was whole."""
        cuts, labels, columns = len(self.path.cuts), len(self.path.labels), len(scores.columns)
        absent = (scores.states >= State.FAILED).reshape(-1, self.unit, cuts)
        whole = ~absent.any(axis=(1, 2))
        self._gaps |= {gap.world: gap for gap in scores.gaps}
        fallbacks = np.flatnonzero(scores.states == State.FALLBACK)
        self._fallback |= {scores.worlds[int(place)] for place in fallbacks}
        kept = np.repeat(whole, self.unit)
        if not self._units:
            self._ends = scores.values[[0, cuts - 1]]
        sums = self._gather(orders, kept)
        by_order = sums(scores.values[None])[0]
        units = by_order.reshape(-1, self.unit, labels, columns).mean(axis=1)
        self._units.append(units)
        self._orders.append(orders[kept])
        self.count += len(units)
        round_ = Folded(
            self.path.labels,
            scores.sampling,
            sums(scores.reading.oriented).sum(axis=1),
            tuple(
                sums(left).sum(axis=1) if left.shape[-1] else np.zeros((len(left), labels, 0))
                for left in scores.reading.left_out
            ),
            0, 0, (), 0,
        )  # fmt: skip
        self._folded = round_ if self._folded is None else _plus(self._folded, round_)
        return bool(whole.any())

    def _gather(self, orders: Ints, kept: Bools) -> "_Gather":
        rows, cuts, numbers = self.path.terms(orders[kept])
        return _Gather(rows, cuts, numbers, kept, len(self.path.cuts), len(self.path.labels))

    @property
    def values(self) -> Floats:
        return np.concatenate(self._units).mean(axis=0)

    def error(self) -> Floats:
        units = np.concatenate(self._units)
        if len(units) < 2:
            return np.full(units.shape[1:], np.nan)
        plain = units.std(axis=0, ddof=1) / np.sqrt(len(units))
        span = np.ptp(units, axis=(0, 1)) if units.size else np.zeros(units.shape[2])
        return never_zero(plain, self.path.certain, span, len(units))

    def walked(self, rounds: int, reached: bool) -> Walked:
        assert self._folded is not None  # a stopping rule has at least one round
        sums, orders = self._folded, np.concatenate(self._orders)
        contrast = _contrast(self.view, self.path, orders)
        scale = 1.0 / len(orders) if len(orders) else np.nan
        folded = Folded(
            self.path.labels,
            sums.sampling,
            sums.by_repeat * scale,
            tuple(left * scale for left in sums.left_out),
            len(contrast.worlds),
            len(self._gaps),
            tuple(self._gaps.values())[:MOST_LISTED],
            len(self._fallback),
            contrast,
        )
        if self.count < 2:
            part = Part.unknown(f"only {self.count} orders could be walked to the end")
        else:
            what = "pairs of an order and its reverse" if self.unit == 2 else "orders"
            part = Part.measured(self.error(), float(self.count - 1), f"{self.count} {what}")
        return Walked(folded, part, len(orders), rounds, reached, self._ends)


@final
@dataclass(frozen=True)
class _Gather:
    """Sums along each kept order. [..., worlds, last] to [..., orders, labels, last]."""

    rows: Ints
    cuts: Ints
    numbers: Floats
    kept: Bools
    lengths: int
    labels: int

    def __call__(self, values: Floats) -> Floats:
        lead, last = values.shape[0], values.shape[-1]
        table = values.reshape(lead, len(self.kept), self.lengths, last)[:, self.kept]
        order = np.arange(len(self.rows))[:, None]
        out = np.zeros((len(self.rows), self.labels, lead, last))
        pieces = table[:, order, self.cuts] * self.numbers[..., None]
        np.add.at(out, (order, self.rows), np.moveaxis(pieces, 0, 2))
        return np.moveaxis(out, 2, 0)


def _plus(one: Folded, other: Folded) -> Folded:
    return replace(
        one,
        by_repeat=one.by_repeat + other.by_repeat,
        left_out=tuple(a + b for a, b in zip(one.left_out, other.left_out, strict=True)),
    )


def _contrast(view: View, path: Path, orders: Ints) -> Terms:
    """The mean over these orders as one contrast over the distinct worlds on them."""
    prefixes = _prefixes(view, path, orders)
    first, number = _distinct(prefixes)
    rows, cuts, weights = path.terms(orders)
    starts = np.arange(len(orders))[:, None] * len(path.cuts)
    columns = number[starts + cuts]
    pairs, where = np.unique(rows * max(len(first), 1) + columns, return_inverse=True)
    sums = np.bincount(where.ravel(), weights.ravel(), minlength=len(pairs)) / max(len(orders), 1)
    rows, columns = np.divmod(pairs, max(len(first), 1))
    used = sums != 0
    return Terms(path.labels, prefixes.select(first), rows[used], columns[used], sums[used])


def _distinct(worlds: Worlds) -> tuple[Ints, Ints]:
    """The first place of each distinct subset, and which of these every place is."""
    packed = [
        np.packbits(worlds.weights(start, stop) > 0, axis=1)
        for start, stop in spans(len(worlds), 4096)
    ]
    if not packed:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    _, first, number = np.unique(
        np.concatenate(packed), axis=0, return_index=True, return_inverse=True
    )
    return first.astype(np.int64), number.reshape(-1).astype(np.int64)
