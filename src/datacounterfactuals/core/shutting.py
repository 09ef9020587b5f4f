"""Which rows and columns use rights shut.

A row is shut if it holds an object that may not be trained on, a column if it reads a point of an
object that may not be measured on. A point is an object's if it was held out from it, or lies in
the slice that is named as the object is.
"""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.rights import MEASURED, TRAINED, WORDS
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.core.worlds import Worlds, spans

BLOCK = 1 << 14


def refuse_rows(universe: Universe, worlds: Worlds) -> None:
    """Raise StudyError for worlds that hold an object which may not be trained on."""
    shut = _untrained(universe)
    if not shut or (isinstance(worlds, Lattice) and not set(worlds.members) & set(shut)):
        return
    for start, stop in spans(len(worlds), BLOCK):
        held = worlds.weights(start, stop)[:, shut].any(axis=0)
        if held.any():
            raise _refusal(universe, shut[int(held.argmax())], "trained on")


def open_rows(universe: Universe, worlds: Worlds) -> Bools:
    """Which worlds hold only objects that may be trained on. Shape: [worlds]."""
    open_ = np.ones(len(worlds), dtype=bool)
    shut = _untrained(universe)
    for start, stop in spans(len(worlds), BLOCK) if shut else ():
        open_[start:stop] = ~worlds.weights(start, stop)[:, shut].any(axis=1)
    return open_


def open_columns(
    universe: Universe, evaluation: Evaluation, columns: Sequence[Column], named: bool
) -> tuple[Column, ...]:
    """The columns that may be read. Raises StudyError where none may, and, of those that were
    asked for by name, where one may not."""
    if not universe.limited:
        return tuple(columns)
    out: list[Column] = []
    for column in columns:
        shut = shut_by(universe, evaluation, column)
        if not shut:
            out.append(column)
        elif named:
            raise _refusal(universe, shut[0], "measured on", f"{column.name} reads points of it")
    if columns and not out:
        raise StudyError(
            "every column reads points of an object that may not be measured on",
            "Give the objects of one of them the right to be measured on, such as evaluable",
        )
    return tuple(out)


def shut_by(universe: Universe, evaluation: Evaluation, column: Column) -> list[int]:
    """The objects whose points a column reads though they may not be measured on."""
    read = read_by(universe, evaluation, column)
    return [place for place in read if universe.right(place) not in MEASURED]


def read_by(universe: Universe, evaluation: Evaluation, column: Column) -> list[int]:
    """The objects some points of which a column reads, where that is known."""
    evaluation = evaluation if column.metric.additive else evaluation.single_points
    inside = np.any(column.groups, axis=0)
    named = _named(universe)
    found = {
        named[name]
        for place, name in enumerate(evaluation.slices)
        if name in named and (evaluation.membership[place] & inside).any()
    }
    if evaluation.owner is not None and len(evaluation.owner):
        owners = np.unique(evaluation.owner[inside[evaluation.atom_of]])
        found |= {int(place) for place in owners if place >= 0}
    return sorted(found)


def reserved_atoms(universe: Universe, evaluation: Evaluation) -> Bools:
    """The atoms with a point on which nothing may be chosen. Shape: [atoms]."""
    out = np.zeros(len(evaluation.atoms), dtype=bool)
    kept = [place for place in range(len(universe)) if universe.right(place) == "reserved"]
    named = _named(universe)
    for place, name in enumerate(evaluation.slices):
        if named.get(name) in kept:
            out |= evaluation.membership[place]
    if kept and evaluation.owner is not None:
        out[evaluation.atom_of[np.isin(evaluation.owner, kept)]] = True
    return out


def said(universe: Universe, evaluation: Evaluation, columns: Sequence[Column]) -> tuple[str, ...]:
    """What an answer says of the rights that held. `columns`: all that there are."""
    limited = [
        f"{universe.names[place]} {WORDS[universe.right(place)]}"
        for place in range(len(universe))
        if universe.right(place) != "both"
    ]
    board, roster = len(universe.board), len(universe.roster)
    open_ = f"one row in {1 << (board - roster):,} is open"
    rows = "no row is shut" if board == roster else open_
    shut = sum(bool(shut_by(universe, evaluation, column)) for column in columns)
    of = f"{shut:,} of {len(columns):,} columns {'is' if shut == 1 else 'are'} shut"
    return (f"use rights: {'; '.join(limited)}; {rows}, and {of}",)


def _untrained(universe: Universe) -> list[int]:
    if not universe.limited:
        return []
    return [place for place in range(len(universe)) if universe.right(place) not in TRAINED]


def _named(universe: Universe) -> dict[str, int]:
    """Objects by the names that a slice of theirs may have; a stand-in has no points."""
    own = [place for place, item in enumerate(universe) if item.stands_in_for is None]
    labels = {universe[place].label: place for place in own if universe[place].label}
    return labels | {universe[place].name: place for place in own}


def _refusal(universe: Universe, place: int, use: str, why: str = "") -> StudyError:
    right = universe.right(place)
    because = f", and {why}" if why else ""
    return StudyError(
        f"{universe.names[place]!r} may not be {use}: its use right is {right}{because}",
        "Leave it out, or give it another right",
    )
