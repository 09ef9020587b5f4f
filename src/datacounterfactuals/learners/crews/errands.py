"""Errands: pieces of work that are out with a crew, until each has come back once."""

import statistics
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, final

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.crews.crew import Coming, Crew, Handle

WAKE = 0.2
"""Seconds between looks at what is late, and at which Ctrl-C is heard."""
LATE = 4.0
"""A piece of work that takes so many times the median, while somebody is idle, is given to another
worker too."""
LEAST_LATE = 2.0
"""Seconds that it must have taken for that."""
MOST_LOST = 4
"""So many workers may be lost over one piece of work."""
REMEMBERED = 64

Name = TypeVar("Name", bound=Hashable)
Done = TypeVar("Done")


@final
@dataclass
class _Errand:
    arguments: tuple[Any, ...]
    sent: float
    handle: Handle
    copies: list[Coming] = field(default_factory=list[Coming])
    lost: int = 0


@final
class Errands(Generic[Name, Done]):
    """Sends a crew one function with one shared thing and many arguments.

    What comes first of a late piece of work and its copy counts: the function must give the same
    wherever it runs. What a lost worker had is sent again; an error of the function itself is
    raised. At the end, what is still out is cancelled.
    """

    def __init__(self, crew: Crew, function: Callable[..., Done], thing: Any) -> None:
        self._crew, self._function, self._thing = crew, function, thing
        self._handle: Handle = crew.share(thing)
        self._out: dict[Name, _Errand] = {}
        self._back: SimpleQueue[tuple[Name, Coming]] = SimpleQueue()
        self._took: deque[float] = deque(maxlen=REMEMBERED)
        self._idle_since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for errand in self._out.values():
            for copy in errand.copies:
                copy.cancel()

    @property
    def out(self) -> int:
        """How many pieces of work have not come back."""
        return len(self._out)

    def send(self, name: Name, *arguments: Any) -> None:
        """Have a worker do a piece of work. Raises LearnerError if the crew cannot go on."""
        errand = _Errand(arguments, time.monotonic(), self._handle)
        self._out[name] = errand
        self._submit(name, errand)
        if len(self._out) >= self._crew.workers:
            self._idle_since = float("inf")

    def receive(self) -> tuple[Name, Done]:
        """Wait for the next piece of work to come back, whichever it is. There is one out.

        Raises LearnerError if the crew cannot go on, and whatever the function raised.
        """
        while True:
            try:
                name, coming = self._back.get(timeout=WAKE)
            except Empty:
                self._send_late_ones_twice()
                continue
            errand = self._out.get(name)
            if errand is None or coming not in errand.copies:
                continue
            try:
                seconds, done = coming.result()
            except self._crew.lost as error:
                self._again(name, errand, coming, error)
                continue
            del self._out[name]
            self._took.append(seconds)
            for copy in errand.copies:
                if copy is not coming:
                    copy.cancel()
            if len(self._out) < self._crew.workers and self._idle_since == float("inf"):
                self._idle_since = time.monotonic()
            return name, done

    def _submit(self, name: Name, errand: _Errand) -> None:
        arguments = (self._function, errand.arguments)
        try:
            coming = self._crew.submit(timed, errand.handle, arguments)
        except self._crew.lost:
            self._crew.mend()
            coming = self._crew.submit(timed, errand.handle, arguments)
        errand.copies.append(coming)
        coming.add_done_callback(lambda done: self._back.put((name, done)))

    def _again(self, name: Name, errand: _Errand, coming: Coming, error: BaseException) -> None:
        errand.copies.remove(coming)
        errand.lost += 1
        if errand.lost >= MOST_LOST:
            raise LearnerError(
                f"{errand.lost} workers were lost over the same piece of work, perhaps for want "
                "of memory",
                "Use fewer workers with more memory each, and fill again: finished rows are kept",
            ) from error
        self._crew.mend()
        if errand.copies:
            return
        if errand.handle is self._handle:  # else it was brought anew since this was sent
            self._handle = self._crew.share_again(self._thing)
        errand.handle, errand.sent = self._handle, time.monotonic()
        self._submit(name, errand)

    def _send_late_ones_twice(self) -> None:
        if not self._took or len(self._out) >= self._crew.workers:
            return
        limit = max(LATE * statistics.median(self._took), LEAST_LATE)
        now = time.monotonic()
        for name, errand in self._out.items():
            began = max(errand.sent, self._idle_since)
            if len(errand.copies) == 1 and now - began > limit:
                self._submit(name, errand)


def timed(
    thing: Any, function: Callable[..., Done], arguments: tuple[Any, ...]
) -> tuple[float, Done]:
    """Call a function with a shared thing and its arguments; the seconds it took, too."""
    began = time.perf_counter()
    done = function(thing, *arguments)
    return time.perf_counter() - began, done
