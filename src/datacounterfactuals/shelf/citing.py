"""Numbers that a text cites: each is read off trained cells, at an address of the explorer.

`value`: what an answer says for the label and the column of its address, with its sign where it is
a gain; `size`: the same without it. `cell`: the score of a world. `difference`: how far the scores
of `world` and `against` are apart. `row`: the world that the envelope chose.
`worlds`, `objects`, `slices`, `wanted`: how many a study has, or a question wants.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, final

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import nearest
from datacounterfactuals.core.world import World
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.shelf.address import State, read_address
from datacounterfactuals.shelf.content import ContentError

MINUS = "\u2212"
WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
DIGITS = 2


class Source(Protocol):
    """Where numbers come from; what is not held is trained if whoever gives it may."""

    def grid(self, study: str) -> Grid: ...
    def answer(self, state: State) -> Answer: ...
    def score(self, state: State, world: World, column: Column) -> float:
        """The score of a world as people read it; NaN where it is not held."""
        ...

    def wanted(self, state: State) -> int:
        """How many worlds the question wants."""
        ...


@final
@dataclass(frozen=True)
class Cited:
    """A number as the text says it, and the address of its cells; `number` before it was rounded,
    if it is one."""

    text: str
    address: str
    number: float | None = None

    @property
    def held(self) -> bool:
        return bool(self.text)


def cite(what: str, source: Source) -> Cited:
    """What `KIND ADDRESS` stands for; without text where the cells are not held.

    Raises ContentError or AddressError where it leads to nothing.
    """
    kind, _, address = what.partition(" ")
    reads = KINDS.get(kind)
    if reads is None:
        raise ContentError(f"nothing is read as {kind!r}", nearest(kind, KINDS))
    address = address.strip()
    text, number = reads(read_address(address), source)
    return Cited(text, address, number)


Read = tuple[str, float | None]


def _value(state: State, source: Source) -> Read:
    number, gain, _ = _answered(state, source)
    return _written(number, signed=gain), number


def _size(state: State, source: Source) -> Read:
    number, _, _ = _answered(state, source)
    return _written(abs(number)), number


def _answered(state: State, source: Source) -> tuple[float, bool, Answer]:
    found = source.answer(state)
    column = _place(state.one("column"), [one.name for one in found.columns])
    label = state.several("label")
    if label not in found.labels:
        raise ContentError(f"{found.title} has no value for {label}", "Give its label in full")
    number = float(found.shown[found.labels.index(label), column])
    return number, found.reads == "gain", found


def _cell(state: State, source: Source) -> Read:
    grid = source.grid(state.study)
    number = source.score(state, state.world(grid), _column(grid, state))
    return _written(number), number


def _difference(state: State, source: Source) -> Read:
    grid = source.grid(state.study)
    column = _column(grid, state)
    one, other = (
        source.score(state, state.world(grid, name), column) for name in ("world", "against")
    )
    return _written(abs(one - other)), one - other


def _row(state: State, source: Source) -> Read:
    found = source.answer(state)
    fact = f"{' row of '.join(reversed(state.several('label')))} on {state.one('column')}"
    spelled = found.facts.get(fact)
    if found.status != "complete":
        return "", None
    if not isinstance(spelled, str):
        raise ContentError(f"{found.title} says no {fact!r}", "Look at its facts")
    return spelled, None


def _worlds(state: State, source: Source) -> Read:
    count = 1 << len(source.grid(state.study).study.universe.roster)
    return _counted(count), float(count)


def _objects(state: State, source: Source) -> Read:
    count = len(source.grid(state.study).study.universe.roster)
    return _counted(count), float(count)


def _slices(state: State, source: Source) -> Read:
    count = len(source.grid(state.study).study.evaluation.slices)
    return _counted(count), float(count)


def _wanted(state: State, source: Source) -> Read:
    count = source.wanted(state)
    return _counted(count), float(count)


KINDS: dict[str, Callable[[State, Source], Read]] = {
    "value": _value,
    "size": _size,
    "cell": _cell,
    "difference": _difference,
    "row": _row,
    "worlds": _worlds,
    "objects": _objects,
    "slices": _slices,
    "wanted": _wanted,
}


def _column(grid: Grid, state: State) -> Column:
    columns = grid.study.columns(state.one("metric"), None)
    return columns[_place(state.one("column"), [column.name for column in columns])]


def _place(name: str | None, names: list[str]) -> int:
    if name is None:
        return 0
    if name not in names:
        raise ContentError(f"no column is named {name!r}", nearest(name, names))
    return names.index(name)


def _written(number: float, signed: bool = False) -> str:
    """Two decimals, and of small numbers as many as say something."""
    if math.isnan(number):
        return ""
    size = abs(number)
    digits = DIGITS if size >= 0.1 or size == 0 else 1 - math.floor(math.log10(size))
    text = f"{size:.{digits}f}"
    if number < 0:
        return MINUS + text
    return f"+{text}" if signed and size > 0 else text


def _counted(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else f"{count:,}"
