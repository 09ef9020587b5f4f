"""The hand: the moves that a side may make now, in words and with their cost."""

from dataclasses import dataclass
from typing import Any, Literal, final

from datacounterfactuals.board.moves import (
    Audit,
    Deploy,
    Hold,
    License,
    Make,
    Move,
    Offer,
    Reply,
    Send,
    SideOffer,
    write_move,
)
from datacounterfactuals.board.play import Play
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.state import Row, State


@final
@dataclass(frozen=True)
class Choice:
    """A move of the hand.

    `move`: as it is made; where it `needs` a price or a row, that has to be filled in: a price from
    `least` to `most`, or one of `rows`, by their places on the table. `cost`, `earns`: coins, at
    once. `about`: what follows from it, in words.
    """

    move: dict[str, Any]
    say: str
    about: str
    cost: float
    earns: float
    needs: Literal["price", "row"] | None = None
    least: float = 0.0
    most: float = 0.0
    price: float = 0.0
    rows: tuple[int, ...] = ()


def hand(play: Play, state: State, places: dict[Row, int]) -> tuple[Choice, ...]:
    """The moves of whose turn it is. `places`: where each row stands on the table."""
    moves = list(play.moves(state))
    plain = [move for move in moves if not isinstance(move, Audit | Deploy)]
    out = [_choice(play, state, move) for move in plain]
    audits = [places[frozenset(one.row)] for one in moves if isinstance(one, Audit)]
    deploys = [places[frozenset(one.row)] for one in moves if isinstance(one, Deploy)]
    if audits:
        cost = play.rules.audit_costs
        about = "Lifts the fog of one row, on every slice, for you alone."
        out.append(
            Choice({"move": "audit"}, "Audit a row", about, cost, 0.0, "row", rows=tuple(audits))
        )
    if deploys:
        about = "The season is paid: the cell on the slice that pays is uncovered to all."
        out.append(
            Choice({"move": "deploy"}, "Deploy a row", about, 0.0, 0.0, "row", rows=tuple(deploys))
        )
    return tuple(out)


def _choice(play: Play, state: State, move: Move) -> Choice:
    rules, plain = play.rules, write_move(move)
    match move:
        case Offer():
            about = f"Whoever wants to use {_own(state, move.group)} this season pays that price."
            bare = {key: value for key, value in plain.items() if key != "price"}
            return Choice(
                bare, "Offer your data", about, 0.0, 0.0, "price", 0.0, rules.most_price, move.price
            )
        case Hold():
            pays = min(rules.hold_pays, state.fund)
            about = "Nobody can license them this season; the common fund pays while it lasts."
            return Choice(plain, "Hold your data back", about, 0.0, pays)
        case Send():
            about = f"{play.scenario.rival.capitalize()} deploys them too, so you are worth less."
            return Choice(
                plain, f"Send your data to {play.scenario.rival}", about, 0.0, rules.send_pays
            )
        case Make():
            return _make(play, move, plain)
        case Reply():
            price = 0.0 if state.side is None else state.side[1]
            about = "Your hold or send is undone, and its pay goes back." if move.takes else ""
            say = "Take the side offer" if move.takes else "Decline the side offer"
            return Choice(plain, say, about, 0.0, price if move.takes else 0.0)
        case SideOffer():
            bare = {key: value for key, value in plain.items() if key != "price"}
            say = f"Make {_named(play, move.group)} a side offer"
            about = "In secret, once a season: if they take it, their hold or send is undone."
            most = coins(state.operator)
            return Choice(bare, say, about, 0.0, 0.0, "price", 0.0, most, move.price)
        case License():
            group = state.group(move.owner)
            fee = float(play.scenario.substitute.price) if group is None else group.price
            say = f"License the {_named(play, move.owner)}"
            return Choice(plain, say, "For this season.", fee, 0.0)
        case Audit() | Deploy():
            return Choice(plain, move.move, "", 0.0, 0.0)


def _make(play: Play, move: Make, plain: dict[str, Any]) -> Choice:
    rules = play.rules
    cost = rules.make_costs + (rules.signal_costs if move.marked else 0.0)
    if move.spoiled:
        about = "It stands on the table under the same name; the operator cannot tell."
        return Choice(plain, f"Make {move.piece}, spoiled in secret", about, cost, 0.0)
    if move.marked:
        about = f"A row deployed with it shows the mark: the operator pays {rules.signal_pays:g}."
        return Choice(plain, f"Make {move.piece} with a mark", about, cost, 0.0)
    about = "A new object: the rows double, and every one of them is trained."
    return Choice(plain, f"Make {move.piece}", about, cost, 0.0)


def _own(state: State, letter: str) -> str:
    group = state.group(letter)
    return letter if group is None else " ".join(group.pieces)


def _named(play: Play, letter: str) -> str:
    every = (*play.scenario.groups, play.scenario.substitute)
    return next((one.name for one in every if one.letter == letter), letter)
