"""A tour: a file of a few states of the explorer, with a guess before what each shows."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.shelf.address import AddressError, State, read_address

HOME = Path(__file__).parent
Line = Annotated[str, Field(min_length=1)]


class TourError(DataCounterfactualsError):
    """A file of a tour that cannot be read."""


class Part(BaseModel):
    """A table of a tour's file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@final
class Guess(Part):
    """What is guessed before it is shown: its sign first, then its size.

    The truth is never written: it is read off the cells. `reads`: the selected cell less the one it
    is held against, turned so that better is more ("difference"), or the value of the step's
    question for its label and column ("value"). `cover`: the worlds whose numbers are hidden until
    then, as the address spells them; all of them with "all".
    """

    prompt: Line
    reads: Literal["difference", "value"]
    cover: tuple[Line, ...] = ()


@final
class Step(Part):
    """One state: what to see there, what to do, and what may be guessed before."""

    state: Line
    say: Line
    do: str = ""
    guess: Guess | None = None

    @property
    def at(self) -> State:
        return read_address(self.state)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        try:
            at = self.at
        except AddressError as error:
            raise ValueError(str(error)) from None
        if {"tour", "step", "guess"} & {key for key, _ in at.parts}:
            raise ValueError("a state of a tour names no tour, step or guess")
        if self.guess is None:
            return self
        if self.guess.reads == "value" and not (at.one("q") and at.several("label")):
            raise ValueError("to guess a value, the state asks a question and names a label")
        if self.guess.reads == "difference" and at.one("mode") != "look":
            raise ValueError("to guess a difference, the state compares: mode=look")
        if at.one("column") is None:
            raise ValueError("to guess, the state names a column")
        return self


@final
class Tour(Part):
    """A short walk on one study: what it is for, its steps, and what it does not show."""

    name: str
    place: int
    title: Line
    goal: Line
    limits: Line
    steps: tuple[Step, ...] = Field(min_length=2)

    @property
    def study(self) -> str:
        """The study that it walks on."""
        return self.steps[0].at.study

    @model_validator(mode="after")
    def _on_one_study(self) -> Self:
        if len({step.at.study for step in self.steps}) > 1:
            raise ValueError("a tour stays on one study")
        return self


@cache
def tours() -> tuple[Tour, ...]:
    """The tours that ship, in their order."""
    found = (read_tour(path) for path in HOME.glob("*.toml"))
    return tuple(sorted(found, key=lambda one: one.place))


def read_tour(path: Path) -> Tour:
    """A tour from its file, `4-a-strike.toml`. Raises TourError."""
    place, _, name = path.stem.partition("-")
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return Tour.model_validate({"name": name, "place": int(place)} | content)
    except (OSError, ValueError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the tour"
            raise TourError(f"{path.name}: {where}: {first['msg']}", "Mend it") from None
        raise TourError(f"{path.name} cannot be read: {error}", "Mend its TOML") from None
