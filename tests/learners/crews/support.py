"""Work for crews: what a pool and a cluster are sent in tests."""

import os
import signal
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster


@dataclass(frozen=True)
class Numbers:
    """Something to share."""

    held: tuple[int, ...]


def add(thing: Numbers, number: int) -> int:
    return sum(thing.held) + number


def slowly(thing: Numbers, seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def slow_once(thing: Numbers, mark: str, seconds: float) -> str:
    """Slow for whoever comes first."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return "the second"
    time.sleep(seconds)
    return "the first"


def deadly_once(thing: Numbers, mark: str) -> int:
    """Kills the first process that does it."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return sum(thing.held)
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def deadly(thing: Numbers) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def failing(thing: Numbers) -> int:
    raise ArithmeticError("not in the mood")


def processes(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


@contextmanager
def cluster(workers: int = 2) -> Generator[Any]:
    """The client of a cluster of processes on this machine."""
    how: Any = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": "127.0.0.1:0",
        "host": "127.0.0.1",
        "silence_logs": "CRITICAL",
    }
    with LocalCluster(**how) as made, Client(made) as client:
        yield client
