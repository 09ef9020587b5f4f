"""Imitating: rows drawn from a model that was fitted to an object alone."""

from itertools import pairwise

import numpy as np

from datacounterfactuals.core.arrays import Array, Ints
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.table import Table
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.ngram import Ngram
from datacounterfactuals.learners.writing import written
from datacounterfactuals.study.corrupting import Made
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.tokens import UNKNOWN

QUARTERS = 4
STRANGE = ("\N{REPLACEMENT CHARACTER}", *map(chr, range(0xE000, 0xE100)))
"""Signs that may stand for a word outside the vocabulary: the first that is not in it does."""


def imitated_text(
    rows: RawTable,
    table: Table,
    frozen: Frozen,
    learner: Learner | None,
    chance: np.random.Generator,
) -> Made:
    """A text from the study's n-gram model (else one of two words), fitted to these rows alone.

    `table`: the same rows as the learner takes them.
    """
    model = learner if isinstance(learner, Ngram) else Ngram()
    strange = next(sign for sign in STRANGE if sign not in frozen.vocabulary)
    words = [strange, *frozen.vocabulary]
    assert UNKNOWN == 0
    drawn = written(table, model.order, model.alphas, chance).tolist()
    texts = [
        " ".join(words[token] for token in drawn[start:stop]) or None
        for start, stop in pairwise(table.offsets.tolist())
    ]
    (column,) = frozen.features[0][:1]
    return Made(
        RawTable({**rows.columns, column: as_objects(texts)}, rows.source, rows.dates),
        f"{len(texts):,} texts as long as {{}}'s, sampled from a {model.order}-gram model "
        "(hierarchical Dirichlet) fitted to it alone",
    )


def imitated_table(rows: RawTable, roles: Roles, chance: np.random.Generator) -> Made:
    """Rows that keep their targets, each feature drawn anew, and by itself, from these rows' own
    values among those of the same class (of a regression: of the same quarter of the targets).

    Raises StudyError for fewer than two rows.
    """
    if len(rows) < 2:
        raise StudyError(
            "a model of one row can only repeat it", "Sample from an object of two rows or more"
        )
    strata, words = _strata(rows, roles)
    columns: dict[str, Array] = dict(rows.columns)
    for name in roles.names:
        values = rows.columns[name].copy()
        for stratum in np.unique(strata):
            own = np.flatnonzero(strata == stratum)
            values[own] = values[own[chance.integers(0, len(own), len(own))]]
        columns[name] = values
    return Made(
        RawTable(columns, rows.source, rows.dates),
        f"{len(rows):,} rows sampled from a model of {{}} alone: {words} it has, and each feature "
        "by itself from its values there",
    )


def _strata(rows: RawTable, roles: Roles) -> tuple[Ints, str]:
    """Which rows are alike in their target, and in words what is kept of it."""
    if roles.target is None:
        return np.zeros(len(rows), dtype=np.int64), "as many rows as"
    values = rows.columns[roles.target]
    if roles.task == "classification":
        _, numbers = np.unique(values.astype(str), return_inverse=True)
        return numbers.reshape(-1).astype(np.int64), "the labels"
    ranks = np.empty(len(rows), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(rows))
    return ranks * min(QUARTERS, len(rows) // 2) // len(rows), "the targets, in quarters,"
