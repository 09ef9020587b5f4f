"""Cells, as the API gives them."""

from typing import Literal

from pydantic import Field

from datacounterfactuals.site.shapes.base import Shape, Value, Wanted


class CellColumn(Shape):
    """A column of the grid.

    `better` is 1 when a larger shown number is better, else -1. `scale`: columns that share it are
    counted alike, so one colour scale serves them. `points_of`: the objects some points of which it
    reads, where that is known.
    """

    name: str
    metric: str
    unit: str
    better: int
    fold: str
    scale: str
    points_of: list[str]


class LatticeRows(Shape):
    """Every subset of the members: row number b holds member j if bit j of b is set."""

    kind: Literal["lattice"] = "lattice"
    members: list[str]


class MovedRows(Shape):
    """Worlds near the full or the empty one: row r holds every member if `full[r]`, else none, but
    for the members numbered in `flips[r]`."""

    kind: Literal["moved"] = "moved"
    members: list[str]
    full: list[bool]
    flips: list[list[int]]


class ListedRows(Shape):
    """Worlds one by one, as weights by object name; names that are absent weigh 0."""

    kind: Literal["listed"] = "listed"
    members: list[str]
    worlds: list[dict[str, float]]


class RowBlock(Shape):
    """Rows that all hold the members numbered in `fixed`, and differ in those in `free`.

    `whole`: every subset of `free`, row number b of the block holding free[j] if bit j of b is
    set. Else: all n of `free`, then all without each from the last to the first, each alone from
    the first to the last, and none of them.
    """

    fixed: list[int]
    free: list[int]
    whole: bool


class BlockRows(Shape):
    """The rows of a board that was extended, block after block: those of the board as it was, which
    hold nothing fixed, and then one block for every choice of what is new."""

    kind: Literal["blocks"] = "blocks"
    members: list[str]
    blocks: list[RowBlock]


class Predicted(Shape):
    """Cells of one column that were not run, by row: what a surface fitted to the runs predicts,
    and between which numbers 95 % of single runs would lie. `by` says what surface."""

    by: str
    rows: list[int]
    shown: list[float]
    low: list[float]
    high: list[float]


class Cells(Shape):
    """The cells of some worlds, nothing trained for them.

    `states`: one digit a row: 0 real, 1 fallback, 2 failed, 3 not held, 4 over budget, 5 shut by
    use rights. `shown`:
    for each column the numbers people read, row by row: a list, or packed as base64 of
    little-endian float32 (NaN where there is none). `oriented`: for each column the numbers that
    contrasts add up, or null where they are `better` x `shown`. `predicted`: for each column what
    is predicted of the rows that are not held, if their runs were made elsewhere, else null.
    """

    study: str
    metric: str
    columns: list[CellColumn]
    rows: LatticeRows | MovedRows | ListedRows | BlockRows = Field(discriminator="kind")
    count: int
    states: str
    shown: list[list[Value] | str]
    oriented: list[list[Value] | str | None]
    reasons: dict[str, str]
    predicted: list[Predicted | None]


class CellsWanted(Wanted):
    """Which worlds to read, as weights by object name."""

    worlds: list[dict[str, float]] = Field(max_length=10_000)
    metric: str | None = None
    slices: list[str] | None = None
    packed: bool = False
    plus: list[str] = Field(default_factory=list[str])
    rights: dict[str, str] = Field(default_factory=dict[str, str])
