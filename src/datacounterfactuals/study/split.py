"""The split: which rows are held out, decided by what they are and not by where they stand."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints, Lanes
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.draws import draws
from datacounterfactuals.study.roles import Roles

DEFAULT_SHARE = 0.25


@final
@dataclass(frozen=True)
class Split:
    """Where each row of the table goes. `training`, `held`: Int[...] rows; the rest is unused.

    `decided_by` says in words what decided; `asked` is the share that was to be held out.
    """

    training: Ints
    held: Ints
    decided_by: str
    asked: float | None = None


@final
@dataclass(frozen=True)
class Count:
    """How many rows of one kind stand on each side of the split."""

    what: str
    name: str
    training: int
    held: int


@final
@dataclass(frozen=True)
class SplitReport:
    """What the split did: counts by object and by class, and the points of each slice."""

    decided_by: str
    asked: float | None
    training: int
    held: int
    counts: tuple[Count, ...]
    slices: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        lines = [f"{self.training} training rows, {self.held} evaluation points: {self.decided_by}"]
        lines += [f"{c.what} {c.name}: {c.training} training, {c.held} held" for c in self.counts]
        lines += [f"slice {name}: {points} points" for name, points in self.slices]
        return "\n".join(lines)


def identities(declaration: Declaration, roles: Roles, raw: RawTable, cast: RawTable) -> Lanes:
    """The hash of each row's declared id, or else of its features: never of its label or place.

    `cast` is `roles.cast(raw)`. Shape: [rows, 2].
    """
    if declaration.data.id is not None:
        labels = raw.labels(declaration.data.id, "id column")
        absent = np.flatnonzero(np.array([label is None for label in labels], dtype=bool))
        if len(absent):
            raise StudyError(
                f"the id column {declaration.data.id!r} has no value in row {absent[0] + 1}",
                "Give every row an id, or leave out `id`: then its features decide",
            )
        return hash_rows([labels])
    return cast.hashes(roles.names)


def split_rows(
    declaration: Declaration, raw: RawTable, rows: Ints, identity: Lanes, elsewhere: bool
) -> Split:
    """As `sides`, of a whole table. Raises StudyError when a side would be empty."""
    split = sides(declaration, raw, rows, identity, elsewhere)
    evaluation, held, used = declaration.evaluation, len(split.held), len(split.training)
    if evaluation.split is not None and not (held and used):
        word = evaluation.used if held else evaluation.held
        labels = raw.labels(evaluation.split, "split column")[rows]
        there = sorted({str(label) for label in labels})[:6]
        raise StudyError(
            f"{split.decided_by} says {word!r} of no row; it says {', '.join(there)}",
            "Set `held` and `used` in [evaluation] to its words",
        )
    if split.asked is not None:
        refuse_one_sided(split.decided_by, used, held, raw.source)
    return split


def refuse_one_sided(decided_by: str, used: int, held: int, source: str) -> None:
    """Raise StudyError where so many rows for training and held out leave a side empty."""
    if held and used:
        return
    what = "every" if held else "no"
    raise StudyError(
        f"{what} row of {source} is held out ({decided_by}; {used + held} rows)",
        "Give an evaluation set (`path` or `split` in [evaluation]), or another share",
    )


def sides(
    declaration: Declaration, raw: RawTable, rows: Ints, identity: Lanes, elsewhere: bool
) -> Split:
    """Divide rows into training and held out, each by itself. Shape of `identity`: [all rows, 2].

    With a split column it decides; with an evaluation set from `elsewhere`, or slices that a
    program scores, every row is for training; else a hash does, of the group's value where groups
    are declared. Raises StudyError for an unknown column.
    """
    evaluation = declaration.evaluation
    if evaluation.split is not None:
        labels = raw.labels(evaluation.split, "split column")[rows]
        held = np.array([label == evaluation.held for label in labels], dtype=bool)
        used = np.array([label == evaluation.used for label in labels], dtype=bool)
        return Split(rows[used], rows[held], f"the column {evaluation.split!r}")
    if elsewhere:
        nothing = np.zeros(0, dtype=np.int64)
        return Split(rows, nothing, "the evaluation set is given")
    share = evaluation.share or DEFAULT_SHARE
    if evaluation.group is not None:
        labels = raw.labels(evaluation.group, "group column")
        side, by = _side(hash_rows([labels]), share), f"a hash of {evaluation.group!r}"
    else:
        by = "a hash of its id" if declaration.data.id else "a hash of its features"
        side = _side(identity, share)
    held = side[rows]
    return Split(rows[~held], rows[held], f"{share:g} of the rows, each by {by}", share)


def _side(identity: Lanes, share: float) -> Bools:
    return draws(identity, "held out") < share


def part_draws(identity: Lanes) -> Floats:
    """What decides which random part a row falls in."""
    return draws(identity, "part")


def sampled(identity: Lanes, share: float | None) -> Ints:
    """The rows that are used, when only a share of them is."""
    if share is None:
        return np.arange(len(identity))
    return np.flatnonzero(draws(identity, "sample") < share)


def tally(what: str, labels: Array, training: Ints, held: Ints) -> tuple[Count, ...]:
    """Counts of each label on both sides."""
    names = sorted({str(label) for label in labels if label is not None})
    sides = [dict.fromkeys(names, 0) | _counted(labels[rows]) for rows in (training, held)]
    return tuple(Count(what, name, sides[0][name], sides[1][name]) for name in names)


def _counted(labels: Array) -> dict[str, int]:
    there = np.array([str(label) for label in labels if label is not None], dtype=object)
    distinct, counts = np.unique(there, return_counts=True)
    return {str(name): int(count) for name, count in zip(distinct, counts, strict=True)}
