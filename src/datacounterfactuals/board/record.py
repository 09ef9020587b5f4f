"""Records of games: all that a game is, as JSON and as a short text that fits in an address."""

import re
from typing import Annotated, Any, Literal, Self, final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.game import Game
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
    read_move,
    write_move,
)
from datacounterfactuals.board.scenario import BoardError, Card, scenario
from datacounterfactuals.board.seat import Seat, Sides
from datacounterfactuals.board.table import Table

MOST_MOVES = 1000
Number = Annotated[int, Field(ge=0, lt=1 << 31)]


@final
class Record(BaseModel):
    """A game that was played, in full or in part. `board`: the version of this form; `own`: the
    moves are those of the seat alone, and the program plays again between them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    board: Literal[1] = 1
    scenario: Annotated[str, Field(max_length=60)]
    seed: Number = 0
    luck: Number = 0
    cards: Annotated[tuple[Card, ...], Field(max_length=4)] = ()
    side: Sides = "people"
    group: Annotated[str, Field(pattern="^[A-Z]$")] | None = None
    moves: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_MOVES)] = ()
    own: bool = False

    @property
    def seat(self) -> Seat:
        return Seat(self.side, self.group)

    @classmethod
    def of(cls, game: Game, seat: Seat, *, own: bool = False) -> Self:
        """The record of a game as it stands; with `own`, nothing that the other side did in
        secret is in it."""
        kept = [
            move
            for move, state in zip(game.moves, game.states, strict=False)
            if not own or seat.moves(state)
        ]
        return cls(
            scenario=game.scenario.name,
            seed=game.seed,
            luck=game.luck,
            cards=game.scenario.cards,
            side=seat.side,
            group=seat.group,
            moves=tuple(write_move(move) for move in kept),
            own=own,
        )

    def play(self, bank: Bank, table: Table | None = None) -> Game:
        """The game as it was left, on a table that is set up if there is none. Raises BoardError
        for moves that the rules do not allow."""
        chosen = scenario(self.scenario)
        self.seat.checked(chosen)
        moves = [read_move(move) for move in self.moves]
        game = Game(chosen, self.seed, bank, luck=self.luck, cards=self.cards, table=table)
        for move in moves:
            if self.own:
                game.run(self.seat)
            game.make(move)
        return game

    def link(self) -> str:
        """The record as a short text of letters that an address can carry."""
        head = (self.scenario, self.seed, self.luck, ".".join(self.cards), self.side)
        moves = "-".join(_short(read_move(move)) for move in self.moves)
        kind = "own" if self.own else "all"
        return "~".join([*map(str, head), self.group or "", kind, moves])


def read_record(plain: Any) -> Record:
    """A record from plain data. Raises BoardError."""
    try:
        return Record.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the record"
        raise BoardError(f"{where}: {first['msg']}", "Give a record as it was saved") from None


def read_link(text: str) -> Record:
    """A record from its short text. Raises BoardError."""
    parts = text.split("~")
    if len(parts) != 8 or parts[6] not in {"own", "all"} or len(text) > 60 * MOST_MOVES:
        raise BoardError("that is no link to a game", "Copy it whole")
    name, seed, luck, cards, side, group, kind, moves = parts
    return read_record(
        {
            "scenario": name,
            "seed": seed,
            "luck": luck,
            "cards": [one for one in cards.split(".") if one],
            "side": side,
            "group": group or None,
            "own": kind == "own",
            "moves": [write_move(_long(one)) for one in moves.split("-") if one],
        }
    )


_KINDS = {"o": "offer", "b": "side offer"}
_MADE = {"m": (False, False), "x": (True, False), "k": (False, True)}
_SHORT = re.compile(r"([a-z])([A-Z]?)([0-9.A-Z]*)")


def _short(move: Move) -> str:
    """A move as a letter and what it is about."""
    match move:
        case Offer():
            return f"o{move.group}{move.price:g}"
        case SideOffer():
            return f"b{move.group}{move.price:g}"
        case Hold():
            return f"h{move.group}"
        case Send():
            return f"s{move.group}"
        case Make():
            return f"{'x' if move.spoiled else 'k' if move.marked else 'm'}{move.piece}"
        case Reply():
            return "y" if move.takes else "n"
        case License():
            return f"l{move.owner}"
        case Audit():
            return "a" + "".join(move.row)
        case Deploy():
            return "d" + "".join(move.row)


def _long(text: str) -> Move:
    found = _SHORT.fullmatch(text)
    if found is None:
        raise BoardError(f"{text!r} is no move", "Copy the link whole")
    kind, letter, rest = found.groups()
    row = re.findall("[A-Z][0-9]?", letter + rest)
    plain: dict[str, Any]
    match kind:
        case "o" | "b":
            plain = {"move": _KINDS[kind], "group": letter, "price": _price(rest)}
        case "h" | "s":
            plain = {"move": "hold" if kind == "h" else "send", "group": letter}
        case "m" | "x" | "k":
            spoiled, marked = _MADE[kind]
            plain = {"move": "make", "group": letter, "piece": letter + rest}
            plain |= {"spoiled": spoiled, "marked": marked}
        case "y" | "n":
            plain = {"move": "reply", "takes": kind == "y"}
        case "l":
            plain = {"move": "license", "owner": letter}
        case "a" | "d" if "".join(row) == letter + rest:
            plain = {"move": "audit" if kind == "a" else "deploy", "row": row}
        case _:
            raise BoardError(f"{text!r} is no move", "Copy the link whole")
    return read_move(plain)


def _price(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BoardError(f"{text!r} is no price", "Copy the link whole") from None
