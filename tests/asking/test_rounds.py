"""Rounds: however requests are put together, each is served, counted and within its budget."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast, final

import numpy as np
import pytest

from datacounterfactuals.asking.loop import answer, ask
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.columns import share_column
from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.question import Asking, Bound, Family, Question
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.study.study import Study
from tests.grid.support import grid, people

SAYING = Saying("nothing", "the full world", "nothing")
FOREST = {
    "kind": "sklearn",
    "estimator": "sklearn.ensemble.RandomForestClassifier",
    "parameters": {"n_estimators": 2, "max_depth": 2},
}


@final
@dataclass(frozen=True)
class Scripted(Question):
    """What does this script find?"""

    script: Callable[[View], Generator[Any, Any, Any]]

    name: ClassVar[str] = "scripted"
    title: ClassVar[str] = "Scripted"
    family: ClassVar[Family] = "value"

    def bound(self, view: View) -> Bound:
        return Bound("exact", 1)

    def parameters(self) -> dict[str, Any]:
        return {}

    def ask(self, view: View) -> Asking:
        yield from self.script(view)
        return (yield from _full(view))


def _full(view: View) -> Generator[Any, Any, Answer]:
    scores: Scores = yield from view.scores(Listed.of([view.roster.full]))
    folded = scores.fold([("full",)], np.ones((1, 1)))
    return view.answer(Scripted(_full), folded, SAYING, reads="score")


@final
@dataclass(frozen=True)
class Known(Question):
    """What is known already?"""

    name: ClassVar[str] = "known"
    title: ClassVar[str] = "Known"
    family: ClassVar[Family] = "value"

    def bound(self, view: View) -> Bound:
        return Bound("exact", 0)

    def ask(self, view: View) -> Asking:
        yield from ()
        return cast(Answer, None)


def test_what_is_asked_together_can_ask_together_in_its_turn(tmp_path: Path) -> None:
    found: list[Any] = []

    def script(view: View) -> Generator[Any, Any, None]:
        full, empty = Listed.of([view.roster.full]), Listed.of([view.roster.empty])
        pair = view.together(view.scores(full), view.scores(empty))
        found.append((yield from view.together(pair, view.scores(full))))

    answer(grid(tmp_path), Scripted(script))
    (one, other), again = found[0]
    np.testing.assert_array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)


@pytest.mark.parametrize("first", ["auc", "accuracy"])
def test_a_round_may_mix_statistics_per_point_with_additive_ones(
    tmp_path: Path, first: str
) -> None:
    one = grid(tmp_path)
    by_name = {name: one.study.columns(name, ["all"])[0] for name in ("auc", "accuracy")}
    second = "accuracy" if first == "auc" else "auc"

    def script(view: View) -> Generator[Any, Any, None]:
        full = Listed.of([view.roster.full])
        alone, both = yield from view.together(
            view.scores(full, (by_name[first],)),
            view.scores(full, (by_name[first], by_name[second])),
        )
        assert np.isfinite(alone.values).all()
        assert np.isfinite(both.values).all()

    columns = [by_name["accuracy"]]
    assert ask(one, Scripted(script), columns=columns)[0].status == "complete"


def test_half_of_the_atoms_stay_half_when_the_board_or_the_rules_change(tmp_path: Path) -> None:
    rows = {"x": (0.1,), "z": (0.4,), "town": ("north",), "bought": ("yes",)}

    def script(view: View) -> Generator[Any, Any, None]:
        half, _ = view.on(["A", "B"]).halves()
        wider = yield from half.append(NewObject("new", rows))
        other = yield from half.under({"l2": 3.0})
        assert wider.columns == other.columns == half.columns
        assert (wider.roster.names, other.roster.names) == (("A", "B", "new"), ("A", "B"))

    answer(grid(tmp_path), Scripted(script))


def test_the_two_worlds_of_a_share_are_counted_and_within_the_budget(tmp_path: Path) -> None:
    one = grid(tmp_path)
    share = [share_column(one.study.evaluation, METRICS["accuracy"], "all")]
    nothing = answer(one, LeaveOneOut(), columns=share, budget=Budget(rows=0))
    assert len(one.missing(one.lattice())) == 256
    assert (nothing.status, nothing.cost.trained) == ("incomplete", 0)
    found = answer(one, LeaveOneOut(), columns=share)
    assert found.cost.trained == 10
    assert np.isfinite(found.values).all()


def test_draws_inside_the_objects_are_within_the_budget(tmp_path: Path) -> None:
    one = grid(tmp_path, people(rows=120, groups=2))
    part = answer(one, LeaveOneOut(), source_draws=3, budget=Budget(rows=5)).uncertainty.source
    assert part.state == "not measured"
    assert one.vault.summary().rows == 5
    with pytest.raises(QuestionError, match="no spread"):
        answer(one, LeaveOneOut(), source_draws=1)


def test_only_the_repeats_that_lack_are_planned_trained_and_counted(tmp_path: Path) -> None:
    frame = people(rows=150, groups=3)
    grid(tmp_path, frame, learner=FOREST).fill()
    one = grid(tmp_path, frame, learner=FOREST, repeats=3)
    planned = plan(one, Shapley())
    assert (planned.wanted, planned.held, planned.to_train) == (24, 8, 16)
    cost = answer(one, Shapley()).cost
    assert (cost.trained, cost.reused) == (16, 8)


def test_a_question_that_wants_no_cell_is_planned_all_the_same(tmp_path: Path) -> None:
    assert plan(grid(tmp_path), Known()).wanted == 0


def test_the_other_questions_are_closed_when_one_cannot_go_on(tmp_path: Path) -> None:
    closed: list[str] = []

    def patient(view: View) -> Generator[Any, Any, None]:
        try:
            while True:
                yield from view.scores(Listed.of([view.roster.full]))
        finally:
            closed.append("patient")

    def broken(view: View) -> Generator[Any, Any, None]:
        yield from view.scores(Listed.of([view.roster.empty]))
        raise QuestionError("this does not fit")

    one = grid(tmp_path)
    with pytest.raises(QuestionError, match="does not fit") as caught:
        ask(one, Scripted(patient), Scripted(broken))
    assert closed == ["patient"]
    assert caught.value.problem
    assert len(one.missing(one.lattice())) == 254


def test_runs_with_missing_repeats_are_read_by_their_mean(tmp_path: Path) -> None:
    one = observed(tmp_path)
    found = answer(one, LeaveOneOut(), columns=one.study.columns(slices=["a"]))
    assert found.status == "complete"
    assert found.value("A") == pytest.approx((5.0 + 7.0) / 2 - 1.0)
    assert found.uncertainty.seed.state == "not measured"
    both = answer(one, LeaveOneOut())
    assert both.status == "incomplete"
    assert both.value("A", "a") == pytest.approx(5.0)
    assert np.isnan(both.value("A", "b"))
    assert [gap.world.size for gap in both.gaps] == [0]


def observed(folder: Path) -> Grid:
    """Runs on A and on nothing: two of the former, one of the latter, which lacks a score."""
    universe = Universe((DataObject("A", digest("A")),))
    study = Study.observed("runs", universe, ("a", "b"), metric="score", better=1, repeats=2)
    one = Grid(study, Bank(folder / "bank"))
    keys = one.keys(Lattice(1, (0,)))
    columns = ColumnSet(study.evaluation.atoms, ("score",))
    real = np.zeros(2, dtype=np.uint8)
    first = np.array([[[1.0], [np.nan]], [[5.0], [2.0]]])
    one.vault.commit(keys, columns, 0, first, real, {}, 0.0)
    again = np.array([[[7.0], [4.0]]])
    one.vault.commit(keys[1:], columns, 1, again, real[1:], {}, 0.0)
    return one
