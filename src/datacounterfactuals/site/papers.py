"""The shelf of papers, for the pages and for the API."""

from collections.abc import Iterable
from typing import Any

from datacounterfactuals.core.errors import nearest
from datacounterfactuals.shelf.papers.cited import cited, styles
from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import areas, papers, shown
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.shapes.papers import PaperArea, PaperCited, PaperInfo, PapersCited


def paper_named(name: str) -> Paper:
    """A paper by its id. Raises UnknownError."""
    known = papers()
    if name not in known:
        raise UnknownError(f"no paper is named {name!r}", nearest(name, known))
    return known[name]


def info_of(one: Paper) -> PaperInfo:
    """A paper as the API tells it."""
    return PaperInfo(
        id=one.id,
        area=one.area,
        short=one.short,
        year=one.year,
        title=one.title,
        authors=[str(name) for name in one.authors],
        venue=one.venue,
        link=one.link,
        adds=one.adds,
        questions=list(shown(one)),
        csl=dict(one.csl),
    )


def area_list() -> list[PaperArea]:
    """The areas, with the number of their papers."""
    counts = dict.fromkeys(areas(), 0)
    for one in papers().values():
        counts[one.area] += 1
    return [
        PaperArea(name=one.name, title=one.title, about=one.about, papers=counts[one.name])
        for one in areas().values()
    ]


def cited_of(one: Paper) -> PaperCited:
    """A paper as it is cited."""
    found = cited(one)
    return PaperCited(styles=dict(found.styles), bibtex=found.bibtex)


def all_cited() -> PapersCited:
    """How every paper is cited."""
    return PapersCited(
        styles=styles(), papers={name: cited_of(one) for name, one in papers().items()}
    )


def csl_of(wanted: Iterable[Paper]) -> list[dict[str, Any]]:
    """Papers as a list of CSL items."""
    return [dict(one.csl) for one in wanted]


def bibtex_of(wanted: Iterable[Paper]) -> str:
    """Papers as a BibTeX file."""
    return "\n".join(cited(one).bibtex for one in wanted)
