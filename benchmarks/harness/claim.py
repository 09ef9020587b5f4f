"""What a claim of speed is: our side, the sides of others, the machine's limit, and a goal."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import final

Fact = float | int | str


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


@final
@dataclass(frozen=True)
class Setting:
    """What a claim is built for: its full size or, `quick`, a size of seconds that only shows that
    it runs; a folder of its own, and a stack that closes what was opened."""

    quick: bool
    folder: Path
    opened: ExitStack


@final
@dataclass(frozen=True)
class Claim:
    """One line of the table.

    `name` is its word on the command line, `job` the work in the reader's words. `unit` is "rows/s"
    or any other "something/s", of which more is better, or "ms" or "s" for the time that one call
    takes, of which less is better. `goal` is in that unit. `bound` says in words what bounds us.
    """

    name: str
    job: str
    unit: str
    build: Callable[[Setting], Sides]
    goal: float | None = None
    rounds: int = 5
    bound: str = ""

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    def shown(self, rate: float) -> float:
        """A rate (units per second) in the claim's unit."""
        if self.more_is_better:
            return rate
        return {"ms": 1e3, "s": 1.0}[self.unit] / rate

    def met(self, rate: float) -> bool | None:
        """Whether a rate reaches the goal; None without one."""
        if self.goal is None:
            return None
        value = self.shown(rate)
        return value >= self.goal if self.more_is_better else value <= self.goal
