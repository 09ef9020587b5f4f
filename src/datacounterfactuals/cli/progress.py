"""Progress of what takes over two seconds, and what Ctrl-C leaves behind."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from datacounterfactuals.cli.faults import StoppedError
from datacounterfactuals.cli.terminal import aside
from datacounterfactuals.grid.progress import PATIENCE, Progress, clock, spell

PLAIN_EVERY = 10.0
"""Seconds between two lines where there is no terminal to draw a bar on."""


@final
class Reporter:
    """Told of every step; it says nothing until two seconds have passed."""

    def __init__(self) -> None:
        self.kept = 0
        self._bar: Bar | None = None
        self._task: Any = None
        self._last: Progress | None = None
        self._before = 0
        self._said = float("-inf")

    def __call__(self, progress: Progress) -> None:
        if self._last is not None and progress.done < self._last.done:
            self._before += self._last.done
        self._last = progress
        self.kept = self._before + progress.done
        if progress.seconds < PATIENCE:
            return
        if sys.stderr.isatty():
            self._draw(progress)
        elif time.monotonic() - self._said >= PLAIN_EVERY:
            self._said = time.monotonic()
            typer.echo(spell(progress), err=True)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self, progress: Progress) -> None:
        if self._bar is None:
            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(bar_width=32),
                MofNCompleteColumn(),
                TextColumn("{task.fields[pace]}", style="dim"),
                console=aside(),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(progress.label, total=progress.total, pace="")
        eta = "" if progress.eta is None else f", {clock(progress.eta)} left"
        self._bar.update(
            self._task,
            description=progress.label,
            completed=progress.done,
            total=progress.total,
            pace=f"{progress.rate:,.1f} {progress.noun}/s{eta}",
        )


@contextmanager
def watched() -> Generator[Reporter]:
    """Watch a piece of work. On Ctrl-C, raises StoppedError with what was kept and how to go on."""
    reporter = Reporter()
    try:
        yield reporter
    except KeyboardInterrupt:
        reporter.close()
        rows = "row was" if reporter.kept == 1 else "rows were"
        raise StoppedError(
            f"Stopped. {reporter.kept:,} {rows} trained and kept in the bank",
            "The same command goes on from there",
        ) from None
    finally:
        reporter.close()
