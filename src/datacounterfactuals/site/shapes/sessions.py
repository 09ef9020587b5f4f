"""Sessions to teach with, as the API gives them."""

from typing import Literal

from datacounterfactuals.site.shapes.base import Fault, Shape


class Accepted(Shape):
    """What an activity accepts: a number with how far one may be off, as a share of it, or names;
    and the same in words."""

    number: float | None
    within: float
    names: list[str]
    words: str


class ActivityInfo(Shape):
    """One thing to do: at which state of the explorer, what is asked, and what is accepted; nothing
    of a discussion, or where the fault says why it could not be computed."""

    state: str
    figure: Literal["grid", "lattice", "removal", "envelope", "chart"]
    kind: Literal["direction", "number", "object", "world", "choice", "discuss"]
    prompt: str
    choices: list[str]
    after: str
    accepted: Accepted | None
    fault: Fault | None


class SessionEntry(Shape):
    """A session in the list of them."""

    slug: str
    place: int
    title: str
    minutes: int
    about: str
    papers: list[str]
    questions: list[str]
    studies: list[str]


class SessionInfo(SessionEntry):
    """A session with its activities."""

    activities: list[ActivityInfo]


class SessionList(Shape):
    """Every session, in its order."""

    sessions: list[SessionEntry]
