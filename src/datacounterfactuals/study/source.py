"""The raw rows behind a study, and the tables that are prepared from them when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Ints, Lanes
from datacounterfactuals.core.content import digest, from_lanes, total
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.declaration import Preprocessing
from datacounterfactuals.study.fitting import fit, settings_of
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.programs import write_rows
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.slices import choose_parts
from datacounterfactuals.study.streamed import Streamed

FREE = Schema("scores")


@final
class Stock:
    """A raw table with its rows hashed, prepared as a whole when a row is first wanted."""

    def __init__(self, raw: RawTable, roles: Roles) -> None:
        self.raw, self.roles = raw, roles
        self.cast = roles.cast(raw)
        names = [*roles.names] + ([] if roles.target is None else [roles.target])
        self.hashes: Lanes = self.cast.hashes(names)
        self._prepared: tuple[str, Table] | None = None

    @cached_property
    def identities(self) -> Lanes:
        """Hashes of the features alone: equal rows but for their label are equal here."""
        return self.cast.hashes(self.roles.names)

    def prepared(self, frozen: Frozen) -> Table:
        """All rows in the table's own order."""
        if self._prepared is None or self._prepared[0] != frozen.digest:
            self._prepared = (frozen.digest, frozen.prepare(self.cast, self.hashes))
        return self._prepared[1]


@final
@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows of a stock: an object's, or the evaluation's. `rows`: Int[k]."""

    stock: Stock
    rows: Ints

    @property
    def content(self) -> bytes:
        """The order-free hash of the rows; no name enters."""
        return from_lanes(total(self.stock.hashes[self.rows]))

    def table(self, frozen: Frozen) -> Table:
        """The rows as a learner takes them, in canonical order."""
        if not self.stock.roles.free:
            return self.stock.prepared(frozen).take(self.rows).sorted()
        path = write_rows(self.stock.cast.take(self.rows), self.stock.hashes[self.rows])
        return Table.of(FREE, self.stock.hashes[self.rows], path=str(path))


@final
@dataclass(frozen=True, eq=False)
class FilePiece:
    """An object that is a file: its content is the hash of its bytes."""

    path: Path
    content: bytes

    def table(self, frozen: Frozen) -> Table:
        del frozen
        hashes = np.frombuffer(self.content, dtype="<u8").astype(np.uint64).reshape(1, 2)
        return Table.of(FREE, hashes, path=str(self.path))


@final
@dataclass(frozen=True, eq=False)
class Points:
    """The evaluation points and the slices they are in. `members`: Bool[slices, points]. `owner`:
    Int[points], the object that each was held out from, -1 for none; None if nobody knows.
    `by_object`: atoms are cut by that, so that each has one owner."""

    piece: Piece
    slices: tuple[str, ...]
    members: Bools
    whole: bool
    owner: Ints | None = None
    by_object: bool = False

    def cut(self, frozen: Frozen) -> Evaluation:
        """The evaluation, its atoms cut as finely as was frozen."""
        unsorted = self.piece.stock.prepared(frozen).take(self.piece.rows)
        order = np.lexsort((unsorted.hashes[:, 1], unsorted.hashes[:, 0]))
        members = self.members[:, order]
        table = unsorted.take(order)
        owner = None if self.owner is None else self.owner[order]
        apart = owner if self.by_object else None
        evaluation = Evaluation.cut(table, members, self.slices, frozen.parts, self.whole, apart)
        if owner is not None:
            evaluation = evaluation.owned(owner)
        return replace(evaluation, about=frozen.middle)


@final
@dataclass(frozen=True, eq=False)
class Declared:
    """Slices known by name, which a program scores by itself.

    `held` is what it may evaluate on: the rows or the file that no object holds, if any.
    """

    slices: tuple[str, ...]
    held: Piece | FilePiece | None

    def cut(self, frozen: Frozen) -> Evaluation:
        evaluation = Evaluation.opaque(self.slices)
        if self.held is None:
            return evaluation
        atoms = tuple(digest("scores", name, self.held.content) for name in self.slices)
        table = replace(evaluation.table, path=self.held.table(frozen).path)
        return replace(evaluation, table=table, atoms=atoms)


@final
@dataclass(frozen=True, eq=False)
class Source:
    """Everything that a study prepares its tables from, and the frozen preprocessing.

    `pieces` are the rows of each object. Prepared tables are kept by content, also by the
    studies that are made from this one by appending.
    """

    roles: Roles
    preprocessing: Preprocessing
    reference: RawTable | None
    pieces: tuple[Piece | FilePiece | Streamed, ...]
    points: Points | Declared
    frozen: Frozen
    _tables: dict[bytes, Table] = field(default_factory=dict[bytes, Table])

    @property
    def schema(self) -> Schema:
        """What all prepared tables share."""
        return FREE if self.roles.free else self.frozen.prepared_schema

    def table(self, position: int) -> Table:
        """The prepared rows of an object."""
        piece = self.pieces[position]
        content = piece.content
        if content not in self._tables:
            self._tables[content] = piece.table(self.frozen)
        return self._tables[content]

    def append(self, pieces: Sequence[Piece]) -> "Source":
        """The same with more objects, which are prepared at once; what is prepared stays. Raises
        StudyError for rows that do not fit."""
        grown = replace(self, pieces=(*self.pieces, *pieces))
        for position in range(len(self.pieces), len(grown.pieces)):
            grown.table(position)
        return grown

    def with_pieces(self, pieces: Sequence[Piece | FilePiece | Streamed]) -> "Source":
        """The same with other rows in its objects."""
        return replace(self, pieces=tuple(pieces), _tables={})

    def repeated(self) -> Array:
        """For each evaluation point, whether some object holds a row with its very features."""
        if isinstance(self.points, Declared) or self.roles.free:
            return np.zeros(0, dtype=bool)
        here = self.points.piece
        own = _as_words(here.stock.identities[here.rows])
        there = [
            _as_words(piece.stock.identities[piece.rows])
            for piece in self.pieces
            if isinstance(piece, Piece)
        ]
        return np.isin(own, np.concatenate(there))

    def refitted(self, originals: Sequence[int], learner: Learner) -> "Source":
        """The same with the preprocessing fitted anew to the objects present now."""
        pieces = [self.pieces[position] for position in originals]
        frozen = freeze(
            self.roles, self.preprocessing, self.reference, pieces, self.points, learner
        )
        frozen = frozen.model_copy(update={"evaluated": self.frozen.evaluated})
        return replace(self, frozen=frozen, _tables={})


def freeze(
    roles: Roles,
    preprocessing: Preprocessing,
    reference: RawTable | None,
    originals: Sequence[Piece | FilePiece | Streamed],
    points: Points | Declared,
    learner: Learner,
) -> Frozen:
    """Fit the preprocessing to its declared reference, and choose how finely atoms are cut.

    Raises StudyError.
    """
    for piece in originals:
        if isinstance(piece, Streamed):
            piece.refuse()
    pieces = [piece for piece in originals if isinstance(piece, Piece)]
    if roles.free or isinstance(points, Declared):
        return Frozen(
            task=roles.task,
            target=None,
            features=roles.features,
            settings={} if roles.free else settings_of(preprocessing, roles),
        )
    rows = _joined(pieces)
    held = points.piece.stock.cast.take(points.piece.rows)
    fitted = fit(roles, preprocessing, reference or rows, [rows, held], 1)
    if roles.task == "scores":
        return fitted  # nothing says that finished scores add up over parts
    statistics = len(learner.statistics(fitted.prepared_schema))
    parts = choose_parts(points.members, len(pieces), statistics)
    return fitted.model_copy(update={"parts": parts})


def _joined(pieces: Sequence[Piece]) -> RawTable:
    """The rows of several pieces as one table, cast by their roles."""
    tables = [piece.stock.cast.take(piece.rows) for piece in _by_stock(pieces)]
    names = tables[0].names
    columns = {name: np.concatenate([table.columns[name] for table in tables]) for name in names}
    return RawTable(columns, tables[0].source)


def _by_stock(pieces: Sequence[Piece]) -> list[Piece]:
    rows: dict[int, list[Ints]] = {}
    stocks: dict[int, Stock] = {}
    for piece in pieces:
        stocks[id(piece.stock)] = piece.stock
        rows.setdefault(id(piece.stock), []).append(piece.rows)
    return [Piece(stocks[key], np.concatenate(held)) for key, held in rows.items()]


def _as_words(hashes: Lanes) -> Array:
    return np.ascontiguousarray(hashes).view([("a", "<u8"), ("b", "<u8")]).reshape(-1)


def refuse_other(frozen: Frozen, roles: Roles, preprocessing: Preprocessing, source: str) -> None:
    """Raise StudyError if what was frozen does not fit the present columns and settings."""
    if not roles.free:
        frozen.check(roles, settings_of(preprocessing, roles), source)
