"""The glossary: every term in one list."""

from collections.abc import Iterable

from fastapi import Response

from datacounterfactuals.shelf.glossary.terms import groups, terms
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return ["/glossary"]


router = routes()
PAGE = Page(router, addresses, "Glossary", 5)


@router.get("/glossary")
def glossary(site: Served) -> Response:
    """Terms by group, each with an anchor."""
    return draw(
        site,
        "glossary.html",
        "glossary",
        "glossary",
        count=len(terms()),
        groups=groups(),
        html=Prose(site).html,
    )
