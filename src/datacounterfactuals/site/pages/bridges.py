"""The bridges on a study of the reader's choice."""

from collections.abc import Iterable
from urllib.parse import quote

from fastapi import Response

from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.site.bridges import ROWS, checked
from datacounterfactuals.site.pages.numbers import difference, number
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose
from datacounterfactuals.site.site import Served, Site


def addresses(site: Site) -> Iterable[str]:
    known = site.studies.entries().values()
    return [f"/bridges/{quote(one.name, safe='')}" for one in known if one.fault is None]


router = routes()
PAGE = Page(router, addresses)


@router.get("/bridges/{name}")
def study(site: Served, name: str) -> Response:
    """Every bridge, with both sides computed on a study."""
    opened = site.studies.open(name)
    return draw(
        site,
        "bridges.html",
        "formalisms",
        "bridges",
        entry=opened.entry,
        entries=[one for one in site.studies.entries().values() if one.fault is None],
        bridges=bridges(),
        checked=checked(site, opened, rows=ROWS),
        html=Prose(site).html,
        number=number,
        difference=difference,
    )
