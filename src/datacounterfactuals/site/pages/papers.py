"""The shelf of papers: the list, a page a paper, and both as files of BibTeX and CSL-JSON."""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Response
from fastapi.responses import JSONResponse

from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.papers.cited import cited, styles
from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import areas, asked, papers, shown
from datacounterfactuals.shelf.papers.searching import matching
from datacounterfactuals.site.asking import info_of
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.papers import all_cited, bibtex_of, csl_of, paper_named
from datacounterfactuals.site.site import Served, Site

MOST_NAMES = 6
"""So many authors are printed in the list; the others can be searched for."""


def addresses(site: Site) -> Iterable[str]:
    del site
    yield from ("/papers", "/papers/all.bib", "/papers/all.json", "/papers/cited.json")
    for name in papers():
        place = f"/papers/{quote(name, safe='')}"
        yield from (place, f"{place}.bib", f"{place}.json")


router = routes()
PAGE = Page(router, addresses, "Papers", 4)


@router.get("/papers")
def shelf(
    site: Served,
    q: Annotated[str, Query(max_length=200)] = "",
    area: str = "",
    question: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """The list; what its form does not ask for is hidden, so that it works without JavaScript."""
    found = {one.id for one in matching(q, area, question, _year(first), _year(last))}

    def fits(some: list[Paper]) -> bool:
        return not found.isdisjoint(one.id for one in some)

    wanted = {"q": q, "area": area, "question": question, "from": first, "to": last}
    years = [one.year for one in papers().values()]
    return draw(
        site,
        "papers.html",
        "papers",
        "papers",
        shelves=[(areas()[name], list(kept)) for name, kept in groupby(papers().values(), _area)],
        fits=fits,
        count=len(found),
        all_count=len(papers()),
        areas=areas().values(),
        asked=_asked(),
        wanted=wanted,
        span=(min(years), max(years)),
        styles=styles(),
        shown=shown,
        most=MOST_NAMES,
    )


@router.get("/papers/all.bib")
def all_bib() -> Response:
    return _bib(papers().values())


@router.get("/papers/all.json")
def all_csl() -> Response:
    return _csl(papers().values())


@router.get("/papers/cited.json")
def all_styles() -> Response:
    return JSONResponse(all_cited().model_dump())


@router.get("/papers/{name}.bib")
def one_bib(name: str) -> Response:
    return _bib([paper_named(name)])


@router.get("/papers/{name}.json")
def one_csl(name: str) -> Response:
    return _csl([paper_named(name)])


@router.get("/papers/{name}")
def one_paper(site: Served, name: str) -> Response:
    """A paper: what it adds, how it is cited, what stands beside it."""
    one = paper_named(name)
    beside = [other for other in papers().values() if other.area == one.area and other != one]
    return draw(
        site,
        "paper.html",
        "papers",
        "paper",
        paper=one,
        area=areas()[one.area],
        asked={name: info_of(questions()[name]) for name in shown(one)},
        styles=styles(),
        cited=cited(one),
        beside=beside,
    )


def _asked() -> dict[str, str]:
    """The questions that papers belong to, with their titles."""
    named = {name for one in papers().values() for name in shown(one)}
    return {name: title for name, title in asked().items() if name in named}


def _area(one: Paper) -> str:
    return one.area


def _year(text: str) -> int | None:
    """A year as somebody typed it; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _bib(wanted: Iterable[Paper]) -> Response:
    return Response(bibtex_of(wanted), media_type="application/x-bibtex; charset=utf-8")


def _csl(wanted: Iterable[Paper]) -> Response:
    return JSONResponse(csl_of(wanted), media_type="application/json")
