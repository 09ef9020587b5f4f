"""Jobs: fills and questions that run beside the server, with their progress."""

import threading
import uuid
from collections.abc import Callable
from typing import Any, Literal, final

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.grid.progress import Progress
from datacounterfactuals.site.faults import BusyError, UnknownError

Work = Callable[[Callable[[Progress], None]], Any]
"""What a job does: it is told whom to report to, and returns its result."""
Kind = Literal["fill", "ask", "plan"]
State = Literal["running", "done", "failed", "stopped"]
MOST_KEPT = 64


class _StoppedError(Exception):
    """Raised inside a job that somebody stopped."""


@final
class Job:
    """One piece of work in a thread of its own; stopping it keeps every committed cell."""

    def __init__(self, kind: Kind, study: str, about: Any, work: Work) -> None:
        self.id = uuid.uuid4().hex
        self.kind: Kind = kind
        self.study, self.about = study, about
        self.state: State = "running"
        self.progress: Progress | None = None
        self.result: Any = None
        self.fault: DataCounterfactualsError | None = None
        self._work = work
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"{kind} {study}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end at its next block."""
        self._stopping.set()

    def wait(self, seconds: float) -> None:
        """Wait for its end, at most so long."""
        self._ended.wait(seconds)

    @property
    def ended(self) -> bool:
        """Whether its thread is through."""
        return self._ended.is_set()

    def _report(self, progress: Progress) -> None:
        self.progress = progress
        if self._stopping.is_set():
            raise _StoppedError

    def _run(self) -> None:
        try:
            self.result = self._work(self._report)
            self.state = "done"
        except _StoppedError:
            self.state = "stopped"
        except DataCounterfactualsError as error:
            self.fault, self.state = error, "failed"
        except Exception as error:
            self.fault = DataCounterfactualsError(
                f"the server failed with {type(error).__name__}: {error}",
                "Please report this; the cells that were committed are kept",
            )
            self.state = "failed"
        finally:
            self._ended.set()


@final
class Jobs:
    """All jobs of a server: at most so many run at once, and the last ones are remembered."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.stopping = False
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, kind: Kind, study: str, about: Any, work: Work) -> Job:
        """Start a job, or return the one that is doing just that. Raises BusyError."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.state == "running"]
            for job in running:
                if (job.kind, job.study, job.about) == (kind, study, about):
                    return job
            if self.stopping:
                raise BusyError("the server is stopping", "Start it again: datacf serve")
            if len(running) >= self.most:
                raise BusyError(
                    f"{len(running)} jobs are running already", "Wait for one to end, or stop it"
                )
            ended = [job.id for job in self._jobs.values() if job.state != "running"]
            for old in ended[: max(len(ended) - MOST_KEPT + 1, 0)]:
                del self._jobs[old]
            job = Job(kind, study, about, work)
            self._jobs[job.id] = job
        job.start()
        return job

    def get(self, identity: str) -> Job:
        """A job by its id. Raises UnknownError."""
        with self._lock:
            if identity not in self._jobs:
                raise UnknownError(
                    f"there is no job {identity!r}", "It may have ended long ago: ask again"
                )
            return self._jobs[identity]

    def filling(self, study: str, plus: tuple[str, ...] = ()) -> Job | None:
        """The fill of a study, its board extended by `plus`, that is running, if one is."""
        with self._lock:
            for job in self._jobs.values():
                here = job.kind == "fill" and job.study == study and job.state == "running"
                if here and tuple(job.about.plus) == plus:
                    return job
        return None

    def stop(self, seconds: float = 2.0) -> bool:
        """Stop all, start no more, and wait at most so long; whether all have ended."""
        with self._lock:
            self.stopping = True
            running = [job for job in self._jobs.values() if job.state == "running"]
        for job in running:
            job.stop()
        for job in running:
            job.wait(seconds)
        return all(job.ended for job in running)
