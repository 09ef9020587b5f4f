"""The board: the game on a grid that grows, and its rules on one page."""

from collections.abc import Iterable

from fastapi import Response

from datacounterfactuals.board.cards import CARDS
from datacounterfactuals.board.dealing import DEALT
from datacounterfactuals.board.rules import rules
from datacounterfactuals.board.scenario import scenarios
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return ["/board", "/board/rules"]


router = routes()
PAGE = Page(router, addresses, "Board", 3)


@router.get("/board")
def board(site: Served) -> Response:
    """The board: a panel to begin from, and the game."""
    return draw(
        site, "board.html", "board", "board", scenarios=list(scenarios().values()), cards=CARDS
    )


@router.get("/board/rules")
def rules_page(site: Served) -> Response:
    """The rules, with their numbers as they are played."""
    return draw(
        site,
        "board_rules.html",
        "board",
        "reading",
        rules=rules(),
        unmade=len(DEALT) - 1,
        cards=CARDS,
    )
