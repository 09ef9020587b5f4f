"""Objects: how the training rows are divided into what can be in or out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import text_column
from datacounterfactuals.study.declaration import Objects

MOST_GROUPS = 100_000
"""An object column with more different values than this is surely not what was meant."""
MISSING = "missing"
"""The object of the rows that have no value in the object column."""


@final
@dataclass(frozen=True)
class Draft:
    """An object before its content is known. `rows`: Int[k], its rows in the training table."""

    name: str
    rows: Ints
    label: str = ""
    stands_in_for: str | None = None
    cost: float = 0.0
    owner: str | None = None
    reserve: bool = False


@final
@dataclass(frozen=True)
class Division:
    """Which object every row belongs to. `codes`: Int[rows], -1 for none; `names` by code."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    codes: Ints

    def counts(self, rows: Ints) -> Ints:
        """How many of these rows each object has."""
        codes = self.codes[rows]
        return np.bincount(codes[codes >= 0], minlength=len(self.names)).astype(np.int64)


def divide(
    objects: Objects, table: RawTable, draw: Floats, partition: Sequence[Any] | None = None
) -> Division:
    """Say which object each row of the table belongs to.

    `draw`: Float[rows] in [0, 1), decides the random parts; `partition`: one label a row, in
    place of a column. Raises StudyError.
    """
    if partition is not None:
        return _by_labels(objects, _given(partition, len(table)), "the partition")
    match objects.way:
        case "rows":
            names = _row_names(len(table))
            return Division(names, ("",) * len(names), np.arange(len(table)))
        case "parts":
            k = objects.k or 1
            names = tuple(f"part {number + 1}" for number in range(k))
            codes = np.minimum((draw * k).astype(np.int64), k - 1)
            return Division(names, ("",) * k, codes)
        case _:
            column = objects.column or ""
            what = f"the object column {column!r}"
            values = table.column(column, "object column")
            if values.dtype.kind == "f":  # counted before they are written out as text
                _refuse_many(len(np.unique(values)), what)
            return _by_labels(objects, table.labels(column), what)


def _refuse_many(distinct: int, what: str) -> None:
    if distinct > MOST_GROUPS:
        raise StudyError(
            f"{what} has {distinct:,} different values, and an object is one of them",
            'Group them into fewer values, or make every row an object with by = "rows"',
        )


def drafts(objects: Objects, division: Division, training: Ints) -> tuple[list[Draft], list[str]]:
    """The objects with their training rows, stand-ins last, and the names of those without any.

    Raises StudyError for a stand-in, cost, owner or reserve of an object that is not there.
    """
    known = set(division.names)
    for word, keys in _mentions(objects).items():
        for key in keys:
            if key not in known:
                raise StudyError(f"{word} names the object {key!r}", nearest(key, known))
    codes = division.codes[training]
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(division.names) + 1))
    made: list[Draft] = []
    empty: list[str] = []
    for code, name in enumerate(division.names):
        rows = training[order[bounds[code] : bounds[code + 1]]]
        if not len(rows):
            empty.append(name)
            continue
        made.append(
            Draft(
                name,
                rows,
                division.labels[code],
                objects.stand_ins.get(name),
                objects.costs.get(name, 0.0),
                objects.owners.get(name),
                name in objects.reserve,
            )
        )
    return sorted(made, key=lambda draft: _rank(objects, draft)), empty


def owned(objects: Objects, table: RawTable, division: Division) -> Objects:
    """The same with the owner of each object that has none by name, by the owner column.

    Raises StudyError for an object whose rows have several.
    """
    if objects.owner is None:
        return objects
    labels = table.labels(objects.owner, "owner column")
    found: dict[str, str] = {}
    for code, label in zip(division.codes.tolist(), labels.tolist(), strict=True):
        name = division.names[code]
        if code >= 0 and label is not None and found.setdefault(name, label) != label:
            raise StudyError(
                f"the object {name!r} has two owners by {objects.owner!r}, {found[name]!r} and "
                f"{label!r}",
                "Name a column that is the same in all rows of an object",
            )
    return objects.model_copy(update={"owners": found | objects.owners})


def _rank(objects: Objects, draft: Draft) -> tuple[int, int]:
    """Originals first, then what waits in reserve, then stand-ins, a stand-in's own after it."""
    depth, name = 0, draft.name
    while name in objects.stand_ins and depth <= len(objects.stand_ins):
        depth, name = depth + 1, objects.stand_ins[name]
    return depth, int(draft.reserve)


def _mentions(objects: Objects) -> Mapping[str, Iterable[str]]:
    return {
        "`stand_ins`": [*objects.stand_ins, *objects.stand_ins.values()],
        "`costs`": objects.costs,
        "`owners`": objects.owners,
        "`reserve`": objects.reserve,
        "`only`": objects.only,
    }


def _row_names(rows: int) -> tuple[str, ...]:
    return tuple(str(row + 1) for row in range(rows))


def _given(partition: Sequence[Any], rows: int) -> Array:
    labels = text_column(list(partition))
    if len(labels) != rows:
        raise StudyError(
            f"the partition has {len(labels)} labels and the table {rows} rows",
            "Give one label for each row",
        )
    return labels


def _by_labels(objects: Objects, labels: Array, what: str) -> Division:
    values = [MISSING if label is None else label for label in labels]
    distinct = set(values)
    _refuse_many(len(distinct), what)
    grouped = _grouping(objects, distinct, what)
    rename = {
        value: objects.names.get(grouped.get(value, value), grouped.get(value, value))
        for value in distinct
    }
    label_of: dict[str, str] = {}
    for value in distinct:
        group = grouped.get(value, value)
        label_of[rename[value]] = group if rename[value] != group else ""
    for key in objects.names:
        if key not in distinct and key not in objects.groups:
            raise StudyError(f"`names` has {key!r}, which {what} has not", nearest(key, distinct))
    names = _ordered(objects, set(rename.values()))
    if objects.only:
        unknown = [name for name in objects.only if name not in names]
        if unknown:
            raise StudyError(f"`only` names the object {unknown[0]!r}", nearest(unknown[0], names))
        names = tuple(name for name in names if name in objects.only)
    place = {name: code for code, name in enumerate(names)}
    codes = {value: place.get(rename[value], -1) for value in distinct}
    return Division(
        names,
        tuple(label_of[name] for name in names),
        np.array([codes[value] for value in values], dtype=np.int64),
    )


def _grouping(objects: Objects, distinct: set[str], what: str) -> dict[str, str]:
    grouped: dict[str, str] = {}
    for group, values in objects.groups.items():
        for value in values:
            if value not in distinct:
                raise StudyError(
                    f"the group {group!r} has {value!r}, which {what} has not",
                    nearest(value, distinct),
                )
            if value in grouped:
                raise StudyError(f"two groups have the value {value!r}", "Leave it in one")
            grouped[value] = group
    return grouped


def _ordered(objects: Objects, names: set[str]) -> tuple[str, ...]:
    declared = [*objects.names.values(), *objects.groups]
    first = [name for name in dict.fromkeys(declared) if name in names]
    return (*first, *sorted(names - set(first), key=_natural))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """2 comes before 10."""
    return [
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece)
        for piece in re.split(r"(\d+)", name)
        if piece
    ]
