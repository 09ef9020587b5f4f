"""Stored positions: a small study with one point elsewhere, trained beforehand, so that a site
that trains nothing can let its points be moved all the same."""

import base64
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.moving import retrained, slices_of, small
from datacounterfactuals.site.plane import Plane, Spot, plane_of
from datacounterfactuals.site.shapes.moving import MovedPoint, Positions
from datacounterfactuals.site.studies import Entry
from datacounterfactuals.study.study import Study

FILE = "positions.json"
"""Its place beside a study.toml. `script/data/positions.py` writes that of a shipped study."""
STEPS = 13
MOST_MEMBERS = 4


def stored_positions(study: Study, steps: int = STEPS) -> Positions:
    """Train a study with each of its points in turn on a lattice of places, under every label.

    Raises StudyError unless it is small and its objects are points in a plane.
    """
    small(study)
    plane = plane_of(study)
    if len(plane.spots) > MOST_MEMBERS:
        raise StudyError(
            f"{study.name!r} has {len(plane.spots)} points, too many to store their places",
            f"Use a study of at most {MOST_MEMBERS}",
        )
    axes = [
        np.linspace(low, high, steps).round(4).tolist()
        for low, high in zip(plane.low, plane.high, strict=True)
    ]
    home = [
        [_with(study, plane, place, spot.x, spot.y, label) for label in plane.labels]
        for place, spot in enumerate(plane.spots)
    ]
    away = [
        [
            _with(study, plane, place, x, y, label)
            for label in plane.labels
            for y in axes[1]
            for x in axes[0]
        ]
        for place in range(len(plane.spots))
    ]
    _refuse_other_states(study, home, away)
    return Positions(
        study=study.name,
        metric=study.metric,
        columns=[column.name for column in slices_of(study, None)],
        members=[spot.name for spot in plane.spots],
        features=list(plane.features),
        target=plane.target,
        labels=list(plane.labels),
        axes=axes,
        own=[[spot.x, spot.y, plane.labels.index(spot.label)] for spot in plane.spots],
        cells=[_packed([row.cells for row in rows]) for rows in away],
        at_home=[_packed([row.cells for row in rows]) for rows in home],
        states=[[row.states for row in rows] for rows in home],
    )


def positions_of(entry: Entry) -> Positions:
    """Those that are kept beside a study. Raises UnknownError where none are."""
    path = entry.path.with_name(FILE)
    if not entry.shipped or not path.is_file():
        raise UnknownError(
            f"no positions are stored for the study {entry.name!r}",
            "Move its points on a server that trains: datacf serve",
        )
    return Positions.model_validate_json(path.read_text("utf-8"))


@final
@dataclass(frozen=True, eq=False)
class _Row:
    """With one point somewhere: the cells of the worlds that hold it, and the states of all.

    `cells`: Float[worlds, columns].
    """

    cells: Floats
    states: str


def _with(study: Study, plane: Plane, place: int, x: float, y: float, label: str) -> _Row:
    spot: Spot = plane.spots[place]
    first, second = plane.features
    values: dict[str, float | str] = {first: x, second: y, plane.target: label}
    scores = retrained(study, [MovedPoint(object=spot.name, values=values)]).scores
    inside = (np.arange(len(scores.shown)) >> place & 1).astype(bool)
    return _Row(scores.shown[inside], "".join(str(int(state)) for state in scores.states))


def _refuse_other_states(study: Study, home: list[list[_Row]], away: list[list[_Row]]) -> None:
    """Raise StudyError if a world's state depends on where a point stands, not on its label."""
    for own, others in zip(home, away, strict=True):
        for label, row in enumerate(own):
            each = len(others) // len(own)
            if any(other.states != row.states for other in others[label * each :][:each]):
                raise StudyError(
                    f"whether a world of {study.name!r} can be trained depends on where its points "
                    "stand",
                    "Its points are moved on a server that trains: datacf serve",
                )


def _packed(cells: list[Floats]) -> str:
    return base64.b64encode(np.stack(cells).astype("<f4").tobytes()).decode("ascii")
