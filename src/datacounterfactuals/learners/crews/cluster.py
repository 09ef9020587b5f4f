"""A Dask cluster as a crew."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, final

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.crews.crew import Coming, Crew, Handle

if TYPE_CHECKING:
    from distributed import Client

TRIES, PAUSE = 5, 1.0
"""How often a thing is sent to the workers, and the seconds between, while some go away."""
COUNTED = 2.0
"""Seconds after which the workers are counted again: they may come and go."""


@final
class Cluster(Crew):
    """Runs work on the workers of a Dask client; what a lost one had begun begins elsewhere.

    A shared thing is scattered to all workers at once. Raises LearnerError for a client that is
    closed or asynchronous.
    """

    def __init__(self, client: "Client") -> None:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        super().__init__()
        if client.asynchronous or client.status != "running":
            raise LearnerError(
                f"the Dask client is {'asynchronous' if client.asynchronous else client.status}",
                "Give a client that is connected and not asynchronous",
            )
        self._client = client
        self.lost = (KilledWorker, FutureCancelledError)
        self._count, self._counted = 0, float("-inf")

    @property
    def workers(self) -> int:
        now = time.monotonic()
        if now - self._counted > COUNTED:
            self._counted = now
            threads: Any = self._client.nthreads()
            self._count = sum(threads.values())
        return max(self._count, 1)

    def submit(
        self, function: Callable[..., Any], handle: Handle, arguments: tuple[Any, ...]
    ) -> Coming:
        return self._client.submit(function, handle, *arguments, pure=False)

    def mend(self) -> None:
        """Dask starts a new worker by itself, or goes on with those that are left."""
        if self._client.status != "running":
            raise LearnerError(
                "the connection to the Dask scheduler was lost",
                "Connect again, and fill again: finished rows are kept",
            )

    def share_again(self, thing: Any) -> Handle:
        self._handles.pop(id(thing), None)
        return self.share(thing)

    def _show(self, thing: Any) -> Handle:
        for attempt in range(TRIES):
            try:
                return self._client.scatter(thing, broadcast=True, hash=False)
            except (OSError, TimeoutError, KeyError) as error:  # a worker went away meanwhile
                if attempt == TRIES - 1:
                    raise LearnerError(
                        f"the data could not be brought to the Dask workers ({error})",
                        "See to the workers, and fill again: finished rows are kept",
                    ) from error
                time.sleep(PAUSE)
        raise AssertionError("every try returns or raises")
