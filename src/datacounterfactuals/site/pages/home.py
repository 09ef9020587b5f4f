"""The front page."""

from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse

from datacounterfactuals.site.pages.page import Page, routes
from datacounterfactuals.site.site import Served

router = routes()
PAGE = Page(router, lambda _: [])


@router.get("/")
def home(site: Served) -> Response:
    """The front page opens the first study; one that ships, with the smallest useful question."""
    first = site.studies.entry(site.studies.first)
    asked = "?q=leave_one_out" if first.shipped else ""
    return RedirectResponse(f"/explorer/{quote(first.name, safe='')}{asked}", 307)


@router.get("/favicon.ico")
def icon() -> Response:
    return RedirectResponse("/static/icon.svg", 308)
