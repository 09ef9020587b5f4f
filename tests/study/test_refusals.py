"""Bad input: each kind with its own clear error, and what to do about it."""

from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import DataCounterfactualsError, StudyError
from datacounterfactuals.study.study import Study
from tests.study.support import people, study


def refused(said: str, table: Any = None, **settings: Any) -> None:
    with pytest.raises(DataCounterfactualsError, match=said) as caught:
        study(table, **settings)
    assert caught.value.remedy


def test_no_rows() -> None:
    refused("has no rows", {name: [] for name in people()})


def test_one_row() -> None:
    refused("has one row", {name: values[:1] for name, values in people().items()})


def test_one_class() -> None:
    refused("the target 'said' has one class, 'yes'", people() | {"said": ["yes"] * 120})


def test_a_regression_target_that_never_changes() -> None:
    refused("'income' is 3 in every row", people() | {"income": [3.0] * 120}, target="income",
            task="regression", learner="ridge")  # fmt: skip


def test_a_target_that_is_not_there() -> None:
    refused("has no target 'sade'.*'said'", target="sade")


def test_an_object_column_that_is_not_there() -> None:
    refused("has no object column 'regoin'.*'region'", objects="regoin")


def test_an_object_column_with_too_many_values() -> None:
    rows = 100_001
    table = {"x": np.arange(rows), "y": np.arange(rows) % 2, "who": np.arange(rows) + 0.5}
    refused("'who' has 100,001 different values", table, target="y", objects="who", slices=[])


def test_a_missing_target_and_the_way_to_drop_it() -> None:
    table = people()
    table["said"] = [None, *table["said"][1:]]
    refused("no value in 1 of 120 rows.*row 1", table)
    assert "1 rows without a target are left out" in study(table, missing="drop").cautions


def test_a_metric_that_does_not_fit_the_task() -> None:
    refused("'r2' does not fit a classification study", metric="r2")
    refused("no metric is named 'acuracy'.*'accuracy'", metric="acuracy")
    refused("does not give what share of right votes is made of", metric="votes")


def test_a_learner_that_does_not_fit_the_task() -> None:
    refused("'ngram' is for text", learner="ngram")
    refused("no learner is named 'logistik'.*'logistic'", learner="logistik")
    refused("no setting 'l3'.*l2", learner={"kind": "ridge", "l3": 1})


def test_a_slice_column_that_is_not_there_or_has_too_many_values() -> None:
    refused("has no slice column 'sexx'.*'sex'", slices=["sexx"])
    refused(
        "'income' has .* different values, and each is a slice",
        table=people(900),
        slices=["income"],
    )


def test_a_setting_with_a_typo() -> None:
    refused("no setting 'repeat'.*'repeats'", repeat=3)


def test_a_share_that_holds_out_nothing() -> None:
    table = {"x": [1.0, 2.0, 3.0, 4.0], "y": ["a", "b", "a", "b"]}
    refused("row of the frame is held out", table, target="y", objects="rows", slices=[],
            evaluation=1e-9)  # fmt: skip
    refused("'evaluation.share' in the study: .*less than 1, not 1.5", evaluation=1.5)


def test_a_split_column_without_its_words() -> None:
    refused("says 'test' of no row", people() | {"part": ["train"] * 120}, evaluation="part")


def test_a_partition_of_another_length() -> None:
    refused("the partition has 3 labels and the table 120 rows", objects=["a", "b", "a"])


def test_objects_and_slices_that_are_not_there_in_stand_ins_costs_and_columns() -> None:
    refused("`costs` names the object 'Z'", costs={"Z": 3})
    refused("`reserve` names the object 'Z'", reserve=["Z"])
    refused("`stand_ins` names the object 'N2'", stand_ins={"N2": "N"})
    refused("no slice is named 'g'", columns=[{"kind": "gap", "slices": ["f", "g"]}])
    refused("a gap column needs 2", columns=[{"kind": "gap", "slices": ["f"]}])


def test_numbers_too_large_to_average() -> None:
    table = people()
    table["income"] = [1.7e308 if row % 2 else -1.7e308 for row in range(120)]
    refused("'income' are too large", table)


def test_text_where_numbers_should_be_in_the_evaluation_set() -> None:
    given = people(30, seed=4)
    given["income"] = ["much" for _ in given["income"]]
    refused("'income' holds text in the evaluation frame", evaluation=given)


def test_an_evaluation_set_without_a_feature_or_with_a_new_class() -> None:
    given = people(30, seed=4)
    refused("the evaluation frame has no feature 'age'",
            evaluation={n: values for n, values in given.items() if n != "age"})  # fmt: skip
    given["said"] = [*given["said"][:-1], "maybe"]
    made = study(evaluation=given)
    assert made.evaluation.schema.classes == ("maybe", "no", "yes")


def test_a_target_and_a_text_column_at_once_and_no_target_at_all() -> None:
    refused("both a text column and a target", text="job")
    refused("neither a target nor a text column", target=None, learner=None)


def test_arrays_that_are_no_table() -> None:
    with pytest.raises(StudyError, match="3 dimensions"):
        Study.from_arrays(np.zeros((2, 2, 2)), [0, 1])
    with pytest.raises(StudyError, match="different lengths"):
        Study.from_arrays(np.zeros((3, 2)), [0, 1])
