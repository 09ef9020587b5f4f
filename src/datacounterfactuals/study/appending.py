"""Appending: objects that come after a study was prepared."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.universe import DataObject
from datacounterfactuals.data.frames import read_columns
from datacounterfactuals.study.evaluating import refuse_missing
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.source import Piece, Stock


def prepared(objects: Sequence[NewObject], roles: Roles) -> tuple[list[Piece], list[DataObject]]:
    """New objects as rows and as members of a universe.

    Raises StudyError for rows that lack a feature or the target.
    """
    pieces: list[Piece] = []
    added: list[DataObject] = []
    for new in objects:
        raw = read_columns(new.rows, f"the new object {new.name!r}")
        refuse_missing(raw, roles.target)
        piece = Piece(Stock(raw, roles), np.arange(len(raw)))
        pieces.append(piece)
        size = float(len(raw))
        added.append(
            DataObject(new.name, piece.content, size, new.stands_in_for, new.cost, new.owner)
        )
    return pieces, added
