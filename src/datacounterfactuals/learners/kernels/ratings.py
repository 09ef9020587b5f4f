"""Biased matrix factorisation of one world at a time, by alternating least squares."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import kernel

Places = NDArray[np.int32]


class Lists(NamedTuple):
    """Rows and the things that they name, one thing of each column.

    Things of all columns are numbered one after another. `things`: Int[columns, rows]. The rows of
    thing e are `order[ends[e]:ends[e + 1]]`; `first` is where the things of each column begin, and
    where the last end. `target`: Float[rows], distances from the schema's center.
    """

    things: Places
    order: Places
    ends: Places
    first: Places
    target: Floats


class Room(NamedTuple):
    """What fitting a world needs beside its model: `left`: Float[rows]; `square`: Float[k, k];
    `side`: Float[k]."""

    left: Floats
    square: Floats
    side: Floats


@kernel
def fit(
    lists: Lists,
    weights: Floats,
    start: Floats,
    l2: float,
    bias_l2: float,
    sweeps: int,
    personal: bool,
    room: Room,
    biases: Floats,
    factors: Floats,
) -> float:
    """Fit to rows of these weights, and return the common bias.

    `start`: Float[things of the first column, k], where their factors begin. `biases`:
    Float[things] and `factors`: Float[things of the first two columns, k] are written.
    """
    columns, rank = len(lists.first) - 1, start.shape[1] if personal else 0
    left = room.left
    biases[:] = 0.0
    factors[:] = 0.0
    for row in range(len(left)):
        left[row] = lists.target[row]
    common = 0.0
    if not personal:
        columns = min(columns, 1)
    for _ in range(sweeps):
        common = _level(lists, weights, bias_l2, left, common)
        for column in range(columns):
            for thing in range(lists.first[column], lists.first[column + 1]):
                _bias(lists, weights, bias_l2, left, thing, biases)
    if rank == 0 or columns < 2:
        return common
    # What the first two columns share out between them: all but the rest's biases, which stay.
    for row in range(len(left)):
        left[row] += biases[lists.things[0, row]] + biases[lists.things[1, row]]
    factors[: len(start)] = start
    for _ in range(sweeps):
        for column in (1, 0):
            for thing in range(lists.first[column], lists.first[column + 1]):
                _solve(lists, weights, l2, bias_l2, room, thing, 1 - column, biases, factors)
    return common


@kernel
def predict(
    things: Places, common: float, biases: Floats, factors: Floats, columns: int, out: Floats
) -> None:
    """What the model says of points that name these things. Shape: [columns, points]."""
    rank = factors.shape[1] if columns > 1 else 0
    for point in range(len(out)):
        value = common
        for column in range(columns):
            value += biases[things[column, point]]
        if rank > 0:
            value += _product(factors, things[0, point], things[1, point], rank)
        out[point] = value


@kernel
def _product(factors: Floats, one: int, other: int, rank: int) -> float:
    total = 0.0
    for place in range(rank):
        total += factors[one, place] * factors[other, place]
    return total


@kernel
def _level(lists: Lists, weights: Floats, bias_l2: float, left: Floats, common: float) -> float:
    """The common bias anew, with everything else as it is."""
    total, weight = 0.0, bias_l2
    for row in range(len(left)):
        if weights[row] > 0.0:
            total += weights[row] * (left[row] + common)
            weight += weights[row]
    new = total / weight
    for row in range(len(left)):
        left[row] += common - new
    return new


@kernel
def _bias(
    lists: Lists, weights: Floats, bias_l2: float, left: Floats, thing: int, biases: Floats
) -> None:
    """The bias of one thing anew, with everything else as it is."""
    total, weight = 0.0, bias_l2
    for place in range(lists.ends[thing], lists.ends[thing + 1]):
        row = lists.order[place]
        if weights[row] > 0.0:
            total += weights[row] * (left[row] + biases[thing])
            weight += weights[row]
    new = total / weight
    for place in range(lists.ends[thing], lists.ends[thing + 1]):
        left[lists.order[place]] += biases[thing] - new
    biases[thing] = new


@kernel
def _solve(
    lists: Lists,
    weights: Floats,
    l2: float,
    bias_l2: float,
    room: Room,
    thing: int,
    other: int,
    biases: Floats,
    factors: Floats,
) -> None:
    """The bias and the factors of one thing anew, with everything else as it is: least squares
    with a penalty on the factors of what its rows name in the `other` column."""
    left, square, side = room
    size = len(side)
    side[:] = 0.0
    square[:] = 0.0
    for place in range(lists.ends[thing], lists.ends[thing + 1]):
        row = lists.order[place]
        weight = weights[row]
        if weight > 0.0:
            partner = lists.things[other, row]
            given, wanted = factors[partner], left[row] - biases[partner]
            square[0, 0] += weight
            side[0] += weight * wanted
            for i in range(1, size):
                scaled = weight * given[i - 1]
                side[i] += scaled * wanted
                square[i, 0] += scaled
                for j in range(1, i + 1):
                    square[i, j] += scaled * given[j - 1]
    if square[0, 0] > 0.0:
        square[0, 0] += bias_l2
        for i in range(1, size):
            square[i, i] += l2
        _cholesky(square, side, size)
    biases[thing] = side[0]
    factors[thing] = side[1:]


@kernel
def _cholesky(square: Floats, side: Floats, size: int) -> None:
    """Solve in place: `side` becomes the solution, `square` (its lower half) is used up."""
    for i in range(size):
        for j in range(i + 1):
            total = square[i, j]
            for k in range(j):
                total -= square[i, k] * square[j, k]
            square[i, j] = np.sqrt(total) if i == j else total / square[j, j]
    for i in range(size):
        for k in range(i):
            side[i] -= square[i, k] * side[k]
        side[i] /= square[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            side[i] -= square[k, i] * side[k]
        side[i] /= square[i, i]
