"""The state of a game: all of it, hidden things too. `seen` says who sees what."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal, final

Row = frozenset[str]
Side = Literal["people", "operator"]
Phase = Literal["groups", "reply", "operator", "over"]
Standing = Literal["open", "offers", "holds", "makes", "sends", "bought"]


@final
@dataclass(frozen=True)
class Group:
    """A group of people.

    `pieces`: its objects that are real, by the names that everybody uses; `unmade`: those that may
    be made. `spoiled`, `marked`: which of them secretly are. `standing`: its move this season;
    "bought" is a hold or send that a side offer has undone, `undone` says which. `price`: what it
    asks, or was won over for. `pay`: what holding or sending has paid it this season.
    """

    name: str
    letter: str
    pieces: tuple[str, ...]
    unmade: tuple[str, ...]
    coins: float
    spoiled: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    standing: Standing = "open"
    price: float = 0.0
    pay: float = 0.0
    undone: Standing | None = None

    def with_(self, **changes: Any) -> "Group":
        return replace(self, **changes)


@final
@dataclass(frozen=True)
class Paid:
    """A season that is over: what was deployed, what it and the rival scored on the slice that
    paid, what the operator earned, the fees by group, and what the listed substitute cost."""

    season: int
    slice: int
    row: Row
    rival: Row
    score: float
    rival_score: float
    earned: float
    fees: tuple[float, ...]
    standings: tuple[Standing, ...]
    listed: float = 0.0


@final
@dataclass(frozen=True)
class State:
    """A moment of a game.

    `slices`: the slice that pays in each season. `turn`: the group whose move it is. `audited`:
    rows whose fog the operator has lifted; `shown`: cells that everybody has seen. `licensed`: who
    is licensed this season; `side`: the side offer that waits for a reply, `sided` whether one was
    made this season. `kept`: rows that were deployed before, which the card "kept" keeps open.
    `purse`: what the operator had when the season began, which is what the people know of it.
    """

    season: int
    phase: Phase
    turn: int
    groups: tuple[Group, ...]
    operator: float
    fund: float
    slices: tuple[int, ...]
    price: float
    purse: float
    audited: frozenset[Row] = frozenset()
    shown: frozenset[tuple[Row, int]] = frozenset()
    licensed: tuple[str, ...] = ()
    side: tuple[str, float] | None = None
    sided: bool = False
    kept: tuple[Row, ...] = ()
    paid: tuple[Paid, ...] = field(default=())

    def with_(self, **changes: Any) -> "State":
        return replace(self, **changes)

    @property
    def pays(self) -> int:
        """The slice that pays this season."""
        return self.slices[self.season - 1]

    def group(self, letter: str) -> Group | None:
        """A group by its letter."""
        return next((one for one in self.groups if one.letter == letter), None)

    def changed(self, group: Group) -> tuple[Group, ...]:
        """The groups with one of them replaced."""
        return tuple(group if one.letter == group.letter else one for one in self.groups)

    @property
    def people(self) -> float:
        """The coins of all groups together."""
        return sum(one.coins for one in self.groups)
