"""Boards that are extended, through the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.site.extending import MOST_OPEN
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.studies import Studies
from datacounterfactuals.study.loading import load
from tests.site.support import client_of, is_fault, post, write_parts, write_study

RESERVE = '[objects]\ncolumn = "source"\nreserve = ["blue"]'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    path = write_study(tmp_path / "folder")
    plain = path.read_text("utf-8")
    path.write_text(plain.replace('[objects]\ncolumn = "source"', RESERVE), "utf-8")
    with client_of(tmp_path) as client:
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    reply = client.get(f"/api/studies/mine{path}", params=query)
    assert reply.is_success, reply.text
    return reply.json()


def fill(client: httpx.Client, *plus: str) -> Any:
    job = post(client, "/jobs", {"fill": {"plus": plus}, "wait": 10})
    assert job["state"] == "done"
    return job["filled"]


def test_old_rows_stay_where_they_were_and_nothing_held_is_trained_again(
    client: httpx.Client,
) -> None:
    assert fill(client)["trained"] == 4
    before = get(client, "/cells")
    after = get(client, "/cells", plus="blue")
    assert after["rows"] == {
        "kind": "blocks",
        "members": ["green", "red", "blue"],
        "blocks": [
            {"fixed": [], "free": [0, 1], "whole": True},
            {"fixed": [2], "free": [0, 1], "whole": True},
        ],
    }
    assert after["states"] == before["states"] + "3333"
    assert [column[:4] for column in after["shown"]] == before["shown"]
    assert fill(client, "blue") == {
        "trained": 4, "held": 4, "over_budget": 0, "failed": 0, "seconds": pytest.approx(0, abs=5)
    }  # fmt: skip
    assert "3" not in get(client, "/cells", plus="blue")["states"]


def test_new_rows_are_the_worlds_that_they_say(client: httpx.Client, tmp_path: Path) -> None:
    plus = ["blue", "flip:red:0.5"]
    fill(client, *plus)
    told = get(client, "/cells", plus=plus)
    study = load(tmp_path / "folder" / "mine").plus(*plus)
    grid = Grid(study, tmp_path / "bank")
    row = 0
    for block in told["rows"]["blocks"]:
        for number in range(2 ** len(block["free"])):
            held = [at for bit, at in enumerate(block["free"]) if number >> bit & 1]
            names = [told["rows"]["members"][at] for at in (*held, *block["fixed"])]
            world = study.universe.world(", ".join(f'"{name}"' for name in names) or "empty")
            shown = grid.scores(Listed.of([world], len(study.universe))).shown[0]
            assert np.array_equal([column[row] for column in told["shown"]], shown)
            row += 1
    assert row == told["count"] == 12


def test_a_question_of_an_extended_board_is_the_same_in_every_form(
    client: httpx.Client, tmp_path: Path
) -> None:
    plus = ["blue", "flip:red"]
    asked = post(client, "/ask", {"question": "shapley", "plus": plus})
    study = load(tmp_path / "folder" / "mine").plus(*plus)
    found = answer(study, Shapley(), bank=tmp_path / "bank")
    assert asked["answer"]["labels"] == [list(label) for label in found.labels]
    assert asked["answer"]["labels"] == [["green"], ["blue"], ["red*"]]
    assert np.allclose(asked["answer"]["values"], found.values)
    of = "dc.load('mine/study.toml').plus('blue', 'flip:red')"
    assert asked["python"] == f"print(dc.frame(dc.answer({of}, dc.Shapley())))"
    assert asked["command"] == ("datacf ask mine/study.toml shapley --plus blue --plus flip:red")
    held = asked["answer"]["claim"]["held_fixed"]
    assert any("red* stands in for red" in words for words in held)


def test_a_plan_counts_only_what_is_new(client: httpx.Client) -> None:
    fill(client)
    told = post(client, "/plan", {"question": "envelope", "plus": ["blue"]})
    assert (told["wanted"], told["held"], told["to_train"]) == (8, 4, 4)
    assert told["needs"] == "11112222"


def test_a_study_says_what_its_board_can_be_extended_by(client: httpx.Client) -> None:
    plain = get(client, "")
    assert plain["roster"] == ["green", "red"]
    assert plain["plus"] == []
    assert plain["ways"] == ["flip", "sample", "leak"]
    after = get(client, "", plus=["blue", "sample:red"])
    assert after["roster"] == ["green", "blue", "red~"]
    assert after["plus"] == [
        {"text": "blue", "name": "blue"},
        {"text": "sample:red", "name": "red~"},
    ]
    new = after["objects"][-1]
    assert (new["name"], new["stands_in_for"]) == ("red~", "red")
    assert "sampled from a model of red alone" in new["label"]


def test_charts_and_listed_worlds_know_the_extended_board(client: httpx.Client) -> None:
    fill(client, "flip:red")
    drawn = client.get(
        "/api/studies/mine/chart.svg", params={"question": "shapley", "plus": "flip:red"}
    )
    assert drawn.is_success
    assert "red*" in drawn.text
    worlds = [{"red*": 1}, {"red": 1, "red*": 1}]
    told = post(client, "/cells", {"worlds": worlds, "plus": ["flip:red"]})
    assert told["states"] == "03"


def test_a_fill_is_told_of_the_board_that_it_fills(client: httpx.Client) -> None:
    fill(client, "blue")
    assert get(client, "", plus="blue")["filling"] is None
    assert get(client, "")["filling"] is None


@pytest.mark.parametrize(
    "plus", [["x"], ["flip:x"], ["red"], [""], ["blue", "blue"], ["a", "b", "c", "d"]]
)
def test_what_cannot_be_added_is_a_mistake_in_words(client: httpx.Client, plus: list[str]) -> None:
    for path in ("", "/cells"):
        assert is_fault(client.get(f"/api/studies/mine{path}", params={"plus": plus}), 422)
    for path, body in (("/ask", {"question": "shapley"}), ("/cells", {"worlds": []})):
        assert is_fault(client.post(f"/api/studies/mine{path}", json={**body, "plus": plus}), 422)


@given(
    st.lists(
        st.text()
        | st.builds("{}:{}".format, st.sampled_from(["flip", "sample", "leak"]), st.text()),
        max_size=4,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_breaks_the_server(client: httpx.Client, plus: list[str]) -> None:
    reply = client.get("/api/studies/mine/cells", params={"plus": plus})
    assert reply.status_code in {200, 422}
    asked = client.post("/api/studies/mine/plan", json={"question": "shapley", "plus": plus})
    assert asked.status_code in {200, 422}


def test_few_boards_stay_open(tmp_path: Path) -> None:
    write_parts(tmp_path / "folder", 3)
    studies = Studies(SiteSettings(folder=tmp_path / "folder", bank=tmp_path / "bank"))
    first = studies.open("parts3", ["flip:part 1:0.1"])
    assert studies.open("parts3", ["flip:part 1:0.1"]) is first
    for number in range(MOST_OPEN):
        studies.open("parts3", [f"flip:part 1:0.{number + 2}"])
    assert studies.open("parts3", ["flip:part 1:0.1"]) is not first
    assert studies.open("parts3").plus == ()
