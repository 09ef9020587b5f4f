"""Dense linear algebra on one small matrix, its width a multiple of 8 numbers.

Loops count blocks by one: a range with a step costs a division each time it begins.
"""

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import (
    fma,
    load8,
    splat8,
    store8,
    total,
    totals8,
)


@kernel
def invert(matrix: Floats, pivot_row: Floats, order: int) -> bool:
    """Invert a positive definite matrix in place, by Gauss and Jordan; False if it is not one.

    Rows and columns from `order` on are those of the identity. Shape: [width, width]; `pivot_row`
    is [width] to work in.
    """
    width = matrix.shape[1]
    for k in range(order):
        pivot = matrix[k, k]
        if not pivot > 0.0:
            return False
        share = 1.0 / pivot
        for block in range(width >> 3):
            c = block << 3
            store8(pivot_row, c, load8(matrix, k * width + c) * splat8(share))
        pivot_row[k] = 1.0  # so that column k becomes 0 exactly, and is then set
        for four in range(width >> 2):
            i = four << 2
            f0, f1, f2, f3 = matrix[i, k], matrix[i + 1, k], matrix[i + 2, k], matrix[i + 3, k]
            for block in range(width >> 3):
                c = block << 3
                row, at = load8(pivot_row, c), i * width + c
                store8(matrix, at, fma(splat8(-f0), row, load8(matrix, at)))
                at += width
                store8(matrix, at, fma(splat8(-f1), row, load8(matrix, at)))
                at += width
                store8(matrix, at, fma(splat8(-f2), row, load8(matrix, at)))
                at += width
                store8(matrix, at, fma(splat8(-f3), row, load8(matrix, at)))
            matrix[i, k] = -f0 * share
            matrix[i + 1, k] = -f1 * share
            matrix[i + 2, k] = -f2 * share
            matrix[i + 3, k] = -f3 * share
        for block in range(width >> 3):
            c = block << 3
            store8(matrix, k * width + c, load8(pivot_row, c))
        matrix[k, k] = share
    return True


@inlined
def product(matrix: Floats, vector: Floats, out: Floats) -> None:
    """A symmetric matrix times a vector. Shapes: [width, width] and [width] to [width]."""
    width = matrix.shape[1]
    for column in range(width >> 3):
        c = column << 3
        a0, a1, a2, a3 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
        for four in range(width >> 2):
            k = four << 2
            at = k * width + c
            a0 = fma(splat8(vector[k]), load8(matrix, at), a0)
            at += width
            a1 = fma(splat8(vector[k + 1]), load8(matrix, at), a1)
            at += width
            a2 = fma(splat8(vector[k + 2]), load8(matrix, at), a2)
            at += width
            a3 = fma(splat8(vector[k + 3]), load8(matrix, at), a3)
        store8(out, c, (a0 + a1) + (a2 + a3))


@inlined
def copy(source: Floats, target: Floats) -> None:
    """Write one vector over another. Shapes: [width]."""
    for block in range(target.size >> 3):
        store8(target, block << 3, load8(source, block << 3))


@inlined
def add(vector: Floats, factor: float, other: Floats) -> None:
    """Add another vector, times a factor. Shapes: [width]."""
    for block in range(vector.size >> 3):
        at = block << 3
        store8(vector, at, fma(splat8(factor), load8(other, at), load8(vector, at)))


@inlined
def inner(a: Floats, b: Floats) -> float:
    """The inner product of two vectors whose length is a multiple of 8."""
    out = splat8(0.0)
    for block in range(a.size >> 3):
        c = block << 3
        out = fma(load8(a, c), load8(b, c), out)
    return total(out)


@inlined
def dots(
    rows: Floats, index: Ints, place: int, vectors: Floats, start: int, out: Floats, to: int
) -> None:
    """Eight chosen rows, from a place in the index on, times the vector that starts at `start`;
    into `out` from `to` on. Rows: [rows, width]."""
    width = rows.shape[1]
    i0, i1 = index[place] * width, index[place + 1] * width
    i2, i3 = index[place + 2] * width, index[place + 3] * width
    i4, i5 = index[place + 4] * width, index[place + 5] * width
    i6, i7 = index[place + 6] * width, index[place + 7] * width
    a0, a1, a2, a3 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
    a4, a5, a6, a7 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
    for block in range(width >> 3):
        c = block << 3
        v = load8(vectors, start + c)
        a0 = fma(load8(rows, i0 + c), v, a0)
        a1 = fma(load8(rows, i1 + c), v, a1)
        a2 = fma(load8(rows, i2 + c), v, a2)
        a3 = fma(load8(rows, i3 + c), v, a3)
        a4 = fma(load8(rows, i4 + c), v, a4)
        a5 = fma(load8(rows, i5 + c), v, a5)
        a6 = fma(load8(rows, i6 + c), v, a6)
        a7 = fma(load8(rows, i7 + c), v, a7)
    store8(out, to, totals8(a0, a1, a2, a3, a4, a5, a6, a7))


@inlined
def combine(
    rows: Floats, index: Ints, place: int, factors: Floats, start: int, out: Floats, to: int
) -> None:
    """Add eight chosen rows, from a place in the index on, each times its factor, of those that
    start at `start`, to the vector in `out` that starts at `to`. Rows: [rows, width]."""
    width = rows.shape[1]
    i0, i1 = index[place] * width, index[place + 1] * width
    i2, i3 = index[place + 2] * width, index[place + 3] * width
    i4, i5 = index[place + 4] * width, index[place + 5] * width
    i6, i7 = index[place + 6] * width, index[place + 7] * width
    f0, f1 = splat8(factors[start]), splat8(factors[start + 1])
    f2, f3 = splat8(factors[start + 2]), splat8(factors[start + 3])
    f4, f5 = splat8(factors[start + 4]), splat8(factors[start + 5])
    f6, f7 = splat8(factors[start + 6]), splat8(factors[start + 7])
    for block in range(width >> 3):
        c = block << 3
        a = fma(f1, load8(rows, i1 + c), f0 * load8(rows, i0 + c))
        b = fma(f3, load8(rows, i3 + c), f2 * load8(rows, i2 + c))
        a = fma(f4, load8(rows, i4 + c), a)
        b = fma(f5, load8(rows, i5 + c), b)
        a = fma(f6, load8(rows, i6 + c), a)
        b = fma(f7, load8(rows, i7 + c), b)
        store8(out, to + c, load8(out, to + c) + (a + b))


@kernel
def gram(rows: Floats, count: int, out: Floats) -> None:
    """The products of every two columns, summed over the first `count` rows. Shape: [rows, width]
    to [width, width]."""
    width = rows.shape[1]
    for row_block in range(width >> 3):
        r = row_block << 3
        for column_block in range(row_block + 1):
            c = column_block << 3
            a0, a1, a2, a3 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
            a4, a5, a6, a7 = splat8(0.0), splat8(0.0), splat8(0.0), splat8(0.0)
            for i in range(count):
                x = load8(rows, i * width + c)
                a0 = fma(splat8(rows[i, r]), x, a0)
                a1 = fma(splat8(rows[i, r + 1]), x, a1)
                a2 = fma(splat8(rows[i, r + 2]), x, a2)
                a3 = fma(splat8(rows[i, r + 3]), x, a3)
                a4 = fma(splat8(rows[i, r + 4]), x, a4)
                a5 = fma(splat8(rows[i, r + 5]), x, a5)
                a6 = fma(splat8(rows[i, r + 6]), x, a6)
                a7 = fma(splat8(rows[i, r + 7]), x, a7)
            at = r * width + c
            store8(out, at, a0)
            store8(out, at + width, a1)
            store8(out, at + 2 * width, a2)
            store8(out, at + 3 * width, a3)
            store8(out, at + 4 * width, a4)
            store8(out, at + 5 * width, a5)
            store8(out, at + 6 * width, a6)
            store8(out, at + 7 * width, a7)
    for r in range(width):
        for c in range(r + 1, width):
            out[r, c] = out[c, r]
