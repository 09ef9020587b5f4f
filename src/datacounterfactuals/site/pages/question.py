"""The page of one question: what to read when somebody asks what it is."""

from collections.abc import Iterable

from fastapi import Response

from datacounterfactuals.core.errors import nearest
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.shelf.formalisms.sections import WORDS, sections
from datacounterfactuals.shelf.lessons.lesson import of_question
from datacounterfactuals.shelf.papers.reading import for_question
from datacounterfactuals.site.asking import info_of
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.pages.asking import answered, live
from datacounterfactuals.site.pages.numbers import number
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose, paper_address
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return [f"/q/{name}" for name in sections()]


router = routes()
PAGE = Page(router, addresses)


@router.get("/q/{name}")
def question(site: Served, name: str) -> Response:
    """Definition, figure, parameters, claim, papers and sessions of a question."""
    known = sections()
    if name not in known:
        raise UnknownError(f"no question is named {name!r}", nearest(name, known))
    section = known[name]
    address = section.live
    return draw(
        site,
        "question.html",
        "formalisms",
        "question",
        section=section,
        info=info_of(questions()[name]),
        words=WORDS,
        live=None if address is None else live(site, address, section.figure),
        answer=None if address is None else answered(site, address),
        bridges=[one for one in bridges().values() if name in one.between],
        papers=for_question(name),
        paper_address=paper_address,
        lessons=of_question(name),
        html=Prose(site).html,
        number=number,
    )
