"""The grid in the terminal: a world is a row of dots, a cell its number on its colour."""

import math

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from datacounterfactuals.charts.dots import MOST_DOTS
from datacounterfactuals.charts.grid import digits_of, reading_order, shares
from datacounterfactuals.charts.palette import Palette, palette
from datacounterfactuals.charts.picture import plain
from datacounterfactuals.cli.bands import bands, wrapped
from datacounterfactuals.cli.cells import Cells
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.statistics import State

MOST_LINES = 64
CELL = 9
"""Characters of a cell."""
PRESENT, ABSENT = "●", "○"


def heat(console: Console, cells: Cells, *, dark: bool, whole: bool = False) -> None:
    """Print a grid, its fullest worlds first. Without colours the numbers say it all."""
    scores = cells.scores
    look, good, digits = palette(dark), shares(scores), digits_of(scores)
    order = reading_order(scores)
    columns = [column.name for column in scores.columns]
    names = [wrapped(name, CELL - 1).replace("\n", " \n") + " " for name in columns]
    widths = [max(CELL, *(len(line) + 1 for line in name.split("\n"))) for name in names]
    shown = order if whole else order[:MOST_LINES]
    console.print(Text(cells.title, "bold"))
    for band in bands(2 * len(cells.members) + 2, widths, console.width):
        table = Table(box=None, pad_edge=False, padding=(0, 0), header_style="dim")
        table.add_column(_heads(cells), no_wrap=True, vertical="bottom")
        for place in band:
            table.add_column(names[place], justify="right", min_width=CELL, no_wrap=True)
        before: int | None = None
        for row in shown:
            world = scores.worlds[row]
            if before is not None and world.size != before:
                table.add_row()
            before = world.size
            table.add_row(
                _dots(cells, world.positions),
                *(_cell(cells, good, row, place, digits[place], look) for place in band),
            )
        console.print(table)
    console.print(Text(_key(cells, len(order), whole), "dim"), soft_wrap=True)


def _cell(cells: Cells, good: Floats, row: int, place: int, digits: int, look: Palette) -> Text:
    """A number on its colour; a point where there is none, or why."""
    scores = cells.scores
    state, share = State(int(scores.states[row])), float(good[row, place])
    if state is State.SHUT or place in cells.shut:
        return Text("shut ", "dim")
    if math.isnan(share):
        return Text("· " if state in {State.REAL, State.NOT_HELD} else f"{_word(state)} ", "dim")
    ground = look.shade(share)
    mark = "°" if state is State.FALLBACK else " "
    said = plain(float(scores.shown[row, place]), digits)
    return Text(f"{said:>{CELL - 1}}{mark}", Style(color=look.ink_on(ground), bgcolor=ground))


def _heads(cells: Cells) -> str:
    names = [cells.names[member] for member in cells.members]
    if len(names) > MOST_DOTS or any(len(name) > 1 for name in names):
        return "world"
    return " ".join(names) + "   "


def _dots(cells: Cells, present: tuple[int, ...]) -> Text:
    dots = [PRESENT if member in present else ABSENT for member in cells.members]
    return Text(" ".join(dots) + "   ")


def _word(state: State) -> str:
    return state.name.lower().replace("_", " ")


def _key(cells: Cells, count: int, whole: bool) -> str:
    columns = cells.scores.columns
    units = dict.fromkeys(column.unit or column.metric.title for column in columns)
    ways = {column.better for column in columns}
    better = {1: "more is better", -1: "less is better"}
    words = [", ".join(units) + (f"; {better[ways.pop()]}" if len(ways) == 1 else "")]
    if len(_heads(cells)) == len("world"):
        words.append("dots: " + ", ".join(cells.names[member] for member in cells.members))
    if cells.shut or (cells.scores.states == State.SHUT).any():
        words.append("shut: by use rights")
    if (cells.scores.states == State.FALLBACK).any():
        words.append("° scored by the documented fallback")
    if count > MOST_LINES and not whole:
        words.append(f"the {MOST_LINES} fullest of {count:,} worlds: --all shows the others")
    return "; ".join(words)
