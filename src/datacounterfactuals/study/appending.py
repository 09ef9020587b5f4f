"""Appending: objects that come after a study was prepared."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.frames import read_columns
from datacounterfactuals.study.evaluating import refuse_missing
from datacounterfactuals.study.source import Piece, Source, Stock


def appended(
    universe: Universe, source: Source, objects: Sequence[NewObject]
) -> tuple[Universe, Source]:
    """A universe with new objects at its end, and the rows behind it.

    Raises StudyError for rows that lack a feature or the target, or a name that is taken.
    """
    roles = source.roles
    pieces: list[Piece] = []
    added: list[DataObject] = []
    for new in objects:
        raw = read_columns(new.rows, f"the new object {new.name!r}")
        refuse_missing(raw, roles.target)
        piece = Piece(Stock(raw, roles), np.arange(len(raw)))
        pieces.append(piece)
        added.append(
            DataObject(
                new.name,
                piece.content,
                float(len(raw)),
                new.stands_in_for,
                new.cost,
                new.owner,
                label=new.label,
            )
        )
    return universe.append(*added), source.append(pieces)
