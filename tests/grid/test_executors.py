"""Filling with workers elsewhere: the same cells, and none is lost with a worker."""

import os
import signal
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

import datacounterfactuals as dc
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Progress
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from tests.grid.support import grid, people
from tests.learners.crews.support import cluster, processes

FOREST = RandomForestClassifier(n_estimators=10, max_depth=3)


@pytest.fixture(scope="module")
def client() -> Generator[Any]:
    with cluster() as made:
        yield made


def forest(folder: Path, **changes: Any) -> Grid:
    """64 worlds of a random forest, a hundredth of a second each."""
    return grid(folder, people(groups=6), **({"learner": FOREST} | changes))


def parts(of: Grid) -> Floats:
    """What the bank holds of all worlds, by atom."""
    scores = of.scores(of.lattice())
    assert not (scores.states > 1).any()
    return np.concatenate([scores.values.ravel(), scores.shown.ravel()])


@pytest.mark.parametrize("workers", ["processes", "dask"])
def test_workers_elsewhere_fill_the_very_cells_that_are_filled_here(
    workers: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    here = forest(tmp_path / "here")
    here.fill(progress=None)
    there = forest(tmp_path / "there")
    if workers == "dask":
        done = there.fill(executor=request.getfixturevalue("client"), progress=None)
    else:
        with processes(2) as pool:
            done = there.fill(executor=pool, progress=None)
    assert (done.trained, done.failed, done.over_budget) == (64, 0, 0)
    np.testing.assert_array_equal(parts(here), parts(there))


def test_preprocessing_inside_each_world_is_done_elsewhere_too(tmp_path: Path) -> None:
    how: dict[str, Any] = {"learner": {"kind": "logistic"}, "reference": "inside"}
    here, there = forest(tmp_path / "here", **how), forest(tmp_path / "there", **how)
    here.fill(progress=None)
    with processes(2) as pool:
        assert there.fill(executor=pool, progress=None).trained == 64
    np.testing.assert_array_equal(parts(here), parts(there))


def test_a_killed_worker_of_a_cluster_loses_nothing(tmp_path: Path, client: Any) -> None:
    slow = RandomForestClassifier(n_estimators=40, max_depth=3)
    one = forest(tmp_path, learner=slow)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.done >= 8 and not killed:
            killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    done = one.fill(executor=client, progress=kill)
    assert killed
    assert (done.trained, done.failed) == (64, 0)
    here = forest(tmp_path / "here", learner=slow)
    here.fill(progress=None)
    np.testing.assert_array_equal(parts(here), parts(one))


def test_a_killed_pool_of_a_user_says_what_to_do_and_keeps_what_was_finished(
    tmp_path: Path,
) -> None:
    one = forest(tmp_path)
    with processes(2) as pool:

        def kill(progress: Progress) -> None:
            if progress.done >= 8:
                for process in list(pool._processes.values()):
                    os.kill(process.pid or 0, signal.SIGKILL)

        with pytest.raises(LearnerError, match="Make a new executor"):
            one.fill(executor=pool, progress=kill)
    kept = int(one.held(one.lattice()).sum())
    assert 8 <= kept < 64
    with processes(2) as pool:
        done = one.fill(executor=pool, progress=None)
    assert (done.trained, done.held) == (64 - kept, kept)


def test_a_budget_ends_a_fill_elsewhere_and_the_rest_can_be_filled(tmp_path: Path) -> None:
    one = forest(tmp_path)
    with ThreadPoolExecutor(1) as threads:
        assert one.fill(executor=threads, budget=Budget(rows=10), progress=None).trained == 10
        assert one.fill(executor=threads, progress=None).trained == 54


def test_what_is_trained_in_batches_is_trained_here(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.shutdown()
        assert grid(tmp_path).fill(executor=threads, progress=None).trained == 256


def test_questions_are_asked_with_workers_elsewhere(tmp_path: Path) -> None:
    here, there = forest(tmp_path / "here"), forest(tmp_path / "there")
    with ThreadPoolExecutor(1) as threads:
        [found] = dc.ask(there, LeaveOneOut(), executor=threads, progress=None)
    [expected] = dc.ask(here, LeaveOneOut(), progress=None)
    np.testing.assert_array_equal(found.values, expected.values)
