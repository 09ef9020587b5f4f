"""Redrawing: the rows of each object drawn anew from its own, with replacement."""

from dataclasses import replace

import numpy as np

from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.study.source import Piece, Source
from datacounterfactuals.study.streamed import Streamed


def redrawn(universe: Universe, source: Source, seed: int, draw: int) -> tuple[Universe, Source]:
    """The objects with drawn rows. The seed, the number of the draw and an object's content decide
    which. Raises StudyError where rows are not known."""
    pieces: list[Piece] = []
    objects: list[DataObject] = []
    for item, piece in zip(universe, source.pieces, strict=True):
        if isinstance(piece, Streamed):
            piece.refuse()
        if not isinstance(piece, Piece):
            raise StudyError(
                f"the rows of {item.name!r} are in a file that only a program reads",
                "Ask without the source part of the uncertainty",
            )
        order = np.lexsort(piece.stock.hashes[piece.rows].T)
        chance = np.random.default_rng(seed_from("source", seed, draw, item.content))
        rows = piece.rows[order][chance.integers(0, len(order), len(order))]
        drawn = Piece(piece.stock, rows)
        pieces.append(drawn)
        objects.append(replace(item, content=drawn.content))
    return Universe(tuple(objects)), source.with_pieces(pieces)
