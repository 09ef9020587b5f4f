"""Ridge of a tile: from Gram matrices to slopes, eight worlds at a time."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.factors import factor, rows_of, substitute
from datacounterfactuals.learners.kernels.lanes import fma, load8, splat8, store8, total, where_less
from datacounterfactuals.learners.kernels.linear import TILE, Desk, score_tile
from datacounterfactuals.learners.kernels.scoring import score_values, times
from datacounterfactuals.learners.kernels.subsets import (
    NOISE,
    Asked,
    Room,
    Tables,
    attend,
    collect,
    leave,
)


class Penalty(NamedTuple):
    """What is added to the squares of the features: `l2`, times the total weight if `mean`.
    `center`: what is added to a prediction of numbers."""

    l2: float
    mean: bool
    center: float


def arranged(gram: Floats, classes: int) -> Floats:
    """The sums of an object as the kernel reads them.

    `gram`: [1 + features, 1 + features + targets], of a column of ones and the features with
    themselves and the targets, which are one for each of so many classes, or 0 for numbers. Of two
    classes the target is the difference. To: counts of the classes; the count, the sums of the
    features and of the targets; the lower triangle of their products, targets below.
    """
    features = len(gram) - 1
    targets = gram[:, 1 + features :]
    sides = targets[:, 1:] - targets[:, :1] if classes == 2 else targets
    products = np.zeros((rows_of(features, sides.shape[1]),) * 2)
    products[:features, :features] = gram[1:, 1 : 1 + features]
    products[features : features + sides.shape[1], :features] = sides[1:].T
    lower = products[np.tril_indices(len(products))]
    return np.concatenate([targets[0, :classes], gram[0, : 1 + features], sides[0], lower])


@kernel
def score(
    desk: Desk,
    tables: Tables,
    room: Room,
    asked: Asked,
    penalty: Penalty,
    targets: Floats,
    start: int,
    stop: int,
    out: Floats,
) -> None:
    """Score worlds start..stop. The desk's points are features and 1; sums are as `arranged` has
    them.

    `targets`: [points] in the order of the layout, for numbers, or else nothing. Written: `out`,
    [worlds, atoms, statistics], and the marks of `asked`.
    """
    classes, width, turned = desk.there.shape[0], desk.points.shape[1], room.turned
    if targets.size > 0:
        classes = 0
    features, sides = width - 1, desk.parameters.shape[0] // width
    order = (features + sides + 3) >> 2 << 2
    inverse, taken = np.empty((order, 8)), np.empty((4 * order, 8))
    means = np.empty((features + sides, 8))
    for tile in range((stop - start + TILE - 1) // TILE):
        first = start + tile * TILE
        worlds = min(TILE, stop - first)
        for block in range((worlds + 7) >> 3):
            lane = block << 3
            collect(tables, asked, first + lane, room)
            if classes > 0:
                attend(turned, 1, desk.there, lane, first + lane, stop, asked.marks)
            else:
                for i in range(8):
                    if turned[0, i] == 0.0:
                        leave(first + lane + i, stop, asked.marks)
            base = classes + 1 + features + sides
            _centre(turned, classes, features, sides, penalty, means, inverse)
            factor(turned, base, features, order, inverse, taken)
            _doubt(turned, base, features, sides, inverse, means)
            for side in range(sides):
                substitute(turned, base, features, side, inverse)
                _place(turned, base, features, side, means, penalty.center, desk.parameters, lane)
        if classes > 0:
            score_tile(desk, first, worlds, asked.marks, out)
        else:
            times(desk.points, desk.parameters, desk.scores)
            score_values(
                desk.scores, targets, desk.layout, desk.board, asked.marks, first, worlds, out
            )


@kernel
def _centre(
    turned: Floats,
    at: int,
    features: int,
    sides: int,
    penalty: Penalty,
    means: Floats,
    varies: Floats,
) -> None:
    """Take the means from the products, which follow the count at `at` and the sums; set aside what
    does not vary; and add the penalty. `means`: [features + sides, 8]; `varies`: [features, 8], to
    work in."""
    base, sums = at + 1 + features + sides, (at + 1) << 3
    count = load8(turned, at << 3)
    share, constant, strength = splat8(1.0) / count, 0.0, splat8(penalty.l2)
    if penalty.mean:
        strength = strength * count
    for k in range(features + sides):
        store8(means, k << 3, load8(turned, sums + (k << 3)) * share)
    for k in range(features):
        row, less = (base + (k * (k + 1) >> 1)) << 3, -load8(turned, sums + (k << 3))
        second = load8(turned, row + (k << 3))
        for i in range(k + 1):
            place = row + (i << 3)
            store8(turned, place, fma(less, load8(means, i << 3), load8(turned, place)))
        left = load8(turned, row + (k << 3))
        moves = where_less(splat8(NOISE) * second, left, splat8(1.0), splat8(0.0))
        store8(varies, k << 3, moves)
        constant += 8.0 - total(moves)
    for side in range(sides):
        r = features + side
        row, mean = (base + (r * (r + 1) >> 1)) << 3, load8(means, r << 3)
        for k in range(features):
            place = row + (k << 3)
            less = -load8(turned, sums + (k << 3))
            store8(turned, place, fma(less, mean, load8(turned, place)))
    if constant > 0.0:
        _silence(turned, base, features, sides, varies)
    for k in range(features):
        place = (base + (k * (k + 3) >> 1)) << 3
        store8(turned, place, load8(turned, place) + strength)


@kernel
def _silence(turned: Floats, base: int, features: int, sides: int, varies: Floats) -> None:
    """Set the products of features that do not vary to 0."""
    for r in range(features + sides):
        row, both = (base + (r * (r + 1) >> 1)) << 3, splat8(1.0)
        if r < features:
            both = load8(varies, r << 3)
        for i in range(min(r + 1, features)):
            place = row + (i << 3)
            factor_of_both = both * load8(varies, i << 3)
            store8(turned, place, load8(turned, place) * factor_of_both)


@kernel
def _doubt(
    turned: Floats, base: int, features: int, sides: int, inverse: Floats, means: Floats
) -> None:
    """Make the means of the targets NaN, and with them every score, where a pivot is below NOISE of
    what it was before others were taken from it: rounding made it, as the penalty was lost."""
    doubt, zero, lost = splat8(0.0), splat8(0.0), splat8(np.nan)
    for k in range(features):
        over = load8(inverse, k << 3)
        before = load8(turned, (base + (k * (k + 3) >> 1)) << 3)  # `factor` leaves the diagonal
        sound = where_less(splat8(NOISE) * before * over, splat8(1.0), zero, lost)
        doubt = doubt + where_less(zero, over, sound, lost)
    for side in range(sides):
        place = (features + side) << 3
        store8(means, place, load8(means, place) + doubt)


@kernel
def _place(
    turned: Floats,
    base: int,
    features: int,
    side: int,
    means: Floats,
    center: float,
    parameters: Floats,
    lane: int,
) -> None:
    """Write slopes and intercept of a target into the parameters of the tile."""
    r, worlds, row = features + side, parameters.shape[1], side * (features + 1)
    start, free = (base + (r * (r + 1) >> 1)) << 3, load8(means, r << 3)
    for k in range(features):
        slope = load8(turned, start + (k << 3))
        free = fma(-slope, load8(means, k << 3), free)
        store8(parameters, (row + k) * worlds + lane, slope)
    store8(parameters, (row + features) * worlds + lane, free + splat8(center))
