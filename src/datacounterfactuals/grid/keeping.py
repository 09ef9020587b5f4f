"""Keeping: trained rows are committed in a thread while the next ones are trained."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, final

from datacounterfactuals.bank.batch import Batch
from datacounterfactuals.bank.vault import Vault

FEW = 256
"""Fewer rows are committed before anything else is trained: that takes no time, and what took long
to train is safe, and shown, at once."""


@final
class Keeper:
    """Commits batches in the order in which they come, in a thread of its own.

    At most one batch waits while another is committed, so that memory stays bounded and what is
    trained is soon safe. However a fill ends, what was handed in is committed, unless the bank
    fails: then the error is raised here at the next call.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._thread = ThreadPoolExecutor(1, "keeper")
        self._coming: deque[tuple[Batch, Future[int]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._thread.shutdown()
        if error is None:
            self.finish()

    def put(self, batch: Batch) -> list[Batch]:
        """Commit a batch soon; those that were committed meanwhile."""
        done = self._finished(1)
        self._coming.append((batch, self._thread.submit(self._vault.keep, batch)))
        return done + self.finish() if len(batch) < FEW else done

    def finish(self) -> list[Batch]:
        """Wait until all is committed; what was not returned before."""
        return self._finished(0)

    def _finished(self, most: int) -> list[Batch]:
        """Wait until at most so many are still coming."""
        done: list[Batch] = []
        while self._coming and (len(self._coming) > most or self._coming[0][1].done()):
            batch, future = self._coming.popleft()
            future.result()
            done.append(batch)
        return done
