"""Trying: worlds trained at once and in memory. No bank is read or written."""

from collections.abc import Sequence
from typing import final

import numpy as np

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.shutting import refuse_rows
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.grid.reading import Reader
from datacounterfactuals.grid.wanted import wanted
from datacounterfactuals.study.study import Study

MEMORY = 64 << 20
"""Bytes that a scorer may use for one block."""


def tried(study: Study, worlds: Worlds, columns: Sequence[Column] | None = None) -> Scores:
    """The scores of worlds, trained here and now and kept nowhere but in the reply.

    For a few worlds of a small study that somebody is changing under the hand; everything else
    belongs into a grid, which keeps what it trained. The numbers are those that a grid gives.
    Raises StudyError for a study without a learner, or a column that needs other cells first.
    """
    learner = study.learner
    if learner is None:
        raise StudyError(
            f"the study {study.name!r} has no learner: its cells are runs made elsewhere",
            "Use a study that trains",
        )
    refuse_rows(study.universe, worlds)
    chosen = tuple(study.columns() if columns is None else columns)
    evaluation = study.evaluation
    needed = wanted(evaluation, learner, chosen)
    repeats = study.repeats if learner.capability.seeded else 1
    memory = _Memory(len(worlds))
    for part in needed:
        summaries = [study.summary(at, part.evaluation) for at in range(len(study.universe))]
        statistics = part.read.statistics
        scorer = learner.scorer(summaries, part.evaluation, statistics, study.seed)
        for repeat in range(repeats):
            held = memory.room(part.read, repeat)
            for block in scorer.fill(worlds, repeat, MEMORY):
                held.values[block.rows] = block.values
                held.states[block.rows] = block.states
                reasons = {int(block.rows[place]): why for place, why in block.reasons}
                memory.reasons[part.read, repeat].update(reasons)
    reader = Reader(memory, evaluation, needed, chosen, repeats, learner.capability.seeded)
    # Rows are read by their place: two worlds of equal content are two rows here.
    return Scores(worlds, reader.sampling, reader.read(memory.keys, with_parts=False))


@final
class _Memory:
    """Statistics by place instead of by key: what a reader reads in place of a vault."""

    def __init__(self, count: int) -> None:
        self.keys: Lanes = np.stack([np.arange(count, dtype=np.uint64)] * 2, axis=1)
        self._held: dict[tuple[ColumnSet, int], Held] = {}
        self.reasons: dict[tuple[ColumnSet, int], dict[int, str]] = {}

    def room(self, columns: ColumnSet, repeat: int) -> Held:
        count = len(self.keys)
        reasons = self.reasons.setdefault((columns, repeat), {})
        held = Held(
            np.ones(count, dtype=bool),
            np.full(count, State.NOT_HELD, dtype=np.uint8),
            np.full((count, len(columns.atoms), len(columns.statistics)), np.nan),
            reasons,
        )
        self._held[columns, repeat] = held
        return held

    def read(self, keys: Lanes, columns: ColumnSet, repeat: int) -> Held:
        places = keys[:, 0].astype(np.int64)
        held = self._held[columns, repeat]
        at = {int(place): row for row, place in enumerate(places)}
        reasons = {at[place]: why for place, why in held.reasons.items() if place in at}
        return Held(held.found[places], held.states[places], held.values[places], reasons)
