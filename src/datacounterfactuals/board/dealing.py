"""Dealing: a scenario's rows cut into the pieces of each group, and the evaluation points of one
game drawn by its seed."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints
from datacounterfactuals.data.files import read_file
from datacounterfactuals.study.shipped import shipped_path
from datacounterfactuals.study.source import Piece, Points
from datacounterfactuals.study.study import Study

Columns = Mapping[str, Array]

DEALT = (0.2, 0.4, 0.4)
"""How a group's rows are dealt: to the object that is there at first, and to those that may be
made, which are larger, since new data are what the game is about."""
DRAWN = 0.5
"""The share of the evaluation points that a game draws."""
PIECE = "piece"


def pieces(letter: str) -> tuple[str, ...]:
    """The names of a group's objects: the one that is there first."""
    return (letter, *(f"{letter}{k}" for k in range(2, len(DEALT) + 1)))


def study_of(scenario: Scenario, seed: int) -> Study:
    """The study of one game: every piece, honest and spoiled, and evaluation points that the seed
    draws.

    Raises BoardError or StudyError.
    """
    whole = _whole(scenario.model_copy(update={"cards": ()}).model_dump_json())
    source = whole.source
    assert source is not None
    assert isinstance(source.points, Points)
    points = source.points
    count = len(points.piece.rows)
    drawn = np.random.default_rng([seed, count]).random(count) < DRAWN
    some = replace(
        points,
        piece=Piece(points.piece.stock, points.piece.rows[drawn]),
        members=points.members[:, drawn],
    )
    return replace(whole, source=replace(source, points=some), evaluation=some.cut(source.frozen))


@lru_cache(maxsize=8)
def _whole(written: str) -> Study:
    """The study of a scenario with every evaluation point: cut, prepared and spoiled once, for
    games of all seeds. A spoiled piece is there from the start, so that neither the time that it
    takes to make one nor anything else on the server tells it from an honest one."""
    scenario = Scenario.model_validate_json(written)
    training, evaluation = _rows(scenario)
    unmade = [name for one in scenario.groups for name in pieces(one.letter)[1:]]
    study = Study.from_frame(
        training,
        objects=PIECE,
        evaluation=evaluation,
        reserve=unmade,
        name=f"board-{scenario.name}",
        title=scenario.title,
        **scenario.settings,
    )
    for name in unmade:
        study = study.plus(f"flip:{name}")
    return study


def _rows(scenario: Scenario) -> tuple[Columns, Columns]:
    """The training rows, each with its piece, and every evaluation row."""
    card = scenario.data
    columns = read_file(shipped_path(card.study).parent / card.file).columns
    text = scenario.settings.get("text")
    if text is not None:
        columns = _cut(columns, text, card.words)
    chances = _chances(columns)
    kept = chances[0] < card.sample
    held = columns[card.split] == "test" if card.split else chances[1] < card.share
    owners = columns[card.owner]
    if owners.dtype.kind == "f":
        owners = np.array([f"{value:g}" for value in owners], dtype=object)
    dealt = _dealt(scenario, owners, chances[2])
    columns = {**columns, PIECE: dealt}
    return _some(columns, kept & ~held & (dealt != "")), _some(columns, kept & held)


def _dealt(scenario: Scenario, owners: Array, chance: Floats) -> Array:
    """The piece of each row, by whose it is and by chance; nothing for rows that are nobody's."""
    out = np.full(len(owners), "", dtype=object)
    place = np.searchsorted(np.cumsum(DEALT)[:-1], chance, side="right")
    for one in scenario.groups:
        names = np.array(pieces(one.letter), dtype=object)
        own = np.isin(owners, one.owns)
        out[own] = names[place[own]]
    out[np.isin(owners, scenario.substitute.owns)] = scenario.substitute.letter
    return out


def _chances(columns: Columns) -> Floats:
    """Three numbers from 0 to 1 for every row, by its content alone: equal rows, equal numbers."""
    names = sorted(columns)
    out = np.empty((3, len(columns[names[0]])))
    for row, values in enumerate(zip(*(columns[name] for name in names), strict=True)):
        digest = hashlib.blake2b(repr(values).encode(), digest_size=24).digest()
        out[:, row] = np.frombuffer(digest, dtype="<u8") / 2.0**64
    return out


def _cut(columns: Columns, text: str, words: int) -> Columns:
    """Texts as passages of so many words."""
    passages: list[str] = []
    rows: list[int] = []
    for row, whole in enumerate(columns[text]):
        every = str(whole or "").split(" ")
        for start in range(0, len(every), words):
            passages.append(" ".join(every[start : start + words]))
            rows.append(row)
    place: Ints = np.array(rows)
    cut = {name: values[place] for name, values in columns.items()}
    return {**cut, text: np.array(passages, dtype=object)}


def _some(columns: Columns, chosen: Bools) -> Columns:
    return {name: values[chosen] for name, values in columns.items()}
