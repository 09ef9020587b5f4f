"""Whatever somebody sends, a mistake is a 4xx that says what is wrong and what to do."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datacounterfactuals.questions.catalogue import parameters_of, questions
from tests.site.support import client_of, is_fault

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
PARAMETERS = sorted({one.name for kind in questions().values() for one in parameters_of(kind)})
WORDS = st.sampled_from(
    ["red", "red, blue", "full", "empty", "purple", "0", "-1", "2", "1e999", "nan", "yes", "auto"]
) | st.text(max_size=8)
NAMES = st.sampled_from([*questions(), "nothing"])
PATHS = st.sampled_from(["ask", "plan", "jobs", "cells"])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(tmp_path_factory.mktemp("site"), most_rows=5000, most_jobs=64) as client:
        client.post("/api/studies/mine/jobs", json={"fill": {}, "wait": 10})
        yield client


def told_well(reply: httpx.Response) -> bool:
    return reply.is_success or is_fault(reply, *range(400, 500))


@given(path=PATHS, body=JSON)
@settings(max_examples=50)
def test_any_json_is_served_or_refused(client: httpx.Client, path: str, body: Any) -> None:
    reply = client.post(f"/api/studies/mine/{path}", json=body)
    assert told_well(reply), reply.text


@given(
    question=NAMES,
    parameters=st.dictionaries(st.sampled_from(PARAMETERS), WORDS | JSON, max_size=2),
    metric=st.none() | st.sampled_from(["log_loss", "auc", "r2", ""]) | st.text(max_size=5),
    slices=st.none() | st.lists(st.sampled_from(["all", "north", "all + north", "x"]), max_size=2),
    path=st.sampled_from(["ask", "plan"]),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_question_is_answered_or_refused(
    client: httpx.Client,
    question: str,
    parameters: dict[str, Any],
    metric: str | None,
    slices: list[str] | None,
    path: str,
) -> None:
    body = {"question": question, "parameters": parameters, "metric": metric, "slices": slices}
    reply = client.post(f"/api/studies/mine/{path}", json=body)
    assert told_well(reply), (reply.status_code, body, reply.text)


@given(
    worlds=st.lists(
        st.dictionaries(
            st.sampled_from(["red", "blue", "green", "purple"]), st.floats() | st.integers()
        ),
        max_size=3,
    )
)
@settings(max_examples=30)
def test_any_world_is_read_or_refused(client: httpx.Client, worlds: Any) -> None:
    reply = client.post(
        "/api/studies/mine/cells",
        content=json.dumps({"worlds": worlds}),
        headers={"content-type": "application/json"},
    )
    assert told_well(reply), (worlds, reply.text)


@given(question=NAMES, query=st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_any_picture_is_drawn_or_refused(
    client: httpx.Client, question: str, query: dict[str, str]
) -> None:
    reply = client.get("/api/studies/mine/chart.svg", params={"question": question} | query)
    assert told_well(reply), reply.text


@given(name=st.text(min_size=1, max_size=20))
@settings(max_examples=30)
def test_any_name_of_a_study_is_known_or_refused(client: httpx.Client, name: str) -> None:
    quoted = quote(name, safe="")
    assert told_well(client.get(f"/api/studies/{quoted}/cells"))
    assert client.get(f"/explorer/{quoted}").status_code < 500
