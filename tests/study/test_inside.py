"""Preprocessing fitted inside each world: what a scikit-learn pipeline does, world by world."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.study.source import Piece, Points
from datacounterfactuals.study.study import Study
from tests.study.support import Plain, people, same_table, study

WORLDS = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1]], dtype=float)


def whole() -> Plain:
    """People with no missing value, so that a pipeline has no indicators."""
    data = people()
    return data | {
        "age": [40 if value is None else value for value in data["age"]],
        "job": ["cook" if value is None else value for value in data["job"]],
    }


def accuracies(made: Study, worlds: Floats) -> tuple[Floats, list[float]]:
    assert made.learner is not None
    evaluation = made.evaluation
    names = made.learner.statistics(evaluation.schema)
    summaries = [
        made.learner.summarise(made.table(at), evaluation) for at in range(len(made.universe))
    ]
    scorer = made.learner.scorer(summaries, evaluation, names, made.seed)
    right = np.zeros(len(worlds))
    states = np.zeros(len(worlds))
    for block in scorer.fill(Listed(worlds), 0, 1 << 24):
        wanted = [at for at, name in enumerate(names) if name.startswith("right")]
        right[block.rows] = block.values[:, :, wanted].sum(axis=(1, 2))
        states[block.rows] = block.states
    return right / len(evaluation.table), states.tolist()


def test_each_world_agrees_with_a_pipeline_fitted_to_its_rows() -> None:
    made = study(whole(), reference="inside")
    source = made.source
    assert source is not None
    got, states = accuracies(made, WORLDS)
    assert states == [State.FALLBACK, State.REAL, State.REAL, State.REAL]
    assert isinstance(source.points, Points)
    held = pd.DataFrame(dict(source.points.piece.stock.raw.take(source.points.piece.rows).columns))
    for world, accuracy in list(zip(WORLDS, got, strict=True))[1:]:
        pieces = [source.pieces[int(at)] for at in np.flatnonzero(world)]
        rows = np.concatenate([piece.rows for piece in pieces if isinstance(piece, Piece)])
        frame = pd.DataFrame(whole()).iloc[rows]
        numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        columns = ColumnTransformer(
            [
                ("n", numbers, ["age", "income"]),
                ("c", OneHotEncoder(handle_unknown="ignore"), ["job", "sex"]),
            ]
        )
        pipeline = make_pipeline(columns, NearestCentroid()).fit(frame, frame["said"])
        assert accuracy == pytest.approx((pipeline.predict(held) == held["said"]).mean())


def test_an_object_shapes_its_own_features_only_inside() -> None:
    """A wild object changes what the others' rows become where preprocessing is inside, not where
    it is frozen."""
    wild = people()
    wild["income"] = [
        value * 1000 if region == "N" else value
        for value, region in zip(wild["income"], wild["region"], strict=True)
    ]
    given = people(40, seed=5)
    others = np.array([[0.0, 1.0, 1.0, 1.0]])  # by name: E, N, S, W; without E
    without = np.array([[1.0, 0.0, 1.0, 1.0]])
    calm = study(evaluation=given, reference="inside")
    made = study(wild, evaluation=given, reference="inside")
    assert accuracies(made, without)[0] == accuracies(calm, without)[0]
    assert made.universe.names == ("E", "N", "S", "W")
    assert accuracies(made, others)[0] != accuracies(calm, others)[0]


def test_missing_values_and_unseen_categories_are_scored() -> None:
    made = study(reference="inside", learner="ridge")
    lattice = np.array([[(row >> at) & 1 for at in range(4)] for row in range(16)], dtype=float)
    scores, states = accuracies(made, lattice)
    assert np.isfinite(scores).all()
    assert set(states) <= {State.REAL, State.FALLBACK}


def test_it_is_another_grid_whose_claim_needs_no_caution() -> None:
    frozen, made = study(), study(reference="inside")
    assert made.fingerprint != frozen.fingerprint
    assert made.universe == frozen.universe
    assert made.cautions == ()
    assert any("inside each world" in words for words in made.held_fixed)
    assert made.under({"kind": "ridge"}).fingerprint != made.fingerprint
    assert same_table(made.table(0), study(people(), reference="inside").table(0))


def test_only_plain_subsets_are_taken() -> None:
    learner = study(reference="inside").learner
    assert learner is not None
    assert learner.capability.weights == "subset"


def test_a_language_model_cannot_have_a_vocabulary_in_each_world() -> None:
    table = {"text": ["one two three"] * 9 + ["four five"] * 9, "who": ["a", "b"] * 9}
    with pytest.raises(StudyError, match="cannot fit its preprocessing inside"):
        Study.from_frame(table, text="text", objects="who", reference="inside")


@pytest.mark.parametrize("kind", ["logistic", "ridge", "naive_bayes", "neighbours", "centroid"])
def test_worlds_do_not_see_each_other_whatever_the_learner(kind: str) -> None:
    made = study(reference="inside", learner=kind, metric="accuracy")
    together, _ = accuracies(made, WORLDS)
    alone = [float(accuracies(made, WORLDS[at : at + 1])[0][0]) for at in range(len(WORLDS))]
    assert together.tolist() == alone
