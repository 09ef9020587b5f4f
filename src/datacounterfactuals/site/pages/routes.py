"""Where the pages are."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.site.faults import UnknownError, status_of
from datacounterfactuals.site.site import Served, Site

router = APIRouter(include_in_schema=False)
templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters["address"] = lambda name: quote(str(name), safe="")


@router.get("/")
def home(site: Served) -> Response:
    """The front page opens the first study; one that ships, with the smallest useful question."""
    first = site.studies.entry(site.studies.first)
    asked = "?q=leave_one_out" if first.shipped else ""
    return RedirectResponse(f"/study/{quote(first.name, safe='')}{asked}", 307)


@router.get("/study/{name}")
def study(site: Served, name: str) -> Response:
    """The grid of a study."""
    entry = site.studies.entry(name)
    return page(site, "study.html", entry=entry, current=name)


@router.get("/favicon.ico")
def icon() -> Response:
    return RedirectResponse("/static/icon.svg", 308)


def page(site: Site, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template; what stands on every page is added."""
    entries = list(site.studies.entries().values())
    drawn = templates.get_template(template).render(entries=entries, **context)
    return HTMLResponse(drawn, status, headers={"cache-control": "no-cache"})


def fault_page(request: Request, error: DataCounterfactualsError) -> Response:
    """What is wrong, as a page."""
    site: Site = request.app.state.site
    missing = isinstance(error, UnknownError)
    return page(site, "fault.html", status_of(error), error=error, missing=missing, current="")
