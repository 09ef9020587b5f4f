"""Compiling: what turns a function into machine code, once on every machine.

Compiled code is kept in the user's cache folder (or in NUMBA_CACHE_DIR) under a digest of every
kernel's source, so that a changed kernel is never answered by the code of an old one.
"""

import os
import sys
import threading
import types
from collections.abc import Callable
from functools import cache, partial, update_wrapper
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar, cast, final

import platformdirs

from datacounterfactuals.learners.kernels import lanes

P = ParamSpec("P")
T = TypeVar("T")

_lock = threading.RLock()


@final
class Kernel(Generic[P, T]):
    """A function that is compiled when it is first called. It holds no lock of Python while it
    runs, so several threads may be in it at once."""

    def __init__(self, function: Callable[P, T], inline: bool = False) -> None:
        update_wrapper(self, function)
        self._inline = inline
        self._function = cast(types.FunctionType, function)
        self._compiled: Callable[P, T] | None = None
        self._told = False

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._told:
            self._tell()
        return self.compiled(*args, **kwargs)

    @property
    def compiled(self) -> Callable[P, T]:
        """Numba's version of the function."""
        if self._compiled is None:
            with _lock:
                self._compiled = self._compiled or self._compile()
        return self._compiled

    def _compile(self) -> Callable[P, T]:
        import numba
        import numba.core.config

        settings: Any = numba.core.config
        function = _linked(self._function)
        before = settings.CACHE_DIR
        settings.CACHE_DIR = str(folder())
        compiler = partial(numba.njit, nogil=True, error_model="numpy", forceinline=self._inline)
        try:
            made: Any = compiler(cache=True)(function)
        except RuntimeError:  # no folder on this machine can be written
            made = compiler()(function)
        finally:
            settings.CACHE_DIR = before
        return made

    def _tell(self) -> None:
        """Say on a terminal that compiling takes a moment, unless the code is kept already."""
        self._told = True
        source = Path(self._function.__code__.co_filename).stem
        kept = folder().rglob(f"{source}.{self._function.__qualname__}-*.nbi")
        if sys.stderr.isatty() and next(kept, None) is None:
            sys.stderr.write(
                f"Compiling {source}.{self._function.__name__}, once on this machine\n"
            )


def kernel(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function to be compiled by numba when it is first called.

    It may call other kernels and the operations of `lanes`; all arguments are numbers and arrays.
    """
    return Kernel(function)


def inlined(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a kernel that is a few lines of a loop: its code is put where it is called."""
    return Kernel(function, inline=True)


@cache
def folder() -> Path:
    """Where compiled code is kept."""
    told = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(told) if told else platformdirs.user_cache_path("datacounterfactuals") / "kernels"
    state = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        state.update(path.read_bytes())
    return root / state.hexdigest()


def _linked(function: types.FunctionType) -> types.FunctionType:
    """The same function, with kernels and operations on lanes that it names in their compiled
    form."""
    linked = dict(function.__globals__)
    for name in _names(function.__code__):
        value = linked.get(name)
        if isinstance(value, Kernel):
            linked[name] = value.compiled
        elif name in lanes.OPERATIONS and value is getattr(lanes, name):
            linked[name] = lanes.compiled()[name]
    out = types.FunctionType(
        function.__code__, linked, function.__name__, function.__defaults__, function.__closure__
    )
    out.__qualname__, out.__module__ = function.__qualname__, function.__module__
    return out


def _names(code: types.CodeType) -> set[str]:
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return set(code.co_names).union(*(_names(one) for one in inner))
