"""The formalisms: every question side by side, then one by one, and the bridges between them."""

from collections.abc import Iterable, Mapping
from functools import partial

from fastapi import Request, Response

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.shelf.content import SHELF, documents
from datacounterfactuals.shelf.formalisms.sections import AXES, WORDS, Section, choices, groups
from datacounterfactuals.site.bridges import ROWS, checked
from datacounterfactuals.site.pages.asking import live
from datacounterfactuals.site.pages.numbers import difference, number
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose
from datacounterfactuals.site.shapes.reading import Bridges
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return ["/formalisms"]


router = routes()
PAGE = Page(router, addresses, "Formalisms", 3)


@router.get("/formalisms")
def formalisms(site: Served, request: Request) -> Response:
    """The whole page. The query chooses what the table shows."""
    chosen = {axis: request.query_params.get(axis, "") for axis in ("family", *AXES)}
    families = groups()
    return draw(
        site,
        "formalisms.html",
        "formalisms",
        "formalisms",
        groups=families,
        ledes={document.name: document for document in documents(SHELF / "ledes")},
        axes=AXES,
        words=WORDS,
        choices=choices(),
        chosen=chosen,
        hidden={one.name for group in families for one in group.sections if not _fits(one, chosen)},
        bridges=bridges(),
        checked=_checked(site),
        studies=[one.name for one in site.studies.entries().values() if one.fault is None],
        live=partial(live, site),
        html=Prose(site).html,
        number=number,
        difference=difference,
    )


def _fits(section: Section, chosen: Mapping[str, str]) -> bool:
    values = {"family": section.family, **section.axes}
    return all(not wanted or values[axis] == wanted for axis, wanted in chosen.items())


def _checked(site: Site) -> Bridges | None:
    """The bridges on the study that the site opens first; None if it cannot be opened."""
    try:
        return checked(site, site.studies.open(site.studies.first), rows=ROWS)
    except DataCounterfactualsError:
        return None  # whoever opens that study is told
