"""Reading every page of a site in this process, and all that these lead to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import final
from urllib.parse import parse_qsl, unquote, urlsplit

from fastapi import FastAPI

from datacounterfactuals.shelf.tours.tour import tours
from datacounterfactuals.site.exporting.folder import Folder
from datacounterfactuals.site.exporting.keeping import general, named
from datacounterfactuals.site.exporting.links import (
    homeless,
    links,
    marked,
    redirect,
    relative,
    target,
)
from datacounterfactuals.site.exporting.naming import ExportError, file_of, folder_of
from datacounterfactuals.site.exporting.reading import HOST, Reply, read
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.pages.walk import every_page
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.site import Site

LINKED = {"text/html", "application/atom+xml", "application/rss+xml", "image/svg+xml"}
"""Kinds of replies whose links are followed and made relative."""
EXPLORER = "/explorer/"
OF_A_STUDY = (EXPLORER, "explorer", "/embed/", "embed", "/bridges/", "bridges")
"""Pages that every study has, and that speak of none themselves."""


@final
@dataclass
class Crawl:
    """What the site says at every address that its pages serve or lead to.

    `places`: the states of the explorer that pages lead to. `dead`: what leads nowhere, and from
    where.
    """

    replies: dict[str, Reply] = field(default_factory=dict[str, Reply])
    places: set[str] = field(default_factory=set[str])
    dead: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def files(self) -> set[str]:
        """The addresses outside of /api that are files, and no pages."""
        return {
            address
            for address, reply in self.replies.items()
            if not address.startswith("/api/")
            and reply.kind != "text/html"
            and "location" not in reply.headers
        }

    def asked(self, study: str) -> list[AskWanted]:
        """The questions that pages ask of a study in the explorer."""
        found: dict[str, AskWanted] = {}
        for place in sorted(self.places):
            parts = urlsplit(place)
            query = dict(parse_qsl(parts.query))
            if unquote(parts.path.removeprefix(EXPLORER)) != study or "q" not in query:
                continue
            if "plus" in query:  # files hold boards as they are
                continue
            given = {key[2:]: text for key, text in query.items() if key.startswith("p.")}
            metric = query.get("metric")
            wanted = AskWanted(question=query["q"], parameters=given, metric=metric)
            found[wanted.model_dump_json()] = wanted
        return list(found.values())

    def studies(self) -> set[str]:
        """The studies that pages lead to in the explorer."""
        return {unquote(urlsplit(one).path.removeprefix(EXPLORER)) for one in self.places}


def crawl(
    app: FastAPI,
    extra: Iterable[str] = (),
    perhaps: Iterable[str] = (),
    skip: tuple[str, ...] = ("/static/",),
) -> Crawl:
    """Read every page of an app, its menu, and all that they lead to; `extra` addresses, and those
    among `perhaps` at which there is something. What begins as `skip` says is not read."""
    site: Site = app.state.site
    found = Crawl()
    waiting: dict[str, str] = {f"/{name}": "the menu" for name, _ in site.menu}
    for name, page in every_page().items():
        waiting |= dict.fromkeys(page.addresses(site), name)
    waiting |= {step.state: f"the tour {tour.name}" for tour in tours() for step in tour.steps}
    waiting |= dict.fromkeys(extra, "the API")
    for address in perhaps:
        reply = read(app, address)
        if reply.status == 200:
            found.replies[address] = reply
    while waiting:
        address, source = waiting.popitem()
        if address.startswith(EXPLORER) and not source.startswith(OF_A_STUDY):
            found.places.add(address.partition("#")[0])
        plain = _plain(address)
        if plain.startswith("/static/") and not (STATIC.parent / plain[1:]).is_file():
            found.dead[plain] = source
        if plain in found.replies or plain in found.dead or plain.startswith(skip):
            continue
        reply = read(app, plain)
        if reply.status >= 400:
            found.dead[plain] = source
            continue
        found.replies[plain] = reply
        led = links(reply.text) if reply.kind in LINKED else []
        led += [reply.headers["location"]] if "location" in reply.headers else []
        waiting |= dict.fromkeys(led, plain)
    return found


def spoken_of(app: FastAPI) -> set[str]:
    """The studies that pages lead to in the explorer."""
    return crawl(app, skip=("/static/", "/api/", "/papers/", *OF_A_STUDY)).studies()


def crawl_all(app: FastAPI) -> Crawl:
    """Read the whole site, with what is kept of its API. Raises ExportError for dead links."""
    found = crawl(app, named(app.state.site), general(app))
    if found.dead:
        where = "; ".join(f"{address} (from {source})" for address, source in found.dead.items())
        raise ExportError(f"links of the site lead nowhere: {where}", "Mend the pages")
    return found


def write(found: Crawl, folder: Folder) -> None:
    """Write all that was read, with links relative to where they stand."""
    files = found.files
    for address, reply in sorted(found.replies.items()):
        if address.startswith("/api/"):
            folder.put(file_of(address), reply.body)
            continue
        is_file = address in files
        place = address.strip("/") if is_file else f"{folder_of(address)}/index.html".lstrip("/")
        depth = place.count("/")
        if "location" in reply.headers:
            to = target(reply.headers["location"], depth, files.__contains__)
            folder.put(place, redirect(to).encode())
        elif reply.kind not in LINKED:
            body = reply.body
            if HOST.encode() in body:
                body = homeless(reply.text, depth, files.__contains__).encode()
            folder.put(place, body)
        else:
            text = homeless(reply.text, depth, files.__contains__)
            text = relative(text, depth, files.__contains__)
            if reply.kind == "text/html":
                text = marked(text, depth, reply.headers.get("content-security-policy", ""))
            folder.put(place, text.encode())


def _plain(address: str) -> str:
    """An address without what only the browser reads of it."""
    address = address.partition("#")[0]
    return address if address.startswith("/api/") else address.partition("?")[0]
