"""Frozen preprocessing: fitted once, kept as plain numbers, right."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.frozen import CategoryColumn, Frozen
from datacounterfactuals.study.source import Piece
from tests.study.support import contents, people, study, taken

BEFORE = study()


def frozen(made: Any = BEFORE) -> Frozen:
    assert made.source is not None
    return made.source.frozen


def test_prepared_features_are_those_of_a_scikit_learn_pipeline() -> None:
    assert BEFORE.source is not None
    columns = ["age", "income", "job", "sex"]
    kept = {name: values for name, values in people().items() if name != "region"}
    pieces = [piece for piece in BEFORE.source.pieces if isinstance(piece, Piece)]
    rows = np.concatenate([piece.rows for piece in pieces])
    frame = pd.DataFrame(taken(kept, rows))[columns]
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True))
    reference = ColumnTransformer(
        [
            ("age", numbers, ["age"]),
            ("income", StandardScaler(), ["income"]),
            ("job", OneHotEncoder(sparse_output=False), ["job"]),
            ("sex", OneHotEncoder(sparse_output=False), ["sex"]),
        ]
    )
    expected: Any = reference.fit_transform(frame)
    filled = expected[:, 0]
    age = (filled - filled.mean()) / filled.std()
    job = expected[:, 3:7]  # three, then missing
    unseen = np.zeros((len(rows), 1))
    wanted = np.concatenate(
        [
            age[:, None], expected[:, 1:3], job[:, :3], unseen, job[:, 3:], expected[:, 7:], unseen,
        ],
        axis=1,
    )  # fmt: skip
    got = np.concatenate(
        [piece.stock.prepared(frozen()).take(piece.rows).features for piece in pieces]
    )
    np.testing.assert_allclose(got, wanted, atol=1e-10)


def test_the_numbers_survive_the_file_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "study.frozen.json"
    frozen().save(path)
    again = Frozen.load(path)
    assert again == frozen()
    assert again.digest == frozen().digest
    made = study(frozen=path)
    assert made.fingerprint == BEFORE.fingerprint
    assert contents(made) == contents(BEFORE)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.frozen.json"
    path.write_text('{"format": 1, "task": "classif', "utf-8")
    with pytest.raises(StudyError, match=r"is damaged.*refit"):
        study(frozen=path)


def test_editing_data_never_refits() -> None:
    data = people()
    edited = study(data | {"income": [value * 3 for value in data["income"]]}, frozen=frozen())
    assert edited.fingerprint == BEFORE.fingerprint
    assert contents(edited) != contents(BEFORE)
    assert (
        study(data | {"income": [v * 3 for v in data["income"]]}).fingerprint != edited.fingerprint
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exclude": ["age"]}, "with the column 'age'"),
        ({"include": ["age", "job", "sex", "income", "region"]}, "without the column 'region'"),
        ({"categories": ["age"]}, "'age' as a number, and now it is a category"),
        ({"fold_below": 3}, "fold_below = 10, now it is 3"),
        ({"reference": "inside"}, "reference = 'objects', now it is 'inside'"),
        ({"target": "job", "missing": "drop"}, "of 'said', not classification of 'job'"),
    ],
)
def test_other_columns_or_settings_than_were_fitted_are_refused(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(StudyError, match=said) as caught:
        study(frozen=frozen(), **change)
    assert "datacf refit" in caught.value.remedy


def test_a_reference_table_alone_decides_the_numbers() -> None:
    reference = {name: values for name, values in people(80, seed=7).items() if name != "said"}
    first = study(reference=reference)
    other = study(people(100, seed=2), reference=reference)
    assert frozen(first).columns == frozen(other).columns
    assert frozen(first).columns != frozen().columns
    assert first.cautions == ()
    assert any("reference table" in words for words in first.held_fixed)


def test_what_it_was_fitted_to_is_said_in_the_cautions() -> None:
    assert any("fitted to the objects present" in words for words in BEFORE.cautions)


def test_stand_ins_and_reserve_do_not_shape_the_preprocessing() -> None:
    data = people()
    extra = {name: values[:40] for name, values in data.items()} | {"region": ["N*"] * 40}
    extra["income"] = [1e6] * 40
    with_it = {name: data[name] + extra[name] for name in data}
    made = study(with_it, stand_ins={"N*": "N"})
    assert frozen(made).columns == frozen().columns
    assert made.evaluation.atoms == BEFORE.evaluation.atoms
    assert made.universe[4].stands_in_for == "N"


def test_of_many_categories_the_rare_are_folded_and_of_few_none_is() -> None:
    chance = np.random.default_rng(0)
    rows = 900
    often = [f"c{number}" for number in chance.integers(0, 25, rows - 30)]
    table = {
        "many": often + [f"rare{number}" for number in range(30)],
        "few": ["odd"] + ["even"] * (rows - 1),
        "y": [str(value) for value in chance.integers(0, 2, rows)],
    }
    made = study(table, target="y", objects=3, slices=[], evaluation=0.1)
    columns = {column.name: column for column in frozen(made).columns}
    many, few = columns["many"], columns["few"]
    assert isinstance(many, CategoryColumn)
    assert isinstance(few, CategoryColumn)
    assert set(many.categories) == {f"c{number}" for number in range(25)}
    assert set(few.categories) <= {"odd", "even"}
    assert "even" in few.categories


def test_a_regression_is_centred_and_its_classes_are_none() -> None:
    made = study(target="income", learner="ridge", metric="r2")
    assert made.evaluation.schema.task == "regression"
    assert made.evaluation.schema.classes == ()
    assert 25 < made.evaluation.schema.center < 35


def test_classes_that_are_numbers_are_in_their_own_order() -> None:
    table = people() | {"said": [row % 11 for row in range(120)]}
    made = study(table, task="classification")
    assert made.evaluation.schema.classes == tuple(str(number) for number in range(11))
