"""The debrief: what a game was, read off the true scores once it is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, final

from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import Hold, Make, Send
from datacounterfactuals.board.record import Record
from datacounterfactuals.board.replying import Reached, best_reply, worth
from datacounterfactuals.board.rows import present
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.scenario import BoardError
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.state import State
from datacounterfactuals.board.visible import SeenSide, seen_side
from datacounterfactuals.core.claim import Claim, Landing

SAID = {
    "deal": "A deal: both sides reached their targets.",
    "capture": "Capture: the operator reached its target, and the people did not.",
    "leverage": "Leverage: the people reached their target, and the operator did not.",
    "ruin": "Ruin: neither side reached its target.",
}


@final
@dataclass(frozen=True)
class Step:
    """A season on the lattice: the rows that were deployed, what the operator earned and had left
    after fees, and the best reply that stood open when its turn began, by the true scores.
    `missed`: how much more that would have left, if anything."""

    season: int
    slice: int
    row: tuple[str, ...]
    rival: tuple[str, ...]
    earned: float
    left: float
    best_row: tuple[str, ...]
    best_licenses: tuple[str, ...]
    best_left: float
    missed: float


@final
@dataclass(frozen=True)
class Leverage:
    """What a hold or a send did to the best row open to the operator, in coins after the fees of
    the others: the best one if the group's objects had been free to take, less the best one as it
    was, all others as they stood. `lasted`: no side offer undid it."""

    season: int
    group: str
    move: Literal["hold", "send"]
    before: float
    after: float
    leverage: float
    best_before: tuple[str, ...]
    best_after: tuple[str, ...]
    lasted: bool


@final
@dataclass(frozen=True)
class MadeObject:
    """What a made object added to the row of all that was real when it appeared, in coins: on the
    slice that paid then, and on every slice."""

    season: int
    group: str
    piece: str
    spoiled: bool
    marked: bool
    worth: float
    by_slice: tuple[float, ...]


@final
@dataclass(frozen=True)
class Debrief:
    """All of it, for a reader who may know everything."""

    ending: str
    say: str
    people: SeenSide
    operator: SeenSide
    path: tuple[Step, ...]
    leverage: tuple[Leverage, ...]
    made: tuple[MadeObject, ...]
    slices: tuple[str, ...]
    claim: Claim
    record: dict[str, Any]
    link: str


def debrief(game: Game, seat: Seat) -> Debrief:
    """What a game was. Raises BoardError before its end."""
    if game.ending is None:
        raise BoardError("the game is not over", "Play it to its end")
    leverage, made = tuple(_leverage(game)), tuple(_made(game))
    record = Record.of(game, seat)
    return Debrief(
        ending=game.ending,
        say=SAID[game.ending],
        people=seen_side(game, game.state, "people"),
        operator=seen_side(game, game.state, "operator"),
        path=tuple(_path(game)),
        leverage=leverage,
        made=made,
        slices=game.scenario.slices,
        claim=_claim(game, leverage, made),
        record=record.model_dump(mode="json", exclude={"own"}),
        link=record.link(),
    )


def _turns(game: Game) -> Iterator[State]:
    """The states in which the operator's turns began."""
    season = 0
    for state in game.states:
        if state.phase == "operator" and state.season > season:
            season = state.season
            yield state


def _path(game: Game) -> Iterator[Step]:
    for state, paid in zip(_turns(game), game.state.paid, strict=True):
        best = best_reply(game, state)
        spent = sum(paid.fees) + paid.listed
        left = coins(paid.earned - spent)
        yield Step(
            paid.season,
            paid.slice,
            tuple(sorted(paid.row)),
            tuple(sorted(paid.rival)),
            paid.earned,
            left,
            tuple(sorted(best.row)),
            best.licenses,
            coins(best.left),
            max(0.0, coins(best.left - left)),
        )


def _leverage(game: Game) -> Iterator[Leverage]:
    for state, paid in zip(_turns(game), game.state.paid, strict=True):
        for place, one in enumerate(state.groups):
            move = {"holds": "hold", "sends": "send"}.get(one.standing)
            if move is None:
                continue
            free = one.with_(standing="offers", price=0.0)
            before: Reached = best_reply(game, state.with_(groups=state.changed(free)))
            after = best_reply(game, state)
            yield Leverage(
                state.season,
                one.letter,
                "hold" if move == "hold" else "send",
                coins(before.left),
                coins(after.left),
                coins(before.left - after.left),
                tuple(sorted(before.row)),
                tuple(sorted(after.row)),
                paid.standings[place] == one.standing,
            )


def _made(game: Game) -> Iterator[MadeObject]:
    for place, move in enumerate(game.moves):
        if isinstance(move, Make):
            state = game.states[place + 1]
            every = present(game.scenario, state)
            by_slice = tuple(
                coins(
                    state.price
                    * (worth(game, state, every, at) - worth(game, state, every - {move.piece}, at))
                )
                for at in range(len(game.scenario.slices))
            )
            season = game.states[place]
            yield MadeObject(
                season.season,
                move.group,
                move.piece,
                move.spoiled,
                move.marked,
                by_slice[season.pays],
                by_slice,
            )


def _claim(game: Game, leverage: tuple[Leverage, ...], made: tuple[MadeObject, ...]) -> Claim:
    held = sum(isinstance(move, Hold) for move in game.moves)
    sent = sum(isinstance(move, Send) for move in game.moves)
    names = game.scenario.slices
    by_slice: dict[int, float] = {}
    for one in leverage:
        place = game.state.slices[one.season - 1]
        by_slice[place] = by_slice.get(place, 0.0) + one.leverage
    landed = sorted(by_slice, key=lambda place: (-abs(by_slice[place]), place))
    letters = tuple(sorted({one.group for one in leverage}))
    return Claim(
        kind="produced data" if made else "rules",
        intervention=f"{held} holds, {sent} sends and {len(made)} new objects in "
        f"{len(game.state.paid)} seasons",
        reference="the same seasons with the objects of one group at a time free to take",
        landed=tuple(Landing(names[at], letters, coins(by_slice[at])) for at in landed),
        held_fixed=(
            "the learner and its preprocessing",
            "the evaluation points of this seed",
            "what all others did in the season",
            "the price of a score",
        ),
        supports="On these rows, really trained, the moves changed the best row open to the "
        "operator by the amounts above.",
        not_established=(
            "what the groups, or firms, of the world would do: the program's players are rules",
            "what would have followed in later seasons",
            "that other evaluation points, learners or prices give the same",
            "that leverages of several groups add up: each is taken with the others as they stood",
        ),
    )
