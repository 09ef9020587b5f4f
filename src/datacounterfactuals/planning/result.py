"""What a plan says: findings in plain words, each with its range and the numbers behind it."""

from dataclasses import asdict, dataclass
from typing import Any, final

from datacounterfactuals.planning.drawing import Range


@final
@dataclass(frozen=True)
class Finding:
    """A question that people ask, the answer in a sentence or two, and what it does not say."""

    question: str
    answer: str
    range: Range | None = None
    unsure: str = ""


@final
@dataclass(frozen=True)
class StandIn:
    """A program that stands in for the operator's: how good it is with all records, how good one
    answer for all is, and how many must leave before it loses the share that was asked for (None:
    at one end, more than there are)."""

    name: str
    does: str
    good: float
    same: float
    low: float
    middle: float | None
    high: float | None


@final
@dataclass(frozen=True)
class Way:
    """One way to act, side by side with the others. `rival`: what a competitor then has, of what
    the records of all give the operator."""

    name: str
    means: str
    operator: Range
    members: Range
    stayers: Range
    rival: Range


@final
@dataclass(frozen=True)
class Point:
    """One point of a curve: how much worse guesses are when so many leave."""

    series: str
    people: float
    range: Range


@final
@dataclass(frozen=True)
class StrikePlan:
    """The plan. `unit` is what worse guesses are counted in; `group` how many act together where
    one number is looked at."""

    source: str
    owner: str
    target: str
    records: int
    owners: int
    lose: float
    price: float | None
    group: int
    unit: str
    claim: str
    findings: tuple[Finding, ...]
    ways: tuple[Way, ...]
    curve: tuple[Point, ...]
    stand_ins: tuple[StandIn, ...]
    notes: tuple[str, ...]
    rounds: int

    def to_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        return asdict(self)
