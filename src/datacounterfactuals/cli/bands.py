"""Tables wider than the terminal, cut into bands of columns that fit, none of them shortened."""

from collections.abc import Sequence
from textwrap import wrap

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

GAP = 3
NARROWEST = 12
"""A column's name is wrapped to this many characters, or to as many as its cells take."""


def bands(first: int, widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand together beside a first column, each band within `room` characters."""
    out: list[list[int]] = [[]]
    left = room - first
    for place, width in enumerate(widths):
        if out[-1] and left < width:
            out.append([])
            left = room - first
        out[-1].append(place)
        left -= width
    return out


def wrapped(name: str, width: int) -> str:
    """A column's name in as many lines as it needs."""
    return "\n".join(wrap(name, max(width, NARROWEST), break_long_words=False)) or name


def banded(
    heads: Sequence[str],
    columns: Sequence[str],
    labels: Sequence[Sequence[Text]],
    cells: Sequence[Sequence[Text]],
    room: int,
) -> list[Padding]:
    """A table as bands. `heads` are over the labels; `cells`: one row each, a Text a column."""
    inside = [
        max([row[place].cell_len for row in cells], default=1) for place in range(len(columns))
    ]
    names = [wrapped(name, width) for name, width in zip(columns, inside, strict=True)]
    lines = [max(map(len, name.split("\n"))) for name in names]
    widths = [max(pair) + GAP for pair in zip(inside, lines, strict=True)]
    first = sum(
        max([len(head), *(row[place].cell_len for row in labels)]) + GAP
        for place, head in enumerate(heads)
    )
    out: list[Padding] = []
    for band in bands(first, widths, room):
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
        for head in heads:
            table.add_column(head, no_wrap=True, vertical="bottom")
        for place in band:
            table.add_column(names[place], justify="right", no_wrap=True)
        for label, row in zip(labels, cells, strict=True):
            table.add_row(*label, *(row[place] for place in band))
        out.append(Padding(table, (1, 0, 0, 0), expand=False))
    return out
