"""Games on the board, as the API gives and takes them: only what the player's side may see."""

from typing import Any, Literal

from pydantic import Field

from datacounterfactuals.site.shapes.answers import Claim
from datacounterfactuals.site.shapes.base import Shape, Wanted


class GameWanted(Wanted):
    """A game to begin. `seed` draws the evaluation points and the slices that pay, `luck` what the
    program's players do; left out, both are drawn. `group`: of the people, one group alone."""

    scenario: str = Field(max_length=60)
    side: Literal["people", "operator", "both"]
    group: str | None = Field(default=None, pattern="^[A-Z]$")
    seed: int | None = Field(default=None, ge=0, lt=1 << 31)
    luck: int | None = Field(default=None, ge=0, lt=1 << 31)
    cards: list[Literal["signal", "reserved", "regulator", "kept"]] = Field(
        default=[], max_length=4
    )


class MoveWanted(Wanted):
    """A move: a `move` of the hand, with its price or row filled in."""

    move: dict[str, Any] = Field(max_length=8)


class ReplayWanted(Wanted):
    """A game to go on with: its record, or its link."""

    record: dict[str, Any] | None = Field(default=None, max_length=9)
    link: str | None = Field(default=None, max_length=20_000)


class GameSlice(Shape):
    """A slice; `low` and `high` are the ends of the scale of its cells, as people read them: made
    of what the reader may know, so they can widen."""

    name: str
    metric: str
    unit: str
    better: int
    low: float
    high: float


class GameRows(Shape):
    """Every row that can exist now, the fullest first; all lists are as long as `pieces`.

    `shown`: scores by slice as people read them, null under fog; `share`: the same on the scale of
    the slice, 0 to 1, better is more. `new`: it rose this season; `open`: the operator may deploy
    it as licences stand; `deployed`: the season in which it last was, or 0.
    """

    pieces: list[list[str]]
    shown: list[list[float | None]]
    share: list[list[float | None]]
    new: list[bool]
    audited: list[bool]
    open: list[bool]
    deployed: list[int]


class GameGroup(Shape):
    """A group. `spoiled`, `marked`: of its objects those that the reader knows to be so; `yours`:
    the reader moves for it."""

    name: str
    letter: str
    pieces: list[str]
    unmade: list[str]
    spoiled: list[str]
    marked: list[str]
    coins: float
    standing: Literal["open", "offers", "holds", "makes", "sends", "bought"]
    price: float
    licensed: bool
    mood: Literal["firm", "wavering", "gone"]
    expects: float
    tempted: float
    yours: bool


class GameSide(Shape):
    """What a side has, has earned, and has to earn."""

    name: str
    coins: float
    profit: float
    target: float


class GameSeason(Shape):
    """A season that was paid. `slice`: its place; scores as people read them; by group letter."""

    season: int
    slice: int
    row: list[str]
    rival: list[str]
    score: float
    rival_score: float
    earned: float
    fees: dict[str, float]
    standings: dict[str, str]


class GameSideOffer(Shape):
    """A side offer that the reader knows of."""

    group: str
    price: float


class GameChoice(Shape):
    """A move of the hand, to be sent back as it is; where it `needs` a "price" (a number from
    `least` to `most`; `price` is an example) or a "row" (a list of pieces, one of `rows`, which are
    places in the table), with that filled in."""

    move: dict[str, Any]
    say: str
    about: str
    cost: float
    earns: float
    needs: Literal["price", "row"] | None
    least: float
    most: float
    price: float
    rows: list[int]


class GameCell(Shape):
    """A cell that was uncovered."""

    row: list[str]
    slice: int
    shown: float
    share: float


class GamePayment(Shape):
    """Coins that changed hands."""

    to: str
    coins: float
    why: str


class GameEvent(Shape):
    """Something that happened, in order. `rows`, `seconds`: rows that rose, and how long they took
    to train."""

    kind: Literal["moved", "rose", "uncovered", "paid", "over"]
    by: Literal["people", "operator"] | None
    group: str | None
    season: int
    say: str
    move: dict[str, Any] | None
    rows: int
    seconds: float
    cells: list[GameCell]
    payments: list[GamePayment]


class GameView(Shape):
    """A game as the player's side may see it. `moves`: how many were made; `eyes`: whose knowledge
    this is; `pays`, `next`: places of the slices that pay; `price`: coins for a point of score over
    the rival's; `link`: the game as a short text; `events`: what the last request brought about,
    or of a game that is opened all that happened so far."""

    id: str
    scenario: str
    title: str
    about: str
    seed: int
    luck: int
    cards: list[str]
    side: Literal["people", "operator", "both"]
    group: str | None
    eyes: Literal["people", "operator"]
    moves: int
    season: int
    seasons: int
    phase: Literal["groups", "reply", "operator", "over"]
    turn: Literal["people", "operator"] | None
    turn_group: str | None
    yours: bool
    can_undo: bool
    slices: list[GameSlice]
    pays: int | None
    next: int | None
    price: float
    rows: GameRows
    groups: list[GameGroup]
    people: GameSide
    operator: GameSide
    substitute: str
    substitute_letter: str
    substitute_price: float
    substitute_licensed: bool
    rival: str
    rival_pieces: list[str]
    fund: float
    side_offer: GameSideOffer | None
    paid: list[GameSeason]
    hand: list[GameChoice]
    ending: Literal["deal", "capture", "leverage", "ruin"] | None
    link: str
    events: list[GameEvent]


class ScenarioGroup(Shape):
    """A group of a scenario."""

    name: str
    letter: str


class ScenarioCard(Shape):
    """A card that changes one rule, in words."""

    name: Literal["signal", "reserved", "regulator", "kept"]
    title: str
    about: str


class ScenarioInfo(Shape):
    """A scenario."""

    name: str
    title: str
    about: str
    operator: str
    rival: str
    substitute: str
    groups: list[ScenarioGroup]
    slices: list[str]


class ScenarioList(Shape):
    """The scenarios in their order, and the cards that may be played with any."""

    scenarios: list[ScenarioInfo]
    cards: list[ScenarioCard]


class GameStep(Shape):
    """A season on the lattice: the row that was deployed, the row that the rival had, what it
    earned, and the best reply that was open (row, licences to take, what it would have left)."""

    season: int
    slice: int
    row: list[str]
    rival: list[str]
    earned: float
    left: float
    best_row: list[str]
    best_licenses: list[str]
    best_left: float
    missed: float


class GameLeverage(Shape):
    """What a hold or send did: the best row open before it, and after it, in coins by true scores;
    `leverage` is before less after; `lasted`: no side offer undid it."""

    season: int
    group: str
    move: Literal["hold", "send"]
    before: float
    after: float
    leverage: float
    best_before: list[str]
    best_after: list[str]
    lasted: bool


class GameMade(Shape):
    """What an object was worth in the season in which it appeared: what it added to the best row
    of all that was real then, in coins. `by_slice`: the same on every slice."""

    season: int
    group: str
    piece: str
    spoiled: bool
    marked: bool
    worth: float
    by_slice: list[float]


class GameRecord(Shape):
    """A game, to be played again: what /api/games/replay takes."""

    board: int
    scenario: str
    seed: int
    luck: int
    cards: list[str]
    side: Literal["people", "operator", "both"]
    group: str | None
    moves: list[dict[str, Any]]


class GameDebrief(Shape):
    """What a game was, once it is over: nothing is hidden any more."""

    id: str
    ending: Literal["deal", "capture", "leverage", "ruin"]
    say: str
    people: GameSide
    operator: GameSide
    path: list[GameStep]
    leverage: list[GameLeverage]
    made: list[GameMade]
    slices: list[str]
    claim: Claim
    record: GameRecord
    link: str
