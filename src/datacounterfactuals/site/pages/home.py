"""The front page: the question, the smallest move that answers it, and the ways on."""

from dataclasses import dataclass
from typing import final

from fastapi import Response
from fastapi.responses import RedirectResponse

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.site.pages.families import Families, families_of
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.shown import (
    direction,
    listed,
    number,
    shown,
    signed,
)
from datacounterfactuals.site.plane import Plane, Spot, plane_of
from datacounterfactuals.site.positions import positions_of
from datacounterfactuals.site.shapes.moving import Positions
from datacounterfactuals.site.site import Served, Site

FIRST_MOVE, TOY = "corpora", "four"
COLUMNS = 4
SCALE = 68
"""Pixels of a unit of the plane."""

router = routes()
PAGE = Page(router, lambda _: ["/"])


@router.get("/")
def home(site: Served) -> Response:
    """The front page. A study of one's own stands first where the server has one."""
    entries = site.studies.entries()
    first = entries[site.studies.first]
    own = [one for one in entries.values() if not one.shipped]
    toy = shown(site, TOY)
    plane, stored = _plane_of(site), _stored(site)
    ready = toy is not None and toy.complete and plane is not None
    return draw(
        site,
        "home.html",
        "",
        "home",
        own=sorted(own, key=lambda one: one is not first),
        move=shown(site, FIRST_MOVE, COLUMNS),
        toy=toy,
        trains=toy is not None and site.studies.trains(toy.opened.grid),
        drawn=Drawn(plane) if plane is not None and ready else None,
        families=families_of(toy, stored) if toy is not None and ready else Families.none(),
        signed=signed,
        number=number,
        direction=direction,
        listed=listed,
        ways=_ways(site),
    )


@router.get("/favicon.ico")
def icon() -> Response:
    return RedirectResponse("/static/icon.svg", 308)


@final
@dataclass(frozen=True)
class Drawn:
    """A plane on paper: x runs right and y up, in pixels of an SVG of `width` x `height`."""

    plane: Plane

    @property
    def width(self) -> int:
        return round(SCALE * (self.plane.high[0] - self.plane.low[0]))

    @property
    def height(self) -> int:
        return round(SCALE * (self.plane.high[1] - self.plane.low[1]))

    def x(self, value: float) -> float:
        return round(SCALE * (value - self.plane.low[0]), 2)

    def y(self, value: float) -> float:
        return round(SCALE * (self.plane.high[1] - value), 2)

    def kind(self, spot: Spot) -> int:
        """The number of a point's label, by which its mark is chosen."""
        return self.plane.labels.index(spot.label)


@final
@dataclass(frozen=True)
class Way:
    """A way on, with what is there."""

    address: str
    title: str
    words: str


WAYS = {
    "memo": "The argument in one sitting: rows, columns, four kinds of question, and what the "
    "picture does not show.",
    "explorer": "Any study as its whole grid. Point at cells, compare worlds, ask a question and "
    "see its evidence add up.",
    "board": "The same grid as a game: pay for rows, make new data, strike, bargain.",
    "formalisms": "Every question with its formula, what moves, what stays, and its figure.",
    "papers": "The neighbouring literatures on one shelf, each paper with the question it asks.",
    "glossary": "The words, as they are used here.",
    "sessions": "Twelve short sessions to teach with.",
    "plan": "For people with data: a table of your own records, and on one sheet of paper what "
    "withholding them would do.",
}


def _ways(site: Site) -> list[Way]:
    """What the menu leads to, in its order."""
    return [Way(f"/{name}", title, WAYS.get(name, "")) for name, title in site.menu]


def _plane_of(site: Site) -> Plane | None:
    try:
        return plane_of(site.studies.open(TOY).grid.study)
    except DataCounterfactualsError:
        return None  # whoever opens that study is told


def _stored(site: Site) -> Positions | None:
    try:
        return positions_of(site.studies.entry(TOY))
    except DataCounterfactualsError:
        return None
