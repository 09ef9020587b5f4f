"""The n-grams of an evaluation: all that a language model needs counted, however large its text."""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.learners.lists import Lists

CHUNK = 1 << 21
"""Tokens that are counted at a time, so that an object may be larger than memory for them."""


@final
@dataclass(frozen=True)
class Counts:
    """How often some of many things occur: Int[k] places among them and Float[k] counts."""

    places: Ints
    values: Floats

    @staticmethod
    def of(dense: Floats) -> "Counts":
        places = np.flatnonzero(dense)
        return Counts(places, dense[places])


Counted = tuple[tuple[Counts, Counts], ...]
"""By length, the counts of the n-grams and of the contexts of an evaluation in another text."""


@final
@dataclass(frozen=True)
class Used:
    """How often each n-gram of one length stands in each of `atoms` atoms: a list for each."""

    order: "Order"
    lists: Lists
    atoms: int

    @staticmethod
    def of(order: "Order", gram: Ints, atom: Array, times: Floats, atoms: int) -> "Used":
        """From triples, of which those of n-gram -1 are none."""
        return Used(order, Lists.of(gram, atom, times, len(order.grams), atoms), atoms)

    @cached_property
    def gram(self) -> Ints:
        """The n-gram of each place of the lists."""
        return self.lists.which

    @cached_property
    def by_context(self) -> Lists:
        """The atoms of each context."""
        context, contexts = self.order.context_of[self.gram], len(self.order.contexts)
        return Lists.of(context, self.lists.places, self.lists.values, contexts, self.atoms)

    def sums(self, chosen: Bools) -> Floats:
        """How many tokens some of the n-grams stand for. Shape: [n-grams] to [atoms]."""
        here = chosen[self.gram]
        atom, times = self.lists.places[here], self.lists.values[here]
        return np.bincount(atom, times, self.atoms).astype(np.float64)

    def shorter(self, chosen: Bools, order: "Order") -> "Used":
        """Some of the n-grams without their first symbol. Shape: [n-grams]."""
        gram = np.where(chosen, self.order.shorter, -1)[self.gram]
        return Used.of(order, gram, self.lists.places, self.lists.values, self.atoms)


@final
@dataclass(frozen=True)
class Order:
    """The distinct n-grams of one length, each a context and a word.

    `contexts`: Int[contexts], sorted codes (first symbol, then the place of the rest among the
    contexts one shorter). `grams`: Int[grams], sorted codes (place of the context, then the word).
    `context_of`: Int[grams], the place of each n-gram's context. `shorter`: Int[grams], the place
    among the n-grams one shorter of what is left without the first symbol.
    """

    contexts: Ints
    grams: Ints
    context_of: Ints
    shorter: Ints


@final
@dataclass(frozen=True)
class Grams:
    """Every n-gram of a text, by length from 1 up.

    Contexts do not cross rows: before a row's first token stands a begin-of-row symbol, numbered
    `vocabulary`, that is never predicted. `longest`: Int[tokens], the place of the longest n-gram
    that ends at each token.
    """

    vocabulary: int
    orders: tuple[Order, ...]
    longest: Ints

    @staticmethod
    def of(table: Table, order: int) -> "Grams":
        """The n-grams of a table's text, up to length `order`."""
        vocabulary, words = table.schema.vocabulary, table.tokens
        history = _History(table, np.arange(len(words)))
        contexts, context = np.zeros(1, dtype=np.int64), np.zeros(len(words), dtype=np.int64)
        last = np.zeros(len(words), dtype=np.int64)
        orders: list[Order] = []
        for length in range(1, order + 1):
            if length > 1:
                codes = history.back(length - 1) * len(contexts) + context
                contexts, context = _ranked(codes)
            grams, gram = _ranked(context * vocabulary + words)
            shorter = np.zeros(len(grams), dtype=np.int64)
            shorter[gram] = last
            orders.append(Order(contexts, grams, grams // vocabulary, shorter))
            last = gram
        return Grams(vocabulary, tuple(orders), last)

    @staticmethod
    def recent(table: Table, order: int) -> "Grams":
        """As `of`, remembered for the tables used last: every object is counted against one."""
        for held, length, grams in _RECENT:
            if held() is table and length == order:
                return grams
        grams = Grams.of(table, order)
        _RECENT.append((weakref.ref(table), order, grams))
        del _RECENT[:-MOST_RECENT]
        return grams

    def used(self, evaluation: Evaluation) -> Used:
        """How often the longest n-grams stand in each atom; remembered for the evaluations used
        last."""
        for held, grams, used in _USED:
            if held() is evaluation and grams is self:
                return used
        atom = np.repeat(evaluation.atom_of, np.diff(evaluation.table.offsets))
        times = np.ones(len(self.longest))
        used = Used.of(self.orders[-1], self.longest, atom, times, len(evaluation.atoms))
        _USED.append((weakref.ref(evaluation), self, used))
        del _USED[:-MOST_RECENT]
        return used

    def count(self, table: Table) -> Counted:
        """How often each n-gram and each context occurs in another text, by length."""
        sums = [(np.zeros(len(o.grams)), np.zeros(len(o.contexts))) for o in self.orders]
        for start in range(0, len(table.tokens), CHUNK):
            stop = min(start + CHUNK, len(table.tokens))
            found = self._locate(table, np.arange(start, stop))
            for (grams, contexts), (gram, context) in zip(sums, found, strict=True):
                grams += np.bincount(gram, minlength=len(grams))
                contexts += np.bincount(context, minlength=len(contexts))
        return tuple((Counts.of(grams), Counts.of(contexts)) for grams, contexts in sums)

    def _locate(self, table: Table, tokens: Ints) -> Iterator[tuple[Ints, Ints]]:
        """By length, the places of the known n-grams and contexts that end at these tokens."""
        history = _History(table, tokens)
        context, known = np.zeros(len(tokens), dtype=np.int64), 1
        for length, order in enumerate(self.orders, start=1):
            if length > 1:
                context = _find(order.contexts, history.back(length - 1) * known + context)
                there = context >= 0
                history, context = history.take(there), context[there]
            known = len(order.contexts)
            gram = _find(order.grams, context * self.vocabulary + history.words)
            yield gram[gram >= 0], context


MOST_RECENT = 4
_RECENT: list[tuple[weakref.ref[Table], int, Grams]] = []
_USED: list[tuple[weakref.ref[Evaluation], Grams, Used]] = []


@final
class _History:
    """Some tokens of a table and what stands before them in their rows."""

    def __init__(self, table: Table, tokens: Ints, starts: Ints | None = None) -> None:
        if starts is None:
            rows = np.searchsorted(table.offsets, tokens, side="right") - 1
            starts = table.offsets[rows]
        self.table, self.tokens, self.starts = table, tokens, starts

    @property
    def words(self) -> Ints:
        return self.table.tokens[self.tokens]

    def back(self, steps: int) -> Ints:
        """The symbol so many steps before each token."""
        places = self.tokens - steps
        inside = places >= self.starts
        symbols = self.table.tokens[np.where(inside, places, self.tokens)]
        return np.where(inside, symbols, self.table.schema.vocabulary)

    def take(self, chosen: Bools) -> "_History":
        return _History(self.table, self.tokens[chosen], self.starts[chosen])


def _ranked(codes: Ints) -> tuple[Ints, Ints]:
    """The sorted distinct codes, and the place of each code among them."""
    distinct, places = np.unique(codes, return_inverse=True)
    return distinct, places.reshape(-1).astype(np.int64)


def _find(known: Ints, codes: Ints) -> Ints:
    """The place of each code among sorted known ones, -1 for an unknown one."""
    if len(known) == 0:
        return np.full(len(codes), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return np.where(known[places] == codes, places, -1)
