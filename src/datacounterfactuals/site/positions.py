"""Stored positions: a small study with one point elsewhere, trained beforehand, so that a site
that trains nothing can let its points be moved all the same."""

import base64

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
"""Its place beside a study.toml. `script/positions` writes that of a shipped study."""
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
        cells=[
            _packed(
                [
                    _with(study, plane, place, x, y, label)
                    for label in plane.labels
                    for y in axes[1]
                    for x in axes[0]
                ]
            )
            for place in range(len(plane.spots))
        ],
        at_home=[
            _packed([_with(study, plane, place, spot.x, spot.y, label) for label in plane.labels])
            for place, spot in enumerate(plane.spots)
        ],
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


def _with(study: Study, plane: Plane, place: int, x: float, y: float, label: str) -> Floats:
    """The cells of the worlds that hold the moved point. Shape: [worlds, columns]."""
    spot: Spot = plane.spots[place]
    first, second = plane.features
    values: dict[str, float | str] = {first: x, second: y, plane.target: label}
    shown = retrained(study, [MovedPoint(object=spot.name, values=values)]).scores.shown
    inside = (np.arange(len(shown)) >> place & 1).astype(bool)
    return shown[inside]


def _packed(cells: list[Floats]) -> str:
    return base64.b64encode(np.stack(cells).astype("<f4").tobytes()).decode("ascii")
