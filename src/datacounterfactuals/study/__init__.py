"""Studies: objects, evaluation and protocol, from a study.toml, a frame or arrays.

The public names are resolved lazily: a list of shipped studies needs neither DuckDB nor numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datacounterfactuals.study.frozen import Frozen
    from datacounterfactuals.study.init import propose
    from datacounterfactuals.study.loading import glance, load, refit
    from datacounterfactuals.study.shipped import names
    from datacounterfactuals.study.study import Study

_HOMES = {
    "Frozen": "frozen",
    "Study": "study",
    "glance": "loading",
    "load": "loading",
    "names": "shipped",
    "propose": "init",
    "refit": "loading",
}
__all__ = ["Frozen", "Study", "glance", "load", "names", "propose", "refit"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
