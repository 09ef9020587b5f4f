"""`--right` shuts rows and columns, in every command that opens a study."""

import re
from pathlib import Path

import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.questions.value.shapley import Shapley
from tests.cli.support import datacf, one_line

pytestmark = pytest.mark.usefixtures("bank")


def test_a_question_is_asked_of_what_is_open(bank: Path) -> None:
    (said,) = datacf("ask", "four", "shapley", "--right", "B=evaluable", "--json").json()
    assert said["labels"] == [["A"], ["C"], ["D"]]
    found = answer("four", Shapley(), rights={"B": "evaluable"}, bank=bank)
    assert said["values"] == found.to_json()["values"]
    assert any("use rights: B may be measured on" in one for one in said["claim"]["held_fixed"])


def test_only_what_is_open_is_planned_and_filled() -> None:
    assert (
        datacf("plan", "four", "envelope", "--right", "B=reserved", "--json").json()["wanted"] == 8
    )
    assert datacf("fill", "four", "--right", "B=reserved", "--json").json()["trained"] == 8
    assert datacf("fill", "four", "--json").json()["trained"] == 8


def test_shut_rows_stand_in_the_grid_without_a_number(tmp_path: Path) -> None:
    grid = datacf("grid", "four", "--right", "B=unavailable", "--json").json()
    shut = [one for one in grid["worlds"] if one["state"] == "shut"]
    assert len(grid["worlds"]) == 16
    assert all("B" in one["world"] and one["all"] is None for one in shut)
    assert len(shut) == 8
    said = datacf("grid", "four", "--right", "B=unavailable").out
    assert "shut: by use rights" in said
    datacf("chart", "four", "grid", "--right", "B=unavailable", "--out", "grid.svg")
    assert "A, B on all: shut" in (tmp_path / "grid.svg").read_text("utf-8")


def test_a_shut_column_stands_there_without_a_number() -> None:
    words = ("--objects", "A,B", "--slices", "fiction,drama", "--right", "A=trainable")
    said = datacf("grid", "corpora", *words).out
    assert len(re.findall(r"\bshut\b(?!:)", said)) == 4  # fiction, of every one of four worlds


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--right", "B"), "not the right of an object"),
        (("--right", "B=mine"), "no use right is called 'mine'"),
        (("--right", "Z=both"), "no object is named 'Z'"),
        (("--right", "B=evaluable", "-p", "world=AB"), "'B' may not be trained on"),
    ],
)
def test_what_does_not_fit_is_one_line(words: tuple[str, ...], said: str) -> None:
    assert said in one_line(datacf("ask", "four", "leave_one_out", *words, code=2))
