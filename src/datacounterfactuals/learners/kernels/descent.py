"""Descent: directions towards a minimum, from an inverse Hessian and what was seen since.

The inverse is exact where it was taken; the steps made since improve it (limited-memory BFGS:
Nocedal, Updating quasi-Newton matrices with limited storage, 1980).
"""

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.dense import add, copy, inner, product
from datacounterfactuals.learners.kernels.lanes import absolute, larger, load8, splat8, store8

MEMORY = 20
"""How many steps are remembered."""


@inlined
def remember(
    moves: Floats, bends: Floats, shares: Floats, seen: int, move: Floats, bend: Floats
) -> int:
    """Remember a move and how it changed the gradient, the oldest going; how many were seen.

    `moves`, `bends`: [MEMORY, width], `shares`: [MEMORY].
    """
    product_of_both = inner(move, bend)
    if not product_of_both > 0.0:
        return seen
    place = seen % MEMORY
    copy(move, moves[place])
    copy(bend, bends[place])
    shares[place] = 1.0 / product_of_both
    return seen + 1


@kernel
def direction(
    inverse: Floats,
    gradient: Floats,
    moves: Floats,
    bends: Floats,
    shares: Floats,
    seen: int,
    spare: Floats,
    out: Floats,
) -> None:
    """The step that a quadratic function with this inverse Hessian, improved by the moves seen,
    would need: subtract it.

    `inverse`: [vectors, width, width], of each vector alone, the others held; `gradient` and `out`:
    [vectors * width]; `spare`: [MEMORY + vectors * width]. Where there are several vectors, they
    sum to 0, and so do their steps.
    """
    vectors, width = inverse.shape[0], inverse.shape[1]
    held = min(seen, MEMORY)
    left = spare[MEMORY:]
    copy(gradient, left)
    for back in range(held):
        place = (seen - 1 - back) % MEMORY
        spare[place] = shares[place] * inner(moves[place], left)
        add(left, -spare[place], bends[place])
    for c in range(vectors):
        product(inverse[c], left[c * width : (c + 1) * width], out[c * width : (c + 1) * width])
    if vectors > 1:
        _level(out, vectors, width)
    for forth in range(held):
        place = (seen - held + forth) % MEMORY
        add(out, spare[place] - shares[place] * inner(bends[place], out), moves[place])


@kernel
def _level(out: Floats, vectors: int, width: int) -> None:
    """Take from every vector the mean of all. The rest is too long: with equal shares of n classes
    the curvature along it is n / (n - 1) times that by one vector alone."""
    part, scale = splat8(1.0 / vectors), splat8((vectors - 1.0) / vectors)
    for block in range(width >> 3):
        at = block << 3
        mean = splat8(0.0)
        for c in range(vectors):
            mean = mean + load8(out, c * width + at)
        mean = mean * part
        for c in range(vectors):
            store8(out, c * width + at, (load8(out, c * width + at) - mean) * scale)


@inlined
def share_of(step: Floats, vector: Floats, lanes: Floats) -> float:
    """The largest number of a step as a share of 1 + the largest of the vector; NaN if one is.
    `lanes` is [24], to work in."""
    a, b, bad = splat8(0.0), splat8(0.0), splat8(0.0)
    for block in range(step.size >> 3):
        s = load8(step, block << 3)
        a, b = larger(a, absolute(s)), larger(b, absolute(load8(vector, block << 3)))
        bad = bad + s * splat8(0.0)
    store8(lanes, 0, a)
    store8(lanes, 8, b)
    store8(lanes, 16, bad)
    moved, most, broken = 0.0, 0.0, 0.0
    for lane in range(8):
        moved, most = max(moved, lanes[lane]), max(most, lanes[8 + lane])
        broken += lanes[16 + lane]
    return moved / (1.0 + most) + broken
