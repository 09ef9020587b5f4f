"""What the guard keeps out, and what every reply carries."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.site.guard import Hosts
from tests.site.support import client_of, is_fault


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with client_of(tmp_path, most_bytes=2000) as client:
        yield client


def test_only_names_of_this_machine_are_answered(client: httpx.Client) -> None:
    for host in ("evil.example", "localhost.evil.example", "10.0.0.7", "", "a b"):
        assert is_fault(client.get("/api/studies", headers={"host": host}), 421, 400), host
    for host in ("localhost:9", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
        assert client.get("/api/studies", headers={"host": host}).is_success, host


def test_further_names_are_answered_if_the_server_was_given_them(tmp_path: Path) -> None:
    with client_of(tmp_path, hosts=("lab.example",)) as client:
        assert client.get("/api/questions", headers={"host": "lab.example:8000"}).is_success


def test_on_every_address_a_literal_one_is_answered_and_a_name_is_not(tmp_path: Path) -> None:
    with client_of(tmp_path, every_address=True) as client:
        assert client.get("/api/questions", headers={"host": "10.0.0.7:8000"}).is_success
        assert is_fault(client.get("/api/questions", headers={"host": "evil.example"}), 421)


@given(st.text(min_size=1, max_size=40))
def test_no_name_but_a_known_one_passes(name: str) -> None:
    assert not Hosts(["lab.example"]).known(f"x{name}x.example")


def test_a_page_of_another_site_cannot_write(client: httpx.Client) -> None:
    body = {"question": "leave_one_out"}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        reply = client.post("/api/studies/mine/ask", json=body, headers=headers)
        assert is_fault(reply, 403), headers
    assert client.get("/api/studies/mine/cells").json()["states"] == "3" * 8
    own = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert client.post("/api/studies/mine/ask", json=body, headers=own).is_success


def test_a_form_of_another_site_is_no_json(client: httpx.Client) -> None:
    reply = client.post(
        "/api/studies/mine/ask",
        content='{"question": "leave_one_out"}',
        headers={"content-type": "text/plain"},
    )
    assert is_fault(reply, 422)


def test_a_large_body_is_not_read(client: httpx.Client) -> None:
    large = b"x" * 5000
    assert is_fault(client.post("/api/studies/mine/ask", content=large), 413)
    pieces = (large for _ in range(2))
    assert is_fault(client.post("/api/studies/mine/ask", content=pieces), 413)


def test_every_reply_forbids_what_the_page_does_not_need(client: httpx.Client) -> None:
    for path in (
        "/explorer/mine",
        "/api/studies",
        "/static/pages/explorer.js",
        "/nothing",
        "/api/x",
    ):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_what_is_not_there_is_told_to_programs_and_to_people(client: httpx.Client) -> None:
    assert is_fault(client.get("/api/nothing"), 404)
    assert is_fault(client.get("/api/studies/nothing"), 404)
    assert is_fault(client.put("/api/studies"), 405)
    page = client.get("/explorer/corpor", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "Did you mean &#39;corpora&#39;?" in page.text
    assert "<main" in client.get("/lost", headers={"accept": "text/html"}).text
