"""Editing: other values in some rows, prepared with what is frozen."""

from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.editing import Edit, edited, raw_rows
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study

ROWS: dict[str, list[Any]] = {
    "clinic": ["p", "p", "q", "q", "r", "r"],
    "age": [31.0, 54.0, 47.0, 22.0, 63.0, 38.0],
    "smoker": ["no", "yes", "yes", "no", "no", "yes"],
    "ill": ["no", "yes", "no", "no", "yes", "yes"],
}


def study_of(rows: dict[str, list[Any]], frozen: Any = None) -> Study:
    return Study.from_frame(
        rows, objects="clinic", target="ill", evaluation=ROWS, learner="centroid", frozen=frozen
    )


def changed(row: int, **values: Any) -> dict[str, list[Any]]:
    rows = {name: list(column) for name, column in ROWS.items()}
    for name, value in values.items():
        rows[name][row] = value
    return rows


def test_an_edited_study_is_the_one_made_with_those_rows_and_the_same_preprocessing() -> None:
    before = study_of(ROWS)
    assert before.source is not None
    after = edited(before, [Edit("q", {"age": 80, "smoker": "no"}, row=1)])
    made = study_of(changed(3, age=80.0, smoker="no"), before.source.frozen)
    assert after.fingerprint == before.fingerprint == made.fingerprint
    assert [one.content for one in after.universe] == [one.content for one in made.universe]
    for position in range(3):
        assert np.array_equal(after.table(position).features, made.table(position).features)
        assert np.array_equal(after.table(position).target, made.table(position).target)


def test_what_is_not_edited_keeps_its_content_and_the_study_itself_stays() -> None:
    before = study_of(ROWS)
    contents = [one.content for one in before.universe]
    after = edited(before, [Edit("p", {"ill": "yes"}), Edit("r", {"age": 1.5}, row=1)])
    kept = [a == b.content for a, b in zip(contents, after.universe, strict=True)]
    assert kept == [False, True, False]
    assert [one.content for one in before.universe] == contents
    assert raw_rows(before, "p").columns["ill"].tolist() == ["no", "yes"]
    assert raw_rows(after, "p").columns["ill"].tolist() == ["yes", "yes"]
    same = edited(before, [Edit("p", {"ill": "no"})])
    assert [one.content for one in same.universe] == contents


def test_the_later_of_two_edits_of_a_value_counts() -> None:
    before = study_of(ROWS)
    after = edited(before, [Edit("p", {"age": 1}), Edit("p", {"age": 2})])
    assert raw_rows(after, "p").columns["age"].tolist() == [2.0, 54.0]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit("z", {"age": 1}), "'z'"),
        (Edit("p", {"weight": 1}), "'weight'"),
        (Edit("p", {"age": "old"}), "'old' is no number"),
        (Edit("p", {"age": float("inf")}), "inf is no number"),
        (Edit("p", {"ill": "perhaps"}), "'perhaps'"),
        (Edit("p", {"age": 1}, row=2), "no row 2"),
        (Edit("p", {"age": 1}, row=-1), "no row -1"),
    ],
)
def test_what_does_not_fit_is_refused(edit: Edit, words: str) -> None:
    with pytest.raises(StudyError, match=words):
        edited(study_of(ROWS), [edit])


def test_rows_that_are_not_in_memory_cannot_be_edited() -> None:
    observed = Study.observed("runs", load("four").universe, ("all",), metric="score", better=1)
    with pytest.raises(StudyError, match="not at hand"):
        raw_rows(observed, "A")
