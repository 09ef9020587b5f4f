"""The workers that a command was told to train with."""

import signal
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.learners.crews.crew import Workers

PATIENCE = 10.0
"""Seconds in which a scheduler must answer."""


@contextmanager
def hired(processes: int | None, scheduler: str | None) -> Generator[Workers | None]:
    """So many processes, the cluster of a Dask scheduler at an address, or neither. Raises
    QuestionError for both, and for a scheduler that does not answer."""
    if processes is not None and scheduler is not None:
        raise QuestionError(
            "both --workers and --scheduler say who trains", "Leave one of them out"
        )
    if scheduler is not None:
        with _cluster(scheduler) as client:
            yield client
    elif processes is not None:
        pool = ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=signal.signal,  # Ctrl-C is for the command: it ends them itself
            initargs=(signal.SIGINT, signal.SIG_IGN),
        )
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)
    else:
        yield None


@contextmanager
def _cluster(scheduler: str) -> Generator[Workers]:
    try:
        from distributed import Client
    except ImportError:
        raise QuestionError(
            "a scheduler needs Dask, which is not installed",
            "Install it: pip install datacounterfactuals[distributed]",
        ) from None
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise QuestionError(
            f"no Dask scheduler answers at {scheduler!r} ({str(error).splitlines()[0]})",
            "Start one with `dask scheduler`, and give the address that it prints",
        ) from None
    with client:
        yield client
