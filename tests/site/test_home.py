"""The front page is read without a script: every number in it is that of a cell."""

import re
from pathlib import Path
from typing import Any

import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.site.pages.shown import digits_for, number, signed
from datacounterfactuals.site.pages.walk import menu
from datacounterfactuals.study.loading import load
from tests.site.support import client_of, write_study

CELL = re.compile(r'<td data-row="(\d+)" data-column="(\d+)" class="cell [^"]+">([^<]+)</td>')


def filled(name: str, bank: Path) -> Grid:
    grid = Grid(load(name), bank)
    grid.fill(progress=None)
    return grid


def page_of(tmp_path: Path, **settings: Any) -> str:
    with client_of(tmp_path, **settings) as client:
        reply = client.get("/", headers={"accept": "text/html"})
    assert reply.status_code == 200
    return reply.text


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def text(home: Path) -> str:
    return page_of(home)


def test_every_cell_of_the_front_page_is_a_held_cell(text: str, home: Path) -> None:
    figure, rest = text.split('id="rows"')
    figure = figure.split('id="toy"', maxsplit=1)[0]
    toy = rest.split("</table>", maxsplit=1)[0]
    for name, part, least in (("corpora", figure, 8), ("four", toy, 48)):
        grid = filled(name, home / "bank")
        shown = grid.scores(grid.lattice()).shown
        digits = digits_for(float(shown.max() - shown.min()))
        found = CELL.findall(part)
        assert len(found) == least
        for row, column, said in found:
            assert said == number(float(shown[int(row), int(column)]), digits)


def test_the_miniatures_say_what_the_questions_answer(text: str, home: Path) -> None:
    grid = filled("four", home / "bank")
    values = answer(grid, Shapley(), slices=["all"], progress=None).values[:, 0]
    for name, value in zip("ABCD", values, strict=True):
        assert re.search(rf"{name}: left out [^,]+, Shapley {re.escape(signed(value, 3))}\.", text)


def test_it_says_what_leaving_b_out_does(text: str, home: Path) -> None:
    grid = filled("corpora", home / "bank")
    full, without = grid.scores(grid.lattice()).shown[[15, 13]]
    said = (
        f"Without B, the score on politics is {without[1]:.2f} bits per token, against "
        f"{full[1]:.2f} with it: {without[1] - full[1]:.2f} worse."
    )
    assert said in text


def test_a_study_of_ones_own_stands_first(tmp_path: Path) -> None:
    own = '<a href="/explorer/mine">Mine</a>'
    mine = write_study(tmp_path).parent
    found = page_of(tmp_path, folder=mine, read_only=True)
    assert found.index(own) < found.index("<h1")
    assert own not in page_of(tmp_path, folder=None, read_only=True)
    within = page_of(tmp_path, folder=mine.parent, read_only=True)
    assert within.index(own) < within.index("<h1")  # also where it stands in a folder of studies


def test_the_ways_on_are_those_of_the_menu(text: str) -> None:
    ways = text.split('class="ways"')[1]
    assert re.findall(r'<li><a href="/([^"]+)">([^<]+)</a>', ways) == [
        (name, title) for name, title in menu()
    ]


def test_a_server_that_trains_nothing_opens_without_cells_and_with_them(tmp_path: Path) -> None:
    bare = page_of(tmp_path, read_only=True)
    assert "What would change if the training data were different?" in bare
    assert "not trained here." in bare
    assert 'id="rows"' not in bare
    filled("four", tmp_path / "bank")
    held = page_of(tmp_path, read_only=True)
    assert 'id="rows"' in held
    assert "data-trains" not in held
    assert "data-trains" in page_of(tmp_path, folder=None)


def test_numbers_are_written_as_the_scripts_write_them() -> None:
    assert [digits_for(spread) for spread in (0, 0.01, 0.5, 1, 7, 150)] == [2, 5, 3, 3, 2, 0]
    assert digits_for(150, least=1) == 1
    assert [signed(value, 2) for value in (0.004, -0.004, 0.5, -0.5)] == [
        "0.00",
        "0.00",
        "+0.50",
        "\N{MINUS SIGN}0.50",
    ]
    assert number(float("nan"), 2) == "\N{EN DASH}"
