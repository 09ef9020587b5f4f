"""What a claim of speed is: our side, the sides of others, the machine's limit, and a goal."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, final

Fact = float | int | str


def shown(rate: float, unit: str) -> float:
    """A rate, units per second, in a claim's unit."""
    return rate if unit.endswith("/s") else {"ms": 1e3, "s": 1.0}[unit] / rate


@final
@dataclass(frozen=True)
class Side:
    """One way of doing a job, or what would bound every way of doing it.

    `run` does `units` of the job. It is timed by whoever calls it, unless it returns the seconds
    that it took by its own clock (a program that runs elsewhere and stays alive).
    """

    name: str
    run: Callable[[], float | None]
    units: float = 1.0


@final
@dataclass(frozen=True)
class Sides:
    """All sides of a claim, ready to run; whoever built them has checked that they agree.

    `peers` may be empty. `limit` does nothing but what the machine must do at least for so many
    units (see `harness.limits`): our rate divided by its rate is the fraction of the limit.
    `agreement` says in words, with numbers, what was compared before the clock started.
    `skipped`: peers that could not be made, each with the reason. `facts` is called when all is
    measured: further numbers to show, such as the peak of memory.
    """

    ours: Side
    peers: tuple[Side, ...] = ()
    limit: Side | None = None
    agreement: str = ""
    skipped: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: Callable[[], Mapping[str, Fact]] = dict

    def against(self, more: tuple[tuple[Side, ...], Mapping[str, str]]) -> "Sides":
        """The same with more peers, and why some could not be made."""
        return replace(self, peers=(*self.peers, *more[0]), skipped={**self.skipped, **more[1]})

    def as_one_call(self) -> "Sides":
        """The same with our whole call as the unit: for claims of the time that a job takes."""
        whole = self.ours.units
        one = [replace(side, units=side.units / whole) for side in (self.ours, *self.peers)]
        limit = self.limit and replace(self.limit, units=self.limit.units / whole)
        return replace(self, ours=one[0], peers=tuple(one[1:]), limit=limit)


@final
@dataclass(frozen=True)
class Setting:
    """What a claim is built for: its full size or, `quick`, a size of seconds that only shows that
    it runs; a folder of its own, and a stack that closes what was opened."""

    quick: bool
    folder: Path
    opened: ExitStack

    def pick(self, full: int, quick: int) -> int:
        """A size."""
        return quick if self.quick else full


@final
@dataclass(frozen=True)
class Claim:
    """One line of the table.

    `name` is its word on the command line, `job` the work in the reader's words. `unit` is "rows/s"
    or any other "something/s", of which more is better, or "ms" or "s" for the time that one call
    takes, of which less is better. `goal` is in that unit, `times` a goal of so many times the
    first peer. `bound` says in words what bounds us, `group` in which table it stands. The tests
    run it at toy size unless `smoke` says no.
    """

    name: str
    job: str
    unit: str
    build: Callable[[Setting], Sides]
    goal: float | None = None
    times: float | None = None
    rounds: int = 5
    bound: str = ""
    group: Literal["goals", "statistics", "others"] = "goals"
    smoke: bool = True

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    def met(self, rate: float, ratio: float | None = None) -> bool | None:
        """Whether a rate, and its ratio to the first peer's, reach the goal; None without one."""
        if self.times is not None:
            return None if ratio is None else ratio >= self.times
        if self.goal is None:
            return None
        value = shown(rate, self.unit)
        return value >= self.goal if self.more_is_better else value <= self.goal
