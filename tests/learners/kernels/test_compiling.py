"""Kernels are compiled once, and work is spread over threads."""

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.learners.kernels.compiling import folder, kernel


@kernel
def doubled(values: Array, start: int, stop: int) -> None:
    for place in range(start, stop):
        values[place] *= 2.0


@kernel
def quadrupled(values: Array) -> None:
    doubled(values, 0, values.size)
    doubled(values, 0, values.size)


def test_a_kernel_may_call_another() -> None:
    values = np.arange(5.0)
    quadrupled(values)
    np.testing.assert_array_equal(values, 4 * np.arange(5.0))


PROGRAM = """
from tests.learners.kernels.test_compiling import doubled
import numpy as np
values = np.ones(3)
doubled(values, 0, 3)
assert (values == 2).all()
print(sum(doubled.compiled.stats.cache_hits.values()))
"""


def run_program(cache: Path) -> tuple[str, str]:
    """Run it with compiled code kept in a folder; what it prints, and what it tells a terminal."""
    terminal, told = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache)},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        stderr=told,
        text=True,
        check=True,
    )
    os.close(told)
    try:
        words = os.read(terminal, 1000).decode()
    except OSError:  # nothing was told
        words = ""
    os.close(terminal)
    return done.stdout.strip(), words.strip()


def test_compiled_code_is_kept_for_the_next_process(tmp_path: Path) -> None:
    first, second = run_program(tmp_path), run_program(tmp_path)
    assert first == ("0", "Compiling test_compiling.doubled, once on this machine")
    assert second == ("1", "")
    assert list(tmp_path.rglob("*.nbc"))


def test_the_folder_of_compiled_code_is_named_by_its_source() -> None:
    assert len(folder().name) == 16


def test_work_is_spread_in_pieces_that_cover_it_once() -> None:
    done = np.zeros(1003, dtype=int)
    seen: set[int] = set()

    def work(start: int, stop: int) -> None:
        assert start % 16 == 0
        seen.add(threading.get_ident())
        done[start:stop] += 1

    with threads.limit(3):
        threads.spread(work, 1003, 16)
    assert (done == 1).all()
    assert threading.get_ident() not in seen
    with threads.limit(1):
        threads.spread(work, 1003, 16)
    assert (done == 2).all()
    assert threading.get_ident() in seen


def test_nothing_to_do_is_nothing_done() -> None:
    threads.spread(lambda start, stop: pytest.fail("called"), 0, 16)


def test_what_a_thread_raises_is_raised() -> None:
    def work(start: int, stop: int) -> None:
        raise ValueError(start)

    with threads.limit(2), pytest.raises(ValueError, match=r"\d"):
        threads.spread(work, 100, 1)


@pytest.mark.parametrize("told", ["0", "two", "-1"])
def test_a_number_of_threads_that_is_none_is_refused(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATACF_THREADS", told)
    with pytest.raises(LearnerError, match="DATACF_THREADS"):
        threads.count()
