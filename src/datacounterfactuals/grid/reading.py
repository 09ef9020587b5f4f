"""Reading: held statistics finished into scores."""

from collections.abc import Mapping, Sequence
from typing import Protocol, final

import numpy as np

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.core.arrays import Bools, Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.scores import Reading, Sampling, mean_over_repeats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.grid.wanted import Wanted

MEMORY = 16 << 20
"""Bytes that one block of readings may take."""


class Holds(Protocol):
    """What statistics are read from: a vault, or the memory of worlds that were just trained."""

    def read(self, keys: Lanes, columns: ColumnSet, repeat: int) -> Held: ...


@final
class Reader:
    """Finishes the scores of worlds, by their keys, on some columns."""

    def __init__(
        self,
        vault: Holds,
        evaluation: Evaluation,
        wanted: Sequence[Wanted],
        columns: tuple[Column, ...],
        repeats: int,
        seeded: bool,
        observed: bool = False,
    ) -> None:
        self.vault, self.evaluation, self.wanted = vault, evaluation, wanted
        self.columns, self.repeats = columns, repeats
        self.parts: list[list[Ints]] = []
        sizes: list[Floats] = []
        for column in columns:
            where = self._where(column)
            parts = column.parts(where, evaluation) if len(where.table) else []
            if len(parts) < 2:
                parts = []
            self.parts.append(parts)
            counts = where.constants["count"]
            sizes.append(np.array([counts[part].sum() for part in parts]))
        self.sampling = Sampling(
            columns, tuple(sizes), seeded, 1 if observed else repeats, evaluation.whole, observed
        )

    @property
    def block(self) -> int:
        """How many worlds to read at once."""
        cells = sum(len(w.read.atoms) * len(w.read.statistics) for w in self.wanted)
        replicates = sum(len(parts) for parts in self.parts)
        most = max(16, MEMORY // (8 * max(1, (cells + 3 * replicates) * self.repeats)))
        return 1 << (most.bit_length() - 1)  # so that blocks of a lattice hold whole rows of it

    def _where(self, column: Column) -> Evaluation:
        return self.evaluation if column.metric.additive else self.evaluation.single_points

    def read(self, keys: Lanes, with_parts: bool) -> Reading:
        """The scores of the worlds with these keys; NaN and a state where there is none.

        Of an observed study it is the mean over the runs of each world. However many worlds there
        are, what is read on the way takes the memory of one block.
        """
        count, repeats = len(keys), self.sampling.repeats
        shown = np.full((repeats, count, len(self.columns)), np.nan)
        same = all(column.oriented for column in self.columns)
        oriented = shown if same else shown.copy()
        kept = [parts if with_parts else [] for parts in self.parts]
        left = tuple(np.full((repeats, count, len(parts)), np.nan) for parts in kept)
        states = np.full(count, State.NOT_HELD, dtype=np.uint8)
        reasons: dict[int, str] = {}
        for start, stop in spans(count, self.block):
            piece = slice(start, stop)
            into = [shown[:, piece], *(one[:, piece] for one in left)]
            states[piece], why = self._read(keys[piece], kept, *into)
            reasons |= {start + place: text for place, text in why.items()}
            for place, column in enumerate(self.columns if not same else ()):
                oriented[:, piece, place] = column.orient(shown[:, piece, place])
        return Reading(shown, oriented, left, states, reasons)

    def _read(
        self, keys: Lanes, kept: Sequence[list[Ints]], shown: Floats, *left: Floats
    ) -> tuple[Bytes, dict[int, str]]:
        """Fill in one block of scores; the states of its worlds, and why some failed."""
        every = shown
        if self.sampling.observed:
            every = np.full((self.repeats, *shown.shape[1:]), np.nan)
        found = np.zeros(len(keys), dtype=bool)
        states = np.full(len(keys), State.REAL, dtype=np.uint8)
        reasons: dict[int, str] = {}
        for repeat in range(self.repeats):
            held, there, state, why = self._held(keys, repeat)
            found |= there
            states = np.maximum(states, np.where(there, state, State.REAL))
            reasons.update(why)
            good = there & (state < State.FAILED)
            some = slice(None) if good.all() else np.flatnonzero(good)
            for place, column in enumerate(self.columns):
                where = self._where(column)
                values = {
                    name: held[column.metric.additive][name][some]
                    for name in column.metric.needs(where.schema)
                }
                every[repeat, some, place] = column.shown(where, values)
                if kept[place]:  # never of an observed study
                    dropped = column.without_each(where, values, kept[place])
                    left[place][repeat, some] = column.orient(dropped)
        if self.sampling.observed:
            shown[0] = mean_over_repeats(every)
        return np.where(found, states, State.NOT_HELD).astype(np.uint8), reasons

    def _held(
        self, keys: Lanes, repeat: int
    ) -> tuple[dict[bool, Mapping[str, Floats]], Bools, Bytes, dict[int, str]]:
        by_kind: dict[bool, Mapping[str, Floats]] = {}
        there = np.ones(len(keys), dtype=bool)
        state = np.zeros(len(keys), dtype=np.uint8)
        why: dict[int, str] = {}
        for part in self.wanted:
            held = self.vault.read(keys, part.read, repeat)
            there &= held.found
            state = np.maximum(state, held.states)
            why.update(held.reasons)
            additive = part.evaluation is self.evaluation
            by_kind[additive] = {  # each in one piece, since every column goes through it
                name: np.ascontiguousarray(held.values[:, :, place])
                for place, name in enumerate(part.read.statistics)
            }
        return by_kind, there, state, why
