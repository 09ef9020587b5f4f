"""The pages of a site by kind: which are read, and one or two addresses of each."""

from collections.abc import Iterator

from datacounterfactuals.site.pages.walk import every_page
from datacounterfactuals.site.site import Site

READING = ("home", "memo", "formalisms", "question", "glossary", "papers", "sessions", "bridges")
"""Pages that say what they have to say without JavaScript."""
FILES = (".bib", ".json", ".xml", ".png", ".svg")
"""What a page serves beside itself."""


def addresses(site: Site, name: str, most: int = 2) -> list[str]:
    """The first address of a page and the last, or some between: never a file."""
    found = [path for path in every_page()[name].addresses(site) if not path.endswith(FILES)]
    if len(found) <= most:
        return found
    step = (len(found) - 1) / max(1, most - 1)
    return [found[round(at * step)] for at in range(most)]


def reading(site: Site, most: int = 2) -> Iterator[str]:
    """Addresses of the pages that are read."""
    for name in READING:
        yield from addresses(site, name, most)


def everything(site: Site, most: int = 2) -> Iterator[tuple[str, str]]:
    """Every kind of page there is, found by walking, with some of its addresses."""
    for name in every_page():
        for path in addresses(site, name, most):
            yield name, path
