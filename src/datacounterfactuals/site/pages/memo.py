"""The memo: the argument in one sitting, its feed, its picture, and how to cite it."""

from fastapi import Request, Response

from datacounterfactuals.charts.output import png
from datacounterfactuals.charts.social import draw_social
from datacounterfactuals.shelf.address import read_address
from datacounterfactuals.shelf.feed import atom
from datacounterfactuals.shelf.grammar import parser
from datacounterfactuals.shelf.memo import Memo, memos
from datacounterfactuals.site.cited import OnSite
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.pages.prose import Prose, paper_address
from datacounterfactuals.site.site import Served, Site

ADDRESS = "/memo"
FILES = ("/memo.bib", "/memo.json", "/feed.xml", "/social.png")
PICTURE = "/explorer/corpora?q=envelope&column=computing"
"""What the social picture is made from: the memo's main figure."""
WORDS_A_MINUTE = 230

router = routes()
PAGE = Page(router, lambda _: [ADDRESS, *FILES], "Memo", 1)


def base_of(request: Request, site: Site) -> str:
    """Where this site stands, for links that must be absolute."""
    return (site.settings.public or str(request.base_url)).rstrip("/")


def standing() -> Memo:
    """The memo that stands: the newest."""
    return next(iter(memos().values()))


@router.get(ADDRESS)
def show_memo(request: Request, site: Served) -> Response:
    """The memo."""
    memo, prose, base = standing(), Prose(site), base_of(request, site)
    body = prose.html(memo.body)
    return draw(
        site,
        "memo.html",
        "memo",
        "reading",
        memo=memo,
        body=body,
        papers=prose.cited.values(),
        paper_address=paper_address,
        minutes=max(1, round(len(memo.body.split()) / WORDS_A_MINUTE)),
        contents=contents(memo.body),
        base=base,
        bibtex=memo.bibtex(base + ADDRESS),
    )


@router.get("/memo.bib")
def cite_as_bibtex(request: Request, site: Served) -> Response:
    """How to cite the memo, as BibTeX."""
    said = standing().bibtex(base_of(request, site) + ADDRESS)
    return Response(said, media_type="application/x-bibtex; charset=utf-8")


@router.get("/memo.json")
def cite_as_csl(request: Request, site: Served) -> Response:
    """How to cite the memo, as CSL-JSON."""
    said = standing().csl_json(base_of(request, site) + ADDRESS)
    return Response(said, media_type="application/json")


@router.get("/feed.xml")
def show_feed(request: Request, site: Served) -> Response:
    """What is new, as an Atom feed."""
    base = base_of(request, site)
    return Response(
        atom(memos().values(), base, {standing().name: ADDRESS}),
        media_type="application/atom+xml; charset=utf-8",
    )


@router.get("/social.png")
def show_picture(site: Served) -> Response:
    """The memo's main figure and its title, as other sites show a link to it."""
    state = read_address(PICTURE)
    found = OnSite(site).answer(state)
    noun = site.studies.open(state.study).grid.study.noun
    chart = draw_social(found, state.one("column") or "", standing().title, noun)
    return Response(
        png(chart, sharpness=1.0),
        media_type="image/png",
        headers={"cache-control": "max-age=3600"},
    )


def contents(body: str) -> list[tuple[str, str]]:
    """The sections of a text: the last part of each one's address, and its title."""
    tokens = parser().parse(body)
    return [
        (str(one.attrs["id"]), tokens[place + 1].content)
        for place, one in enumerate(tokens)
        if one.type == "heading_open" and one.tag == "h2"
    ]
