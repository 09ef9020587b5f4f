"""Prose of the shelf as HTML: with its terms, papers, numbers and live figures in place."""

from collections.abc import Sequence
from typing import final
from urllib.parse import quote

from markupsafe import Markup

from datacounterfactuals.shelf.citing import cite
from datacounterfactuals.shelf.content import ContentError
from datacounterfactuals.shelf.glossary.terms import address
from datacounterfactuals.shelf.markdown import Renderer
from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import paper
from datacounterfactuals.site.cited import OnSite
from datacounterfactuals.site.pages.figures import still
from datacounterfactuals.site.site import Site

WIDE = "wide"
NUMBER = Markup('<a class="number" href="{}">{}</a>')
UNFILLED = Markup('<a class="unfilled" href="{}">not filled yet</a>')
LINK = Markup('<a href="{}">{} {}</a>')
ASIDE = Markup('<span class="aside" role="note">{}</span>')
NOTE = Markup("<span>{}: <cite>{}</cite>. {}, {}.</span>")


@final
class Prose:
    """One text of a page. Each paper that it cites stands once in its margin, as in `cited`."""

    def __init__(self, site: Site) -> None:
        self.site, self.source = site, OnSite(site)
        self.cited: dict[str, Paper] = {}
        self._renderer = Renderer(
            term=address, cite=self._cite, live=self._live, figure=self._figure
        )

    def html(self, text: str) -> Markup:
        """Markdown as HTML. Raises ContentError for what the text names and nobody knows."""
        return Markup(self._renderer.html(text))

    def _cite(self, names: Sequence[str]) -> str:
        known = [paper(name) for name in names]
        links = [LINK.format(paper_address(one), one.short, one.year) for one in known]
        fresh = [one for one in known if one.id not in self.cited]
        self.cited |= {one.id: one for one in known}
        notes = Markup(" ").join(
            NOTE.format(one.short, one.title, one.venue, one.year) for one in fresh
        )
        aside = ASIDE.format(notes) if fresh else ""
        return Markup('<span class="cite">({})</span>{}').format(Markup("; ").join(links), aside)

    def _live(self, what: str) -> str:
        found = cite(what, self.source)
        form = NUMBER if found.held else UNFILLED
        return form.format(found.address, found.text)

    def _figure(self, what: str, caption: str) -> str:
        kind, _, rest = what.partition(" ")
        address, _, wide = rest.partition(" ")
        if wide not in {"", WIDE}:
            raise ContentError(f"a figure is {WIDE!r} or not, and not {wide!r}", "Mend it")
        return still(self.site, kind, address, self._renderer.inline(caption.strip()), wide == WIDE)


def paper_address(one: Paper) -> str:
    """Where a paper stands on the shelf."""
    return f"/papers/{quote(one.id, safe='')}"
