"""What every page declares, and how one is drawn from its template."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.site.faults import UnknownError, status_of
from datacounterfactuals.site.pages.modules import closure
from datacounterfactuals.site.site import Site

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters["address"] = lambda name: quote(str(name), safe="")


@final
@dataclass(frozen=True)
class Page:
    """A page, or several of one kind.

    `routes`: what serves them. `addresses`: every one of them on a site, as paths; the export
    writes these, and the tests of all pages open them. `title`: its word in the menu, and `place`
    its order there, if it stands there.
    """

    routes: APIRouter
    addresses: Callable[[Site], Iterable[str]]
    title: str = ""
    place: int | None = None


def routes() -> APIRouter:
    """A router for pages; they are no part of the API."""
    return APIRouter(include_in_schema=False)


def draw(
    site: Site,
    template: str,
    current: str,
    script: str | None = None,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """A page from its template.

    `current`: the first part of its address, as the menu marks it. `script`: its module in
    `static/pages/`, which is loaded together with all that it imports.
    """
    drawn = templates.get_template(template).render(
        menu=site.menu,
        current=current,
        script=script,
        modules=() if script is None else closure(f"pages/{script}.js"),
        **more,
    )
    return HTMLResponse(drawn, status, headers={"cache-control": "no-cache"})


def fault_page(request: Request, error: DataCounterfactualsError) -> HTMLResponse:
    """What is wrong, as a page."""
    missing = isinstance(error, UnknownError)
    status = status_of(error)
    return draw(
        request.app.state.site, "fault.html", "", status=status, error=error, missing=missing
    )
