"""The syllabus: short sessions to teach with, and the page that plays one."""

from collections.abc import Iterable
from typing import Any

from fastapi import Response

from datacounterfactuals.shelf.lessons.lesson import Lesson, lessons
from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import paper
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.pages.figures import still
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose, paper_address
from datacounterfactuals.site.sessions import played
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return ["/sessions", *(f"/sessions/{one.slug}" for one in lessons())]


router = routes()
PAGE = Page(router, addresses, "Sessions", 6)


@router.get("/sessions")
def syllabus(site: Served) -> Response:
    """The syllabus."""
    papers = {one.slug: papers_of(one) for one in lessons()}
    return draw(
        site,
        "sessions.html",
        "sessions",
        "reading",
        lessons=lessons(),
        papers=papers,
        paper_address=paper_address,
    )


@router.get("/sessions/{slug}")
def session(site: Served, slug: str) -> Response:
    """A session, played here."""
    every = lessons()
    for place, one in enumerate(every):
        if one.slug == slug:
            after = every[place + 1] if place + 1 < len(every) else None
            return draw(
                site,
                "session.html",
                "sessions",
                "session",
                alone=False,
                neighbours=(every[place - 1] if place else None, after),
                **parts_of(site, one),
            )
    raise UnknownError(f"no session is named {slug!r}", "See the syllabus, /sessions")


def parts_of(site: Site, lesson: Lesson) -> dict[str, Any]:
    """What the body of a session is drawn from."""
    prose = Prose(site)
    return {
        "session": played(site, lesson),
        "papers": papers_of(lesson),
        "paper_address": paper_address,
        "about": prose.html(lesson.about),
        "prompts": [prose.html(one.prompt) for one in lesson.activities],
        "afters": [prose.html(one.after) for one in lesson.activities],
        "figures": [still(site, one.figure, one.state) for one in lesson.activities],
    }


def papers_of(lesson: Lesson) -> list[Paper]:
    """The papers that a session reads."""
    return [paper(name) for name in lesson.papers]
