"""Use rights in the API: what is shut is neither shown nor trained."""

import httpx
import pytest

from tests.site.support import is_fault, post


def test_a_fill_under_rights_leaves_shut_rows_alone(client: httpx.Client) -> None:
    post(client, "/jobs", {"fill": {"rights": {"green": "evaluable"}}, "wait": 10})
    cells = client.get("/api/studies/mine/cells").json()
    assert cells["rows"]["members"] == ["blue", "green", "red"]
    assert [state == "3" for state in cells["states"]] == [bool(row >> 1 & 1) for row in range(8)]


def test_shut_rows_are_not_shown_though_they_are_held(client: httpx.Client) -> None:
    post(client, "/jobs", {"fill": {}, "wait": 10})
    shut = client.get("/api/studies/mine/cells?right=green%3Dunavailable").json()
    assert [state == "5" for state in shut["states"]] == [bool(row >> 1 & 1) for row in range(8)]
    for column in shut["shown"]:
        assert [one is None for one in column] == [state == "5" for state in shut["states"]]
    table = client.get("/api/studies/mine/cells.csv?right=green%3Dunavailable").text
    assert table.count(",shut,") == 4


def test_a_question_goes_with_its_rights(client: httpx.Client) -> None:
    body = {"question": "shapley", "rights": {"green": "reserved"}}
    assert post(client, "/plan", body)["wanted"] == 4
    told = post(client, "/ask", body)
    assert told["answer"]["labels"] == [["blue"], ["red"]]
    assert told["python"].endswith("rights={'green': 'reserved'})))")
    assert told["command"].endswith("--right green=reserved")
    drawn = client.get("/api/studies/mine/chart.svg?question=shapley&right=green%3Dreserved")
    assert drawn.is_success
    assert "green" not in drawn.text


@pytest.mark.parametrize(
    "rights",
    [{"green": "mine"}, {"Z": "both"}, dict.fromkeys(("red", "green", "blue"), "evaluable")],
)
def test_what_does_not_fit_is_told(client: httpx.Client, rights: dict[str, str]) -> None:
    reply = client.post("/api/studies/mine/ask", json={"question": "shapley", "rights": rights})
    assert is_fault(reply, 422)
