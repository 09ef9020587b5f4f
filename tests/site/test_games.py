"""Games over HTTP: what a side may not know never leaves the server."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from datacounterfactuals.board.checking import hidden_numbers
from datacounterfactuals.board.moves import Deploy, Hold
from datacounterfactuals.board.record import Record
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.site import games
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.games import Games
from tests.board.games import game
from tests.site.support import client_of, is_fault

NEW = {"scenario": "scribes", "side": "people", "seed": 1, "luck": 0}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("games")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with client_of(home, read_only=True) as found:
        yield found


def begin(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    reply = client.post("/api/games", json=NEW | changes)
    assert reply.status_code == 201, reply.text
    return reply.json()


def move(client: httpx.Client, identity: str, **plain: Any) -> httpx.Response:
    return client.post(f"/api/games/{identity}/moves", json={"move": plain})


def test_a_read_only_server_plays_from_start_to_debrief(client: httpx.Client, home: Path) -> None:
    view = begin(client)
    here = f"/api/games/{view['id']}"
    assert is_fault(client.get(f"{here}/debrief"), 422)
    while view["phase"] != "over":
        view = move(client, view["id"], move="hold", group=view["turn_group"]).json()
        assert view["events"][0]["kind"] == "moved"
    told = client.get(f"{here}/debrief").json()
    assert told["ending"] == view["ending"]
    assert len(told["leverage"]) >= 24
    again = client.post("/api/games/replay", json={"record": told["record"]}).json()
    linked = client.post("/api/games/replay", json={"link": told["link"]}).json()
    for name in ("rows", "groups", "ending", "paid", "link"):
        assert again[name] == view[name] == linked[name], name
    bank = home / "bank"
    assert not bank.exists() or not list(bank.glob("*board*"))


def test_no_hidden_score_is_in_any_response(client: httpx.Client) -> None:
    for side in ("people", "operator"):
        view = begin(client, side=side)
        mirror, seat = game(), Seat(side)  # type: ignore[arg-type]
        mirror.run(seat)
        for _ in range(3):
            hidden = {text for text in hidden_numbers(mirror, seat) if len(text) > 8}
            assert hidden
            sent = client.get(f"/api/games/{view['id']}").text
            assert not [text for text in hidden if text in sent]
            if side == "people":
                view = move(client, view["id"], move="hold", group=view["turn_group"]).json()
                mirror.make(Hold(group=mirror.state.groups[mirror.state.turn].letter))
            else:
                view = move(client, view["id"], move="deploy", row=[]).json()
                mirror.make(Deploy(row=()))
            mirror.run(seat)


def test_a_game_that_is_opened_again_tells_all_that_happened(client: httpx.Client) -> None:
    view = begin(client)
    told = list(view["events"])
    while view["season"] < 3:
        view = move(client, view["id"], move="hold", group=view["turn_group"]).json()
        told += view["events"]
    said = [one["say"] for one in told]
    assert any("deploys the row" in one for one in said)
    linked = client.post("/api/games/replay", json={"link": view["link"]}).json()
    shown = client.get(f"/api/games/{view['id']}").json()
    assert [one["say"] for one in linked["events"]] == said
    assert [one["say"] for one in shown["events"]] == said


def test_moves_of_the_hand_are_legal_and_undone(client: httpx.Client) -> None:
    view = begin(client)
    choice = next(one for one in view["hand"] if one["needs"] == "price")
    after = client.post(
        f"/api/games/{view['id']}/moves", json={"move": choice["move"] | {"price": 2.5}}
    ).json()
    assert after["can_undo"]
    assert after["groups"][0]["price"] == 2.5
    back = client.post(f"/api/games/{view['id']}/undo").json()
    assert back | {"events": []} == view | {"events": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        NEW | {"side": "god"},
        NEW | {"scenario": "x" * 1000},
        NEW | {"scenario": "none"},
        NEW | {"seed": -1},
        NEW | {"seed": 1 << 70},
        NEW | {"cards": ["ace"]},
        NEW | {"group": "Q"},
        NEW | {"side": "operator", "group": "O"},
        NEW | {"more": 1},
    ],
)
def test_a_game_that_cannot_be_is_a_mistake_in_words(
    client: httpx.Client, body: dict[str, Any]
) -> None:
    assert is_fault(client.post("/api/games", json=body), 422)


def test_a_hostile_move_or_record_is_a_mistake_in_words(client: httpx.Client) -> None:
    view = begin(client)
    hostile: list[dict[str, Any]] = [
        {}, {"move": "fly"}, {"move": "hold"}, {"move": "hold", "group": "T"},
        {"move": "deploy", "row": []}, {"move": "offer", "group": "O", "price": 1e300},
        {"move": "offer", "group": "O", "price": "many"}, {"move": ["hold"], "group": {}},
        {"move": "make", "group": "O", "piece": "../O2"}, {"move": "audit", "row": ["O"] * 900},
    ]  # fmt: skip
    for plain in hostile:
        assert is_fault(move(client, view["id"], **plain), 422), plain
    for body in ({}, {"link": "a~b"}, {"record": {}, "link": "x"}, {"record": {"moves": 3}},
                 {"link": "scribes~1~0~~people~~all~" + "hO-" * 500}):  # fmt: skip
        assert is_fault(client.post("/api/games/replay", json=body), 422), body
    assert client.get(f"/api/games/{view['id']}").json()["moves"] == 0
    assert is_fault(client.get("/api/games/nobody"), 404)
    assert is_fault(client.post("/api/games/nobody/undo"), 404)


def test_the_scenarios_and_cards_are_listed(client: httpx.Client) -> None:
    told = client.get("/api/scenarios").json()
    assert len(told["scenarios"]) == 7
    assert {one["name"] for one in told["cards"]} == {"signal", "reserved", "regulator", "kept"}


def test_a_server_keeps_few_games_and_forgets_those_that_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(games, "MOST", 2)
    held = Games()
    names = [held.begin(Record(scenario="scribes", seed=1, luck=k))[0].id for k in range(3)]
    with pytest.raises(UnknownError):
        held.get(names[0])
    assert [held.get(name).id for name in names[1:]] == names[1:]
    gc.collect()
    assert len(list(held.folder.iterdir())) == 2
    monkeypatch.setattr(games, "IDLE", -1.0)
    with pytest.raises(UnknownError):
        held.get(names[2])


def test_a_game_that_is_over_is_laid_into_the_bank_and_not_before(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        view = begin(client)
        while view["phase"] != "over":
            view = move(client, view["id"], move="hold", group=view["turn_group"]).json()
        assert not list((tmp_path / "bank").glob("*"))
        assert client.get(f"/api/games/{view['id']}/debrief").is_success
        assert list((tmp_path / "bank").glob("*"))
