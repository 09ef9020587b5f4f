"""Trying: the numbers of a grid without a bank."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.trying import tried
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study

CHANCE = np.random.default_rng(3)
X = CHANCE.normal(size=(40, 3))
LABELS = np.where(X[:, 0] + 0.5 * CHANCE.normal(size=40) > 0, "up", "down")
AMOUNTS = X @ [1.0, -2.0, 0.5] + CHANCE.normal(size=40)


TREE = {
    "kind": "sklearn",
    "estimator": "sklearn.tree.DecisionTreeClassifier",
    "parameters": {"max_features": 1},
}


def study_of(learner: Any, target: Any) -> Study:
    return Study.from_arrays(X, target, objects=5, evaluation=0.3, learner=learner, repeats=2)


@pytest.mark.parametrize(
    ("learner", "target", "metric"),
    [
        ("centroid", LABELS, None),
        ("centroid", LABELS, "auc"),
        ("naive_bayes", LABELS, "log_loss"),
        ("logistic", LABELS, None),
        ("ridge", AMOUNTS, None),
        (TREE, LABELS, None),
    ],
)
def test_what_is_tried_is_what_a_grid_holds(
    learner: Any, target: Any, metric: str | None, tmp_path: Path
) -> None:
    study = study_of(learner, target)
    grid = Grid(study, tmp_path)
    columns = study.columns(metric)
    found = tried(study, grid.lattice(), columns)
    assert list(tmp_path.iterdir()) == []
    grid.fill(columns=columns, progress=None)
    held = grid.scores(grid.lattice(), columns)
    assert np.allclose(found.reading.shown, held.reading.shown, rtol=1e-9, equal_nan=True)
    assert np.array_equal(found.states, held.states)
    assert np.allclose(found.values, held.values, rtol=1e-9, equal_nan=True)


def test_every_column_of_the_study_is_tried_unless_some_are_named() -> None:
    four = load("four")
    grid_of = Grid(four, Path("nowhere"))
    assert tried(four, grid_of.lattice()).shown.shape == (16, 3)
    assert tried(four, grid_of.lattice(), four.columns()[:1]).shown.shape == (16, 1)
    assert not Path("nowhere").exists()


def test_runs_made_elsewhere_cannot_be_tried() -> None:
    observed = Study.observed("runs", load("four").universe, ("all",), metric="score", better=1)
    with pytest.raises(StudyError, match="no learner"):
        tried(observed, Grid(load("four"), Path("nowhere")).lattice())
