"""A pool of processes or threads as a crew: any executor of `concurrent.futures`, or our own."""

import os
import pickle
import shutil
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, final

import cloudpickle

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.crews.crew import Coming, Crew, Handle

MOST_THINGS = 2
"""So many shared things a process keeps in memory."""


@final
class Pool(Crew):
    """Runs work in an executor, which is left as it is in the end.

    A shared thing is written to a file once, and each process reads it once. `renew` makes the
    executor anew when it broke; without it, it is a user's, and the work ends.
    """

    lost = (BrokenExecutor, CancelledError)

    def __init__(self, executor: Executor, renew: Callable[[], Executor] | None = None) -> None:
        super().__init__()
        self._executor, self._renew = executor, renew
        self._folder = Path(tempfile.mkdtemp(prefix="datacounterfactuals-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    @staticmethod
    def own(workers: int) -> "Pool":
        """Processes that joblib starts here and keeps alive between fills."""
        return Pool(_processes(workers), partial(_processes, workers))

    @property
    def workers(self) -> int:
        told: object = getattr(self._executor, "_max_workers", None)
        return told if isinstance(told, int) else os.cpu_count() or 1

    def submit(
        self, function: Callable[..., Any], handle: Handle, arguments: tuple[Any, ...]
    ) -> Coming:
        try:
            return self._executor.submit(call, handle, function, arguments)
        except BrokenExecutor:
            raise
        except RuntimeError as error:
            raise LearnerError(
                f"the executor takes no work ({error})", "Make a new one, and fill again"
            ) from error

    def mend(self) -> None:
        if self._renew is None:
            raise LearnerError(
                "a process of the executor was killed, perhaps for want of memory, and all its "
                "others ended with it",
                "Make a new executor, with fewer processes, and fill again: finished rows are kept",
            )
        self._executor = self._renew()

    def _show(self, thing: Any) -> Handle:
        raw = cloudpickle.dumps(thing)  # which takes what was defined in a notebook too
        name = digest(raw).hex()
        path = self._folder / name
        path.write_bytes(raw)
        return str(path), name


def _processes(workers: int) -> Executor:
    from joblib.externals.loky import get_reusable_executor

    return get_reusable_executor(max_workers=workers)


_things: OrderedDict[str, Any] = OrderedDict()
_reading = Lock()


def call(handle: tuple[str, str], function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function with a shared thing, in a worker."""
    path, name = handle
    with _reading:
        if name not in _things:
            _things[name] = pickle.loads(Path(path).read_bytes())
            while len(_things) > MOST_THINGS:
                _things.popitem(last=False)
        _things.move_to_end(name)
        thing = _things[name]
    return function(thing, *arguments)
