"""How an n-gram model backs off: what is computed of a world at each order, and what never is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.learners.grams import Counted, Counts, Grams

DENSE = 0.05
"""Counts of which a larger share is not zero are multiplied as a dense matrix."""
TILE = 2048
"""N-grams that are evaluated at once, so that what is computed of them stays in the cache."""


@final
@dataclass(frozen=True)
class _Tile:
    """Some n-grams of one order that occur in some object.

    `counts`: [n-grams, objects]. `scored`: those whose bits are summed here (not in a longer
    n-gram), and `share`: [atoms, scored], how often each occurs in each atom.
    """

    counts: Any
    shorter: Ints
    context_of: Ints
    scored: Ints
    share: Any


@final
@dataclass(frozen=True)
class Level:
    """One order: its n-grams in tiles, and its contexts with how often each stands in an atom."""

    alpha: float
    tiles: tuple[_Tile, ...]
    contexts: Any
    share: Any
    last: bool

    @property
    def cells(self) -> int:
        """Numbers that are held at once for each world, about."""
        grams = [len(tile.shorter) for tile in self.tiles] or [0]
        return (max(grams) if self.last else sum(grams)) + self.contexts.shape[0]

    def add_bits(self, columns: Floats, shorter: Floats, bits: Floats) -> Floats:
        """Add this order's bits to [atoms, worlds]; returns p [n-grams, worlds] of this order."""
        below = self.contexts @ columns
        below += self.alpha
        bits += self.share @ np.log2(below)
        out: list[Floats] = []
        for tile in self.tiles:
            above = tile.counts @ columns
            above += self.alpha * shorter[tile.shorter]
            scored = above if len(tile.scored) == len(above) else above[tile.scored]
            if len(scored):
                bits -= tile.share @ np.log2(scored)
            if not self.last:
                out.append(above / below[tile.context_of])
        return np.concatenate(out) if out else shorter[:0]


def levels(
    objects: Sequence[Counted], grams: Grams, evaluation: Evaluation, alphas: tuple[float, ...]
) -> tuple[list[Level], Floats]:
    """What to compute, from the longest n-grams down, and the bits that no world changes.

    An n-gram that no object holds has `p_k = a_k p_{k-1} / (c(h) + a_k)`, so its logarithm is a
    sum: only its context is evaluated here, the rest in the order below.
    """
    atoms = len(evaluation.atoms)
    atom = np.repeat(evaluation.atom_of, np.diff(evaluation.table.offsets))
    gram, times = grams.longest, np.ones(len(grams.longest))
    constant = np.zeros(atoms)
    out: list[Level] = []
    kept = _seen([one[-1][0] for one in objects], len(grams.orders[-1].grams))
    for place in reversed(range(len(grams.orders))):
        order, alpha = grams.orders[place], alphas[place]
        heads = [one[place][1] for one in objects]
        in_use = _seen(heads, len(order.contexts))
        context = order.context_of[gram]
        under = in_use[context] >= 0
        share = _sparse(times[under], atom[under], in_use[context[under]], (atoms, _top(in_use)))
        here = kept[gram] >= 0
        wanted = _sparse(times[here], atom[here], kept[gram[here]], (atoms, _top(kept)))
        lost = under & ~here
        constant -= math.log2(alpha) * np.bincount(atom[lost], times[lost], minlength=atoms)
        below = (
            np.zeros(1, dtype=np.int64)
            if place == 0
            else _seen([one[place - 1][0] for one in objects], len(grams.orders[place - 1].grams))
        )
        chosen = np.flatnonzero(kept >= 0)
        tiles = _tiles(
            _matrix([one[place][0] for one in objects], kept),
            below[order.shorter[chosen]],
            in_use[order.context_of[chosen]],
            wanted,
        )
        last = place == len(grams.orders) - 1
        out.append(Level(alpha, tiles, _matrix(heads, in_use), share, last))
        atom, gram, times = _merged(atom[~here], order.shorter[gram[~here]], times[~here])
        kept = below
    constant += math.log2(grams.vocabulary) * np.bincount(atom, times, minlength=atoms)
    return out[::-1], constant


def _tiles(counts: Any, shorter: Ints, context_of: Ints, wanted: Any) -> tuple[_Tile, ...]:
    by_gram = wanted.tocsc()
    tiles: list[_Tile] = []
    for start, stop in spans(len(shorter), TILE):
        share = by_gram[:, start:stop]
        scored = np.flatnonzero(np.diff(share.indptr))
        part = counts[start:stop]
        tiles.append(
            _Tile(
                part, shorter[start:stop], context_of[start:stop], scored, share[:, scored].tocsr()
            )
        )
    return tuple(tiles)


def _seen(counts: Sequence[Counts], length: int) -> Ints:
    """Number the things that any object holds, -1 for the others. Shape: [length]."""
    there = np.zeros(length, dtype=bool)
    for one in counts:
        there[one.places] = True
    return np.where(there, np.cumsum(there) - 1, -1)


def _top(numbers: Ints) -> int:
    return int(numbers.max(initial=-1)) + 1


def _matrix(counts: Sequence[Counts], numbers: Ints) -> Any:
    """The counts of the numbered things by object, dense if that pays. [things, objects]."""
    values = np.concatenate([np.zeros(0), *(one.values for one in counts)])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(one.places for one in counts)])
    columns = np.repeat(np.arange(len(counts)), [len(one.places) for one in counts])
    out = _sparse(values, numbers[rows], columns, (_top(numbers), len(counts)))
    return out.toarray() if len(values) > DENSE * out.shape[0] * out.shape[1] else out


def _sparse(values: Floats, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    return csr_array((values, (rows, columns)), shape=shape)


def _merged(atom: Ints, gram: Ints, times: Floats) -> tuple[Ints, Ints, Floats]:
    """Add up what stands in the same atom under the same n-gram."""
    width = int(gram.max(initial=0)) + 1
    codes, places = np.unique(atom * width + gram, return_inverse=True)
    sums = np.bincount(places.reshape(-1), times, len(codes)).astype(np.float64)
    return codes // width, codes % width, sums
