"""Serving: the address, the signals, and what is said when the address cannot be had."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from datacounterfactuals.site.serve import ServeError, address_of, listen

PROGRAM = """
from pathlib import Path
from datacounterfactuals.site.serve import serve
from datacounterfactuals.site.settings import SiteSettings
serve(SiteSettings(bank=Path({bank!r})), {arguments})
"""


@contextmanager
def started(
    bank: Path, arguments: str = "port=0", **environment: str
) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own process, and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(bank=str(bank), arguments=arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield found.group(), process
    finally:
        process.kill()
        process.communicate()


def states_of(address: str, study: str) -> str:
    cells = httpx.get(f"{address}/api/studies/{study}/cells", trust_env=False, timeout=30)
    return str(cells.json()["states"])


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_as_soon_as_its_address_is_printed_and_stops_when_told(
    tmp_path: Path, told: signal.Signals
) -> None:
    with started(tmp_path) as (address, process):
        assert httpx.get(f"{address}/api/studies", trust_env=False, timeout=30).is_success
        process.send_signal(told)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_first_study_is_trained_in_the_background(tmp_path: Path) -> None:
    with started(tmp_path) as (address, _):
        for _ in range(200):
            if "3" not in states_of(address, "four"):
                return
    pytest.fail("the study was not filled")


def test_the_port_is_that_of_the_environment_unless_one_is_given(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started(tmp_path, "", PORT=str(port)) as (address, _):
        assert address == f"http://127.0.0.1:{port}"


def test_it_listens_on_this_machine_only() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert address_of(listener).startswith("http://127.0.0.1:")


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port} .*in use.*PORT=") as caught:
            listen("127.0.0.1", port)
    assert "\n" not in str(caught.value)


def test_an_address_of_elsewhere_is_refused() -> None:
    with pytest.raises(ServeError, match=r"198\.51\.100\.7"):
        listen("198.51.100.7", 0)
    with pytest.raises(ServeError, match="no port 70000"):
        listen("127.0.0.1", 70000)


def test_replies_are_sent_at_once_and_wait_for_no_confirmation() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP  # else asyncio leaves Nagle's wait on
