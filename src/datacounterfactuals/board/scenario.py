"""Scenarios: whose data are on the table, how they are dealt, and by what they are scored."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from datacounterfactuals.core.errors import DataCounterfactualsError, nearest

HOME = Path(__file__).parent / "scenarios"
Word = Annotated[str, Field(min_length=1, max_length=60)]
Card = Literal["signal", "reserved", "regulator", "kept"]


class BoardError(DataCounterfactualsError):
    """A game that cannot be set up, or a move that the rules do not allow."""


class Part(BaseModel):
    """A table of a scenario's file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@final
class GroupCard(Part):
    """A group of people: its name, the letter of its objects, and the values in the data's column
    of owners that are theirs."""

    name: Word
    letter: Annotated[str, Field(pattern="^[A-Z]$")]
    owns: tuple[Word, ...] = Field(min_length=1)


@final
class Substitute(Part):
    """Data that anybody may license, at a listed price, and that the rival always has."""

    name: Word
    letter: Annotated[str, Field(pattern="^[A-Z]$")]
    owns: tuple[Word, ...] = Field(min_length=1)
    price: int = Field(ge=0, le=12)


@final
class DataCard(Part):
    """Where the rows are: the file of a shipped study, the column that says whose each row is, and
    how evaluation rows are known: the column `split` says test, or a share of all by a hash.

    `words`: texts are cut into passages of so many words before they are dealt.
    """

    study: Word
    file: Word
    owner: Word
    split: Word | None = None
    share: float = Field(default=0.3, gt=0.0, lt=1.0)
    sample: float = Field(default=1.0, gt=0.0, le=1.0)
    words: int = Field(default=400, ge=20)


@final
class Belief(Part):
    """What is thought likely of the worth of the data before any row is seen, as the program's
    players do. `worth`: what all groups bring together, beside the stake; of it, `first` is what
    the first brings whoever it is, `own` what the group adds that the slice is about, and the rest
    is shared by all."""

    worth: float = Field(default=1.0, gt=0.0, le=4.0)
    first: float = Field(default=0.0, ge=0.0, le=1.0)
    own: float = Field(default=0.0, ge=0.0, le=1.0)


@final
class Numbers(Part):
    """The numbers of the game that a scenario may set for itself; see `rules.toml`."""

    operator_coins: float | None = Field(default=None, ge=0.0, le=40.0)
    fund: float | None = Field(default=None, ge=0.0, le=40.0)
    hold_pays: float | None = Field(default=None, ge=0.0, le=5.0)
    send_pays: float | None = Field(default=None, ge=0.0, le=5.0)
    make_costs: float | None = Field(default=None, ge=0.0, le=10.0)


@final
class Scenario(Part):
    """A scenario. `settings`: the rest of a study, as `Study.from_frame` takes it."""

    name: str
    title: Word
    about: Annotated[str, Field(min_length=1)]
    operator: Word
    rival: Word
    data: DataCard
    groups: tuple[GroupCard, ...] = Field(min_length=3, max_length=4)
    substitute: Substitute
    slices: tuple[Word, ...] = Field(min_length=2, max_length=16)
    settings: dict[str, Any]
    belief: Belief = Belief()
    numbers: Numbers = Numbers()
    cards: tuple[Card, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        letters = [one.letter for one in (*self.groups, self.substitute)]
        if len(set(letters)) < len(letters):
            raise ValueError("two owners have the same letter")
        return self


@cache
def scenarios() -> dict[str, Scenario]:
    """The scenarios that ship, by name."""
    found = [read_scenario(path) for path in sorted(HOME.glob("*.toml"))]
    return {one.name: one for one in found}


def scenario(name: str) -> Scenario:
    """One of them. Raises BoardError."""
    known = scenarios()
    if name not in known:
        raise BoardError(f"no scenario is named {name!r}", nearest(name, known))
    return known[name]


def read_scenario(path: Path) -> Scenario:
    """A scenario from its file. Raises BoardError."""
    try:
        return Scenario.model_validate(
            {"name": path.stem.partition("-")[2] or path.stem}
            | tomllib.loads(path.read_text("utf-8"))
        )
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise BoardError(f"{path.name} cannot be read: {error}", "Mend its TOML") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the scenario"
        raise BoardError(f"{path.name}: {where}: {first['msg']}", "See docs/board.md") from None
