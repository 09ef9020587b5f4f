"""A table wider than the terminal is cut into bands; nothing of it is shortened."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from datacounterfactuals.charts.palette import DARK
from datacounterfactuals.cli.bands import banded, bands, wrapped
from datacounterfactuals.cli.cells import Cells
from datacounterfactuals.cli.heat import heat
from tests.charts.support import NAMES, lattice_scores


@given(
    first=st.integers(0, 30),
    widths=st.lists(st.integers(1, 40), min_size=1),
    room=st.integers(1, 99),
)
def test_every_column_stands_in_one_band_that_fits_if_anything_does(
    first: int, widths: list[int], room: int
) -> None:
    found = bands(first, widths, room)
    assert [place for band in found for place in band] == list(range(len(widths)))
    for band in found:
        assert len(band) == 1 or first + sum(widths[place] for place in band) <= room


def test_names_are_wrapped_at_words_and_never_cut() -> None:
    assert wrapped("gap in being predicted rich, Male - Female", 9).split("\n") == [
        "gap in being", "predicted", "rich, Male -", "Female",
    ]  # fmt: skip
    assert wrapped("Incomprehensibilities", 4) == "Incomprehensibilities"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_cell_is_shortened_at_any_width(width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    columns = [f"column number {place}" for place in range(9)]
    cells = [[Text(f"+0.{row}{place}34 ±0.0001") for place in range(9)] for row in range(3)]
    for table in banded(["object"], columns, [[Text(f"o{row}")] for row in range(3)], cells, width):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert "…" not in said
    assert all(cell.plain in said for row in cells for cell in row)
    assert max(map(len, said.splitlines())) <= width


def test_the_grid_in_a_terminal_has_its_colours_and_every_number() -> None:
    file = io.StringIO()
    console = Console(file=file, width=44, force_terminal=True, color_system="truecolor")
    scores = lattice_scores(missing=1)
    heat(console, Cells("Four", NAMES, (0, 1, 2, 3), scores), dark=True)
    said = file.getvalue()
    best = ";".join(str(int(DARK.ramp[-1][at : at + 2], 16)) for at in (1, 3, 5))
    assert f"48;2;{best}" in said
    assert all(f"{value:.2f}" in said for value in scores.shown[:-1].ravel())
    assert said.count("·") == 4
