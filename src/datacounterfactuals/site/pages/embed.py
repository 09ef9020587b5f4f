"""Any state of the explorer as a figure that other pages may show in a frame.

It reads what is held and trains nothing: a frame must not set this server to work.
"""

from collections.abc import Iterable
from urllib.parse import quote

from fastapi import Request, Response

from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.site import Served, Site


def addresses(site: Site) -> Iterable[str]:
    return [f"/embed/{quote(name, safe='')}" for name in site.studies.entries()]


router = routes()
PAGE = Page(router, addresses)


@router.get("/embed/{name}")
def figure(request: Request, site: Served, name: str) -> Response:
    """A study at the state that the address says, without the menu."""
    entry = site.studies.entry(name)
    query = f"?{request.url.query}" if request.url.query else ""
    place = f"/explorer/{quote(entry.name, safe='')}{query}"
    return draw(site, "embed.html", "embed", "embed", entry=entry, place=place)
