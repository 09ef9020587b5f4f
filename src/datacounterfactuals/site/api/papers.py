"""The shelf of papers."""

from typing import Annotated

from fastapi import APIRouter, Query

from datacounterfactuals.shelf.papers.searching import matching
from datacounterfactuals.site.papers import area_list, cited_of, info_of, paper_named
from datacounterfactuals.site.shapes.papers import PaperList, PaperPage

router = APIRouter(prefix="/papers", tags=["papers"])
Words = Annotated[str, Query(max_length=200, description="Every word must stand in the paper")]
From = Annotated[int | None, Query(alias="from", ge=0, le=9999, description="The first year")]
To = Annotated[int | None, Query(alias="to", ge=0, le=9999, description="The last year")]


@router.get("")
def list_papers(
    q: Words = "",
    area: str | None = None,
    question: str | None = None,
    first: From = None,
    last: To = None,
) -> PaperList:
    """The papers that fit, each with its CSL item."""
    found = matching(q, area, question, first, last)
    return PaperList(areas=area_list(), papers=[info_of(one) for one in found])


@router.get("/{paper}")
def show_paper(paper: str) -> PaperPage:
    """One paper, its citation in every style and its BibTeX entry."""
    one = paper_named(paper)
    return PaperPage(paper=info_of(one), cited=cited_of(one))
