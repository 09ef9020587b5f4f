"""Processes that fill a grid, to be killed or run side by side."""

import multiprocessing
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.grid.support import grid, people

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.grid.support", "sklearn.linear_model"])


def fill(folder: Path, ready: Event, trained: "Queue[int]") -> None:
    """What a worker does: say that it starts, fill, say how many rows it trained."""
    one = grid(folder, people(rows=1500))
    ready.set()
    trained.put(one.fill(progress=None).trained)


def start(folder: Path) -> tuple[BaseProcess, Event, "Queue[int]"]:
    """A worker in a process of its own."""
    ready, trained = PROCESSES.Event(), PROCESSES.Queue()
    worker = PROCESSES.Process(target=fill, args=(folder, ready, trained))
    worker.start()
    return worker, ready, trained
