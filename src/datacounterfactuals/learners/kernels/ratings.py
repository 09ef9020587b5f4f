"""Biased matrix factorisation of one world at a time, by alternating least squares."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import fma, load8, splat8, store8

Places = NDArray[np.int32]
WIDE = 8
"""Numbers of a vector register: the factors of a thing fill whole ones."""


class Lists(NamedTuple):
    """Rows in the order of the things that they name, column after column; as they are
    where there are no columns.

    Things of all columns are numbered one after another; `first` is where those of each column
    begin, and where the last end. The rows of thing e stand at `ends[e]` to `ends[e + 1]`: there
    `things[c]` is what they name in column c, Int[columns, columns x rows], `owner` the object that
    they are of and `target` their distance from the schema's center, [columns x rows].
    """

    things: Places
    owner: Places
    target: Floats
    ends: Places
    first: Places


class Room(NamedTuple):
    """What fitting a thing needs beside the model: `square`: Float[wide, wide], `cross` and `side`:
    Float[wide], for `wide` padded factors; `whole`: Float[k, k] and `right`: Float[k] for the bias
    and the factors."""

    square: Floats
    cross: Floats
    side: Floats
    whole: Floats
    right: Floats


@kernel
def fit(
    lists: Lists,
    weights: Floats,
    start: Floats,
    rank: int,
    l2: float,
    bias_l2: float,
    sweeps: int,
    personal: bool,
    room: Room,
    biases: Floats,
    factors: Floats,
) -> float:
    """Fit to objects of these weights, and return the common bias.

    `start`: Float[things of the first column, wide], where their factors begin. `biases`:
    Float[things] and `factors`: Float[things of the first two columns, wide] are written; beyond
    `rank` they are 0.
    """
    columns = len(lists.first) - 1
    biases[:] = 0.0
    factors[:] = 0.0
    common = 0.0
    if not personal:
        columns = min(columns, 1)
    for _ in range(sweeps):
        common = _level(lists, weights, bias_l2, columns, biases)
        for column in range(columns):
            for thing in range(lists.first[column], lists.first[column + 1]):
                _bias(lists, weights, bias_l2, common, columns, column, thing, biases)
    if not personal or rank == 0 or columns < 2:
        return common
    factors[: len(start)] = start
    for _ in range(sweeps):
        for column in (1, 0):
            for thing in range(lists.first[column], lists.first[column + 1]):
                _solve(
                    lists, weights, rank, l2, bias_l2, common, room, thing, 1 - column, biases,
                    factors,
                )  # fmt: skip
    return common


@kernel
def predict(
    things: Places,
    common: float,
    biases: Floats,
    factors: Floats,
    rank: int,
    columns: int,
    out: Floats,
) -> None:
    """What the model says of points that name these things. Shape: [columns, points]."""
    for point in range(len(out)):
        value = common
        for column in range(columns):
            value += biases[things[column, point]]
        if columns > 1:
            one, other = things[0, point], things[1, point]
            for place in range(rank):
                value += factors[one, place] * factors[other, place]
        out[point] = value


@kernel
def _level(lists: Lists, weights: Floats, bias_l2: float, columns: int, biases: Floats) -> float:
    """The common bias anew, with everything else as it is."""
    total, weight = 0.0, bias_l2
    for place in range(len(lists.owner) // max(1, len(lists.first) - 1)):  # the first column's
        here = weights[lists.owner[place]]
        if here > 0.0:
            rest = lists.target[place]
            for column in range(columns):
                rest -= biases[lists.things[column, place]]
            total += here * rest
            weight += here
    return float(total / weight)


@kernel
def _bias(
    lists: Lists,
    weights: Floats,
    bias_l2: float,
    common: float,
    columns: int,
    own: int,
    thing: int,
    biases: Floats,
) -> None:
    """The bias of one thing of column `own` anew, with everything else as it is."""
    total, weight = 0.0, bias_l2
    for place in range(lists.ends[thing], lists.ends[thing + 1]):
        here = weights[lists.owner[place]]
        if here > 0.0:
            rest = lists.target[place] - common
            for column in range(columns):
                if column != own:
                    rest -= biases[lists.things[column, place]]
            total += here * rest
            weight += here
    biases[thing] = total / weight


@kernel
def _solve(
    lists: Lists,
    weights: Floats,
    rank: int,
    l2: float,
    bias_l2: float,
    common: float,
    room: Room,
    thing: int,
    other: int,
    biases: Floats,
    factors: Floats,
) -> None:
    """The bias and the factors of one thing anew, with everything else as it is: least squares
    with a penalty on the factors of what its rows name in the `other` column."""
    square, cross, side, whole, right = room
    wide = len(side)
    square[:] = 0.0
    cross[:] = 0.0
    side[:] = 0.0
    mass, told = 0.0, 0.0
    for place in range(lists.ends[thing], lists.ends[thing + 1]):
        weight = weights[lists.owner[place]]
        if weight > 0.0:
            partner = lists.things[other, place]
            wanted = lists.target[place] - common - biases[partner]
            for column in range(2, len(lists.first) - 1):
                wanted -= biases[lists.things[column, place]]
            mass += weight
            told += weight * wanted
            at = partner * wide
            amount, scaled = splat8(weight), splat8(weight * wanted)
            for block in range(0, wide, WIDE):
                given = load8(factors, at + block)
                store8(cross, block, fma(amount, given, load8(cross, block)))
                store8(side, block, fma(scaled, given, load8(side, block)))
                for i in range(rank):
                    each = splat8(weight * factors[partner, i])
                    to = i * wide + block
                    store8(square, to, fma(each, given, load8(square, to)))
    if mass > 0.0:
        whole[0, 0] = mass + bias_l2
        right[0] = told
        for i in range(rank):
            whole[i + 1, 0] = cross[i]
            right[i + 1] = side[i]
            for j in range(i + 1):
                whole[i + 1, j + 1] = square[i, j]
            whole[i + 1, i + 1] += l2
        _cholesky(whole, right, rank + 1)
        biases[thing] = right[0]
        factors[thing, :rank] = right[1 : rank + 1]
    else:
        biases[thing] = 0.0
        factors[thing] = 0.0


@kernel
def _cholesky(square: Floats, side: Floats, size: int) -> None:
    """Solve in place: `side` becomes the solution, `square` (its lower half) is used up, with the
    reciprocals of the factor's diagonal in place of it."""
    for j in range(size):
        total = square[j, j]
        for k in range(j):
            total -= square[j, k] * square[j, k]
        inverse = 1.0 / np.sqrt(total)
        square[j, j] = inverse
        for i in range(j + 1, size):
            total = square[i, j]
            for k in range(j):
                total -= square[i, k] * square[j, k]
            square[i, j] = total * inverse
    for i in range(size):
        for k in range(i):
            side[i] -= square[i, k] * side[k]
        side[i] *= square[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            side[i] -= square[k, i] * side[k]
        side[i] *= square[i, i]
