"""A crew: workers elsewhere that are shown a thing once and then do pieces of work with it."""

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from distributed import Client

    Workers = Executor | Client
else:
    Workers = Executor
"""What a user has workers by: an executor of `concurrent.futures`, or a Dask client."""

Handle = Any
"""How a crew calls a thing that its workers have."""


class Coming(Protocol):
    """The result of a piece of work, once it is there: a future."""

    def result(self) -> Any: ...

    def cancel(self) -> Any: ...

    def add_done_callback(self, fn: Callable[[Any], Any], /) -> Any: ...


class Crew(ABC):
    """Workers that live longer than one piece of work, in other processes or on other machines.

    `lost`: the errors that say that a worker went away, and not that its work was wrong.
    """

    lost: tuple[type[BaseException], ...]

    def __init__(self) -> None:
        self._handles: dict[int, Handle] = {}

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many pieces of work it does at the same time, at least 1."""

    @abstractmethod
    def submit(
        self, function: Callable[..., Any], handle: Handle, arguments: tuple[Any, ...]
    ) -> Coming:
        """Have a worker call a function, which can be imported there, with a shared thing and
        some arguments of its own. May raise an error of `lost`."""

    @abstractmethod
    def mend(self) -> None:
        """Be ready for work again after a worker was lost. Raises LearnerError if the crew is not
        ours to mend."""

    @abstractmethod
    def _show(self, thing: Any) -> Handle:
        """Bring a thing to the workers."""

    def share(self, thing: Any) -> Handle:
        """Bring a thing to all workers, once for as long as it lives here."""
        key = id(thing)
        if key not in self._handles:
            self._handles[key] = self._show(thing)
            weakref.finalize(thing, self._handles.pop, key, None)
        return self._handles[key]

    def share_again(self, thing: Any) -> Handle:
        """Bring it anew, if who had it was lost."""
        return self.share(thing)
