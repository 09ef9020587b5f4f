"""Pulls: how each row draws the margins of a logistic model, and how much they resist."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.dense import combine, dots
from datacounterfactuals.learners.kernels.descent import MEMORY
from datacounterfactuals.learners.kernels.lanes import (
    absolute,
    exp,
    larger,
    load8,
    splat8,
    store8,
    where_less,
)


class Room(NamedTuple):
    """Where one thread works. The rows of a world are `chosen`, with their `weight` and `label`
    (their class among those of the world), and some of weight 0 to make a multiple of 8.

    `margins`, `pulls` and `curves`: [vectors * rows], of each vector of coefficients; `scaled`:
    [rows, width]; `inverse`: [vectors, width, width]; `vectors`: [6, vectors * width]; `moves` and
    `bends`: [MEMORY, vectors * width], the steps remembered.
    """

    chosen: Ints
    weight: Floats
    label: Floats
    margins: Floats
    pulls: Floats
    curves: Floats
    scaled: Floats
    inverse: Floats
    vectors: Floats
    moves: Floats
    bends: Floats
    spare: Floats

    @staticmethod
    def of(rows: int, vectors: int, width: int) -> "Room":
        """Room for worlds of at most so many rows."""
        most = rows + 8
        return Room(
            chosen=np.zeros(most, dtype=np.int64),
            weight=np.zeros(most),
            label=np.zeros(most),
            margins=np.zeros(vectors * most),
            pulls=np.zeros(vectors * most),
            curves=np.zeros(vectors * most),
            scaled=np.zeros((most, width)),
            inverse=np.zeros((vectors, width, width)),
            vectors=np.zeros((6, vectors * width)),
            moves=np.zeros((MEMORY, vectors * width)),
            bends=np.zeros((MEMORY, vectors * width)),
            spare=np.zeros(2 * MEMORY + vectors * width + 24),
        )

    @staticmethod
    def bytes(rows: int, vectors: int, width: int) -> int:
        """What it takes."""
        numbers = (3 * vectors + 3 + width) * rows + vectors * width * (width + 2 * MEMORY + 8)
        return 8 * numbers


@kernel
def pull_two(rows: Floats, room: Room, n: int, vector: Floats, gradient: Floats) -> None:
    """Add to the gradient what the rows of two classes contribute; their curvature stays in the
    room. The vector is that of the second class's log odds."""
    chosen, weight, label = room.chosen, room.weight, room.label
    margins, pulls, curves = room.margins, room.pulls, room.curves
    one, two = splat8(1.0), splat8(2.0)
    for block in range(n >> 3):
        at = block << 3
        dots(rows, chosen, at, vector, 0, margins, at)
        sign = two * load8(label, at) - one
        wrong = one / (one + exp(sign * load8(margins, at)))
        pull = load8(weight, at) * wrong
        store8(pulls, at, -(sign * pull))
        store8(curves, at, pull * (one - wrong))
        combine(rows, chosen, at, pulls, at, gradient, 0)


@kernel
def pull_many(
    rows: Floats, room: Room, n: int, classes: int, vector: Floats, gradient: Floats
) -> None:
    """As `pull_two`, with a vector for each of several classes, class by class in one."""
    chosen, weight, label = room.chosen, room.weight, room.label
    margins, pulls, curves = room.margins, room.pulls, room.curves
    width, most_rows = rows.shape[1], chosen.size
    zero, half, one = splat8(0.0), splat8(0.5), splat8(1.0)
    for block in range(n >> 3):
        at = block << 3
        most = splat8(-np.inf)
        for c in range(classes):
            dots(rows, chosen, at, vector, c * width, margins, c * most_rows + at)
            most = larger(most, load8(margins, c * most_rows + at))
        own_class, total, others = load8(label, at), zero, zero
        for c in range(classes):
            place = c * most_rows + at
            part = exp(load8(margins, place) - most)
            store8(pulls, place, part)
            total = total + part
            own = absolute(own_class - splat8(float(c)))
            others = others + where_less(own, half, zero, part)
        share, heavy = one / total, load8(weight, at)
        others = others * share
        for c in range(classes):
            place = c * most_rows + at
            likely = load8(pulls, place) * share
            own = absolute(own_class - splat8(float(c)))
            unlikely = where_less(own, half, others, one - likely)
            store8(pulls, place, heavy * where_less(own, half, -others, likely))
            store8(curves, place, heavy * likely * unlikely)
            combine(rows, chosen, at, pulls, place, gradient, c * width)
