"""Games on the board. What a player's side may not know never leaves the server."""

import secrets
from dataclasses import asdict

from fastapi import APIRouter

from datacounterfactuals.board.cards import CARDS
from datacounterfactuals.board.debrief import debrief
from datacounterfactuals.board.record import Record, read_link, read_record
from datacounterfactuals.board.scenario import BoardError, scenarios
from datacounterfactuals.site.shapes.games import (
    GameDebrief,
    GameView,
    GameWanted,
    MoveWanted,
    ReplayWanted,
    ScenarioCard,
    ScenarioGroup,
    ScenarioInfo,
    ScenarioList,
)
from datacounterfactuals.site.site import Served

router = APIRouter(tags=["games"])
DRAWN = 10_000
"""A seed that nobody names is below this, so that it can be read out."""


@router.get("/scenarios")
def list_scenarios() -> ScenarioList:
    """What the board can be set up with."""
    return ScenarioList(
        scenarios=[
            ScenarioInfo(
                name=one.name,
                title=one.title,
                about=one.about,
                operator=one.operator,
                rival=one.rival,
                substitute=one.substitute.name,
                groups=[ScenarioGroup(name=own.name, letter=own.letter) for own in one.groups],
                slices=list(one.slices),
            )
            for one in scenarios().values()
        ],
        cards=[ScenarioCard(name=one.name, title=one.title, about=one.about) for one in CARDS],
    )


@router.post("/games", status_code=201)
def begin_game(site: Served, wanted: GameWanted) -> GameView:
    """Set up a board: its rows are trained now, and the program moves until it is your turn."""
    record = Record(
        scenario=wanted.scenario,
        seed=secrets.randbelow(DRAWN) if wanted.seed is None else wanted.seed,
        luck=secrets.randbelow(DRAWN) if wanted.luck is None else wanted.luck,
        cards=tuple(wanted.cards),
        side=wanted.side,
        group=wanted.group,
    )
    return site.games.begin(record)[1]


@router.post("/games/replay", status_code=201)
def replay_game(site: Served, wanted: ReplayWanted) -> GameView:
    """A game as it was left, from its record or its link."""
    if (wanted.record is None) == (wanted.link is None):
        raise BoardError("a game is replayed from a record or a link", "Give one of the two")
    record = read_link(wanted.link) if wanted.link is not None else read_record(wanted.record)
    return site.games.begin(record)[1]


@router.get("/games/{identity}")
def show_game(site: Served, identity: str) -> GameView:
    """A game as it stands, with all that happened so far."""
    held = site.games.get(identity)
    with held.lock:
        return held.view(0)


@router.post("/games/{identity}/moves")
def make_move(site: Served, identity: str, wanted: MoveWanted) -> GameView:
    """Make a move; the program answers until it is your turn, and `events` say how."""
    return site.games.move(identity, wanted.move)


@router.post("/games/{identity}/undo")
def undo_move(site: Served, identity: str) -> GameView:
    """Take your last move back, unless something has been uncovered since."""
    return site.games.undo(identity)


@router.get("/games/{identity}/debrief")
def show_debrief(site: Served, identity: str) -> GameDebrief:
    """What the game was, once it is over. Its cells are then laid into the server's bank."""
    held = site.games.get(identity)
    with held.lock:
        told = debrief(held.game, held.seat)
        if not held.released and not site.settings.read_only:
            held.game.table.release(site.studies.bank)
            held.released = True
        return GameDebrief.model_validate({"id": held.id, **asdict(told)})
