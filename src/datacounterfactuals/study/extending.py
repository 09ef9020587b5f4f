"""Extending the board: what stands behind `study.plus("E", "flip:B")`.

`E` names an object of the reserve, or a stand-in that the study declares. `flip:B` makes a
corrupted stand-in B*, and `flip:B:0.5` one of which half is spoiled (`corrupting`); `sample:B`
makes a synthetic stand-in B~ (`imitating`); `leak:B` makes B^, which also holds copies of half of
the points that models are scored on, and `leak:B:0.1` of a tenth of them. A stand-in takes its
original's place on the roster. But for a leak it is made from training rows and nothing else, by
chance that derives from the study's seed and from the content of its original; so it is the same
wherever it is made, and nothing that was there before is trained again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.content import canonical_order, seed_from
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.corrupting import Made, corrupted, leaked
from datacounterfactuals.study.imitating import imitated_table, imitated_text
from datacounterfactuals.study.source import Piece, Points, Source, Stock

MOST = 3
"""The board is extended by so many objects at most: each may double it."""
MARKS = {"flip": "*", "sample": "~", "leak": "^"}
SHARES = {"flip": 1.0, "leak": 0.5}
"""The share that is spoiled, or copied, unless another is given."""
Stand = Literal["flip", "sample", "leak"]
Way = Literal["take", "flip", "sample", "leak"]


@final
@dataclass(frozen=True)
class Plus:
    """One extension: an object that is there already is taken, or one is made of object `name`."""

    way: Way
    name: str
    share: float = 1.0


@final
@dataclass(frozen=True, eq=False)
class Board:
    """What an extension changes of a study: the objects and the rows behind them, what a claim
    holds fixed, and what it does not establish."""

    universe: Universe
    source: Source | None
    held_fixed: tuple[str, ...]
    cautions: tuple[str, ...]


def extended(board: Board, learner: Learner | None, seed: int, texts: Sequence[str]) -> Board:
    """The board extended by what these texts say. Raises StudyError for what cannot be done."""
    first = board.universe
    for plus in read(texts, first):
        if plus.way == "take":
            board = _taken(board, plus)
        else:
            board = _made(board, plus, learner, seed, first.originals)
    return board


def read(texts: Sequence[str], universe: Universe) -> tuple[Plus, ...]:
    """What is meant. Raises StudyError for a text that says nothing, or says it twice."""
    if len(texts) > MOST:
        raise StudyError(
            f"the board cannot be extended by {len(texts)} objects at once", f"Add {MOST} at most"
        )
    read = tuple(_plus(text, universe) for text in texts)
    for place, plus in enumerate(read):
        if plus in read[:place]:
            raise StudyError(f"{texts[place]!r} is added twice", "Add it once")
    return read


def ways(source: Source | None) -> list[Stand]:
    """How stand-ins can be made of some object of these data."""
    if source is None or source.roles.free:
        return []
    pieces = [piece for piece in source.pieces if isinstance(piece, Piece)]
    text = source.roles.task == "text"
    out: list[Stand] = []
    if pieces and (text or source.roles.target is not None):
        out.append("flip")
    if pieces and (text or any(len(piece.rows) > 1 for piece in pieces)):
        out.append("sample")
    if pieces and isinstance(source.points, Points):
        out.append("leak")
    return out


def _plus(text: str, universe: Universe) -> Plus:
    if text in universe.positions:
        return Plus("take", text)
    way, colon, rest = text.partition(":")
    if not colon or way not in MARKS:
        raise StudyError(f"the board cannot be extended by {text!r}", _remedy(text, universe))
    kind: Way = "flip" if way == "flip" else "leak" if way == "leak" else "sample"
    if rest in universe.positions:
        return Plus(kind, rest, SHARES.get(way, 1.0))
    name, colon, number = rest.rpartition(":")
    if kind == "sample" or not colon or name not in universe.positions:
        raise StudyError(f"no object is named {rest!r}", nearest(rest, universe.names))
    try:
        share = float(number)
    except ValueError:
        share = math.nan
    if not 0.0 <= share <= 1.0:
        raise StudyError(
            f"{number!r} is no share of {name!r}", f"Write a number from 0 to 1: {way}:{name}:0.5"
        )
    return Plus(kind, name, share + 0.0)


def _remedy(text: str, universe: Universe) -> str:
    waiting = [item.name for item in universe if item.reserve]
    first = universe.names[0]
    made = f'"flip:{first}" or "sample:{first}" for a stand-in'
    if not waiting:
        return f"Nothing waits in reserve; write {made}"
    return f"{nearest(text, waiting)}, or write {made}"


def _taken(board: Board, plus: Plus) -> Board:
    position = board.universe.position(plus.name)
    item = board.universe[position]
    if not item.reserve and (item.stands_in_for is None or item.instead):
        raise StudyError(
            f"{plus.name!r} is on the board already", _remedy(plus.name, board.universe)
        )
    told = f"{item.name} joined the board, having been kept in reserve"
    if item.stands_in_for is not None:
        _refuse_second(board.universe, item.stands_in_for)
        told = f"{item.name} stands in for {item.stands_in_for}"
    objects = list(board.universe.objects)
    objects[position] = replace(item, reserve=False, instead=item.stands_in_for is not None)
    return replace(board, universe=Universe(tuple(objects)), held_fixed=(*board.held_fixed, told))


def _refuse_second(universe: Universe, original: str) -> None:
    """Raise StudyError where a stand-in has an object's place already: only one can."""
    for item in universe:
        if item.instead and item.stands_in_for == original:
            raise StudyError(
                f"{item.name!r} stands in for {original!r} already, and only one can",
                "Open each on a board of its own",
            )


def _made(
    board: Board,
    plus: Plus,
    learner: Learner | None,
    seed: int,
    originals: Sequence[int],
) -> Board:
    universe, source = board.universe, board.source
    original = universe[universe.position(plus.name)]
    if original.stands_in_for is not None:
        raise StudyError(
            f"{original.name!r} stands in for {original.stands_in_for!r} itself",
            f"Write {plus.way}:{original.stands_in_for}",
        )
    _refuse_second(universe, original.name)
    if source is None:
        raise StudyError(
            f"the rows of {original.name!r} are not known: its runs were made elsewhere",
            "Extend a study that has data",
        )
    made = _rows(source, universe, plus, learner, seed, originals)
    piece = Piece(Stock(made.rows, source.roles), np.arange(len(made.rows)))
    name = original.name + MARKS[plus.way]
    while name in universe.positions:
        name += MARKS[plus.way]
    item = DataObject(
        name,
        piece.content,
        float(len(made.rows)),
        stands_in_for=original.name,
        owner=original.owner,
        label=made.words.format(original.label or original.name),
        instead=True,
    )
    kind = {
        "flip": "corruption of it", "sample": "sample of one model of it", "leak": "leak into it"
    }[plus.way]  # fmt: skip
    return Board(
        universe.append(item),
        source.append([piece]),
        (*board.held_fixed, f"{name} stands in for {original.name}: {item.label}"),
        (
            *board.cautions,
            f"what another stand-in for {original.name} would do: {name} is one {kind}",
        ),
    )


def _rows(
    source: Source,
    universe: Universe,
    plus: Plus,
    learner: Learner | None,
    seed: int,
    originals: Sequence[int],
) -> Made:
    """The rows of a stand-in, from those of its original in the order of their contents."""
    position = universe.position(plus.name)
    piece = _piece(source, position, plus.name)
    roles, hashes = source.roles, piece.stock.hashes[piece.rows]
    order = np.lexsort((hashes[:, 1], hashes[:, 0]))
    rows = piece.stock.cast.take(piece.rows[order])
    rows = RawTable(rows.columns, f"the stand-in for {plus.name!r}", rows.dates)
    chance = np.random.default_rng(
        seed_from("stand-in", plus.way, seed, universe[position].content)
    )
    if plus.way == "leak":
        return leaked(rows, _held_out(source), plus.share, chance)
    if plus.way == "flip":
        return corrupted(rows, _targets(source, universe, originals), roles, plus.share, chance)
    if roles.task == "text":
        return imitated_text(rows, source.table(position), source.frozen, learner, chance)
    return imitated_table(rows, roles, chance)


def _piece(source: Source, position: int, name: str) -> Piece:
    piece = source.pieces[position]
    if not isinstance(piece, Piece) or source.roles.free:
        raise StudyError(
            f"the rows of {name!r} are not known here, so no stand-in can be made of them",
            "Use an object of the reserve, or a study whose rows are in memory",
        )
    return piece


def _held_out(source: Source) -> RawTable:
    """The evaluation's points in the order of their contents. Raises StudyError."""
    if not isinstance(source.points, Points):
        raise StudyError(
            "the points that models are scored on are not known here, so none can be copied",
            "Use a study that has its evaluation points",
        )
    piece = source.points.piece
    rows = piece.rows[canonical_order(piece.stock.hashes[piece.rows])]
    return piece.stock.cast.take(rows)


def _targets(source: Source, universe: Universe, originals: Sequence[int]) -> Array:
    """The targets of all rows of some objects."""
    target = source.roles.target
    if target is None:
        return np.zeros(0)
    pieces = [_piece(source, position, universe.names[position]) for position in originals]
    return np.concatenate([piece.stock.cast.columns[target][piece.rows] for piece in pieces])
