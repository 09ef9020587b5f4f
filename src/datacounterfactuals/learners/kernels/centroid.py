"""Nearest centroid of a tile: from sums to the coefficients of distances."""

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import fma, load8, splat8, store8
from datacounterfactuals.learners.kernels.linear import TILE, Desk, score_tile
from datacounterfactuals.learners.kernels.subsets import Asked, Room, Tables, attend, collect


@kernel
def score(
    desk: Desk,
    tables: Tables,
    room: Room,
    asked: Asked,
    start: int,
    stop: int,
    out: Floats,
) -> None:
    """Score worlds start..stop. The desk's points are features and 1; sums are, class by class, a
    count and sums.

    Written: `out`, [worlds, atoms, statistics], and the marks of `asked`.
    """
    classes, width, turned = desk.there.shape[0], desk.points.shape[1], room.turned
    two = desk.parameters.shape[0] == width
    for tile in range((stop - start + TILE - 1) // TILE):
        first = start + tile * TILE
        worlds = min(TILE, stop - first)
        for block in range((worlds + 7) >> 3):
            lane = block << 3
            collect(tables, asked, first + lane, room)
            attend(turned, width, desk.there, lane, first + lane, stop, asked.marks)
            if two:
                _odds(turned, width, desk.parameters, lane)
            else:
                for c in range(classes):
                    _class(turned, c, width, desk.parameters, lane)
        score_tile(desk, first, worlds, asked.marks, out)


@kernel
def _odds(turned: Floats, width: int, parameters: Floats, lane: int) -> None:
    """The coefficients of half the squared distance to the first class's mean less that to the
    second's."""
    worlds, apart = parameters.shape[1], width << 3
    first, second = splat8(1.0) / load8(turned, 0), splat8(1.0) / load8(turned, apart)
    free = splat8(0.0)
    for k in range(width - 1):
        at = (1 + k) << 3
        one, two = load8(turned, at) * first, load8(turned, at + apart) * second
        free = fma(one, one, free) - two * two
        store8(parameters, k * worlds + lane, two - one)
    store8(parameters, (width - 1) * worlds + lane, splat8(0.5) * free)


@kernel
def _class(turned: Floats, c: int, width: int, parameters: Floats, lane: int) -> None:
    """The coefficients of minus half the squared distance to a class's mean, up to a constant."""
    worlds, start = parameters.shape[1], (c * width) << 3
    share, free = splat8(1.0) / load8(turned, start), splat8(0.0)
    for k in range(width - 1):
        mean = load8(turned, start + ((1 + k) << 3)) * share
        free = fma(mean, mean, free)
        store8(parameters, (c * width + k) * worlds + lane, mean)
    store8(parameters, (c * width + width - 1) * worlds + lane, splat8(-0.5) * free)
