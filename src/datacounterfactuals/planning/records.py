"""The records that people share: who gave each, what is guessed, and which are held out when."""

import re
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.core.content import fractions
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.looking import Profile, look
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.roles import MOST_NUMBERED_CLASSES

FOLDS = 4
"""Every record is held out once, in one of so many parts."""
MOST_ROWS = 20_000
MOST_OWNERS = 3_000
LEAST_ROWS, LEAST_OWNERS = 40, 4
FEW_NAMED, MOST_LETTERS = 4, 40
"""So many columns and letters of a name are written out."""
_COMMA = re.compile(r"[+-]?\d+(,\d+)?")


@final
@dataclass(frozen=True, eq=False)
class Records:
    """A table with an owner for every row.

    `table`: without the columns that nothing is guessed from. `names`: of the owners; `owner_of`
    and `fold_of`: Int[rows]. `same`: Float[rows], how good it is to say the same every time.
    `notes`: what was left out.
    """

    table: RawTable
    owner: str
    target: str
    task: Literal["classification", "regression"]
    names: tuple[str, ...]
    owner_of: Ints
    fold_of: Ints
    same: Floats
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.table)

    @property
    def counts(self) -> Ints:
        """How many records each owner has. Shape: [owners]."""
        return np.bincount(self.owner_of, minlength=len(self.names))

    def frame(self, rows: Any) -> dict[str, Array]:
        """Some of the rows as columns."""
        return dict(self.table.take(np.flatnonzero(rows)).columns)


def gather(table: RawTable, owner: str, target: str) -> Records:
    """Say who owns each record and how the target is guessed. Raises StudyError in plain words."""
    table.column(owner, "owner column")
    table.column(target, "column to guess")
    if owner == target:
        raise StudyError(
            f"{owner!r} cannot be both the owner and what is guessed", "Name two columns"
        )
    notes: list[str] = []
    there = ~(table.missing(owner) | table.missing(target))
    if not there.all():
        notes.append(f"{int((~there).sum()):,} records without an owner or an answer are left out")
        table = _taken(table, np.flatnonzero(there))
    table, kept = _bounded(table, owner)
    if kept:
        notes.append(kept)
    owners = table.labels(owner)
    names = tuple(sorted({str(one) for one in owners}))
    if len(names) < LEAST_OWNERS:
        raise StudyError(
            f"the column {owner!r} names only {len(names)} owner{'s' * (len(names) > 1)}",
            f"A plan needs at least {LEAST_OWNERS}: name the column that says whose record it is",
        )
    if len(table) < LEAST_ROWS:
        raise StudyError(
            f"there are {len(table)} records", f"A plan needs at least {LEAST_ROWS} to learn from"
        )
    table, commas = with_points(table, {owner})
    if commas:
        notes.append(f"read as numbers with a decimal comma: {_listed(commas)}")
    profiles = {profile.name: profile for profile in look(table)}
    if profiles[target].distinct < 2:
        raise StudyError(
            f"the column {target!r} says the same in every record, so nothing is there to guess",
            "Name a column with at least two different answers",
        )
    unused = [
        name
        for name, profile in profiles.items()
        if name not in {owner, target} and profile.kind in {"id", "constant", "text"}
    ]
    used = [name for name in table.names if name not in {owner, target, *unused}]
    if not used:
        raise StudyError(
            "no column is left to guess from: the others are names, free text or always the same",
            "Give a table with a number or a category beside the owner and the answer",
        )
    if unused:
        notes.append(
            f"columns of names, of free text, or that never change are no help to a guess "
            f"and not used: {_listed(unused)}"
        )
    classes = not table.is_number(target) or numbered_classes(profiles[target])
    if classes and profiles[target].distinct > len(table) // 4:
        raise StudyError(
            f"nearly every record has its own answer in {target!r}",
            "Name one whose answers come back",
        )
    plain = RawTable({n: table.columns[n] for n in (owner, *used, target)}, table.source)
    place = {name: number for number, name in enumerate(names)}
    owner_of = np.array([place[str(one)] for one in owners], dtype=np.int64)
    draw = fractions(plain.hashes(used))
    fold_of = np.minimum((draw * FOLDS).astype(np.int64), FOLDS - 1)
    if len(np.unique(fold_of)) < FOLDS:
        raise StudyError("the records are nearly all alike", "Give records that differ")
    task = "classification" if classes else "regression"
    same = _same(plain, target, task, fold_of)
    return Records(plain, owner, target, task, names, owner_of, fold_of, same, tuple(notes))


def numbered_classes(column: Profile) -> bool:
    """Whether whole numbers are so few that they are answers, which are right or wrong."""
    return column.whole and column.distinct <= MOST_NUMBERED_CLASSES


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - FEW_NAMED
    few = ", ".join(one[:MOST_LETTERS] for one in names[:FEW_NAMED])
    return few + f" and {more:,} more" * (more > 0)


def with_points(table: RawTable, but: set[str]) -> tuple[RawTable, list[str]]:
    """Columns of numbers that are written with a decimal comma, as numbers; and their names."""
    columns, found = dict(table.columns), list[str]()
    for name, values in table.columns.items():
        there = ~table.missing(name)
        said = [] if table.is_number(name) or name in but else [str(one) for one in values[there]]
        if any("," in one for one in said) and all(_COMMA.fullmatch(one) for one in said):
            numbers = np.full(len(table), np.nan)
            numbers[there] = [float(one.replace(",", ".")) for one in said]
            columns[name] = numbers
            found.append(name)
    return RawTable(columns, table.source, table.dates), found


def _bounded(table: RawTable, owner: str) -> tuple[RawTable, str]:
    """At most so many owners and rows: whole owners are drawn at random."""
    labels = table.labels(owner)
    distinct, inverse = np.unique([str(one) for one in labels], return_inverse=True)
    counts = np.bincount(inverse)
    if len(distinct) <= MOST_OWNERS and len(table) <= MOST_ROWS:
        return table, ""
    order = np.random.default_rng(0).permutation(len(distinct))[:MOST_OWNERS]
    order = order[: max(int(np.searchsorted(np.cumsum(counts[order]), MOST_ROWS)), 1)]
    rows = np.flatnonzero(np.isin(inverse, order))
    said = f"a random {len(order):,} of {len(distinct):,} owners stand for all"
    return _taken(table, rows), said


def _taken(table: RawTable, rows: Ints) -> RawTable:
    if not len(rows):
        raise StudyError("no record has both an owner and an answer", "Check the two columns")
    return table.take(rows)


def _same(table: RawTable, target: str, task: str, fold_of: Ints) -> Floats:
    """How good one answer for all is, found on the other parts: 1 where right, or less the miss."""
    out = np.zeros(len(table))
    values = table.columns[target] if task == "regression" else table.labels(target)
    for fold in range(FOLDS):
        held = fold_of == fold
        if task == "regression":
            out[held] = -np.abs(values[held] - np.median(values[~held]))
        else:
            names, counts = np.unique(values[~held].astype(str), return_counts=True)
            out[held] = values[held].astype(str) == names[counts.argmax()]
    return out
