"""An n-gram model on rows of six corpora, against counting and evaluating afresh for every row."""

import math
import time
from collections.abc import Callable

import numpy as np

from benchmarks.harness.claim import Claim, Setting, Side, Sides
from benchmarks.harness.limits import product
from benchmarks.harness.sides import timed
from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.table import Table
from datacounterfactuals.grid.filling import MEMORY
from datacounterfactuals.learners.grams import Grams
from datacounterfactuals.learners.ngram import Ngram
from datacounterfactuals.study.loading import load

PLACE = 15
CLOSE = 1e-9


def corpora(quick: bool) -> tuple[tuple[Table, ...], Evaluation]:
    """The five corpora of the shipped study, the last in two, and its held-out text."""
    study = load("corpora")
    tables = [study.table(place) for place in range(5)]
    last = np.arange(len(tables[-1]))
    six = [*tables[:-1], tables[-1].take(last[::2]), tables[-1].take(last[1::2])]
    if quick:
        six = [table.take(np.arange(20)) for table in six[:3]]
    return tuple(six), study.evaluation


def build(setting: Setting) -> Sides:
    """All rows on our side, from corpora that were counted once (said beside), a few on the other.
    The limit adds up counts by matrix products."""
    tables, evaluation = corpora(setting.quick)
    learner, wide = Ngram(), len(tables)
    lattice = Lattice(wide, tuple(range(wide)))

    began = time.perf_counter()
    objects = [learner.summarise(table, evaluation) for table in tables]
    counting = time.perf_counter() - began

    def fill() -> Floats:
        scorer = learner.scorer(objects, evaluation, ("bits",), 0)
        out = np.empty((len(lattice), len(evaluation.atoms)))
        for block in scorer.fill(lattice, 0, MEMORY):
            out[block.rows] = block.values[:, :, 0]
        return out

    draw = np.random.default_rng(1)
    places = np.sort(draw.choice(np.arange(1, len(lattice)), setting.pick(10, 2), replace=False))
    run = afresh(tables, evaluation, learner, lattice.weights(0, len(lattice))[places])
    theirs = run()
    apart = float((np.abs(fill()[places] - theirs) / theirs).max())
    assert apart < CLOSE, f"bits are {apart:.1e} apart"
    orders = Grams.recent(evaluation.table, learner.order).orders
    counts = sum(len(order.grams) + len(order.contexts) for order in orders)
    ours = timed("datacounterfactuals", fill, len(lattice), None)
    return Sides(
        ours,
        (Side("numpy, counting afresh", timed("", run, 1.0, None).run, len(places)),),
        product(2.0 * counts * wide),
        f"bits of {len(evaluation.atoms)} atoms within {apart:.0e} in {len(places)} rows",
        facts=lambda: {
            "counting the corpora, once (ms)": 1e3 * counting,
            "tokens": sum(len(table.tokens) for table in tables),
            "tokens to score": len(evaluation.table.tokens),
        },
    )


def afresh(
    tables: tuple[Table, ...], evaluation: Evaluation, learner: Ngram, rows: Floats
) -> Callable[[], Floats]:
    """The bits of every atom, world by world. Shape: [worlds, objects] to [worlds, atoms]."""
    vocabulary = evaluation.schema.vocabulary
    first, second = learner.alphas
    words = [table.tokens for table in tables]
    befores = [_before(table, vocabulary) for table in tables]
    word, before = evaluation.table.tokens, _before(evaluation.table, vocabulary)
    atom = np.repeat(evaluation.atom_of, np.diff(evaluation.table.offsets))
    wanted = before * vocabulary + word

    def run() -> Floats:
        out = np.empty((len(rows), len(evaluation.atoms)))
        for place, world in enumerate(rows):
            there = np.flatnonzero(world)
            tokens = np.concatenate([words[n] for n in there])
            contexts = np.concatenate([befores[n] for n in there])
            single = np.bincount(tokens, minlength=vocabulary)
            context = np.bincount(contexts, minlength=vocabulary + 1)
            codes, counts = np.unique(contexts * vocabulary + tokens, return_counts=True)
            found = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
            pair = np.where(codes[found] == wanted, counts[found], 0)
            short = (single[word] + first / vocabulary) / (len(tokens) + first)
            share = (pair + second * short) / (context[before] + second)
            out[place] = np.bincount(atom, -np.log(share), len(evaluation.atoms)) / math.log(2)
        return out

    return run


def _before(table: Table, vocabulary: int) -> Ints:
    """The word before each token; at the start of a row, the symbol beyond the vocabulary."""
    out = np.empty(len(table.tokens), dtype=np.int64)
    out[1:] = table.tokens[:-1]
    out[table.offsets[:-1][np.diff(table.offsets) > 0]] = vocabulary
    return out


CLAIMS = (
    Claim(
        "ngram",
        "bigram model, six corpora (64 rows)",
        "rows/s",
        build,
        times=100.0,
        bound="adding up the counts at the speed of a double-precision product, without logarithms",
    ),
)
