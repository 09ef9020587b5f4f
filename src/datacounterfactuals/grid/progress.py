"""Progress of a fill: how much is done, how fast, and how long it will take."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, final


@final
@dataclass(frozen=True)
class Progress:
    """`done` of `total` rows, or of what else `noun` says, in `seconds`; `rate` by the second;
    `eta` in seconds, None until there is a rate."""

    label: str
    done: int
    total: int
    seconds: float
    rate: float
    eta: float | None
    noun: str = "rows"


Report = Callable[[Progress], None] | Literal["auto"] | None
"""Who is told: a callback, nobody, or `auto`: a line on a terminal once two seconds have passed."""

PATIENCE = 2.0


def spell(progress: Progress) -> str:
    """Progress in words: done, rate and time left."""
    eta = "" if progress.eta is None else f", {clock(progress.eta)} left"
    return (
        f"{progress.label}: {progress.done:,} of {progress.total:,} {progress.noun}, "
        f"{progress.rate:,.0f} {progress.noun}/s{eta}"
    )


def clock(seconds: float) -> str:
    """Seconds as people say them: 8 s, 2 min 5 s, 3 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _to_terminal(progress: Progress) -> None:
    if progress.seconds >= PATIENCE and sys.stderr.isatty():
        end = "\n" if progress.done >= progress.total else ""
        sys.stderr.write(f"\r\033[K{spell(progress)}{end}")
        sys.stderr.flush()


@final
class Meter:
    """Counts rows and reports at most ten times a second, and at the end."""

    def __init__(self, label: str, total: int, report: Report, noun: str = "rows") -> None:
        self.label, self.total, self.done, self.noun = label, total, 0, noun
        self._report = _to_terminal if report == "auto" else report
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
            counted = self.label, self.done, self.total
            self._report(Progress(*counted, seconds, rate, eta, self.noun))
