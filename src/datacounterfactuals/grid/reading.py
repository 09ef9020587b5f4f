"""Reading: held statistics finished into scores."""

from collections.abc import Mapping, Sequence
from typing import final

import numpy as np

from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Bools, Bytes, Floats, Ints, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.scores import Reading, Sampling, mean_over_repeats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.grid.wanted import Wanted

MEMORY = 64 << 20
"""Bytes that one block of readings may take."""


@final
class Reader:
    """Finishes the scores of worlds, by their keys, on some columns."""

    def __init__(
        self,
        vault: Vault,
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
        return max(16, MEMORY // (8 * max(1, (cells + 3 * replicates) * self.repeats)))

    def _where(self, column: Column) -> Evaluation:
        return self.evaluation if column.metric.additive else self.evaluation.single_points

    def read(self, keys: Lanes, with_parts: bool) -> Reading:
        """The scores of the worlds with these keys; NaN and a state where there is none.

        Of an observed study it is the mean over the runs of each world.
        """
        count, width = len(keys), len(self.columns)
        shown = np.full((self.repeats, count, width), np.nan)
        found = np.zeros(count, dtype=bool)
        states = np.full(count, State.REAL, dtype=np.uint8)
        reasons: dict[int, str] = {}
        kept = [parts if with_parts else [] for parts in self.parts]
        left = [np.full((self.repeats, count, len(parts)), np.nan) for parts in kept]
        for repeat in range(self.repeats):
            held, there, state, why = self._held(keys, repeat)
            found |= there
            states = np.maximum(states, np.where(there, state, State.REAL))
            reasons.update(why)
            good = np.flatnonzero(there & (state < State.FAILED))
            for place, column in enumerate(self.columns):
                where = self._where(column)
                values = {
                    name: held[column.metric.additive][name][good]
                    for name in column.metric.needs(where.schema)
                }
                shown[repeat, good, place] = column.shown(where, values)
                if kept[place]:
                    dropped = column.without_each(where, values, kept[place])
                    left[place][repeat, good] = column.orient(dropped)
        if self.sampling.observed:
            shown = mean_over_repeats(shown)[None]
            left = [np.full((1, count, len(parts)), np.nan) for parts in kept]
        oriented = np.full_like(shown, np.nan)
        for place, column in enumerate(self.columns):
            oriented[:, :, place] = column.orient(shown[:, :, place])
        states = np.where(found, states, State.NOT_HELD).astype(np.uint8)
        return Reading(shown, oriented, tuple(left), states, reasons)

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
            by_kind[additive] = {
                name: held.values[:, :, place] for place, name in enumerate(part.read.statistics)
            }
        return by_kind, there, state, why
