"""Appending, editing and refitting: what stays and what does not."""

from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.request import NewObject
from tests.study.support import (
    contents,
    joined,
    people,
    same_evaluation,
    same_table,
    study,
)

BEFORE = study()
MORE = people(30, seed=9)


def new(name: str = "far", **changes: Any) -> NewObject:
    rows = {key: tuple(values) for key, values in (MORE | changes).items()}
    return NewObject(name, rows, cost=2.0, owner="Ann")


def test_appending_leaves_all_that_was_there_bit_for_bit() -> None:
    after = BEFORE.append(new())
    assert after.universe.names == (*BEFORE.universe.names, "far")
    assert contents(after).items() > contents(BEFORE).items()
    assert after.fingerprint == BEFORE.fingerprint
    assert same_evaluation(after.evaluation, BEFORE.evaluation)
    assert all(same_table(after.table(at), BEFORE.table(at)) for at in range(4))
    assert len(after.table(4)) == 30
    assert after.universe[4].cost == 2.0
    assert after.universe[4].owner == "Ann"


def test_what_is_appended_is_prepared_as_if_it_had_been_there() -> None:
    piece = study(joined(people(), MORE | {"region": ["far"] * 30}), evaluation=people(40, seed=5))
    frozen = piece.source.frozen if piece.source is not None else None
    old = study(people(), evaluation=people(40, seed=5), frozen=frozen)
    after = old.append(new())
    at = piece.universe.position("far")
    assert piece.universe[at].content == after.universe[4].content
    assert same_table(piece.table(at), after.table(4))


def test_an_unseen_category_and_missing_values_are_prepared() -> None:
    frozen = BEFORE.source.frozen if BEFORE.source is not None else None
    assert frozen is not None
    columns = {column.name: column for column in frozen.columns}
    assert columns["job"].kind == "category"
    after = BEFORE.append(new(job=["pilot"] * 30, sex=[None] * 30, age=[None] * 30))
    features = after.table(4).features
    start = sum(column.width for column in frozen.columns if column.name < "job")
    at = start + len(columns["job"].categories)
    assert (features[:, at] == 1.0).all()
    assert np.isfinite(features).all()
    sexes = sum(column.width for column in frozen.columns if column.name < "sex")
    assert (features[:, sexes + 2] == 1.0).all()  # none were missing then: missing is unseen


def test_later_objects_of_an_edited_table_leave_the_evaluation_as_it_was() -> None:
    frozen = BEFORE.source.frozen if BEFORE.source is not None else None
    after = study(joined(people(), MORE | {"region": ["far"] * 30}), frozen=frozen)
    assert contents(after).items() > contents(BEFORE).items()
    assert after.fingerprint == BEFORE.fingerprint
    assert same_evaluation(after.evaluation, BEFORE.evaluation)
    assert any("held-out rows of later ones (far)" in words for words in after.cautions)


def test_refitting_is_another_grid_and_uses_what_is_present() -> None:
    frozen = BEFORE.source.frozen if BEFORE.source is not None else None
    same = BEFORE.refit()
    assert same.fingerprint == BEFORE.fingerprint
    after = BEFORE.append(new(income=[900.0] * 30)).refit()
    assert after.fingerprint != BEFORE.fingerprint
    assert after.source is not None
    assert after.source.frozen != frozen
    assert contents(after).items() > contents(BEFORE).items()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"said": ["maybe"] * 30}, "has the class 'maybe'"),
        ({"said": [None] * 30}, "has no value in row 1 of the new object 'far'"),
        ({"age": ["old"] * 30}, "'age' holds text in the new object 'far'"),
        ({"age": [1.0] * 29 + [float("inf")]}, "infinite value in row 30"),
    ],
)
def test_rows_that_do_not_fit_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        BEFORE.append(new(**changes))


def test_a_new_object_needs_every_feature_and_a_name_of_its_own() -> None:
    rows = {key: tuple(values) for key, values in MORE.items() if key != "age"}
    with pytest.raises(StudyError, match="has no feature 'age'"):
        BEFORE.append(NewObject("far", rows))
    with pytest.raises(StudyError, match="two objects are named 'N'"):
        BEFORE.append(new("N"))


def test_a_stand_in_takes_its_originals_place() -> None:
    rows = {key: tuple(values) for key, values in MORE.items()}
    after = BEFORE.append(NewObject("N*", rows, stands_in_for="N"))
    assert after.universe.originals == BEFORE.universe.originals


def test_resampled_rows_are_an_objects_own_and_the_draw_is_repeatable() -> None:
    first, again, other = BEFORE.resampled(0), BEFORE.resampled(0), BEFORE.resampled(1)
    assert contents(first) == contents(again)
    assert contents(first) != contents(other)
    assert first.fingerprint == BEFORE.fingerprint
    for at in range(4):
        drawn, own = first.table(at), BEFORE.table(at)
        assert len(drawn) == len(own)
        assert {row.tobytes() for row in drawn.hashes} <= {row.tobytes() for row in own.hashes}
        assert first.universe[at].content == drawn.content.astype("<u8").tobytes()


def test_another_learner_is_the_same_objects_and_slices_in_another_grid() -> None:
    after = BEFORE.under({"kind": "ridge", "l2": 3.0})
    assert contents(after) == contents(BEFORE)
    assert same_evaluation(after.evaluation, BEFORE.evaluation)
    assert after.fingerprint == study(learner={"kind": "ridge", "l2": 3.0}).fingerprint
    assert after.under({"l2": 4.0}).learner == BEFORE.under({"kind": "ridge", "l2": 4.0}).learner
    with pytest.raises(StudyError, match="'ngram' is for text"):
        BEFORE.under({"kind": "ngram"})
