"""Tours, as the API gives them."""

from typing import Literal

from datacounterfactuals.site.shapes.base import Shape


class TourGuess(Shape):
    """What is guessed before it is shown. The truth is read off the cells: the selected one less
    the one it is held against ("difference"), or a value of the answer. `cover`: the worlds whose
    numbers are hidden until then."""

    prompt: str
    reads: Literal["difference", "value"]
    cover: list[str]


class TourStep(Shape):
    """One state of the explorer, as an address: what to see there, and what to do."""

    state: str
    say: str
    do: str
    guess: TourGuess | None


class TourInfo(Shape):
    """A short walk on one study."""

    name: str
    study: str
    title: str
    goal: str
    limits: str
    steps: list[TourStep]


class TourList(Shape):
    """The tours, in their order."""

    tours: list[TourInfo]
