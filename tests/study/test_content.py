"""What names cells: content and settings; never names, places or the kind of table."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, final

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from datacounterfactuals.data.files import read_file
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.centroid import Centroid
from datacounterfactuals.learners.ridge import Ridge
from tests.study.support import (
    Plain,
    contents,
    joined,
    people,
    same_evaluation,
    same_table,
    study,
    taken,
)

BEFORE = study()


@given(st.permutations(range(120)))
@effort(max_examples=10)
def test_reordering_rows_changes_no_content_no_atom_and_no_fingerprint(order: list[int]) -> None:
    after = study(taken(people(), order))
    assert contents(after) == contents(BEFORE)
    assert after.fingerprint == BEFORE.fingerprint
    assert same_evaluation(after.evaluation, BEFORE.evaluation)
    assert all(same_table(after.table(at), BEFORE.table(at)) for at in range(4))


def test_renaming_objects_changes_names_only() -> None:
    words = {"N": "north", "E": "east", "S": "south", "W": "west"}
    data = people()
    after = study(data | {"region": [words[name] for name in data["region"]]})
    assert {words[name]: content for name, content in contents(BEFORE).items()} == contents(after)
    assert after.fingerprint == BEFORE.fingerprint
    assert same_evaluation(after.evaluation, BEFORE.evaluation)
    shown = study(names={"S": "A"})
    assert shown.universe.names[0] == "A"
    assert shown.universe[0].label == "S"
    assert shown.universe[0].content == contents(BEFORE)["S"]
    assert BEFORE.rename("N", "north").fingerprint == BEFORE.fingerprint


def test_slices_do_not_enter_the_fingerprint_or_the_contents() -> None:
    after = study(slices=[])
    assert after.fingerprint == BEFORE.fingerprint
    assert contents(after) == contents(BEFORE)


@given(st.integers(0, 119))
@effort(max_examples=15)
def test_a_changed_label_changes_its_object_alone_and_moves_no_row(row: int) -> None:
    data = people()
    labels = list(data["said"])
    labels[row] = "no" if labels[row] == "yes" else "yes"
    after = study(data | {"said": labels}, frozen=BEFORE.source.frozen if BEFORE.source else None)
    changed = {name for name in contents(after) if contents(after)[name] != contents(BEFORE)[name]}
    sides = [sorted(_identities(made)) for made in (BEFORE, after)]
    assert sides[0] == sides[1]
    held = not changed
    assert changed <= {data["region"][row]}
    assert (after.evaluation.content != BEFORE.evaluation.content) == held
    assert after.fingerprint == BEFORE.fingerprint


def _identities(made: Any) -> list[tuple[str, bytes]]:
    """The features of each row with the side that it is on."""
    pieces = {
        item.name: piece for item, piece in zip(made.universe, made.source.pieces, strict=True)
    }
    pieces["held"] = made.source.points.piece
    return [
        ("held" if name == "held" else "training", row.tobytes())
        for name, piece in pieces.items()
        for row in piece.stock.identities[piece.rows]
    ]


@given(st.lists(st.integers(0, 119), min_size=1, max_size=30), st.data())
@effort(max_examples=15)
def test_equal_rows_never_stand_on_both_sides(rows: list[int], data: st.DataObject) -> None:
    extra = taken(people(), rows)
    extra["said"] = [data.draw(st.sampled_from(["yes", "no"])) for _ in rows]
    made = study(joined(people(), extra))
    assert made.source is not None
    assert not made.source.repeated().any()


@given(st.integers(0, 1000))
@effort(max_examples=10)
def test_groups_never_leak(seed: int) -> None:
    chance = np.random.default_rng(seed)
    data = people() | {"family": [f"f{number}" for number in chance.integers(0, 25, 120)]}
    made = study(data, group="family")
    assert made.source is not None
    families = np.array(data["family"])
    source: Any = made.source
    held = set(families[source.points.piece.rows])
    training = {f for piece in source.pieces for f in families[piece.rows]}
    assert held
    assert training
    assert not held & training


def test_a_declared_id_decides_the_split_whatever_else_changes() -> None:
    data = people() | {"key": [f"k{row}" for row in range(120)]}
    before = study(data, id="key")
    after = study(data | {"income": [float(value) + 1 for value in data["income"]]}, id="key")
    sources: list[Any] = [before.source, after.source]
    rows = [source.points.piece.rows for source in sources]
    assert rows[0].tolist() == rows[1].tolist()


def test_frames_and_files_of_the_same_data_give_the_same_study(tmp_path: Path) -> None:
    data = people()
    frame = pd.DataFrame(data)
    frame.to_csv(tmp_path / "people.csv", index=False)
    pl.DataFrame(data).write_parquet(tmp_path / "people.parquet")
    tables: dict[str, Any] = {
        "pandas": frame,
        "polars": pl.DataFrame(data),
        "arrow": pa.table(data),
        "csv": read_file(tmp_path / "people.csv"),
        "parquet": read_file(tmp_path / "people.parquet"),
    }
    for kind, table in tables.items():
        made = study(table)
        assert contents(made) == contents(BEFORE), kind
        assert made.fingerprint == BEFORE.fingerprint, kind
        assert same_evaluation(made.evaluation, BEFORE.evaluation), kind


@pytest.mark.parametrize(
    "change",
    [
        {"learner": "naive_bayes"},
        {"learner": {"kind": "ridge", "l2": 2.0}},
        {"exclude": ["age"]},
        {"categories": ["age"]},
        {"reference": "inside"},
        {"reference": people(60, seed=3)},
    ],
)
def test_another_learner_setting_schema_or_preprocessing_is_another_grid(
    change: dict[str, Any],
) -> None:
    assert study(**change).fingerprint != BEFORE.fingerprint


def test_a_changed_setting_is_another_grid_and_the_seed_only_where_training_is_random() -> None:
    ridge = study(learner={"kind": "ridge", "l2": 1.0})
    assert ridge.fingerprint != study(learner={"kind": "ridge", "l2": 2.0}).fingerprint
    assert study(seed=1).fingerprint == BEFORE.fingerprint
    forests = [study(learner=RandomForestClassifier(n_estimators=2), seed=s) for s in (0, 1)]
    assert forests[0].fingerprint != forests[1].fingerprint


def test_rows_with_equal_content_are_objects_with_equal_content() -> None:
    data: Plain = {"x": [1.0, 1.0, 2.0], "y": ["a", "a", "b"]}
    made = study(data, target="y", objects="rows", slices=[], evaluation=data)
    assert made.universe[0].content == made.universe[1].content != made.universe[2].content
    assert made.universe.names == ("1", "2", "3")


def test_random_parts_are_decided_by_content_and_about_equal() -> None:
    data = people(600)
    made = study(data, objects=4, slices=[])
    turned = study(taken(data, range(599, -1, -1)), objects=4, slices=[])
    assert contents(made) == contents(turned)
    assert made.universe.names == ("part 1", "part 2", "part 3", "part 4")
    assert all(80 < item.size < 150 for item in made.universe)
    labels = ["no" if label == "yes" else "yes" for label in data["said"]]
    moved = study(data | {"said": labels}, objects=4, slices=[])
    assert [item.size for item in moved.universe] == [item.size for item in made.universe]


def test_a_partition_is_one_label_for_each_row() -> None:
    labels = people()["region"]
    for partition in (labels, np.array(labels), pd.Series(labels)):
        assert contents(study(objects=partition, exclude=["region"])) == contents(BEFORE)


def test_a_whole_number_names_a_setting_as_the_number_it_stands_for() -> None:
    given = [study(learner=Ridge(l2=l2)) for l2 in (2, 2.0, np.float64(2.0))]
    declared = study(learner={"kind": "ridge", "l2": 2})
    assert {one.fingerprint for one in (*given, declared)} == {declared.fingerprint}
    assert study(learner=Ridge(l2=2.5)).fingerprint != declared.fingerprint


def test_a_learner_of_another_package_never_has_the_name_of_one_of_ours() -> None:
    @final
    @dataclass(frozen=True)
    class Impostor(Learner):
        name: ClassVar[str] = "centroid"
        title: ClassVar[str] = "something else"
        version: ClassVar[int] = Centroid.version
        capability: ClassVar[Capability] = Centroid.capability
        settings = Centroid.settings
        statistics = Centroid.statistics
        summarise = Centroid.summarise
        scorer = Centroid.scorer

    assert study(learner=Impostor()).protocol["version"] == BEFORE.protocol["version"]
    assert study(learner=Impostor()).fingerprint != BEFORE.fingerprint
    inside = [study(learner=one, reference="inside") for one in (Impostor(), Centroid())]
    assert inside[0].fingerprint != inside[1].fingerprint
