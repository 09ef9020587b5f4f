"""A small study whose features are two numbers: where its points lie, to be drawn and moved."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.editing import raw_rows
from datacounterfactuals.study.source import Points
from datacounterfactuals.study.study import Study

STEP = 0.5
"""The plane ends at whole steps beyond its last point."""


@final
@dataclass(frozen=True)
class Spot:
    """A point in the plane with its label; `name`: the object that it is, if it is one."""

    name: str
    x: float
    y: float
    label: str


@final
@dataclass(frozen=True)
class Plane:
    """The points that can be in or out, and those that models are scored on.

    `low`, `high`: the corners of what is drawn.
    """

    features: tuple[str, str]
    target: str
    labels: tuple[str, ...]
    spots: tuple[Spot, ...]
    scored: tuple[Spot, ...]
    low: tuple[float, float]
    high: tuple[float, float]


def plane_of(study: Study) -> Plane:
    """Raises StudyError unless every object is one labelled point with two numbers."""
    source = study.source
    target = None if source is None else source.roles.target
    roster = study.universe.roster
    numbers = () if source is None else source.roles.features
    flat = len(numbers) == 2 and all(kind == "number" for _, kind in numbers)
    one_each = all(study.universe[member].size == 1 for member in roster.members)
    if source is None or target is None or not flat or not one_each:
        raise StudyError(
            f"the objects of {study.name!r} are not single points in a plane",
            "Use a study whose objects are rows with two numbers and a label, such as four",
        )
    assert isinstance(source.points, Points)
    first, second = (name for name, _ in numbers)
    held = source.points.piece
    spots = [
        spot
        for name in roster.names
        for spot in _spots(raw_rows(study, name), (first, second), target, name)
    ]
    scored = _spots(held.stock.cast.take(held.rows), (first, second), target, "")
    places = np.array([(spot.x, spot.y) for spot in (*spots, *scored)])
    low = np.floor(places.min(axis=0) / STEP) * STEP
    high = np.ceil(places.max(axis=0) / STEP) * STEP
    return Plane(
        (first, second),
        target,
        study.evaluation.schema.classes,
        tuple(spots),
        tuple(scored),
        (float(low[0]), float(low[1])),
        (float(high[0]), float(high[1])),
    )


def _spots(rows: RawTable, features: tuple[str, str], target: str, name: str) -> list[Spot]:
    x, y = (rows.columns[feature] for feature in features)
    labels = rows.labels(target)
    return [
        Spot(name, float(a), float(b), str(label)) for a, b, label in zip(x, y, labels, strict=True)
    ]
