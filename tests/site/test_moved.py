"""Points that are moved under the hand: trained for real, kept nowhere, and bounded."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datacounterfactuals.data.files import read_file
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.site.moving import retrained
from datacounterfactuals.site.positions import STEPS, positions_of
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.shapes.moving import MovedPoint
from datacounterfactuals.site.studies import Studies
from datacounterfactuals.study.loading import frozen_path, load
from datacounterfactuals.study.shipped import shipped_path
from datacounterfactuals.study.study import Study
from tests.site.support import client_of, is_fault
from tests.site.test_mistakes import JSON

HOME = shipped_path("four")
MOVES: list[dict[str, Any]] = [
    {"object": "B", "values": {"x1": -0.4, "x2": 1.75, "label": "circle"}},
    {"object": "D", "values": {"x2": 0.125}},
]

VALUES = st.floats(-1e7, 1e7) | st.text(max_size=6) | JSON
POINTS = st.fixed_dictionaries(
    {
        "object": st.sampled_from("ABCDE"),
        "values": st.dictionaries(st.sampled_from(["x1", "x2", "label", ""]), VALUES, max_size=3),
    }
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(tmp_path_factory.mktemp("moved")) as client:
        yield client


def moved(client: httpx.Client, points: Any, study: str = "four", **more: Any) -> httpx.Response:
    return client.post(f"/api/studies/{study}/moved", json={"points": points, **more})


def really(changes: list[dict[str, Any]], bank: Path) -> Grid:
    """The grid of a study that was made with those points, under the same frozen preprocessing."""
    columns = {
        name: list(values) for name, values in read_file(HOME.parent / "four.csv").columns.items()
    }
    for change in changes:
        row = columns["name"].index(change["object"])
        for name, value in change["values"].items():
            columns[name][row] = value
    study = Study.from_frame(
        columns,
        objects="name",
        target="label",
        evaluation=read_file(HOME.parent / "evaluation.csv"),
        slices=["region"],
        learner="centroid",
        frozen=frozen_path(HOME),
        noun="point",
    )
    grid = Grid(study, bank)
    grid.fill(progress=None)
    return grid


def test_moved_points_have_the_cells_of_a_study_really_made_with_them(
    client: httpx.Client, tmp_path: Path
) -> None:
    reply = moved(client, MOVES)
    assert reply.status_code == 200, reply.text
    cells = reply.json()["cells"]
    grid = really(MOVES, tmp_path)
    scores = grid.scores(grid.lattice())
    assert reply.json()["trained"] == len(scores.worlds) == 16
    assert [column["name"] for column in cells["columns"]] == ["all", "north", "south"]
    assert np.array_equal(np.array(cells["shown"]).T, scores.shown)
    assert cells["states"] == "".join(str(state) for state in scores.states)
    before = Grid(load("four"), tmp_path / "own")
    before.fill(progress=None)
    assert not np.array_equal(before.scores(before.lattice()).shown, scores.shown)


def test_the_same_fingerprint_names_them_as_preprocessing_stays_frozen(tmp_path: Path) -> None:
    four = load("four")
    study = retrained(four, [MovedPoint.model_validate(one) for one in MOVES]).study
    assert study.fingerprint == four.fingerprint == really(MOVES, tmp_path).study.fingerprint
    assert [item.content for item in study.universe] == [
        item.content for item in really(MOVES, tmp_path).study.universe
    ]
    assert study.universe[0].content == four.universe[0].content


def test_another_metric_is_read_off_the_same_training(client: httpx.Client, tmp_path: Path) -> None:
    cells = moved(client, MOVES, metric="log_loss").json()["cells"]
    grid = really(MOVES, tmp_path)
    loss = grid.scores(grid.lattice(), grid.study.columns("log_loss"))
    assert np.allclose(np.array(cells["shown"]).T, loss.shown, rtol=1e-12)
    assert np.allclose(-np.array(cells["shown"]).T, loss.values, rtol=1e-12)


def test_nothing_that_was_moved_is_kept(client: httpx.Client) -> None:
    def held() -> int:
        cells = client.get("/api/studies/four/cells").json()
        return 16 - str(cells["states"]).count("3")

    before = held()
    assert moved(client, MOVES).status_code == 200
    assert held() == before
    assert moved(client, []).json()["trained"] == 16
    assert held() == before


def test_every_row_is_trained_again_in_under_fifty_milliseconds(client: httpx.Client) -> None:
    took = [moved(client, MOVES).json()["seconds"] for _ in range(5)]
    assert 0 < min(took) < 0.05


@pytest.mark.parametrize("study", ["corpora", "census", "digits-points", "letters"])
def test_large_studies_and_other_learners_are_refused(client: httpx.Client, study: str) -> None:
    assert is_fault(moved(client, [], study), 422)


@pytest.mark.parametrize(
    ("point", "word"),
    [
        ({"object": "Z", "values": {"x1": 0}}, "Z"),
        ({"object": "<b>", "values": {"x1": 0}}, "<b>"),
        ({"object": "B", "values": {"x9": 0}}, "x9"),
        ({"object": "B", "values": {"label": "triangle"}}, "triangle"),
        ({"object": "B", "values": {"label": 1.5}}, "1.5"),
        ({"object": "B", "values": {"x1": "far"}}, "x1"),
        ({"object": "B", "values": {"x1": 1e9}}, "1e+09"),
        ({"object": "B", "row": 1, "values": {"x1": 0}}, "row 1"),
        ({"object": "B", "values": {"x1": 0}, "learner": "command"}, "learner"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_value(
    client: httpx.Client, point: Any, word: str
) -> None:
    reply = moved(client, [point])
    assert is_fault(reply, 422)
    assert word in reply.json()["problem"]


@pytest.mark.parametrize("value", ["1e999", "-1e999", "NaN", "Infinity"])
def test_numbers_that_are_none_are_refused(client: httpx.Client, value: str) -> None:
    body = '{"points": [{"object": "B", "values": {"x1": ' + value + "}}]}"
    reply = client.post(
        "/api/studies/four/moved", content=body, headers={"content-type": "application/json"}
    )
    assert is_fault(reply, 422)


def test_too_many_points_are_refused(client: httpx.Client) -> None:
    assert is_fault(moved(client, [{"object": "B", "values": {}}] * 65), 422)


@given(points=JSON | st.lists(POINTS, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_moves_points_or_is_refused(client: httpx.Client, points: Any) -> None:
    body = json.dumps({"points": points})  # with the infinities that a careful client never sends
    reply = client.post(
        "/api/studies/four/moved", content=body, headers={"content-type": "application/json"}
    )
    assert reply.status_code == 200 or is_fault(reply, *range(400, 500)), reply.text


def test_a_read_only_server_trains_nothing_and_serves_stored_positions(tmp_path: Path) -> None:
    with client_of(tmp_path, read_only=True) as client:
        assert is_fault(moved(client, MOVES), 403)
        stored = client.get("/api/studies/four/positions")
        assert stored.status_code == 200
        assert len(stored.json()["cells"]) == 4
        assert is_fault(client.get("/api/studies/mine/positions"), 404)
        assert is_fault(client.get("/api/studies/none/positions"), 404)


def test_stored_positions_are_what_training_gives_now() -> None:
    stored = positions_of(Studies(SiteSettings()).entry("four"))
    four = load("four")
    chance = np.random.default_rng(1)
    for place, name in enumerate(stored.members):
        raw = np.frombuffer(_bytes(stored.cells[place]), "<f4")
        cells = raw.reshape(2, STEPS, STEPS, 8, 3)
        own = np.frombuffer(_bytes(stored.at_home[place]), "<f4").reshape(2, 8, 3)
        for _ in range(12):
            label, y, x = (int(chance.integers(most)) for most in (2, STEPS, STEPS))
            spot = {"x1": stored.axes[0][x], "x2": stored.axes[1][y]}
            assert np.array_equal(cells[label, y, x], _inside(four, place, name, spot, label))
        for label in (0, 1):
            assert np.array_equal(own[label], _inside(four, place, name, {}, label))
            spot = MovedPoint(object=name, values={"label": stored.labels[label]})
            states = retrained(four, [spot]).scores.states
            assert stored.states[place][label] == "".join(str(state) for state in states)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _inside(study: Study, place: int, name: str, spot: dict[str, float], label: int) -> Any:
    values: dict[str, float | str] = {**spot, "label": study.evaluation.schema.classes[label]}
    shown = retrained(study, [MovedPoint(object=name, values=values)]).scores.shown
    rows = [row for row in range(16) if row >> place & 1]
    return shown[rows].astype("<f4")
