"""Every cell is trained once, whoever asks for it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import datacounterfactuals as dc
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.grid import reading
from tests.grid.support import grid, people

FIVE = ("shapley", "banzhaf", "beta_shapley", "leave_one_out", "scaling")


def stored(one: dc.Grid) -> int:
    """How many rows the bank holds for this protocol."""
    return len(one.lattice()) - len(one.missing(one.lattice()))


def test_five_questions_together_train_each_of_256_rows_exactly_once(tmp_path: Path) -> None:
    one = grid(tmp_path)
    plan = dc.plan(one, *(dc.question(name) for name in FIVE))
    assert (plan.wanted, plan.held, plan.to_train) == (256, 0, 256)
    answers = dc.ask(one, *(dc.question(name) for name in FIVE))
    assert stored(one) == 256
    assert max(answer.cost.trained for answer in answers) == 256
    again = dc.ask(one, *(dc.question(name) for name in FIVE))
    assert [answer.cost.trained for answer in again] == [0] * 5
    for before, after in zip(answers, again, strict=True):
        np.testing.assert_array_equal(before.values, after.values)


def test_another_metric_over_held_statistics_trains_nothing(tmp_path: Path) -> None:
    one = grid(tmp_path)
    one.fill()
    for metric in ("accuracy", "log_loss", "brier", "f1", "balanced_accuracy"):
        answer = dc.answer(one, dc.question("shapley"), metric=metric)
        assert answer.cost.trained == 0
        assert answer.columns[0].metric != ""


def test_reordering_rows_and_renaming_an_object_trains_nothing(tmp_path: Path) -> None:
    frame = people()
    grid(tmp_path, frame).fill()
    shuffled = frame.sample(frac=1.0, random_state=3).reset_index(drop=True)
    assert stored(grid(tmp_path, shuffled)) == 256
    renamed = frame.assign(team=frame["team"].replace({"A": "Zebra"}))
    assert stored(grid(tmp_path, renamed)) == 256


def test_appending_a_ninth_object_leaves_256_rows_valid_and_wants_256_more(tmp_path: Path) -> None:
    one = grid(tmp_path)
    one.fill()
    extra = people(rows=40, seed=9)
    columns = {name: tuple(extra[name].tolist()) for name in ("x", "z", "town", "bought")}
    nine = one.append(NewObject("I", columns))
    whole = Lattice(9, tuple(range(9)))
    assert len(nine.missing(whole)) == 256
    filled = nine.fill(whole)
    assert (filled.trained, filled.held) == (256, 256)


def test_a_changed_label_serves_no_stale_cell_and_moves_no_row(tmp_path: Path) -> None:
    frame = people()
    before = grid(tmp_path, frame)
    before.fill()
    flipped = frame.copy()
    training = before.study.universe
    place = int(np.flatnonzero(flipped["team"] == "C")[0])
    flipped.loc[place, "bought"] = {"yes": "no", "no": "yes"}[str(flipped.loc[place, "bought"])]
    after = grid(tmp_path, flipped)
    changed = [
        old.name
        for old, new in zip(training, after.study.universe, strict=True)
        if old.content != new.content
    ]
    sizes = [item.size for item in training]
    assert [item.size for item in after.study.universe] == sizes
    assert after.study.evaluation.points.tolist() == before.study.evaluation.points.tolist()
    lattice = after.lattice()
    if changed:  # the row is in training: half of the worlds hold its object
        assert changed == ["C"]
        missing = after.missing(lattice)
        holds = lattice.weights(0, 256)[:, training.position("C")] == 1.0
        assert missing.tolist() == np.flatnonzero(holds).tolist()
    else:  # the row is held out: its atom is another one, so no row is served
        assert len(after.missing(lattice)) == 256


def test_frames_of_answers_and_grids_have_a_row_for_each_value(tmp_path: Path) -> None:
    one = grid(tmp_path)
    answer = dc.answer(one, dc.question("leave_one_out"))
    table = dc.frame(answer)
    assert isinstance(table, pd.DataFrame)
    assert len(table) == 8 * len(answer.columns)
    cells = dc.frame(one)
    assert len(cells) == 256
    assert (cells["state"] != "not held").sum() == 9


def test_questions_that_fold_the_lattice_share_one_pass_over_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = grid(tmp_path)
    one.fill()
    read: list[int] = []
    whole = Vault.read

    def counted(vault: Vault, keys: Lanes, columns: ColumnSet, repeat: int) -> Held:
        read.append(len(keys))
        return whole(vault, keys, columns, repeat)

    monkeypatch.setattr(Vault, "read", counted)
    names = ("shapley", "banzhaf", "beta_shapley", "interaction", "scaling")
    answers = dc.ask(one, *(dc.question(name) for name in names))
    assert sum(read) == 256 + 3 * 2  # and three times the empty and the full world
    assert [answer.cost.reused for answer in answers] == [256] * 5


def test_how_many_worlds_are_read_at_once_changes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = grid(tmp_path)
    questions = [dc.question(name) for name in (*FIVE, "interaction", "envelope", "best_subset")]
    whole = dc.ask(one, *questions)
    monkeypatch.setattr(reading, "MEMORY", 1)
    for before, after in zip(whole, dc.ask(one, *questions), strict=True):
        np.testing.assert_allclose(after.values, before.values, atol=1e-12)
        errors = (before.uncertainty.evaluation.error, after.uncertainty.evaluation.error)
        assert errors[0] is not None
        assert errors[1] is not None
        np.testing.assert_allclose(errors[1], errors[0], atol=1e-12)
        assert (after.worlds, after.missing) == (before.worlds, before.missing)


def test_a_row_that_a_question_wants_twice_is_counted_once(tmp_path: Path) -> None:
    one = grid(tmp_path)
    dc.ask(one, dc.question("scaling"))
    twice = dc.ask(one, dc.question("shapley"), dc.question("leave_one_out"))
    assert [answer.cost.reused for answer in twice] == [256, 9]
    assert [answer.cost.trained for answer in twice] == [0, 0]
