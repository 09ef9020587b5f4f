"""Events: what happened between two moments of a game, as one seat may know it, in order."""

from dataclasses import dataclass
from typing import Any, Literal, final

from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import Make, Move, write_move
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import uncovered
from datacounterfactuals.board.state import Side, State
from datacounterfactuals.board.visible import scales_of
from datacounterfactuals.board.words import money, spelled, told

Kind = Literal["moved", "rose", "uncovered", "paid", "over"]


@final
@dataclass(frozen=True)
class SeenCell:
    """A cell that was uncovered."""

    row: tuple[str, ...]
    slice: int
    shown: float
    share: float


@final
@dataclass(frozen=True)
class SeenPayment:
    """Coins that changed hands."""

    to: str
    coins: float
    why: str


@final
@dataclass(frozen=True)
class Event:
    """Something that happened.

    `kind`: a move was made; rows rose; cells were uncovered; a season was paid; the game ended.
    `move`: as the reader may know it. `rows`, `seconds`: how many rows rose, and how long it took
    to train them.
    """

    kind: Kind
    by: Side | None
    group: str | None
    season: int
    say: str
    move: dict[str, Any] | None = None
    rows: int = 0
    seconds: float = 0.0
    cells: tuple[SeenCell, ...] = ()
    payments: tuple[SeenPayment, ...] = ()


def events(game: Game, seat: Seat, since: int) -> tuple[Event, ...]:
    """What a seat may know of the moves from the one numbered `since`, by whose eyes it has now."""
    out = list[Event]()
    for place in range(since, len(game.moves)):
        out.extend(_of(game, seat, place))
    return tuple(out)


def _of(game: Game, seat: Seat, place: int) -> list[Event]:
    move, before, after = game.moves[place], game.states[place], game.states[place + 1]
    eyes = seat.eyes(game.state)
    by: Side = "operator" if before.phase == "operator" else "people"
    group = _group(before) if by == "people" else None
    season = before.season
    out = list[Event]()
    public = _public(move, seat, group, eyes)
    if not _secret(move, before, seat, eyes):
        out.append(
            Event("moved", by, group, season, told(game.scenario, public), write_move(public))
        )
    if isinstance(move, Make):
        count = 2 ** (1 + sum(len(one.pieces) for one in after.groups))
        rise = game.rises[place]
        say = f"{count // 2} rows rise from the table."
        out.append(Event("rose", None, group, season, say, rows=count // 2, seconds=rise.seconds))
    fresh = uncovered(game.scenario, after, eyes) - uncovered(game.scenario, before, eyes)
    if fresh:
        out.append(_uncovered(game, fresh, eyes, season))
    if len(after.paid) > len(before.paid):
        out.append(_paid(game, after, by, season))
    if after.phase == "over":
        out.append(Event("over", None, None, season, f"The game ends in {game.ending}."))
    return out


def _group(state: State) -> str | None:
    if state.phase == "reply":
        return None if state.side is None else state.side[0]
    return state.groups[state.turn].letter


def _secret(move: Move, before: State, seat: Seat, eyes: Side) -> bool:
    """Whether a seat must not know that a move was made."""
    if eyes != "people":
        return False
    match move.move:
        case "audit":
            return True
        case "side offer":
            return seat.group is None or move.group != seat.group
        case "reply":
            return before.side is None or before.side[0] != seat.group
        case _:
            return False


def _public(move: Move, seat: Seat, group: str | None, now: Side) -> Move:
    """A move as a seat may know it: what is made in secret looks plain."""
    ours = now == "people" and seat.group in {None, group}
    if isinstance(move, Make) and not ours:
        return Make(group=move.group, piece=move.piece)
    return move


def _uncovered(
    game: Game, fresh: frozenset[tuple[frozenset[str], int]], eyes: Side, season: int
) -> Event:
    from_now = scales_of(game, eyes)
    cells = list[SeenCell]()
    for row, place in sorted(fresh, key=lambda one: (-len(one[0]), sorted(one[0]), one[1])):
        score = game.table.score(game.real(row), place)
        low, high = from_now[place]
        share = (score - low) / (high - low)
        cells.append(SeenCell(tuple(sorted(row)), place, game.table.shown(score, place), share))
    rows = len({cell.row for cell in cells})
    what = f"the row {spelled(cells[0].row)}" if rows == 1 else f"{rows} rows"
    return Event("uncovered", None, None, season, f"The fog lifts from {what}.", cells=tuple(cells))


def _paid(game: Game, after: State, by: Side, season: int) -> Event:
    paid, names = after.paid[-1], [one.name for one in after.groups]
    payments = [SeenPayment(game.scenario.operator, paid.earned, "score above the rival's")]
    payments.extend(
        SeenPayment(name, fee, "side offer" if standing == "bought" else "licence")
        for name, fee, standing in zip(names, paid.fees, paid.standings, strict=True)
        if fee
    )
    fees = sum(paid.fees)
    say = f"{game.scenario.operator.capitalize()} earns {money(paid.earned)}"
    say += f", having paid {money(round(fees, 1))} to the groups." if fees else "."
    return Event("paid", by, None, season, say, payments=tuple(payments))
