"""Corrupting: an object with something wrong in it, to see what that does."""

import re
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Ints
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.study.roles import Roles

WORDS = re.compile(r"(\S+)")


@final
@dataclass(frozen=True, eq=False)
class Made:
    """The rows of a stand-in, and in words what was done; `{}` is the object's name there."""

    rows: RawTable
    words: str


def corrupted(
    rows: RawTable, targets: Array, roles: Roles, share: float, chance: np.random.Generator
) -> Made:
    """Some rows, in an order that only their content decides, with a share of them spoiled.

    Of a classification, the label becomes another one of those that occur in `targets` (the labels
    of all training rows); of a regression, noise is added to the target, normal and as spread as
    `targets` are; of texts, a share of the words change places among themselves, all else stays.
    With the same chance a larger share spoils the same rows and more. Raises StudyError where
    there is nothing to spoil.
    """
    if roles.task == "text":
        return _shuffled(rows, roles.names[0], share, chance)
    if roles.target is None:
        raise StudyError(
            "the study has no target, so no label can be flipped", "Use an object of the reserve"
        )
    count = len(rows)
    spoiled = chance.permutation(count)[: round(share * count)]
    if roles.task == "classification":
        return _flipped(rows, roles.target, targets, spoiled, chance)
    noise = chance.standard_normal(count) * float(np.std(targets))
    changed = rows.columns[roles.target].copy()
    changed[spoiled] += noise[spoiled]
    return Made(
        _with(rows, roles.target, changed),
        f"{{}} with noise on the target of {_some(len(spoiled), count, 'row')}: normal, as spread "
        "as the targets of all training rows",
    )


def leaked(rows: RawTable, points: RawTable, share: float, chance: np.random.Generator) -> Made:
    """The rows, with copies of a share of the points that models are scored on, labels included.

    With the same chance a larger share copies the same points and more.
    """
    copied = chance.permutation(len(points))[: round(share * len(points))]
    some = points.take(np.sort(copied))
    columns = {
        name: np.concatenate([rows.columns[name], some.columns[name]]) for name in rows.names
    }
    return Made(
        RawTable(columns, rows.source, rows.dates),
        f"{{}} with copies of {_some(len(copied), len(points), 'held-out point', 'the')}",
    )


def _flipped(
    rows: RawTable, target: str, targets: Array, spoiled: Ints, chance: np.random.Generator
) -> Made:
    classes: list[str] = sorted(set(targets.tolist()))
    if len(classes) < 2:
        raise StudyError(
            f"every training row has the label {classes[0]!r}, so there is none to flip to",
            "Use an object of the reserve",
        )
    place = {name: at for at, name in enumerate(classes)}
    own = np.array([place[label] for label in rows.columns[target]], dtype=np.int64)
    other = (own + chance.integers(1, len(classes), len(own))) % len(classes)
    own[spoiled] = other[spoiled]
    how = "flipped" if len(classes) == 2 else "changed to another, any alike"
    return Made(
        _with(rows, target, as_objects([classes[at] for at in own])),
        f"{{}} with the label of {_some(len(spoiled), len(own), 'row')} {how}",
    )


def _shuffled(rows: RawTable, column: str, share: float, chance: np.random.Generator) -> Made:
    texts = [text or "" for text in rows.columns[column]]
    pieces = [WORDS.split(text) for text in texts]  # words at the odd places, spaces between them
    words = np.array([word for some in pieces for word in some[1::2]], dtype=object)
    moved = chance.permutation(len(words))[: round(share * len(words))]
    words[moved] = words[chance.permutation(moved)]
    given = iter(words.tolist())
    for some in pieces:
        some[1::2] = [next(given) for _ in some[1::2]]
    changed = as_objects(["".join(some) or None for some in pieces])
    return Made(
        _with(rows, column, changed),
        f"{{}} with {_some(len(moved), len(words), 'word')} shuffled among themselves",
    )


def _with(rows: RawTable, name: str, values: Array) -> RawTable:
    return RawTable({**rows.columns, name: values}, rows.source, rows.dates)


def _some(part: int, whole: int, noun: str, whose: str = "its") -> str:
    """Which part of some things, in words."""
    if whole == 1:
        return f"{whose} one {noun}" if part else f"none of {whose} 1 {noun}s"
    every = f"all {whose} {whole:,} {noun}s"
    return every if part == whole else f"{part:,} of {whose} {whole:,} {noun}s"
