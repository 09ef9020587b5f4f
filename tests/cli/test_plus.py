"""`--plus` extends the board, in every command that opens one."""

from pathlib import Path

import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.study.loading import load
from tests.cli.support import datacf, one_line

pytestmark = pytest.mark.usefixtures("bank")


def test_a_question_of_an_extended_board_is_that_of_python(bank: Path) -> None:
    (said,) = datacf("ask", "four", "shapley", "--plus", "flip:B", "--json").json()
    found = answer(load("four").plus("flip:B"), Shapley(), bank=bank)
    assert said["labels"] == [["A"], ["C"], ["D"], ["B*"]]
    assert said["values"] == found.to_json()["values"]
    assert any("B* stands in for B" in words for words in said["claim"]["held_fixed"])


def test_only_what_is_new_is_planned_and_filled() -> None:
    datacf("fill", "four")
    planned = datacf("plan", "four", "envelope", "--plus", "flip:B", "--json").json()
    assert (planned["held"], planned["to_train"]) == (8, 8)
    filled = datacf("fill", "four", "--plus", "flip:B", "--json").json()
    assert (filled["trained"], filled["held"]) == (8, 8)


def test_the_grid_and_its_picture_have_the_new_rows(tmp_path: Path) -> None:
    grid = datacf("grid", "four", "--plus", "flip:B", "--json").json()
    assert grid["objects"] == ["A", "B", "C", "D", "B*"]
    datacf("chart", "four", "grid", "--plus", "flip:B", "--out", "grid.svg")
    assert "B* on all" in (tmp_path / "grid.svg").read_text("utf-8")


def test_what_cannot_be_added_is_one_line() -> None:
    said = one_line(datacf("ask", "four", "shapley", "--plus", "flip:X", code=2))
    assert "no object is named 'X'" in said
