"""Requests: what a question may ask for, each with one reply type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, final

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.planted import Planted, Strategy
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Worlds

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, eq=False)
class Request(Generic[R_co]):
    """Something a question wants from the grid with this handle; it is sent an R."""

    grid: int


@final
@dataclass(frozen=True, eq=False)
class WantScores(Request[Scores]):
    """The scores of worlds. With `train` False only what the bank holds is read."""

    worlds: Worlds
    columns: tuple[Column, ...]
    train: bool = True


@final
@dataclass(frozen=True, eq=False)
class WantFold(Request[tuple[Folded, ...]]):
    """Contrasts summed over their worlds in one streamed pass."""

    contrasts: tuple[Contrast, ...]
    columns: tuple[Column, ...]


@final
@dataclass(frozen=True, eq=False)
class WantNeighbours(Request[Folded]):
    """The Shapley values of these objects for the votes of nearest neighbours, in closed form: of
    a study whose learner is `neighbours` and whose objects are single rows. No cell is read."""

    members: tuple[int, ...]
    columns: tuple[Column, ...]


@final
@dataclass(frozen=True)
class NewObject:
    """An object that did not exist: the board, extended.

    `rows` holds its raw data, column by column, as in the study's own table; `label` says what it
    is.
    """

    name: str
    rows: Mapping[str, tuple[Any, ...]]
    stands_in_for: str | None = None
    cost: float = 0.0
    owner: str | None = None
    label: str = ""


@final
@dataclass(frozen=True, eq=False)
class WantAppend(Request[Window]):
    """Append objects to the universe; the reply is a window on the extended grid."""

    objects: tuple[NewObject, ...]


@final
@dataclass(frozen=True, eq=False)
class WantProtocol(Request[Window]):
    """The same worlds and slices under another learner or other settings."""

    learner: Mapping[str, Any]


@final
@dataclass(frozen=True, eq=False)
class WantPlanted(Request[Planted]):
    """A signal planted in the rows of these objects: a grid of its own, in the same bank.

    `trigger`: the features that it sets, as people write them; `target`: the label that it is to
    bring about. Empty, the data decide. `draws`: how often who takes part is drawn. `columns`: on
    whose points success is measured.
    """

    members: tuple[int, ...]
    columns: tuple[Column, ...]
    trigger: str
    target: str
    alphas: tuple[float, ...]
    draws: int
    strategies: tuple[Strategy, ...]


@final
@dataclass(frozen=True, eq=False)
class WantPoints(Request[Points]):
    """The same worlds with every evaluation point a cell of its own, and which of these objects
    hold it."""

    members: tuple[int, ...]


@final
@dataclass(frozen=True, eq=False)
class Together(Request[tuple[Any, ...]]):
    """Several requests in one round; the reply has the reply of each."""

    requests: tuple[Request[Any], ...]
