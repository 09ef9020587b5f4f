"""Filling: nothing is lost, nothing is doubled, budgets hold."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.batch import Batch
from datacounterfactuals.core.columns import share_column
from datacounterfactuals.core.errors import BankError, LearnerError, QuestionError, StudyError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import LEASE, first_places
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Progress
from tests.grid.support import RowByRow, grid, people, study
from tests.grid.workers import start


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
    kept = np.zeros((0, 0))
    for _ in range(20):
        worker, ready, _ = start(folder)
        assert ready.wait(60)
        time.sleep(float(draw.uniform(0.0, 0.08)))
        worker.kill()
        worker.join()
        now = grid(folder, people(rows=1500))
        held = 256 - len(now.missing(now.lattice()))
        assert held >= committed
        committed, kept = held, cells(now)
    last = grid(folder, people(rows=1500))
    assert last.fill().held == committed
    there = ~np.isnan(kept)
    np.testing.assert_array_equal(cells(last)[there], kept[there])  # bit for bit
    for metric in ("accuracy", "log_loss", "brier"):
        columns = whole.study.columns(metric)
        reading = last.scores(last.lattice(), columns)
        reference = whole.scores(whole.lattice(), columns)
        np.testing.assert_array_equal(reading.states, reference.states)
        tolerance = 0 if metric == "accuracy" else 1e-9  # counts are equal, sums nearly so
        np.testing.assert_allclose(reading.shown, reference.shown, rtol=tolerance, atol=0)


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


def test_a_budget_of_seconds_ends_within_a_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = grid(tmp_path)
    slow = RowByRow(pause=0.02)
    monkeypatch.setattr(one, "_scorer", slow.scorer)
    filled = one.fill(budget=Budget(seconds=0.05))
    assert 1 <= filled.trained < 16  # the first claim is of 16 rows
    assert slow.closed
    assert filled.over_budget == 256 - filled.trained
    assert grid(tmp_path).fill().trained == 256 - filled.trained


def test_a_learner_that_fails_in_the_middle_keeps_its_rows_and_frees_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = grid(tmp_path)
    monkeypatch.setattr(one, "_scorer", RowByRow(breaks_after=3, error=MemoryError()).scorer)
    with pytest.raises(LearnerError, match="memory ran out"):
        one.fill()
    assert len(one.missing(one.lattice())) == 253
    started = time.monotonic()
    assert grid(tmp_path).fill().trained == 253
    assert time.monotonic() - started < LEASE / 2


def test_a_bank_that_fails_in_the_middle_says_so_and_nothing_hides_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = grid(tmp_path)
    keep = one.vault.keep
    full = BankError("the disk is full", "Free some space")

    def once(batch: Batch) -> int:
        if len(one.missing(one.lattice())) < 256:
            raise full
        return keep(batch)

    def refuse(*_: object) -> None:
        raise BankError("nothing can be written")

    monkeypatch.setattr(one.vault, "keep", once)
    monkeypatch.setattr(one.vault, "release", refuse)
    monkeypatch.setattr(one.vault, "renew", refuse)
    monkeypatch.setattr("datacounterfactuals.grid.filling.LEASE", 0.04)  # so that it is renewed
    monkeypatch.setattr(one, "_scorer", RowByRow(pause=0.05).scorer)
    with pytest.raises(BankError, match="disk is full"):
        one.fill()
    assert len(one.missing(one.lattice())) == 255


def test_a_weight_that_the_learner_does_not_take_is_refused(tmp_path: Path) -> None:
    inside = grid(tmp_path, reference="inside")
    halves = Listed(np.full((1, 8), 0.5))
    with pytest.raises(QuestionError, match=r"weight 0.5.*in or out"):
        inside.fill(halves)
    copies = {"kind": "sklearn", "estimator": "sklearn.neighbors.KNeighborsClassifier"}
    with pytest.raises(QuestionError, match="whole numbers of copies"):
        grid(tmp_path, learner=copies).fill(halves)
    assert grid(tmp_path).fill(halves).trained == 1


def test_reading_a_share_of_the_gain_trains_nothing(tmp_path: Path) -> None:
    one = grid(tmp_path)
    share = share_column(one.study.evaluation, METRICS["accuracy"], "all")
    assert np.isnan(one.scores(one.lattice(), [share]).shown).all()
    assert len(one.missing(one.lattice())) == 256


def test_equal_evaluation_points_do_not_get_in_the_way(tmp_path: Path) -> None:
    frame = people(rows=120, groups=2)
    one = grid(tmp_path, pd.concat([frame, frame]))
    auc = one.study.columns("auc")
    assert one.fill(columns=auc).trained == 4
    assert np.isfinite(one.scores(one.lattice(), auc).shown[1:, 0]).all()


def test_records_say_of_every_world_what_it_is_and_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datacounterfactuals.grid.grid.READ", 7)
    one = grid(tmp_path)
    one.fill(Lattice(8, (0, 1, 2)))
    records = one.records()
    scores = one.scores(one.lattice())
    assert [record["world"] for record in records[:4]] == ["empty", "A", "B", "AB"]
    assert [record["size"] for record in records[:4]] == [0, 1, 1, 2]
    assert [record["state"] for record in records[7:9]] == ["real", "not held"]
    for place, column in enumerate(scores.columns):
        shown = [record[column.name] for record in records]
        np.testing.assert_array_equal(shown, scores.shown[:, place])
