"""Every page there is, found by walking this package."""

import importlib
import pkgutil
from functools import cache

from datacounterfactuals.site import pages
from datacounterfactuals.site.pages.page import Page


@cache
def every_page() -> dict[str, Page]:
    """The pages by the name of their module, those of the menu first and in its order."""
    found: dict[str, Page] = {}
    for module in pkgutil.iter_modules(pages.__path__):
        page = getattr(importlib.import_module(f"{pages.__name__}.{module.name}"), "PAGE", None)
        if isinstance(page, Page):
            found[module.name] = page
    last = len(found)
    return dict(sorted(found.items(), key=lambda one: (one[1].place or last, one[0])))


def menu() -> tuple[tuple[str, str], ...]:
    """What stands in the menu: the first part of an address, and its word."""
    return tuple((name, one.title) for name, one in every_page().items() if one.place is not None)
