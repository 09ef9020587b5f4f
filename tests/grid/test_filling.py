"""Filling: nothing is lost, nothing is doubled, budgets hold."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.grid.support import grid, people, study
from tests.grid.workers import start

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Lattice
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import first_places
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Progress


def cells(one: Grid) -> np.ndarray:
    return one.scores(one.lattice()).shown


def test_filling_again_trains_nothing_and_reads_the_same(tmp_path: Path) -> None:
    one = grid(tmp_path)
    first = one.fill()
    before = cells(one)
    again = grid(tmp_path).fill()
    assert (first.trained, first.held) == (256, 0)
    assert (again.trained, again.held) == (0, 256)
    np.testing.assert_array_equal(before, cells(grid(tmp_path)))


def test_a_budget_of_rows_is_honoured_and_the_rest_is_marked(tmp_path: Path) -> None:
    one = grid(tmp_path)
    filled = one.fill(budget=Budget(rows=100))
    assert (filled.trained, filled.over_budget) == (100, 156)
    states = one.scores(one.lattice()).states
    assert (states == State.NOT_HELD).sum() == 156
    assert one.fill().trained == 156


def test_a_budget_of_no_seconds_trains_nothing(tmp_path: Path) -> None:
    assert grid(tmp_path).fill(budget=Budget(seconds=0.0)).trained == 0


def test_progress_counts_up_to_the_total(tmp_path: Path) -> None:
    seen: list[Progress] = []
    grid(tmp_path).fill(progress=seen.append)
    assert seen[-1].done == seen[-1].total == 256
    assert [one.done for one in seen] == sorted(one.done for one in seen)


def test_an_interrupt_keeps_what_is_committed_and_frees_the_rest(tmp_path: Path) -> None:
    one = grid(tmp_path)

    def stop(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one.fill(progress=stop)
    held = 256 - len(one.missing(one.lattice()))
    assert 0 < held < 256
    assert grid(tmp_path).fill().trained == 256 - held


def test_a_killed_fill_loses_no_committed_row_and_ends_as_an_uninterrupted_one(
    tmp_path: Path,
) -> None:
    whole = grid(tmp_path / "whole", people(rows=1500))
    whole.fill()
    draw = np.random.default_rng(11)
    folder = tmp_path / "killed"
    committed = 0
    for _ in range(20):
        worker, ready, _ = start(folder)
        assert ready.wait(60)
        time.sleep(float(draw.uniform(0.0, 0.08)))
        worker.kill()
        worker.join()
        now = grid(folder, people(rows=1500))
        held = 256 - len(now.missing(now.lattice()))
        assert held >= committed
        committed = held
    last = grid(folder, people(rows=1500))
    assert last.fill().held == committed
    reading, reference = last.scores(last.lattice()), whole.scores(whole.lattice())
    np.testing.assert_array_equal(reading.states, reference.states)
    np.testing.assert_allclose(reading.shown, reference.shown, rtol=1e-9, atol=0)


def test_two_processes_fill_one_grid_without_training_a_row_twice(tmp_path: Path) -> None:
    workers = [start(tmp_path), start(tmp_path)]
    trained = [rows.get(timeout=120) for _, _, rows in workers]
    for worker, _, _ in workers:
        worker.join()
    assert [worker.exitcode for worker, _, _ in workers] == [0, 0]
    assert sum(trained) == 256
    one = grid(tmp_path, people(rows=1500))
    assert len(one.missing(one.lattice())) == 0


def test_the_first_of_equal_keys_is_found_in_order() -> None:
    keys = np.array([[3, 1], [2, 2], [3, 1], [2, 9], [2, 2]], dtype=np.uint64)
    assert first_places(keys).tolist() == [0, 1, 3]


def test_equal_worlds_are_trained_once(tmp_path: Path) -> None:
    one = grid(tmp_path)
    lattice = Lattice(8, (0, 1))
    filled = one.fill(lattice.select(np.array([3, 3, 0, 3])))
    assert filled.trained == 2


def test_an_observed_study_says_that_it_cannot_be_filled(tmp_path: Path) -> None:
    observed = replace(study(), learner=None)
    with pytest.raises(StudyError, match="no learner"):
        Grid(observed, Bank(tmp_path / "bank")).fill()
