"""The shelf of papers, as the API tells it."""

from typing import Any

from datacounterfactuals.site.shapes.base import Shape


class PaperArea(Shape):
    """An area of the shelf."""

    name: str
    title: str
    about: str
    papers: int


class PaperInfo(Shape):
    """A paper: what the list shows of it, and its CSL item."""

    id: str
    area: str
    short: str
    year: int
    title: str
    authors: list[str]
    venue: str
    link: str
    adds: str
    questions: list[str]
    csl: dict[str, Any]


class PaperList(Shape):
    """The papers that fit, in the order of the shelf, and its areas."""

    areas: list[PaperArea]
    papers: list[PaperInfo]


class PaperCited(Shape):
    """A paper as it is cited: by style, and in BibTeX."""

    styles: dict[str, str]
    bibtex: str


class PaperPage(Shape):
    """A paper and how it is cited."""

    paper: PaperInfo
    cited: PaperCited


class PapersCited(Shape):
    """How every paper is cited: the titles of the styles, and the papers by id."""

    styles: dict[str, str]
    papers: dict[str, PaperCited]
