"""Every claim and curve of the package, found by walking it."""

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import benchmarks
from benchmarks.harness.claim import Claim
from benchmarks.harness.curve import Curve


def claims() -> dict[str, Claim]:
    """The claims by name, in the order of their modules. Raises ValueError for a name given
    twice."""
    return _named(one for module in _modules() for one in getattr(module, "CLAIMS", ()))


def curves() -> dict[str, Curve]:
    """The curves by name. Raises ValueError for a name given twice."""
    return _named(one for module in _modules() for one in getattr(module, "CURVES", ()))


def _modules() -> list[Any]:
    found = pkgutil.iter_modules(benchmarks.__path__, "benchmarks.")
    names = [one.name for one in found if not one.ispkg and not one.name.endswith("__main__")]
    modules = [import_module(name) for name in names]
    return sorted(modules, key=lambda module: (getattr(module, "PLACE", 100), module.__name__))


def _named(found: Iterable[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for one in found:
        if one.name in out:
            raise ValueError(f"two benchmarks are called {one.name!r}")
        out[one.name] = one
    return out
