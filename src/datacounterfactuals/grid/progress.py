"""Progress of a fill: how much is done, how fast, and how long it will take."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Progress:
    """`done` of `total` rows in `seconds`; `rate` in rows a second; `eta` in seconds, None until
    there is a rate."""

    label: str
    done: int
    total: int
    seconds: float
    rate: float
    eta: float | None


Report = Callable[[Progress], None]


@final
class Meter:
    """Counts rows and reports at most ten times a second, and at the end."""

    def __init__(self, label: str, total: int, report: Report | None) -> None:
        self.label, self.total, self.done = label, total, 0
        self._report = report
        self._started = time.monotonic()
        self._reported = float("-inf")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def step(self, rows: int) -> None:
        """Count rows as done."""
        self.done += rows
        now = time.monotonic()
        if self._report and (now - self._reported >= 0.1 or self.done >= self.total):
            self._reported = now
            seconds = self.seconds
            rate = self.done / seconds if seconds > 0 else 0.0
            eta = (self.total - self.done) / rate if rate > 0 else None
            self._report(Progress(self.label, self.done, self.total, seconds, rate, eta))
