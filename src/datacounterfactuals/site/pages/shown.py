"""Held cells of a small study, as a template writes them down."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.statistics import State
from datacounterfactuals.site.cells import read
from datacounterfactuals.site.filling import fill_page
from datacounterfactuals.site.shapes.jobs import FillWanted
from datacounterfactuals.site.site import Site
from datacounterfactuals.site.studies import Opened

STEPS = 24
"""The colours of `css/shades.css` are numbered from 0 (worst) to this (best)."""
MOST_SECONDS = 5.0
"""So long a page waits for a small study to be trained; then it shows what is there."""
MINUS = "\N{MINUS SIGN}"


@final
@dataclass(frozen=True, eq=False)
class Shown:
    """The lattice of a small study: row number b holds member j if bit j of b is set.

    `values`, `oriented`: Float[rows, columns], as people read them and with more being better.
    `states`: UInt8[rows].
    """

    opened: Opened
    members: tuple[str, ...]
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    values: Floats
    oriented: Floats
    states: Bytes

    @property
    def complete(self) -> bool:
        return bool(np.isfinite(self.values).all())

    @property
    def full(self) -> int:
        return len(self.values) - 1

    def without(self, *members: str) -> int:
        """The row of all but these."""
        return self.full - sum(1 << self.members.index(name) for name in members)

    def column(self, name: str) -> int:
        return next(place for place, one in enumerate(self.columns) if one.name == name)

    @property
    def layers(self) -> list[list[int]]:
        """The rows by size, the full world first, each as a reader would list them."""
        width = len(self.members)

        def rank(row: int) -> int:
            return sum((row >> place & 1) << (width - place) for place in range(width))

        rows = sorted(range(len(self.values)), key=rank, reverse=True)
        return [[row for row in rows if row.bit_count() == size] for size in range(width, -1, -1)]

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The worst and the best number, so turned that more is better."""
        there = self.oriented[np.isfinite(self.oriented)]
        return (float(there.min()), float(there.max())) if len(there) else (0.0, 0.0)

    @cached_property
    def digits(self) -> int:
        worst, best = self.ends
        return digits_for(best - worst)

    def shade(self, row: int, column: int) -> str:
        """The classes of a cell."""
        shade = self.shade_of(float(self.oriented[row, column]))
        return f"{shade} fallback" if self.states[row] == State.FALLBACK else shade

    def shade_of(self, value: float) -> str:
        """The class of a number that is so turned that more is better."""
        worst, best = self.ends
        if not np.isfinite(value):
            return "absent"
        share = (value - worst) / (best - worst) if best > worst else 0.5
        share = min(1.0, max(0.0, share))
        return f"shade-{math.floor(share * STEPS + 0.5)}"

    def number(self, row: int, column: int) -> str:
        return number(float(self.values[row, column]), self.digits)

    def gain(self, row: int, column: int) -> float:
        """How much better a row is than the full world."""
        return float(self.oriented[row, column] - self.oriented[self.full, column])

    def inside(self, row: int) -> list[bool]:
        return [bool(row >> place & 1) for place in range(len(self.members))]

    def outside(self, row: int) -> list[str]:
        """The names of those that a row lacks."""
        there = zip(self.members, self.inside(row), strict=True)
        return [name for name, inside in there if not inside]

    def sentence(self, row: int, columns: int) -> str:
        """What leaving the full world for a row does, in one sentence: the words of
        `views/move.js`, for who runs no script."""
        gains = [self.gain(row, place) for place in range(columns)]
        place = max(range(columns), key=lambda one: abs(gains[one]))
        column, gain = self.columns[place], gains[place]
        gone = self.outside(row)
        them = "it" if len(gone) == 1 else "them"
        unit = f" {column.unit}" if column.unit else ""
        told = (
            f"Without {listed(gone)}, the score on {column.name} is "
            f"{self.number(row, place)}{unit}, against {self.number(self.full, place)} "
            f"with {them}: "
        )
        if round(gain, self.digits) == 0:
            told += "no difference."
        else:
            word = "better" if gain > 0 else "worse"
            told += f"{number(abs(gain), self.digits)} {word}."
        others = [abs(one) for at, one in enumerate(gains) if at != place]
        if others:
            many = {1: "other column changes", 2: "other two change", 3: "other three change"}
            told += (
                f" The {many.get(len(others), 'others change')} by "
                f"{number(max(others), self.digits)} at most."
            )
        return told

    def words(self, row: int) -> str:
        """A row as it is said."""
        names = [name for name, there in zip(self.members, self.inside(row), strict=True) if there]
        if not names:
            return "the empty world"
        return "the full world" if row == self.full else listed(names)


def shown(site: Site, name: str, columns: int | None = None, trains: bool = True) -> Shown | None:
    """The cells of a shipped study, trained if this server may and none are held (without `trains`
    only what is held); the first of its columns. None if the study cannot be opened, or if it has
    too many objects to be listed."""
    try:
        opened = site.studies.open(name)
        grid = opened.grid
        chosen = site.studies.columns(grid, None, None)
        rows = opened.rows
        if not isinstance(rows, Lattice):
            return None
        held = read(grid, rows, chosen)
        if trains and np.isnan(held.shown).any() and site.studies.trains(grid):
            fill_page(site, opened, FillWanted(seconds=60.0)).wait(MOST_SECONDS)
            held = read(grid, rows, chosen)
    except DataCounterfactualsError:
        return None  # whoever opens that study is told
    objects = [grid.study.universe[member] for member in rows.members]
    return Shown(
        opened,
        tuple(item.name for item in objects),
        tuple(item.label for item in objects),
        chosen if columns is None else chosen[:columns],
        held.shown,
        held.oriented,
        held.states,
    )


def digits_for(spread: float, least: int = 0) -> int:
    """As many digits as tell numbers of this spread apart: the rule of `lib/format.js`."""
    if not spread > 0:
        return max(least, 2)
    return min(6, max(least, 2 - math.floor(math.log10(0.999 * spread))))


def number(value: float, digits: int) -> str:
    """A number as people read it."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    text = f"{abs(value):.{digits}f}"
    return MINUS + text if value < 0 and float(text) != 0 else text


def signed(value: float, digits: int) -> str:
    """With its sign, which is part of what it says."""
    text = number(value, digits)
    plain = math.isfinite(value) and not text.startswith(MINUS) and float(text) != 0
    return f"+{text}" if plain else text


def direction(value: float, digits: int) -> str:
    """The class of a gain: help, harm, or none where it rounds to nothing."""
    if not math.isfinite(value) or round(value, digits) == 0:
        return "same"
    return "help" if value > 0 else "harm"


def listed(names: list[str]) -> str:
    """Names as a sentence has them."""
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
