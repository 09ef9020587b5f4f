"""Prepared rows: what a learner is given, after the frozen preprocessing."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints, Lanes
from datacounterfactuals.core.content import canonical_order, total

Task = Literal["classification", "regression", "text", "scores"]


@final
@dataclass(frozen=True)
class Schema:
    """What all tables of a study share: the task and everything frozen about its answers.

    `classes` names the labels in their order (classification); `center` is the value that a
    model without data predicts (regression); `vocabulary` is the number of tokens, the unknown
    one included (text); `features` is the number of feature columns.
    """

    task: Task
    classes: tuple[str, ...] = ()
    center: float = 0.0
    vocabulary: int = 0
    features: int = 0


@final
@dataclass(frozen=True, eq=False)
class Table:
    """Rows in canonical order (by content hash).

    `hashes`: Lanes[rows, 2]. `features`: Float[rows, d]. `target`: class numbers Int[rows]
    (classification), Float[rows] (regression) or zeros. Text has its token numbers end to end in
    `tokens`, and row r is `tokens[offsets[r]:offsets[r + 1]]`. `path` is the file that holds the
    raw rows, for learners that are programs of their own.
    """

    schema: Schema
    hashes: Lanes
    features: Floats
    target: Array
    tokens: Ints
    offsets: Ints
    path: str = ""

    def __len__(self) -> int:
        return len(self.hashes)

    @property
    def content(self) -> Lanes:
        """The order-free hash of all rows. Shape: [2]."""
        return total(self.hashes)

    def take(self, rows: Array) -> "Table":
        """Some of the rows, in the order given."""
        tokens, offsets = _take_tokens(self.tokens, self.offsets, rows)
        return Table(
            self.schema,
            self.hashes[rows],
            self.features[rows],
            self.target[rows],
            tokens,
            offsets,
            self.path,
        )

    def sorted(self) -> "Table":
        """The same rows in canonical order."""
        return self.take(canonical_order(self.hashes))

    @staticmethod
    def of(
        schema: Schema,
        hashes: Lanes,
        *,
        features: Floats | None = None,
        target: Array | None = None,
        texts: list[Ints] | None = None,
        path: str = "",
    ) -> "Table":
        """A table in canonical order, from rows in any order."""
        rows = len(hashes)
        tokens = np.concatenate([np.zeros(0, dtype=np.int64), *(texts or [])]).astype(np.int64)
        lengths = [len(text) for text in texts] if texts is not None else [0] * rows
        return Table(
            schema,
            hashes,
            np.zeros((rows, 0)) if features is None else features,
            np.zeros(rows) if target is None else target,
            tokens,
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            path,
        ).sorted()

    @staticmethod
    def join(tables: "list[Table]") -> "Table":
        """Several tables as one, in canonical order."""
        first = tables[0]
        ends = np.cumsum([0, *(len(table.tokens) for table in tables)])
        offsets = [t.offsets[1:] + end for t, end in zip(tables, ends[:-1], strict=True)]
        return Table(
            first.schema,
            np.concatenate([table.hashes for table in tables]),
            np.concatenate([table.features for table in tables]),
            np.concatenate([table.target for table in tables]),
            np.concatenate([table.tokens for table in tables]),
            np.concatenate([np.zeros(1, dtype=np.int64), *offsets]),
        ).sorted()


def _take_tokens(tokens: Ints, offsets: Ints, rows: Array) -> tuple[Ints, Ints]:
    starts, lengths = offsets[:-1][rows], np.diff(offsets)[rows]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    if ends[-1] == 0:
        return np.zeros(0, dtype=np.int64), ends
    places = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], lengths)
    return tokens[places], ends
