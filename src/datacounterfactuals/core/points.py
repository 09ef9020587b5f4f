"""Points: the evaluation with every point a cell of its own, and the objects that hold it."""

from dataclasses import dataclass
from typing import final

from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.window import Window


@final
@dataclass(frozen=True, eq=False)
class Points:
    """A window whose evaluation has single points for atoms, in the order of its table.

    `copies`: which points stand in which of the objects that were named, with their very content
    (features and label), Bool[members, points]; None where the rows of some object are not known.
    """

    window: Window
    copies: Bools | None
