"""Distances: squared Euclidean distances, and rows put in their order.

Squares are added feature by feature, each product rounded on its own, so that equal rows are at
equal distances to the last bit wherever they stand.
"""

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Lanes
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import load8, splat8, store8

PANEL = 16
"""Rows stand side by side in panels of so many: see `panels`."""
BUDGET = 64
"""How many moves a row may take on average before sorting is left to another way."""


def panels(rows: Floats) -> Floats:
    """Rows feature by feature, sixteen side by side, the last ones filled up with zeros. Shape:
    [n, d] to [panels, d, PANEL]."""
    count, features = rows.shape
    padded = np.zeros((-(-count // PANEL) * PANEL, features))
    padded[:count] = rows
    out = padded.reshape(len(padded) // PANEL, PANEL, features).transpose(0, 2, 1)
    return np.ascontiguousarray(out)


@kernel
def measure(held: Floats, points: Floats, out: Floats) -> None:
    """The squared distances of panels of rows from points, four points at a time; all points pass a
    panel before the next is read.

    Shapes: `held` [panels, d, PANEL], `points` [p, d], `out` [p, PANEL * panels].
    """
    features, width = points.shape[1], out.shape[1]
    last = points.shape[0] - 1
    for panel in range(held.shape[0]):
        for four in range((points.shape[0] + 3) >> 2):
            i0 = four << 2
            i1, i2, i3 = min(i0 + 1, last), min(i0 + 2, last), min(i0 + 3, last)
            a0, a1, b0, b1 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
            c0, c1, d0, d1 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
            for f in range(features):
                at = (panel * features + f) * PANEL
                x, y = load8(held, at), load8(held, at + 8)
                p = splat8(points[i0, f])
                u, v = p - x, p - y
                a0, a1 = a0 + u * u, a1 + v * v
                p = splat8(points[i1, f])
                u, v = p - x, p - y
                b0, b1 = b0 + u * u, b1 + v * v
                p = splat8(points[i2, f])
                u, v = p - x, p - y
                c0, c1 = c0 + u * u, c1 + v * v
                p = splat8(points[i3, f])
                u, v = p - x, p - y
                d0, d1 = d0 + u * u, d1 + v * v
            at = panel * PANEL
            store8(out, i3 * width + at, d0)
            store8(out, i3 * width + at + 8, d1)
            store8(out, i2 * width + at, c0)
            store8(out, i2 * width + at + 8, c1)
            store8(out, i1 * width + at, b0)
            store8(out, i1 * width + at + 8, b1)
            store8(out, i0 * width + at, a0)
            store8(out, i0 * width + at + 8, a1)


@kernel
def name(
    distance: Floats, label: Array, wanted: Array, digits: int, keys: Lanes, sound: Bools
) -> None:
    """Whole numbers that sort as the distances do, as far as they can with the number of the row
    and whether it has the wanted label in their last digits; and which rows are at a finite
    distance from every point.

    Shapes: `distance` [p, at least n], `label` [n], `wanted` [p], `keys` [p, n], `sound` [n],
    cleared where it is not.
    """
    mask = (np.uint64(1) << np.uint64(digits)) - np.uint64(1)
    count = keys.shape[1]
    for point in range(keys.shape[0]):
        row_of, bits = distance[point], distance[point].view(np.uint64)
        own, lost = keys[point], 0
        for row in range(count):
            lost += not row_of[row] < np.inf
        if lost:
            for row in range(count):
                if not row_of[row] < np.inf:
                    row_of[row] = np.inf
                    sound[row] = False
        for row in range(count):
            has = np.uint64(label[row] == wanted[point])
            own[row] = (bits[row] & ~mask) | np.uint64(row << 1) | has


@kernel
def settle(distance: Floats, keys: Lanes, digits: int) -> int:
    """Put sorted keys of one point in the order of the distances, equal ones by the number of the
    row: what their missing digits got wrong is moved. How many are in order: all, unless too many
    had to be moved.

    Shapes: `distance` [at least n], `keys` [n].
    """
    shift, moves = np.uint64(digits), 0
    mask = (np.uint64(1) << shift) - np.uint64(1)
    for place in range(1, keys.size):
        if keys[place] >> shift != keys[place - 1] >> shift:
            continue  # a larger key without its last digits is a larger distance
        key, to = keys[place], place
        row = np.int64((key & mask) >> np.uint64(1))
        while to > 0:
            other = np.int64((keys[to - 1] & mask) >> np.uint64(1))
            if distance[other] < distance[row] or (
                distance[other] == distance[row] and other < row
            ):
                break
            keys[to] = keys[to - 1]
            to -= 1
        keys[to] = key
        moves += place - to
        if moves > BUDGET * keys.size:
            return place
    return keys.size


@kernel
def rows_of(keys: Lanes, digits: int, order: Array) -> None:
    """The numbers of the rows that keys name. Shapes: [p, n] to [p, n]."""
    mask = (np.uint64(1) << np.uint64(digits)) - np.uint64(1)
    for point in range(keys.shape[0]):
        for place in range(keys.shape[1]):
            order[point, place] = (keys[point, place] & mask) >> np.uint64(1)
