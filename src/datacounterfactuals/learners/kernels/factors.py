"""Factors: symmetric systems of eight worlds at once, a lane for each.

A matrix is its lower triangle, row after row, every number eight lanes. It is factored as
L D L', so that a pivot below 0, which only rounding makes, needs no root. What is kept are the
columns of L D, and 1 / D.
"""

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import F8, fma, load8, splat8, store8


def rows_of(features: int, sides: int) -> int:
    """The rows of a triangle that holds so many features, and then right-hand sides."""
    return -(-(features + sides) // 4) * 4


@kernel
def factor(
    matrix: Floats, base: int, features: int, order: int, inverse: Floats, taken: Floats
) -> None:
    """Factor a matrix in place, and solve L y = b for every right-hand side b that stands below it
    as a row more, which becomes y.

    `matrix`: [numbers, 8], with a triangle of `order` rows, a multiple of 4, from row `base` on.
    `inverse`: [order, 8], the reciprocals of the pivots. `taken`: [4 * order, 8], to work in.
    """
    for step in range((features + 3) >> 2):
        j = step << 2
        at = j << 3
        s0, s1 = (base + (j * (j + 1) >> 1)) << 3, (base + ((j + 1) * (j + 2) >> 1)) << 3
        s2 = (base + ((j + 2) * (j + 3) >> 1)) << 3
        s3 = (base + ((j + 3) * (j + 4) >> 1)) << 3
        a00, a10, a11 = load8(matrix, s0 + at), load8(matrix, s1 + at), load8(matrix, s1 + at + 8)
        a20, a21 = load8(matrix, s2 + at), load8(matrix, s2 + at + 8)
        a22, a30 = load8(matrix, s2 + at + 16), load8(matrix, s3 + at)
        a31, a32 = load8(matrix, s3 + at + 8), load8(matrix, s3 + at + 16)
        a33 = load8(matrix, s3 + at + 24)
        for k in range(j):
            t, u, over = k << 5, k << 3, -load8(inverse, k << 3)
            x0, x1 = load8(matrix, s0 + u), load8(matrix, s1 + u)
            x2, x3 = load8(matrix, s2 + u), load8(matrix, s3 + u)
            w0, w1, w2, w3 = x0 * over, x1 * over, x2 * over, x3 * over
            store8(taken, t, w0)
            store8(taken, t + 8, w1)
            store8(taken, t + 16, w2)
            store8(taken, t + 24, w3)
            a00, a10, a11 = fma(x0, w0, a00), fma(x1, w0, a10), fma(x1, w1, a11)
            a20, a21, a22 = fma(x2, w0, a20), fma(x2, w1, a21), fma(x2, w2, a22)
            a30, a31 = fma(x3, w0, a30), fma(x3, w1, a31)
            a32, a33 = fma(x3, w2, a32), fma(x3, w3, a33)
        over0 = splat8(1.0) / a00
        m10, m20, m30 = -(a10 * over0), -(a20 * over0), -(a30 * over0)
        a11, a21, a31 = fma(a10, m10, a11), fma(a20, m10, a21), fma(a30, m10, a31)
        over1 = splat8(1.0) / a11
        m21, m31 = -(a21 * over1), -(a31 * over1)
        a22 = fma(a21, m21, fma(a20, m20, a22))
        a32 = fma(a31, m21, fma(a30, m20, a32))
        over2 = splat8(1.0) / a22
        m32 = -(a32 * over2)
        a33 = fma(a32, m32, fma(a31, m31, fma(a30, m30, a33)))
        store8(inverse, at, over0)
        store8(inverse, at + 8, over1)
        store8(inverse, at + 16, over2)
        store8(inverse, at + 24, splat8(1.0) / a33)
        store8(matrix, s1 + at, a10)
        store8(matrix, s1 + at + 8, a11)
        store8(matrix, s2 + at, a20)
        store8(matrix, s2 + at + 8, a21)
        store8(matrix, s2 + at + 16, a22)
        store8(matrix, s3 + at, a30)
        store8(matrix, s3 + at + 8, a31)
        store8(matrix, s3 + at + 16, a32)
        store8(matrix, s3 + at + 24, a33)
        for block in range(step + 1, order >> 2):
            i = block << 2
            s0 = (base + ((i + 0) * (i + 1) >> 1)) << 3
            s1 = (base + ((i + 1) * (i + 2) >> 1)) << 3
            s2 = (base + ((i + 2) * (i + 3) >> 1)) << 3
            s3 = (base + ((i + 3) * (i + 4) >> 1)) << 3
            a00, a01, a02, a03 = (
                load8(matrix, s0 + at),
                load8(matrix, s0 + at + 8),
                load8(matrix, s0 + at + 16),
                load8(matrix, s0 + at + 24),
            )
            a10, a11, a12, a13 = (
                load8(matrix, s1 + at),
                load8(matrix, s1 + at + 8),
                load8(matrix, s1 + at + 16),
                load8(matrix, s1 + at + 24),
            )
            a20, a21, a22, a23 = (
                load8(matrix, s2 + at),
                load8(matrix, s2 + at + 8),
                load8(matrix, s2 + at + 16),
                load8(matrix, s2 + at + 24),
            )
            a30, a31, a32, a33 = (
                load8(matrix, s3 + at),
                load8(matrix, s3 + at + 8),
                load8(matrix, s3 + at + 16),
                load8(matrix, s3 + at + 24),
            )
            for k in range(j):
                t, u = k << 5, k << 3
                w0, w1 = load8(taken, t), load8(taken, t + 8)
                w2, w3 = load8(taken, t + 16), load8(taken, t + 24)
                x = load8(matrix, s0 + u)
                a00, a01 = fma(x, w0, a00), fma(x, w1, a01)
                a02, a03 = fma(x, w2, a02), fma(x, w3, a03)
                x = load8(matrix, s1 + u)
                a10, a11 = fma(x, w0, a10), fma(x, w1, a11)
                a12, a13 = fma(x, w2, a12), fma(x, w3, a13)
                x = load8(matrix, s2 + u)
                a20, a21 = fma(x, w0, a20), fma(x, w1, a21)
                a22, a23 = fma(x, w2, a22), fma(x, w3, a23)
                x = load8(matrix, s3 + u)
                a30, a31 = fma(x, w0, a30), fma(x, w1, a31)
                a32, a33 = fma(x, w2, a32), fma(x, w3, a33)
            _finish(matrix, s0 + at, a00, a01, a02, a03, m10, m20, m30, m21, m31, m32)
            _finish(matrix, s1 + at, a10, a11, a12, a13, m10, m20, m30, m21, m31, m32)
            _finish(matrix, s2 + at, a20, a21, a22, a23, m10, m20, m30, m21, m31, m32)
            _finish(matrix, s3 + at, a30, a31, a32, a33, m10, m20, m30, m21, m31, m32)


@inlined
def _finish(
    matrix: Floats,
    at: int,
    a0: F8,
    a1: F8,
    a2: F8,
    a3: F8,
    m10: F8,
    m20: F8,
    m30: F8,
    m21: F8,
    m31: F8,
    m32: F8,
) -> None:
    """Take the three columns before from each of four numbers of a row, and write them."""
    a1 = fma(a0, m10, a1)
    a2 = fma(a1, m21, fma(a0, m20, a2))
    a3 = fma(a2, m32, fma(a1, m31, fma(a0, m30, a3)))
    store8(matrix, at, a0)
    store8(matrix, at + 8, a1)
    store8(matrix, at + 16, a2)
    store8(matrix, at + 24, a3)


@kernel
def substitute(matrix: Floats, base: int, features: int, side: int, inverse: Floats) -> None:
    """Solve D L' x = y, where y is right-hand side number `side` as `factor` left it, and becomes
    x."""
    row = features + side
    to = (base + (row * (row + 1) >> 1)) << 3
    for back in range(features):
        k = features - 1 - back
        x = load8(matrix, to + (k << 3)) * load8(inverse, k << 3)
        store8(matrix, to + (k << 3), x)
        start = (base + (k * (k + 1) >> 1)) << 3
        for i in range(k):
            at = i << 3
            store8(matrix, to + at, fma(-load8(matrix, start + at), x, load8(matrix, to + at)))
