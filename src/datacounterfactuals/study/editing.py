"""Editing: the same study with other values in some of its rows, prepared with what is frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.data.frames import read_columns
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.evaluating import refuse_missing
from datacounterfactuals.study.source import Piece, Stock
from datacounterfactuals.study.study import Study

Value = float | str


@final
@dataclass(frozen=True)
class Edit:
    """Other values for one row of an object: by column, its features or its target.

    `row` counts the rows of the object in the order of the study's own table, from 0.
    """

    object: str
    values: Mapping[str, Value]
    row: int = 0


def raw_rows(study: Study, name: str) -> RawTable:
    """An object's rows as they were given: its features and its target.

    Raises StudyError for an unknown object, or one whose rows are not in memory.
    """
    position = study.universe.position(name)
    pieces = () if study.source is None else study.source.pieces
    piece = pieces[position] if pieces else None
    if not isinstance(piece, Piece):
        raise StudyError(
            f"the rows of {name!r} are not at hand: they were read elsewhere",
            "Use a study whose data are a table",
        )
    return piece.stock.cast.take(piece.rows)


def edited(study: Study, edits: Sequence[Edit]) -> Study:
    """The study with these values in place of its own.

    Nothing is fitted anew: the preprocessing stays frozen, so worlds without an edited row keep
    their cells, and the others get the cells that a study with those rows would have under the
    same preprocessing. Raises StudyError for an unknown object, column or label, a row that is not
    there, and values that are no numbers where numbers are needed.
    """
    by_object: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_object[edit.object].append(edit)
    changed = {name: _piece(study, name, some) for name, some in by_object.items()}
    source, universe = study.source, study.universe
    if source is None or not changed:
        return study
    pieces = list(source.pieces)
    objects = list(universe.objects)
    for name, piece in changed.items():
        at = universe.position(name)
        pieces[at] = piece
        objects[at] = replace(objects[at], content=piece.content)
    return replace(study, universe=Universe(tuple(objects)), source=source.with_pieces(pieces))


def _piece(study: Study, name: str, edits: Sequence[Edit]) -> Piece:
    rows, source = raw_rows(study, name), study.source
    assert source is not None
    columns = {column: rows.columns[column].tolist() for column in rows.names}
    for edit in edits:
        if not 0 <= edit.row < len(rows):
            raise StudyError(
                f"{name!r} has no row {edit.row}", f"Rows count from 0 to {len(rows) - 1}"
            )
        for column, value in edit.values.items():
            if column not in columns:
                raise StudyError(f"the rows have no {column!r}", nearest(column, columns))
            columns[column][edit.row] = _value(rows, column, value)
    raw = read_columns(columns, f"the changed {name!r}")
    refuse_missing(raw, source.roles.target)
    _refuse_classes(study, raw)
    return Piece(Stock(raw, source.roles), np.arange(len(raw)))


def _value(rows: RawTable, column: str, value: Value) -> Value:
    """The value as its column holds it."""
    if not rows.is_number(column):
        return str(value)
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise StudyError(f"{value!r} is no number for {column!r}", "Give a finite number")
    return number


def _refuse_classes(study: Study, raw: RawTable) -> None:
    """Raise StudyError for a label that the frozen preprocessing does not know."""
    source = study.source
    target = None if source is None else source.roles.target
    classes = study.evaluation.schema.classes
    if target is None or not classes:
        return
    for label in raw.labels(target):
        if label not in classes:
            raise StudyError(f"no class is named {label!r}", nearest(str(label), classes))
