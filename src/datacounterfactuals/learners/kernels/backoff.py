"""Backing off: the logarithms of an n-gram model's probabilities in sixteen worlds at once.

What differs in length (the objects that hold a thing, the atoms it stands in) is listed one after
another: list i of a thing goes from `ends[i]` to `ends[i + 1]`.
"""

from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import fma, load8, log, splat8, store8

TILE = 16


@kernel
def columns(weights: Floats, first: int, last: int, out: Floats) -> None:
    """The weights of worlds first..last side by side, zeros after them. Shapes: [worlds, objects or
    fewer] to [objects, TILE]."""
    out[:] = 0.0
    for world in range(last - first):
        for item in range(weights.shape[1]):
            out[item, world] = weights[first + world, item]


@inlined
def add_times(
    sums: Floats, atoms: Array, times: Floats, begin: int, end: int, one: Any, two: Any
) -> None:
    """Add numbers, held in two registers, to the sums of atoms, so often as each list says."""
    for place in range(begin, end):
        at, often = int(atoms[place]) * TILE, splat8(times[place])
        store8(sums, at, fma(often, one, load8(sums, at)))
        store8(sums, at + 8, fma(often, two, load8(sums, at + 8)))


@kernel
def level(
    alpha: float,
    weights: Floats,
    shorter: Floats,
    firsts: Array,
    contexts: Ints,
    context_ends: Array,
    context_objects: Array,
    context_counts: Floats,
    context_shares: Array,
    context_atoms: Array,
    context_times: Floats,
    grams: Ints,
    gram_ends: Array,
    gram_objects: Array,
    gram_counts: Floats,
    gram_shares: Array,
    gram_atoms: Array,
    gram_times: Floats,
    below: Array,
    keep: bool,
    own: Floats,
    sums: Floats,
) -> None:
    """Add the logarithms of one order to `sums`, [atoms, TILE]; if `keep`, write the probabilities
    of its n-grams to `own`, [n-grams, TILE].

    `weights`: [objects, TILE]; `shorter`: the probabilities one order down. Context c is that of
    the n-grams from `firsts[c]` to `firsts[c + 1]`, and `below` says which shorter one each backs
    off to. `contexts`, `grams`: which of the lists of atoms is whose.
    """
    for context in range(firsts.size - 1):
        a, b = splat8(alpha), splat8(alpha)
        for held in range(context_ends[context], context_ends[context + 1]):
            at, count = int(context_objects[held]) * TILE, splat8(context_counts[held])
            a = fma(count, load8(weights, at), a)
            b = fma(count, load8(weights, at + 8), b)
        place = contexts[context]
        begin, end = int(context_shares[place]), int(context_shares[place + 1])
        if begin < end:
            add_times(sums, context_atoms, context_times, begin, end, log(a), log(b))
        for gram in range(firsts[context], firsts[context + 1]):
            at = int(below[gram]) * TILE
            c = splat8(alpha) * load8(shorter, at)
            d = splat8(alpha) * load8(shorter, at + 8)
            for held in range(gram_ends[gram], gram_ends[gram + 1]):
                at, count = int(gram_objects[held]) * TILE, splat8(gram_counts[held])
                c = fma(count, load8(weights, at), c)
                d = fma(count, load8(weights, at + 8), d)
            if keep:
                store8(own, gram * TILE, c / a)
                store8(own, gram * TILE + 8, d / b)
            place = grams[gram]
            begin, end = int(gram_shares[place]), int(gram_shares[place + 1])
            if begin < end:
                add_times(sums, gram_atoms, gram_times, begin, end, -log(c), -log(d))


@kernel
def finish(sums: Floats, constant: Floats, first: int, last: int, out: Floats) -> None:
    """From sums of natural logarithms to bits. Shapes: [atoms, TILE] and [atoms] to [worlds,
    atoms]."""
    for world in range(last - first):
        for atom in range(constant.size):
            out[first + world, atom] = sums[atom, world] / np.log(2.0) + constant[atom]
