"""The explorer: the grid of a study."""

from collections.abc import Iterable
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse

from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.shown import Shown, shown
from datacounterfactuals.site.site import Served, Site


def addresses(site: Site) -> Iterable[str]:
    return [f"/explorer/{quote(name, safe='')}" for name in site.studies.entries()]


MOST_ROWS = 16
"""Up to so many rows stand in the page itself."""

router = routes()
PAGE = Page(router, addresses, "Explorer", 2)


@router.get("/explorer")
def first(site: Served) -> Response:
    """Opens the first study; one that ships, with the smallest useful question."""
    entry = site.studies.entry(site.studies.first)
    asked = "?q=leave_one_out" if entry.shipped else ""
    return RedirectResponse(f"/explorer/{quote(entry.name, safe='')}{asked}", 307)


@router.get("/explorer/{name}")
def study(site: Served, name: str) -> Response:
    """The grid of a study."""
    entry = site.studies.entry(name)
    entries = list(site.studies.entries().values())
    return draw(
        site,
        "explorer.html",
        "explorer",
        "explorer",
        entry=entry,
        entries=entries,
        cells=_small(site, name),
    )


def _small(site: Site, name: str) -> Shown | None:
    """The cells of a small study that are all held: a grid to read before a script draws it."""
    found = shown(site, name, trains=False)
    small = found is not None and len(found.values) <= MOST_ROWS
    return found if found is not None and small and found.complete else None
