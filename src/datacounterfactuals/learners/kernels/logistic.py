"""Logistic regression, world after world, each from a start that is near."""

from typing import NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.dense import add, copy, gram, inner, invert
from datacounterfactuals.learners.kernels.descent import (
    MEMORY,
    direction,
    remember,
    share_of,
)
from datacounterfactuals.learners.kernels.lanes import load8, root, splat8, store8
from datacounterfactuals.learners.kernels.pulls import Room, pull_many, pull_two
from datacounterfactuals.learners.kernels.scoring import PRIOR, SCORED
from datacounterfactuals.learners.kernels.starts import KEPT, average, distance, enter

UNSOLVED = 9
"""How a world is left that has no solution, beside SCORED and, of one class or none, PRIOR."""
TOLERANCE = 1e-10
"""The error that may be left in a coefficient, as estimated, as a share of 1 + the largest one."""
TOLERANCE_OF_MANY = 1e-9
"""The same where there are more than two classes, and steps get shorter slowly."""
ROUNDING = 1e-12
"""A step that is no larger share may be a rounding error."""
SURE = 1e-6
"""After a full Newton step of this share the error is about its square."""
SLOW = 0.25
"""A step that is not a smaller share of the one before asks for a new Hessian."""
PATIENCE = 3
"""So many steps may be longer than the one before until there is a new Hessian, where it is only
that of each class by itself."""
MOST_STEPS = 200
NEAR = 0.2
"""Worlds that differ in a smaller share of their rows may use one another's Hessian."""
MANY = 64
"""In worlds of more objects smaller neighbours are not looked for one by one."""


class Rows(NamedTuple):
    """The training rows of a universe.

    `values`: [rows, width], the intercept's column of ones the last of `order` columns; those of
    one object side by side, from `first[object]` on, and `label`: [rows]. `counts`: [objects,
    classes] rows by class. `parts`: [objects], what each adds to a world's name. `bit`: [objects],
    the bit of each in a packed world, and `sizes`: the rows of each object by its bit.
    """

    values: Floats
    label: Ints
    first: Ints
    counts: Floats
    parts: Ints
    bit: Ints
    sizes: Ints
    order: int


class Worlds(NamedTuple):
    """The worlds to fit, and what comes of them.

    `packed`: [worlds, words]; or `amounts`: [worlds, objects], the weights, where they are not all
    0 or 1. `solutions`: [worlds, vectors * width], a vector for each class, or of two classes for
    the second alone. `present`: [worlds, classes], which classes have rows. `states`: [worlds],
    SCORED, PRIOR or UNSOLVED.
    """

    packed: Ints
    amounts: Floats
    solutions: Floats
    present: Bytes
    states: Bytes


@kernel
def solve(rows: Rows, worlds: Worlds, room: Room, penalty: Floats, mean: bool, anchor: Ints) -> int:
    """Fit worlds and return how many gradients were taken.

    `penalty`: [width], times the total weight if `mean`. `anchor`: [words], a world of all classes
    that was solved, or nothing; its solution stands in `room.vectors[0]`, the inverse of its
    Hessian in `room.inverse`.
    """
    packed, amounts, first, parts = worlds.packed, worlds.amounts, rows.first, rows.parts
    count, objects, width = worlds.states.size, first.size - 1, rows.values.shape[1]
    classes, long = rows.counts.shape[1], worlds.solutions.shape[1]
    weighted, anchored, taken = amounts.shape[1] > 0, anchor.size > 0, 0
    kept = np.empty((count + 1, KEPT + 1, long))
    depths, names = np.ones(count + 1, np.int64), np.zeros(count + 1, np.int64)
    kinds = np.zeros(count + 1, np.int64)  # which classes a solved world has
    slots, present = np.full(_slots(count + 1), -1, np.int64), np.zeros(objects, np.int64)
    sums, place_of = np.zeros(classes), np.zeros(classes, np.int64)
    ridge = np.zeros(width)
    every = (1 << classes) - 1
    bent, bent_kind, last = anchor, every, -1  # the world whose Hessian is in the room
    if anchored:
        copy(room.vectors[0], kept[count, 0])
        kinds[count] = every
        for o in range(objects):
            bit = rows.bit[o]
            names[count] += parts[o] * ((anchor[bit >> 6] >> (bit & 63)) & 1)
        enter(slots, names, count)
    for world in range(count):
        n, there, total = 0, 0, 0.0
        for c in range(classes):
            sums[c] = 0.0
        for o in range(objects):
            amount, bit = 1.0, rows.bit[o]
            if weighted:
                amount = amounts[world, bit]
            elif not (packed[world, bit >> 6] >> (bit & 63)) & 1:
                continue
            if amount > 0.0:
                present[there] = o
                there += 1
                names[world] += parts[o]
                for c in range(classes):
                    sums[c] += amount * rows.counts[o, c]
                for row in range(first[o], first[o + 1]):
                    room.chosen[n], room.weight[n] = row, amount
                    n += 1
        held, kind = 0, 0
        for c in range(classes):
            worlds.present[world, c] = sums[c] > 0.0
            if sums[c] > 0.0:
                place_of[c] = held
                held += 1
                kind |= 1 << c
                total += sums[c]
        if held < 2:
            worlds.states[world] = PRIOR
            continue
        for i in range(n):
            room.label[i] = place_of[rows.label[room.chosen[i]]]
        while n & 7:
            room.chosen[n], room.weight[n], room.label[n] = room.chosen[0], 0.0, 0.0
            n += 1
        for c in range(width):
            ridge[c] = penalty[c] * total if mean else penalty[c]
        vectors = 1 if held == 2 else held
        vector, warm, usable = kept[world, 0], False, False
        kinds[world] = kind
        if not weighted:
            if there <= MANY:
                warm = average(slots, names, kinds, depths, kept, world, present[:there], parts)
            if bent_kind == kind and bent.size > 0:
                usable = _apart(rows, packed[world], bent) <= NEAR * n
            if not warm and last >= 0 and kinds[last] == kind:
                warm = _apart(rows, packed[world], packed[last]) <= NEAR * n
                if warm:
                    copy(kept[last, 0], vector)
            if not warm and anchored and kind == every:
                warm = _apart(rows, packed[world], anchor) <= NEAR * n
                if warm:
                    copy(kept[count, 0], vector)
        outcome = -1
        while outcome < 0:
            if not warm:
                _cold(vector, sums, held, width, rows.order)
            outcome = fit(rows, room, ridge, n, vectors, vector, usable and warm)
            taken += abs(outcome) >> 1
            if not warm:
                break
            warm = False
        if abs(outcome) & 1:
            bent, bent_kind = (packed[world], kind) if outcome > 0 else (anchor[:0], 0)
        worlds.states[world] = SCORED if outcome > 0 else UNSOLVED
        if outcome > 0:
            last = world
            if not weighted:
                enter(slots, names, world)
            for c in range(classes):
                if sums[c] > 0.0:
                    to = c if long > width else 0
                    if vectors > 1:
                        at = place_of[c] * width
                        copy(vector[at : at + width], worlds.solutions[world, to * width :][:width])
                    elif place_of[c] == 1:
                        copy(vector[:width], worlds.solutions[world, to * width :][:width])
    return taken


@kernel
def fit(
    rows: Rows, room: Room, ridge: Floats, n: int, vectors: int, vector: Floats, usable: bool
) -> int:
    """Minimise from where `vector` is; `usable`: with the inverse Hessian in the room at first.

    Returns twice the number of gradients, plus one if the room has a new inverse, and minus that
    if no minimum was found.
    """
    width = ridge.size
    long = vectors * width
    step, before = room.vectors[2][:long], room.vectors[3][:long]
    gradient, old = room.vectors[4][:long], room.vectors[5][:long]
    moves, bends, inverse = room.moves[:, :long], room.bends[:, :long], room.inverse[:vectors]
    shares, spare = room.spare[:MEMORY], room.spare[MEMORY : 2 * MEMORY + long]
    lanes, vector = room.spare[2 * MEMORY + long :][:24], vector[:long]
    seen, made, slow, worst = 0, 0, 0, 1.0
    previous, length, slope = np.inf, 1.0, 0.0
    pace, patience, enough = SLOW, 0, TOLERANCE
    if vectors > 1:
        pace, patience, enough = 1.0, PATIENCE, TOLERANCE_OF_MANY
    for turn in range(1, MOST_STEPS + 1):
        for c in range(vectors):
            for block in range(width >> 3):
                at = (c * width) + (block << 3)
                store8(gradient, at, load8(ridge, block << 3) * load8(vector, at))
        if vectors == 1:
            pull_two(rows.values, room, n, vector, gradient)
        else:
            pull_many(rows.values, room, n, vectors, vector, gradient)
        if turn > 1:
            if inner(gradient, step) < -0.9 * slope and length > 1e-6:  # the step went too far
                length *= 0.25
                copy(before, vector)
                add(vector, -length, step)
                continue
            for c in range(long):
                before[c], old[c] = vector[c] - before[c], gradient[c] - old[c]
            seen = remember(moves, bends, shares, seen, before, old)
        fresh, share = False, np.inf
        if usable:
            direction(inverse, gradient, moves, bends, shares, seen, spare, step)
            share = share_of(step, vector, lanes)
            if not (share <= pace * previous or share <= ROUNDING):
                slow += 1
            usable = slow <= patience
        if not usable:
            made, seen, slow = 1, 0, 0
            if not _inverses(rows, room, ridge, n, inverse, spare):
                return -(2 * turn + made)
            usable, fresh = True, vectors == 1
            direction(inverse, gradient, moves, bends, shares, 0, spare, step)
            share = share_of(step, vector, lanes)
        if not share < np.inf:
            return -(2 * turn + made)
        copy(vector, before)
        copy(gradient, old)
        slope, length = inner(gradient, step), 1.0
        add(vector, -1.0, step)
        ratio = share / previous if previous < np.inf else 1.0
        worst = max(ratio, 0.5 * worst)
        if (
            share <= ROUNDING
            or (fresh and share <= SURE)
            or (worst < 0.7 and share * worst <= enough * (1.0 - worst))
        ):
            return 2 * turn + made
        previous = share
    return -(2 * MOST_STEPS + made)


@kernel
def _inverses(
    rows: Rows, room: Room, ridge: Floats, n: int, inverse: Floats, spare: Floats
) -> bool:
    """Invert the second derivatives by each vector alone, where the gradient was last taken, with
    1 on the diagonal where there is no coefficient; False if one cannot be inverted."""
    values, chosen, scaled = rows.values, room.chosen, room.scaled
    width = values.shape[1]
    for c in range(inverse.shape[0]):
        curves, out = room.curves[c * chosen.size :][: chosen.size], inverse[c]
        for i in range(n):
            if not i & 7:
                store8(curves, i, root(load8(curves, i)))
            factor, source, target = splat8(curves[i]), chosen[i] * width, i * width
            for block in range(width >> 3):
                at = block << 3
                store8(scaled, target + at, factor * load8(values, source + at))
        gram(scaled, n, out)
        for k in range(width):
            out[k, k] = out[k, k] + ridge[k] if k < rows.order else 1.0
        if not invert(out, spare, rows.order):
            return False
    return True


@kernel
def _cold(vector: Floats, sums: Floats, held: int, width: int, order: int) -> None:
    """Start without slopes, with the intercepts of the prior."""
    for c in range(vector.size):
        vector[c] = 0.0
    place, mean, before = 0, 0.0, 0.0
    for c in range(sums.size):
        if sums[c] > 0.0:
            if held == 2:
                vector[order - 1] = np.log(sums[c]) - before
                before = np.log(sums[c])
            else:
                vector[place * width + order - 1] = np.log(sums[c])
            mean += np.log(sums[c]) / held
            place += 1
    if held > 2:
        for place in range(held):
            vector[place * width + order - 1] -= mean


@kernel
def _apart(rows: Rows, one: Ints, other: Ints) -> int:
    """In how many rows two worlds differ, if that is in at most 8 objects, else more than all."""
    if distance(one, other, 8) > 8:
        return rows.values.shape[0] + 1
    out = 0
    for word in range(one.size):
        left = one[word] ^ other[word]
        o = word << 6
        while left != 0:
            if left & 1:
                out += rows.sizes[o]
            left = (left >> 1) & 0x7FFFFFFFFFFFFFFF
            o += 1
    return out


@kernel
def _slots(count: int) -> int:
    """A power of two that leaves room to find so many names soon."""
    size = 64
    while size < 4 * count:
        size *= 2
    return size
