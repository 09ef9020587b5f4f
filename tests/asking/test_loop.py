"""The loop: budgets, gaps, repeats, and questions that extend the board or change the rules."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, final

import numpy as np
import pytest

from datacounterfactuals.asking.loop import answer, ask
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.columns import gap_column, share_column, slice_column, worst_column
from datacounterfactuals.core.errors import DataCounterfactualsError, StudyError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.question import Asking, Bound, Family, Question
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from tests.grid.support import grid, people, study

SAYING = Saying("an object is added", "the full world", "what it adds here")


@final
@dataclass(frozen=True)
class Extension(Question):
    """What does an object that did not exist add to the full world?"""

    name: ClassVar[str] = "extension"
    title: ClassVar[str] = "Extension"
    family: ClassVar[Family] = "leverage"

    def bound(self, view: View) -> Bound:
        return Bound("exact", 2)

    def ask(self, view: View) -> Asking:
        before = yield from view.scores(Listed.of([view.roster.full]))
        rows = {
            "x": (0.1, -2.0, 1.0),
            "z": (0.4, 0.0, -1.0),
            "town": ("north", "south", "west"),
            "bought": ("yes", "no", "yes"),
        }
        wider = yield from view.append(NewObject("new", rows))
        worlds = Listed.of([view.roster.full, wider.roster.full], len(wider.universe))
        after: Scores = yield from wider.scores(worlds)
        np.testing.assert_array_equal(before.values[0], after.values[0])
        folded = after.fold([("new",)], np.array([[-1.0, 1.0]]))
        return wider.answer(self, folded, SAYING)


@final
@dataclass(frozen=True)
class Rules(Question):
    """How does the full world score under two learners?"""

    name: ClassVar[str] = "rules"
    title: ClassVar[str] = "Rules"
    family: ClassVar[Family] = "repair"

    def bound(self, view: View) -> Bound:
        return Bound("exact", 2)

    def ask(self, view: View) -> Asking:
        other = yield from view.under({"kind": "naive_bayes"})
        full = Listed.of([view.roster.full])
        one, two = yield from view.together(view.scores(full), other.scores(full))
        assert not np.array_equal(one.values, two.values)
        folded = two.fold([("naive_bayes",)], np.array([[1.0]]))
        return other.answer(self, folded, SAYING, reads="score")


def test_a_question_can_extend_the_board_in_its_middle(tmp_path: Path) -> None:
    found = answer(grid(tmp_path), Extension())
    assert found.labels == (("new",),)
    assert found.cost.trained == 2
    assert answer(grid(tmp_path), Extension()).cost.trained == 0


def test_a_question_can_ask_under_another_protocol(tmp_path: Path) -> None:
    found = answer(grid(tmp_path), Rules())
    assert found.status == "complete"
    assert found.cost.trained == 2


def test_worlds_over_budget_come_back_marked_and_the_answer_is_incomplete(tmp_path: Path) -> None:
    one = grid(tmp_path)
    found = answer(one, Shapley(), budget=Budget(rows=200))
    assert found.status == "incomplete"
    assert found.missing == 56
    assert {gap.state for gap in found.gaps} == {State.OVER_BUDGET}
    assert np.isnan(found.values).all()
    assert answer(one, Shapley()).cost.trained == 56


def test_a_budget_is_shared_by_all_rounds(tmp_path: Path) -> None:
    one = grid(tmp_path)
    ask(one, Shapley(), LeaveOneOut(), budget=Budget(rows=5))
    assert 256 - len(one.missing(one.lattice())) == 5


def test_failed_fits_are_failed_cells_with_their_reason(tmp_path: Path) -> None:
    greedy = {"kind": "sklearn", "estimator": "sklearn.neighbors.KNeighborsClassifier"}
    one = grid(tmp_path, learner=greedy | {"parameters": {"n_neighbors": 10_000}})
    found = answer(one, LeaveOneOut())
    assert found.status == "incomplete"
    assert {gap.state for gap in found.gaps} == {State.FAILED}
    assert "n_neighbors" in found.gaps[0].reason


def test_a_random_learner_has_a_seed_part_measured_between_repeats(tmp_path: Path) -> None:
    forest = {
        "kind": "sklearn",
        "estimator": "sklearn.ensemble.RandomForestClassifier",
        "parameters": {"n_estimators": 3, "max_depth": 3},
    }
    frame = people(rows=150, groups=3)
    one = grid(tmp_path, frame, learner=forest, repeats=3)
    found = answer(one, Shapley())
    seed = found.uncertainty.seed
    assert seed.state == "measured"
    assert seed.freedom == 2
    assert seed.error is not None
    assert (seed.error > 0).any()
    assert found.cost.trained == 8 * 3
    assert answer(grid(tmp_path, frame), Shapley()).uncertainty.seed.state == "none"


def test_the_source_part_is_measured_on_request(tmp_path: Path) -> None:
    one = grid(tmp_path, people(rows=120, groups=2))
    plain = answer(one, LeaveOneOut())
    assert plain.uncertainty.source.state == "not measured"
    assert plain.uncertainty.total is None
    drawn = answer(one, LeaveOneOut(), source_draws=4)
    np.testing.assert_array_equal(plain.values, drawn.values)
    assert drawn.uncertainty.source.state == "measured"
    assert drawn.uncertainty.source.freedom == 3
    assert drawn.uncertainty.total is not None


def test_the_evaluation_error_is_paired_over_atoms(tmp_path: Path) -> None:
    one = grid(tmp_path)
    found = answer(one, LeaveOneOut(), metric="log_loss")
    part = found.uncertainty.evaluation
    assert part.error is not None
    scores = one.scores(Listed.of([one.study.universe.roster.full]), one.study.columns("log_loss"))
    single = scores.fold([("full",)], np.ones((1, 1))).evaluation
    assert single.error is not None
    assert part.error[:, 0].max() < single.error[0, 0]


def test_unions_gaps_shares_and_worst_slices_are_derived_from_held_cells(tmp_path: Path) -> None:
    one = grid(tmp_path)
    one.fill()
    evaluation, accuracy = one.study.evaluation, METRICS["accuracy"]
    columns = (
        slice_column(evaluation, accuracy, "north", "south"),
        gap_column(evaluation, accuracy, "north", "south"),
        worst_column(evaluation, accuracy, ("north", "south", "east")),
        share_column(evaluation, accuracy, "all"),
    )
    found = answer(one, Shapley(), columns=columns)
    assert found.cost.trained == 0
    assert np.nansum(found.values[:, 3]) == pytest.approx(1.0)
    full = one.scores(Listed.of([one.study.universe.roster.full]), columns).shown[0]
    towns = one.scores(Listed.of([one.study.universe.roster.full]), one.study.columns())
    by_name = {c.name: v for c, v in zip(towns.columns, towns.shown[0], strict=True)}
    assert full[1] == pytest.approx(by_name["north"] - by_name["south"])
    assert full[2] == min(by_name[town] for town in ("north", "south", "east"))


def test_auc_asks_for_statistics_per_point_and_the_plan_shows_their_bytes(tmp_path: Path) -> None:
    one = grid(tmp_path)
    one.fill()
    assert plan(one, LeaveOneOut()).bytes == 0
    asked = plan(one, LeaveOneOut(), metric="auc")
    points = len(one.study.evaluation.table)
    assert asked.to_train == 9
    assert asked.bytes == 9 * points * 8
    found = answer(one, LeaveOneOut(), metric="auc")
    assert found.cost.trained == 9
    assert np.isfinite(found.values[:, 0]).all()


def test_a_plan_trains_nothing_and_its_first_round_is_exact(tmp_path: Path) -> None:
    one = grid(tmp_path)
    asked = plan(one, Shapley(), LeaveOneOut())
    assert (asked.wanted, asked.shared, asked.to_train) == (256, 9, 256)
    assert asked.seconds is None
    assert len(one.missing(one.lattice())) == 256
    measured = plan(one, Shapley(), measure=True)
    assert measured.to_train == 253
    assert measured.seconds is not None


def test_a_metric_that_does_not_fit_is_refused_with_the_ones_that_do(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"r2.*does not fit"):
        answer(grid(tmp_path), LeaveOneOut(), metric="r2")
    with pytest.raises(StudyError, match="Did you mean 'accuracy'"):
        answer(grid(tmp_path), LeaveOneOut(), metric="acuracy")
    one = grid(tmp_path, learner={"kind": "logistic"})
    with pytest.raises(StudyError, match="votes"):
        answer(one, LeaveOneOut(), metric="votes")


def test_asking_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataCounterfactualsError, match="no question"):
        ask(grid(tmp_path))


def test_two_studies_that_share_objects_share_cells(tmp_path: Path) -> None:
    bank = Bank(tmp_path / "bank")
    first = Grid(study(name="one"), bank)
    first.fill()
    second = Grid(study(name="two"), bank)
    assert len(second.missing(Lattice(8, tuple(range(8))))) == 0
