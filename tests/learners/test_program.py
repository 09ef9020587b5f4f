"""A program that is run leaves nothing behind: no process, and no more of a log than was asked."""

import signal
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners import program
from tests.learners.command_support import (
    GOOD,
    Make,
    failure,
    fill,
    program_in,
    scorer,
)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return program_in(tmp_path)


def test_a_program_that_is_too_slow_is_ended(make: Make) -> None:
    began = time.monotonic()
    assert "did not end within 0.3 s" in failure(make("time.sleep(60)", timeout=0.3))
    assert time.monotonic() - began < 10


def alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def gone(process: int) -> bool:
    limit = time.monotonic() + 10
    while alive(process) and time.monotonic() < limit:
        time.sleep(0.02)
    return not alive(process)


CHILD = """
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1] + ".tmp", "w").write(str(child.pid))
os.rename(sys.argv[1] + ".tmp", {place!r})
"""


@pytest.mark.parametrize(
    ("ending", "timeout"), [("time.sleep(60)", 2.0), (GOOD, 20.0), ("sys.exit(1)", 20.0)]
)
def test_whatever_a_program_started_ends_with_it(
    make: Make, tmp_path: Path, ending: str, timeout: float
) -> None:
    place = str(tmp_path / "child")
    fill(make(CHILD.format(place=place) + ending, timeout=timeout))
    assert gone(int(Path(place).read_text()))


def test_a_program_that_ignores_being_asked_is_ended(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "GRACE", 0.2)
    body = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    began = time.monotonic()
    assert "did not end" in failure(make(body, timeout=0.5))
    assert time.monotonic() - began < 10


def test_logs_stay_if_asked_and_are_bounded(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "LONGEST_LOG", 10_000)
    monkeypatch.setattr(program, "LONGEST_TAIL", 1000)
    body = "print('first'); print('x' * 100_000); print('last'); " + GOOD
    fill(make(body, logs=str(tmp_path / "logs")), [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    texts = [path.read_text() for path in (tmp_path / "logs").iterdir()]
    assert len(texts) == 2
    for text in texts:
        assert text.startswith('{\n "format": 1')
        assert "first" in text
        assert text.strip().endswith("last")
        assert "bytes; the end" in text
        assert len(text) < 12_000


def started(place: Path) -> int:
    limit = time.monotonic() + 10
    while not place.exists() and time.monotonic() < limit:
        time.sleep(0.02)
    return int(place.read_text())


@pytest.mark.parametrize("parallel", [1, 2])
def test_control_c_ends_the_program_and_fills_nothing(
    make: Make, tmp_path: Path, parallel: int
) -> None:
    place = tmp_path / "process"
    body = f"open({str(place)!r} + '~', 'w').write(str(os.getpid()))\n"
    body += f"os.rename({str(place)!r} + '~', {str(place)!r})\ntime.sleep(60)"
    learner = make(body, parallel=parallel)

    def interrupt() -> None:
        started(place)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    blocks: list[Block] = []
    rows = Listed(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    with pytest.raises(KeyboardInterrupt):
        blocks.extend(scorer(learner).fill(rows, 0, 1 << 20))
    thread.join()
    assert blocks == []
    assert gone(int(place.read_text()))


def test_whoever_stops_reading_stops_the_runs(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "process"
    body = f"""
    if size > 2:
        open({str(place)!r} + "~", "w").write(str(os.getpid()))
        os.rename({str(place)!r} + "~", {str(place)!r})
        time.sleep(60)
    """
    learner = make(body + "\n" + textwrap.indent(GOOD, "    "), parallel=2)
    rows = Listed(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    blocks: Iterator[Block] = scorer(learner).fill(rows, 0, 1 << 20)
    assert next(blocks).rows.tolist() == [0]
    process = started(place)
    blocks.close()  # pyright: ignore[reportAttributeAccessIssue] - it is a generator
    assert gone(process)
