"""Gaussian naive Bayes of a tile: from sums to the coefficients of squares and of features."""

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import (
    F8,
    exponent8,
    fma,
    larger,
    load8,
    log,
    significand8,
    smaller,
    splat8,
    store8,
    where_less,
)
from datacounterfactuals.learners.kernels.linear import TILE, Desk, score_tile
from datacounterfactuals.learners.kernels.subsets import (
    NOISE,
    Asked,
    Room,
    Tables,
    attend,
    collect,
    leave,
)

LN2 = float(np.log(2.0))
TINY = float(np.finfo(np.float64).tiny)
MANY = 512
"""So many numbers below 2 have a product that is a number."""


@kernel
def score(
    desk: Desk,
    tables: Tables,
    room: Room,
    asked: Asked,
    smoothing: float,
    start: int,
    stop: int,
    out: Floats,
) -> None:
    """Score worlds start..stop. The desk's points are squares, features and 1; sums are, class by
    class, a count, sums and sums of squares.

    Written: `out`, [worlds, atoms, statistics], and the marks of `asked`.
    """
    classes, width, turned = desk.there.shape[0], desk.points.shape[1], room.turned
    features = (width - 1) // 2
    two = desk.parameters.shape[0] == width
    raised = np.empty(8)
    for tile in range((stop - start + TILE - 1) // TILE):
        first = start + tile * TILE
        worlds = min(TILE, stop - first)
        for block in range((worlds + 7) >> 3):
            lane = block << 3
            collect(tables, asked, first + lane, room)
            attend(turned, width, desk.there, lane, first + lane, stop, asked.marks)
            _widest(turned, classes, features, raised)
            for i in range(8):
                if raised[i] == 0.0:
                    leave(first + lane + i, stop, asked.marks)
                raised[i] *= smoothing
            if two:
                _class(turned, 0, classes, features, raised, desk.parameters, 0, lane, -1.0, False)
                _class(turned, 1, classes, features, raised, desk.parameters, 0, lane, 1.0, True)
            else:
                for c in range(classes):
                    at = c * width
                    _class(
                        turned, c, classes, features, raised, desk.parameters, at, lane, 1.0, False
                    )
        score_tile(desk, first, worlds, asked.marks, out)


@inlined
def _variance(mean: F8, second: F8) -> F8:
    """The variance of a mean and a second moment, 0 where it is lost in rounding."""
    variance = fma(-mean, mean, second)
    return where_less(splat8(NOISE) * second, variance, variance, splat8(0.0))


@kernel
def _widest(turned: Floats, classes: int, features: int, widest: Floats) -> None:
    """The largest variance of any feature over all classes, into [8]."""
    stride = (1 + 2 * features) << 3
    count, most = splat8(0.0), splat8(0.0)
    for c in range(classes):
        count = count + load8(turned, c * stride)
    share = splat8(1.0) / count
    for k in range(features):
        total, squares, at = splat8(0.0), splat8(0.0), (1 + k) << 3
        for c in range(classes):
            total = total + load8(turned, at + c * stride)
            squares = squares + load8(turned, at + c * stride + (features << 3))
        most = larger(most, _variance(total * share, squares * share))
    store8(widest, 0, most)


@kernel
def _class(
    turned: Floats,
    c: int,
    classes: int,
    features: int,
    raised: Floats,
    parameters: Floats,
    row: int,
    lane: int,
    sign: float,
    more: bool,
) -> None:
    """The coefficients of a class's log likelihood times a sign, from `row` on of `parameters`,
    [parameters, worlds]: written there, or added to what is there if `more`."""
    width, stride = parameters.shape[1], (1 + 2 * features) << 3
    start, total = c * stride, splat8(0.0)
    for other in range(classes):
        total = total + load8(turned, other * stride)
    count, floor = load8(turned, start), load8(raised, 0)
    share, factor, half = splat8(1.0) / count, splat8(sign), splat8(-0.5 * sign)
    product, power, rest = splat8(1.0), splat8(0.0), splat8(0.0)
    least = splat8(np.inf)
    for k in range(features):
        at = start + ((1 + k) << 3)
        mean = load8(turned, at) * share
        variance = floor + _variance(mean, load8(turned, at + (features << 3)) * share)
        over = splat8(1.0) / variance
        slope = mean * over
        rest = fma(mean, slope, rest)
        least = smaller(least, variance)
        product = product * significand8(variance)
        power = power + exponent8(variance)
        if k % MANY == MANY - 1:
            power, product = power + exponent8(product), significand8(product)
        square, place = half * over, (row + k) * width + lane
        slope = factor * slope
        if more:
            square = square + load8(parameters, place)
            slope = slope + load8(parameters, place + features * width)
        store8(parameters, place, square)
        store8(parameters, place + features * width, slope)
    logs = fma(power, splat8(LN2), log(product)) + rest
    free = factor * log(count / total) + half * logs
    free = where_less(least, splat8(TINY), splat8(np.nan), free)  # without digits to take logs of
    place = (row + 2 * features) * width + lane
    if more:
        free = free + load8(parameters, place)
    store8(parameters, place, free)
