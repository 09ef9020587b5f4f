"""Closed-form values of nearest neighbours are those of a grid that is filled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, final

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.asking.loop import answer, ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.value.knn_shapley import KnnShapley
from datacounterfactuals.questions.value.shapley import Shapley
from tests.grid.support import grid


def points(rows: int = 9, seed: int = 0, **changes: Any) -> dict[str, Any]:
    """Single rows of two numbers as objects, and some to be scored on, two slices of them."""
    draw = np.random.default_rng(seed)
    both = pd.DataFrame({"x": draw.normal(size=rows + 60), "z": draw.normal(size=rows + 60)})
    both["bought"] = np.where(both.x + draw.normal(size=len(both)) > 0, "yes", "no")
    both["town"] = draw.choice(["north", "south"], size=len(both))
    settings = {"objects": "rows", "evaluation": both[rows:], "learner": {"kind": "neighbours"}}
    return {"frame": both[:rows], **settings, **changes}


def of(values: Answer, rows: Answer) -> None:
    """Two answers have the same values and errors."""
    assert values.labels == rows.labels
    np.testing.assert_allclose(values.values, rows.values, atol=1e-12)
    one, other = values.uncertainty.evaluation.error, rows.uncertainty.evaluation.error
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("k", [1, 5, 20])
def test_values_and_their_errors_are_those_of_all_worlds(tmp_path: Path, k: int) -> None:
    made = grid(tmp_path, **points(learner={"kind": "neighbours", "k": k}))
    closed, filled = ask(made, KnnShapley(k), Shapley(method="exact"), metric="votes")
    of(closed, filled)
    assert closed.uncertainty.sampling.state == "none"
    assert closed.status == "complete"


def test_two_worlds_are_read_and_the_values_add_up_to_their_difference(tmp_path: Path) -> None:
    made = grid(tmp_path, **points(rows=200))
    found = answer(made, KnnShapley())
    assert found.cost.trained == 2
    assert {info.metric for info in found.columns} == {"share of right votes"}
    for column in found.columns:
        assert abs(float(found.facts[f"efficiency residual on {column.name}"])) < 1e-12


def test_a_study_of_another_learner_is_asked_under_nearest_neighbours(tmp_path: Path) -> None:
    one, other = grid(tmp_path, **points()), grid(tmp_path, **points(learner={"kind": "logistic"}))
    found, same = answer(one, KnnShapley()), answer(other, KnnShapley())
    np.testing.assert_array_equal(found.values, same.values)
    assert found.claim.held_fixed == same.claim.held_fixed
    assert found.cost.trained == same.cost.reused == 2


def test_a_roster_is_valued_without_the_others(tmp_path: Path) -> None:
    made = grid(tmp_path, **points(rows=14))
    some = made.study.universe.names[3:12]
    closed, filled = ask(
        made, KnnShapley(), Shapley(method="exact"), metric="votes", roster=list(some)
    )
    of(closed, filled)


@final
@dataclass(frozen=True)
class Bare(Question):
    """What do neighbours say to a question that does not change the learner?"""

    name: ClassVar[str] = "bare"
    title: ClassVar[str] = "Bare"
    family: ClassVar[Family] = "value"

    def bound(self, view: View) -> Bound:
        return Bound("exact", 0)

    def ask(self, view: View) -> Asking:
        folded = yield from view.neighbours()
        return view.answer(self, folded, Saying("nothing", "nothing", "nothing"))


@pytest.mark.parametrize(
    ("learner", "words"),
    [("centroid", "has the learner 'centroid'"), ("neighbours", "no slice under the metric votes")],
)
def test_neighbours_are_those_of_the_learner(tmp_path: Path, learner: str, words: str) -> None:
    made = grid(tmp_path, **points(learner={"kind": learner}))
    with pytest.raises(QuestionError, match=words):
        answer(made, Bare())


def test_k_below_one_is_refused() -> None:
    with pytest.raises(QuestionError, match="k is 0"):
        KnnShapley(0)


@pytest.mark.parametrize(
    ("changes", "metric", "words"),
    [({"objects": 3}, "votes", "rows"), ({}, "auc", "no slice whose votes add up")],
)
def test_what_has_no_closed_form_is_refused_with_a_remedy(
    tmp_path: Path, changes: dict[str, Any], metric: str, words: str
) -> None:
    made = grid(tmp_path, **points(**changes))
    with pytest.raises(QuestionError, match=words):
        answer(made, KnnShapley(), metric=metric)
