"""Threads: how a kernel's work is spread over the processors.

Kernels let go of Python's lock, so plain threads use every processor. DATACF_THREADS, or else
OMP_NUM_THREADS, says how many; without them it is as many as this process may use.
"""

import os
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import final

from datacounterfactuals.core.errors import LearnerError


@final
class _Crew:
    """The threads of this process, made when they are first wanted."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._size = 0

    def pool(self, number: int) -> ThreadPoolExecutor:
        """A pool of at least so many threads."""
        if self._pool is None or self._size < number:
            self._pool = ThreadPoolExecutor(number, thread_name_prefix="kernel")
            self._size = number
        return self._pool

    def forget(self) -> None:
        """In a forked child, which has none of its parent's threads."""
        self._pool, self._size = None, 0


_crew = _Crew()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_crew.forget)


def count() -> int:
    """How many threads kernels use. Raises LearnerError if a variable is no whole number."""
    if _crew.limit is not None:
        return _crew.limit
    told = os.environ.get("DATACF_THREADS") or os.environ.get("OMP_NUM_THREADS")
    if told:
        if not told.isdecimal() or int(told) < 1:
            raise LearnerError(
                f"the number of threads is {told!r}", "Set DATACF_THREADS to 1 or more"
            )
        return int(told)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def limit(number: int) -> Generator[None]:
    """Use at most so many threads inside."""
    before, _crew.limit = _crew.limit, number
    try:
        yield
    finally:
        _crew.limit = before


def spread(work: Callable[[int, int], None], length: int, grain: int) -> None:
    """Call `work(start, stop)` for pieces of 0..length, each a multiple of `grain` but the last,
    several at once. What it raises is raised here, once all threads have ended."""
    tiles = -(-length // grain)
    hands = min(count(), tiles)
    if hands <= 1:
        if length:
            work(0, length)
        return
    pieces = min(tiles, 4 * hands)  # more pieces than threads: none waits long for the slowest
    edges = [min(length, grain * (tiles * piece // pieces)) for piece in range(pieces + 1)]
    waiting = deque(pairwise(edges))

    def run() -> None:
        while waiting:
            try:
                piece = waiting.pop()  # the last first: in a lattice it is the largest
            except IndexError:  # another thread was faster
                return
            work(*piece)

    pool = _crew.pool(hands)
    running = [pool.submit(run) for _ in range(hands)]
    errors = [error for one in running if (error := one.exception()) is not None]
    if errors:
        raise errors[0]
