"""A lesson: a file of short activities, each at a state of the explorer."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from datacounterfactuals.core.errors import DataCounterfactualsError, nearest
from datacounterfactuals.shelf.address import State, read_address

HOME = Path(__file__).parent / "sessions"
Kind = Literal["direction", "number", "object", "world", "choice", "discuss"]
Reads = Literal["value", "cell", "difference", "rows", "fact"]
Line = Annotated[str, Field(min_length=1)]


class LessonError(DataCounterfactualsError):
    """A lesson that is not there, or a file of one that cannot be read."""


class Part(BaseModel):
    """A table of a lesson's file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@final
class Accepts(Part):
    """Where the program finds what is accepted, at the activity's state.

    `reads`: what its question found for its label and column ("value"), the cell of its world and
    column ("cell"), that cell less the one it is held against ("difference"), how many rows its
    question wants ("rows"), or a fact beside the answer ("fact", by its name: a number, or the
    name of a world). `pick`: instead of a number, the label with the largest or smallest value in
    the column. `within`: how far a number may be off, as a share of it. `at`: another state than
    the one that is shown.
    """

    reads: Reads = "value"
    pick: Literal["largest", "smallest"] | None = None
    fact: str = ""
    within: float = Field(default=0.1, ge=0.0, le=1.0)
    at: str | None = None


@final
class Activity(Part):
    """One thing to do: where, what is asked, and what is accepted.

    `kind`: how it is answered: whether something rises or falls ("direction"), with a number, an
    object's name, a world such as ABD, one of the `choices`, or in a discussion, which nobody
    marks. `after`: what to notice once it is answered.
    """

    state: Line
    prompt: Line
    kind: Kind
    accepts: Accepts | None = None
    choices: tuple[Line, ...] = ()
    figure: Literal["grid", "lattice", "removal", "envelope", "chart"] = "grid"
    after: str = ""

    @property
    def shown(self) -> State:
        """The state that is shown."""
        return read_address(self.state)

    @property
    def told(self) -> State:
        """The state that tells what is accepted."""
        elsewhere = None if self.accepts is None else self.accepts.at
        return self.shown if elsewhere is None else read_address(elsewhere)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.accepts is None) != (self.kind == "discuss"):
            raise ValueError("every activity but a discussion says what it accepts")
        if bool(self.choices) != (self.kind == "choice"):
            raise ValueError("a choice has choices, and nothing else has")
        accepts, named = self.accepts, self.kind in {"object", "world", "choice"}
        if accepts is not None and accepts.reads != "fact" and named != (accepts.pick is not None):
            raise ValueError(
                f"what is accepted as {self.kind!r} is a "
                + ("name: pick the largest or the smallest" if named else "number: pick nothing")
            )
        read_address(self.state)
        if accepts is not None and accepts.at is not None:
            read_address(accepts.at)
        return self


@final
class Lesson(Part):
    """A short session: what it is about, two papers of the shelf, and its activities."""

    slug: str
    place: int
    title: Line
    minutes: int = Field(ge=5, le=60)
    about: Line
    papers: tuple[Line, Line]
    activities: tuple[Activity, ...] = Field(min_length=2)

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies that it visits, each once."""
        return tuple(dict.fromkeys(state.study for state in self._states))

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that it asks, each once."""
        asked = (state.one("q") for state in self._states)
        return tuple(dict.fromkeys(name for name in asked if name is not None))

    @property
    def _states(self) -> list[State]:
        return [state for one in self.activities for state in (one.shown, one.told)]


@cache
def lessons() -> tuple[Lesson, ...]:
    """The lessons that ship, in their order."""
    return tuple(read_lesson(path) for path in sorted(HOME.glob("*.toml")))


def lesson(slug: str) -> Lesson:
    """One of them. Raises LessonError."""
    known = {one.slug: one for one in lessons()}
    if slug not in known:
        raise LessonError(f"no lesson is named {slug!r}", nearest(slug, known))
    return known[slug]


def of_question(name: str) -> tuple[Lesson, ...]:
    """The lessons in which a question is asked."""
    return tuple(one for one in lessons() if name in one.questions)


def read_lesson(path: Path) -> Lesson:
    """A lesson from its file, `07-what-a-strike-takes.toml`. Raises LessonError."""
    place, _, slug = path.stem.partition("-")
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return Lesson.model_validate(
            {"slug": slug or place, "place": int(place) if place.isdigit() else 0} | content
        )
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise LessonError(f"{path.name} cannot be read: {error}", "Mend its TOML") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the lesson"
        raise LessonError(f"{path.name}: {where}: {first['msg']}", "See docs/teaching.md") from None
