"""The API on a small real study: what it tells, and what asking it does."""

import base64
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.study.loading import load
from tests.site.support import client_of, is_fault, post, write_study


def fill(client: httpx.Client) -> Any:
    job = post(client, "/jobs", {"fill": {}, "wait": 10})
    assert job["state"] == "done"
    return job


def test_shipped_studies_come_first_and_the_newcomers_first_of_all(client: httpx.Client) -> None:
    told = client.get("/api/studies").json()
    names = [one["name"] for one in told["studies"]]
    assert names[:2] == ["four", "corpora"]
    assert names[-1] == "mine"
    assert told["first"] == "four"


def test_the_study_of_the_folder_itself_is_opened_first(tmp_path: Path) -> None:
    write_study(tmp_path / "folder")
    with client_of(tmp_path, folder=tmp_path / "folder" / "mine") as client:
        assert client.get("/api/studies").json()["first"] == "mine"


def test_a_study_says_what_it_is_made_of(client: httpx.Client) -> None:
    told = client.get("/api/studies/mine").json()
    assert [one["name"] for one in told["objects"]] == ["blue", "green", "red"]
    assert [one["name"] for one in told["slices"]] == ["all", "north", "south"]
    assert told["worlds"] == "8"
    assert told["metric"] in [one["name"] for one in told["metrics"]]
    assert told["refusal"] is None


def test_reading_cells_trains_nothing(client: httpx.Client) -> None:
    for path in ("cells", "cells?metric=log_loss", "chart.svg?question=leave_one_out"):
        client.get(f"/api/studies/mine/{path}")
    assert client.get("/api/studies/mine/cells").json()["states"] == "3" * 8


def test_filling_trains_every_row_once(client: httpx.Client) -> None:
    assert fill(client)["filled"]["trained"] == 8
    assert fill(client)["filled"]["trained"] == 0
    assert "3" not in client.get("/api/studies/mine/cells").json()["states"]


def test_cells_are_those_of_the_grid(client: httpx.Client, tmp_path: Path) -> None:
    fill(client)
    told = client.get("/api/studies/mine/cells").json()
    grid = Grid(load(tmp_path / "folder" / "mine"), tmp_path / "bank")
    shown = grid.scores(grid.lattice()).shown
    assert np.array_equal(np.array(told["shown"]).T, shown)
    packed = client.get("/api/studies/mine/cells?packed=true").json()
    raw = base64.b64decode(packed["shown"][0])
    assert np.array_equal(np.frombuffer(raw, "<f4"), shown[:, 0].astype("<f4"))


def test_listed_worlds_are_read_by_name(client: httpx.Client) -> None:
    fill(client)
    worlds = [{"red": 1, "blue": 1}, {}, {"green": 0.5}]
    told = post(client, "/cells", {"worlds": worlds})
    whole = client.get("/api/studies/mine/cells").json()
    members = whole["rows"]["members"]
    row = sum(1 << members.index(name) for name in ("red", "blue"))
    assert told["shown"][0][:2] == [whole["shown"][0][row], whole["shown"][0][0]]
    assert told["states"][2] == "3"


def test_a_gap_sends_what_contrasts_add_up(tmp_path: Path) -> None:
    more = '[[columns]]\nkind = "gap"\nslices = ["north", "south"]'
    write_study(tmp_path / "folder", more=more)
    with client_of(tmp_path) as client:
        fill(client)
        told = client.get("/api/studies/mine/cells").json()
    place = [column["fold"] for column in told["columns"]].index("gap")
    assert told["oriented"][:place] == [None] * place
    assert told["oriented"][place] == [-abs(value) for value in told["shown"][place]]


def test_a_share_of_the_gain_is_read_once_its_ends_are_there(tmp_path: Path) -> None:
    write_study(tmp_path / "folder", more='[[columns]]\nkind = "share"\nslices = ["all"]')
    with client_of(tmp_path) as client:
        assert client.get("/api/studies/mine/cells").json()["states"] == "3" * 8
        fill(client)
        told = client.get("/api/studies/mine/cells").json()
    place = [column["fold"] for column in told["columns"]].index("share")
    assert told["shown"][place][0] == 0.0
    assert told["shown"][place][-1] == 1.0


def test_asking_gives_the_answer_of_the_program(client: httpx.Client, tmp_path: Path) -> None:
    asked = post(client, "/ask", {"question": "leave_one_out"})
    found = answer(load(tmp_path / "folder" / "mine"), LeaveOneOut(), bank=tmp_path / "bank")
    told = dict(asked["answer"])
    same = found.to_json()
    assert told.pop("cost")["trained"] == 4
    same.pop("cost")
    assert told == same


def test_parameters_are_given_as_text_or_as_values(client: httpx.Client) -> None:
    texts = post(
        client, "/ask", {"question": "leave_one_out", "parameters": {"group": "red, blue"}}
    )
    values = post(
        client, "/ask", {"question": "leave_one_out", "parameters": {"group": ["red", "blue"]}}
    )
    assert texts["answer"]["values"] == values["answer"]["values"]
    assert texts["python"] == values["python"]


def test_a_plan_tells_before_anything_is_trained(client: httpx.Client) -> None:
    first = post(client, "/plan", {"question": "leave_one_out"})
    assert (first["wanted"], first["held"], first["to_train"]) == (4, 0, 4)
    post(client, "/ask", {"question": "leave_one_out"})
    second = post(client, "/plan", {"question": "shapley"})
    assert (second["wanted"], second["held"]) == (8, 4)


def test_a_budget_leaves_an_answer_incomplete_and_says_so(client: httpx.Client) -> None:
    asked = post(client, "/ask", {"question": "shapley", "rows": 3})
    assert asked["answer"]["status"] == "incomplete"
    assert asked["answer"]["missing"] == 5
    assert {gap["state"] for gap in asked["answer"]["gaps"]} == {"over budget"}


def test_a_question_can_be_a_job(client: httpx.Client) -> None:
    job = post(client, "/jobs", {"ask": {"question": "shapley"}, "wait": 10})
    assert job["state"] == "done"
    assert job["asked"]["answer"]["status"] == "complete"
    assert job["progress"]["done"] == 8
    assert client.get(f"/api/jobs/{job['id']}").json() == job


def test_a_job_that_fails_says_why(client: httpx.Client) -> None:
    body = {"ask": {"question": "leave_one_out", "parameters": {"world": "purple"}}, "wait": 10}
    reply = client.post("/api/studies/mine/jobs", json=body)
    job = reply.json()
    if reply.is_success:
        assert job["state"] == "failed"
        job = job["fault"]
    assert "purple" in job["problem"]


def test_a_stopped_job_keeps_what_it_trained(client: httpx.Client) -> None:
    job = post(client, "/jobs", {"fill": {}})
    stopped = client.delete(f"/api/jobs/{job['id']}").json()
    assert stopped["state"] in {"stopped", "done"}
    told = client.get("/api/studies/mine/cells").json()["states"]
    assert fill(client)["filled"]["trained"] == told.count("3")


def test_the_catalogue_has_every_question_in_words(client: httpx.Client) -> None:
    told = client.get("/api/questions").json()["questions"]
    assert {"leave_one_out", "shapley", "envelope"} <= {one["name"] for one in told}
    for one in told:
        assert one["question"].endswith("?"), one["name"]
        assert all(parameter["help"] for parameter in one["parameters"])
    assert client.get("/api/questions/shapley").json() in told
    assert is_fault(client.get("/api/questions/shaply"), 422, 404)


def test_a_chart_is_a_picture_in_the_colours_asked_for(client: httpx.Client) -> None:
    post(client, "/ask", {"question": "leave_one_out"})
    address = "/api/studies/mine/chart.svg?question=leave_one_out&p.world=full"
    light, dark = client.get(address), client.get(f"{address}&dark=true&column=north")
    assert light.headers["content-type"] == "image/svg+xml"
    assert "unsafe-inline" in light.headers["content-security-policy"]
    assert "script" not in light.headers["content-security-policy"]
    assert light.text.startswith("<svg")
    assert ">south<" in light.text
    assert ">south<" not in dark.text
    assert "#14161a" in dark.text


def test_the_explorer_leads_to_the_first_study(client: httpx.Client) -> None:
    reply = client.get("/explorer", follow_redirects=False)
    assert reply.headers["location"].startswith("/explorer/four")
    page = client.get("/explorer/mine").text
    assert "<h1>Mine</h1>" in page
    assert 'href="/explorer/corpora"' in page
