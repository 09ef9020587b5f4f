"""Points that are moved under the hand, as the API takes and gives them."""

from pydantic import Field

from datacounterfactuals.site.shapes.base import Shape, Wanted
from datacounterfactuals.site.shapes.cells import Cells


class MovedPoint(Wanted):
    """Other values for one row of an object: by column, its features or its target."""

    object: str = Field(max_length=200)
    row: int = Field(default=0, ge=0, le=1000)
    values: dict[str, float | str] = Field(max_length=32)


class MovedWanted(Wanted):
    """Which rows hold other values; all else stays as the study has it."""

    points: list[MovedPoint] = Field(max_length=64)
    metric: str | None = None
    packed: bool = False


class Moved(Shape):
    """The cells of the whole lattice with these points, trained just now and kept nowhere.

    `seconds`: what preparing the points and training the rows took on the server.
    """

    cells: Cells
    trained: int
    seconds: float


class Positions(Shape):
    """The cells of a small study with one point elsewhere, trained beforehand.

    `axes`: where a point may stand, by feature; `own`: where each member stands in the study, by
    feature, and its label by number. `cells`: for each member Float32[labels, second axis, first
    axis, worlds with the member, columns] as base64, worlds in the order of the lattice;
    `at_home`: the same without the axes, for each label at the member's own place. `states`: for
    each member and label the states of all worlds, one digit a world, wherever the member stands.
    """

    study: str
    metric: str
    columns: list[str]
    members: list[str]
    features: list[str]
    target: str
    labels: list[str]
    axes: list[list[float]]
    own: list[list[float]]
    cells: list[str]
    at_home: list[str]
    states: list[list[str]]
