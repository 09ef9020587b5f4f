"""What one side may see of a game: everything that leaves the engine is made here."""

from dataclasses import dataclass
from typing import final

from datacounterfactuals.board.game import Game
from datacounterfactuals.board.hand import Choice, hand
from datacounterfactuals.board.players.people import Mood, mood, share, tempting
from datacounterfactuals.board.rows import licensed, present, rows, sent
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.seen import known, seen
from datacounterfactuals.board.state import Paid, Phase, Row, Side, Standing, State

Numbers = tuple[tuple[float | None, ...], ...]


@final
@dataclass(frozen=True)
class SeenSlice:
    """A slice; `low` and `high` are the ends of the scale of its cells, as people read them."""

    name: str
    metric: str
    unit: str
    better: int
    low: float
    high: float


@final
@dataclass(frozen=True)
class SeenRows:
    """Every row that can exist now, the fullest first.

    `pieces`: what each is made of; `shown`: its scores by slice as people read them, nothing under
    fog; `share`: the same on the scale of the slice, from 0 to 1. `new`: it rose this season;
    `audited`; `open`: it may be deployed as licences stand; `deployed`: the season in which it last
    was, or 0.
    """

    pieces: tuple[tuple[str, ...], ...]
    shown: Numbers
    share: Numbers
    new: tuple[bool, ...]
    audited: tuple[bool, ...]
    open: tuple[bool, ...]
    deployed: tuple[int, ...]


@final
@dataclass(frozen=True)
class SeenGroup:
    """A group. `spoiled`, `marked`: of its objects those that the reader knows to be so. `mood`:
    how it stands to the others, by what it `expects` of standing together, in coins a season, and
    what it is `tempted` by. `yours`: the reader moves for it."""

    name: str
    letter: str
    pieces: tuple[str, ...]
    unmade: tuple[str, ...]
    spoiled: tuple[str, ...]
    marked: tuple[str, ...]
    coins: float
    standing: Standing
    price: float
    licensed: bool
    mood: Mood
    expects: float
    tempted: float
    yours: bool


@final
@dataclass(frozen=True)
class SeenSide:
    """What a side has to earn, and has."""

    name: str
    coins: float
    profit: float
    target: float


@final
@dataclass(frozen=True)
class SeenSeason:
    """A season that was paid. `score`, `rival_score`: as people read them; `fees`: by group."""

    season: int
    slice: int
    row: tuple[str, ...]
    rival: tuple[str, ...]
    score: float
    rival_score: float
    earned: float
    fees: dict[str, float]
    standings: dict[str, Standing]


@final
@dataclass(frozen=True)
class SideSeen:
    """A side offer that the reader knows of."""

    group: str
    price: float


@final
@dataclass(frozen=True)
class Visible:
    """A game as one side may see it.

    `moves`: how many were made. `turn`: whose move it is, `turn_group` which group's; `yours`:
    the reader's. `pays`, `next`: the slices that pay now and next, by their places. `price`: coins
    for a point of score above the rival's.
    """

    scenario: str
    title: str
    about: str
    seed: int
    luck: int
    cards: tuple[str, ...]
    side: str
    group: str | None
    eyes: Side
    moves: int
    season: int
    seasons: int
    phase: Phase
    turn: Side | None
    turn_group: str | None
    yours: bool
    can_undo: bool
    slices: tuple[SeenSlice, ...]
    pays: int | None
    next: int | None
    price: float
    rows: SeenRows
    groups: tuple[SeenGroup, ...]
    people: SeenSide
    operator: SeenSide
    substitute: str
    substitute_letter: str
    substitute_price: float
    substitute_licensed: bool
    rival: str
    rival_pieces: tuple[str, ...]
    fund: float
    side_offer: SideSeen | None
    paid: tuple[SeenSeason, ...]
    hand: tuple[Choice, ...]
    ending: str | None


def visible(game: Game, seat: Seat) -> Visible:
    """The game as a seat may see it now."""
    eyes = seat.eyes(game.state)
    state = game.state if game.over else known(game.state, eyes, seat.group)
    own, scenario = seat.moves(game.state), game.scenario
    table = _rows(game, state, eyes)
    places = {frozenset(pieces): place for place, pieces in enumerate(table.pieces)}
    return Visible(
        scenario=scenario.name,
        title=scenario.title,
        about=scenario.about,
        seed=game.seed,
        luck=game.luck,
        cards=scenario.cards,
        side=seat.side,
        group=seat.group,
        eyes=eyes,
        moves=len(game.moves),
        season=state.season,
        seasons=game.rules.seasons,
        phase=state.phase,
        turn=None if game.over else "operator" if state.phase == "operator" else "people",
        turn_group=_turn_group(state),
        yours=own,
        can_undo=game.can_undo(seat),
        slices=_slices(game, eyes),
        pays=None if game.over else state.pays,
        next=state.slices[state.season] if state.season < game.rules.seasons else None,
        price=state.price,
        rows=table,
        groups=tuple(
            SeenGroup(
                name=one.name,
                letter=one.letter,
                pieces=one.pieces,
                unmade=one.unmade,
                spoiled=tuple(sorted(one.spoiled)),
                marked=tuple(sorted(one.marked)),
                coins=one.coins,
                standing=one.standing,
                price=one.price,
                licensed=one.letter in state.licensed,
                mood=mood(state, game.targets.people, game.rules.seasons),
                expects=coins(share(state, game.targets.people, game.rules.seasons)),
                tempted=coins(tempting(state)),
                yours=seat.side != "operator" and seat.group in {None, one.letter},
            )
            for one in state.groups
        ),
        people=seen_side(game, state, "people"),
        operator=seen_side(game, state, "operator"),
        substitute=scenario.substitute.name,
        substitute_letter=scenario.substitute.letter,
        substitute_price=float(scenario.substitute.price),
        substitute_licensed=scenario.substitute.letter in state.licensed,
        rival=scenario.rival,
        rival_pieces=tuple(sorted(sent(scenario, state))),
        fund=state.fund,
        side_offer=None if state.side is None else SideSeen(*state.side),
        paid=tuple(_season(game, paid) for paid in state.paid),
        hand=hand(game.play, state, places) if own else (),
        ending=game.ending,
    )


def _turn_group(state: State) -> str | None:
    if state.phase == "reply" and state.side is not None:
        return state.side[0]
    return state.groups[state.turn].letter if state.phase == "groups" else None


def seen_side(game: Game, state: State, side: Side) -> SeenSide:
    """A side, as the state that is known tells."""
    if side == "people":
        began = game.rules.group_coins * len(state.groups)
        return SeenSide(
            "the people",
            round(state.people, 1),
            round(state.people - began, 1),
            game.targets.people,
        )
    profit = round(state.operator - game.rules.operator_coins, 1)
    return SeenSide(game.scenario.operator, state.operator, profit, game.targets.operator)


def _season(game: Game, paid: Paid) -> SeenSeason:
    letters = [one.letter for one in game.state.groups]
    return SeenSeason(
        paid.season,
        paid.slice,
        tuple(sorted(paid.row)),
        tuple(sorted(paid.rival)),
        game.table.shown(paid.score, paid.slice),
        game.table.shown(paid.rival_score, paid.slice),
        paid.earned,
        dict(zip(letters, paid.fees, strict=True)),
        dict(zip(letters, paid.standings, strict=True)),
    )


def _rows(game: Game, state: State, eyes: Side) -> SeenRows:
    """The table. After the end nothing is under fog."""
    every = tuple(rows(present(game.scenario, state)))
    cells = game.every_cell() if game.over else seen(game.scenario, game.table, game.state, eyes)
    scales = scales_of(game, eyes)
    count = len(game.scenario.slices)
    shown, share = list[tuple[float | None, ...]](), list[tuple[float | None, ...]]()
    for row in every:
        scores = [cells.get((row, place)) for place in range(count)]
        shown.append(
            tuple(
                None if one is None else game.table.shown(one, place)
                for place, one in enumerate(scores)
            )
        )
        share.append(
            tuple(
                None if one is None else _share(one, *scales[place])
                for place, one in enumerate(scores)
            )
        )
    made = {one.pieces[-1] for one in state.groups if one.standing == "makes"}
    mine = licensed(state)
    deployed: dict[Row, int] = {paid.row: paid.season for paid in state.paid}
    return SeenRows(
        pieces=tuple(tuple(sorted(row)) for row in every),
        shown=tuple(shown),
        share=tuple(share),
        new=tuple(bool(row & made) for row in every),
        audited=tuple(row in state.audited for row in every),
        open=tuple(row <= mine for row in every),
        deployed=tuple(deployed.get(row, 0) for row in every),
    )


def scales_of(game: Game, eyes: Side) -> tuple[tuple[float, float], ...]:
    """The ends of each slice's scale, from what the reader may know alone: the open rows, the price
    of a score, and the cells that it has seen."""
    rival = frozenset([game.scenario.substitute.letter])
    reach = 1.5 * game.rules.stake / game.state.price
    cells = game.every_cell() if game.over else seen(game.scenario, game.table, game.state, eyes)
    ends = list[tuple[float, float]]()
    for place in range(len(game.scenario.slices)):
        empty, alone = game.table.score(frozenset(), place), game.table.score(rival, place)
        seen_here = [score for (_, at), score in cells.items() if at == place]
        best = 1.0 if game.table.columns[place].better > 0 else 0.0
        high = max(min(max(empty, alone) + reach, best), *seen_here)
        ends.append((min(empty, alone, *seen_here), high))
    return tuple(ends)


def _share(score: float, low: float, high: float) -> float:
    return (score - low) / (high - low)


def _slices(game: Game, eyes: Side) -> tuple[SeenSlice, ...]:
    out = list[SeenSlice]()
    for place, (low, high) in enumerate(scales_of(game, eyes)):
        column, shown = game.table.columns[place], game.table.shown
        metric = column.metric.name
        out.append(
            SeenSlice(
                column.name,
                metric,
                column.unit,
                column.better,
                shown(low, place),
                shown(high, place),
            )
        )
    return tuple(out)
