"""What of the API an export keeps: each module of it may say so with a function `kept`."""

import importlib
import pkgutil
from collections.abc import Iterable

from datacounterfactuals.site import api
from datacounterfactuals.site.site import Site


def kept(site: Site) -> Iterable[str]:
    """The addresses under /api whose replies are written as files, each once."""
    found: dict[str, None] = {}
    for module in pkgutil.iter_modules(api.__path__):
        says = getattr(importlib.import_module(f"{api.__name__}.{module.name}"), "kept", None)
        found |= dict.fromkeys(says(site) if says else ())
    return found
