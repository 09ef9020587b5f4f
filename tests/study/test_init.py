"""`datacf init`: what it proposes works without editing, and says why it is so."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.init import propose
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study
from tests.study.support import people

CHANCE = np.random.default_rng(0)


def proposed(folder: Path, table: Any, target: str, objects: str) -> tuple[str, Study]:
    pd.DataFrame(table).to_csv(folder / "data.csv", index=False)
    text = propose(folder / "data.csv", target, objects)
    (folder / "study.toml").write_text(text, "utf-8")
    return text, load(folder)


def test_a_table_with_categories_missing_values_and_an_id_works_without_editing(
    tmp_path: Path,
) -> None:
    table = people(300) | {
        "customer_id": [f"c{row}" for row in range(300)],
        "remark": [f"they said {row} things and then they left us" for row in range(300)],
        "country": ["here"] * 300,
        "empty": [None] * 300,
    }
    text, study = proposed(tmp_path, table, "said", "region")
    assert study.source is not None
    assert study.source.roles.names == ("age", "income", "job", "sex")
    assert {"f", "m"} <= set(study.evaluation.slices)
    assert study.learner is not None
    assert study.learner.name == "logistic"
    for words in (
        "customer_id: different in nearly every row: an id",
        "remark: free text",
        "country: the same in every row",
        "empty: empty",
        "age: number, 27 missing",
        "job: category of 3",
    ):
        assert words in text


def test_a_number_is_predicted_by_ridge(tmp_path: Path) -> None:
    text, study = proposed(tmp_path, people(200), "income", "region")
    assert study.evaluation.schema.task == "regression"
    assert study.metric == "r2"
    assert 'kind = "ridge"' in text


def test_rows_and_random_parts_can_be_objects_too(tmp_path: Path) -> None:
    assert len(proposed(tmp_path, people(60), "said", "rows")[1].universe) > 30
    (tmp_path / "study.frozen.json").unlink()
    assert len(proposed(tmp_path, people(60), "said", "5")[1].universe) == 5


@pytest.mark.parametrize(
    "table",
    [
        # names and values that need quoting
        {
            'a "quoted" name': CHANCE.normal(size=80).tolist(),
            "an=equals, [bracket] #hash": CHANCE.choice(["x\ny", "z"], 80).tolist(),
            "größe": CHANCE.integers(0, 9, 80).tolist(),
            "target": CHANCE.choice(["ja", "nein"], 80).tolist(),
            "objects": CHANCE.choice(["a", 'b"', "c\\"], 80).tolist(),
        },
        # a target with missing values and three classes that are numbers, objects with some missing
        {
            "x": [None if row % 3 == 0 else float(row) / 7 for row in range(90)],
            "target": [None if row % 10 == 0 else row % 3 for row in range(90)],
            "objects": [None if row % 9 == 0 else row % 4 for row in range(90)],
        },
        # truth values, dates, a constant target for one object
        {
            "seen": [bool(value) for value in CHANCE.integers(0, 2, 80)],
            "day": [f"2020-01-{1 + row % 28:02d}" for row in range(80)],
            "target": [row >= 20 and bool(row % 2) for row in range(80)],
            "objects": ["abcd"[row // 20] for row in range(80)],
        },
        # many categories, most of them rare, and a lopsided target
        {
            "town": [f"t{int(value)}" for value in CHANCE.zipf(1.5, 300) % 200],
            "x": CHANCE.normal(size=300).tolist(),
            "target": ["no" if row % 15 else "yes" for row in range(300)],
            "objects": [f"o{row % 25}" for row in range(300)],
        },
        # few rows
        {"x": list(range(12)), "target": ["u", "v"] * 6, "objects": ["a", "b", "c"] * 4},
    ],
)  # fmt: skip
def test_nasty_tables_work_without_editing(tmp_path: Path, table: dict[str, Any]) -> None:
    text, study = proposed(tmp_path, table, "target", "objects")
    tomllib.loads(text)
    assert len(study.universe) >= 3
    assert all(np.isfinite(study.table(at).features).all() for at in range(len(study.universe)))
    assert study.columns()


@pytest.mark.parametrize(
    ("table", "target", "objects", "said"),
    [
        (people(), "sayd", "region", "no target 'sayd'.*'said'"),
        (people(), "said", "regin", "no object column 'regin'.*'region'"),
        (people(), "said", "said", "both the target and the object column"),
        (people() | {"said": ["x"] * 120}, "said", "region", "1 different value"),
        ({"y": ["a", "b"] * 30, "o": ["u"] * 30 + ["v"] * 30}, "y", "o", "no column is left"),
    ],
)
def test_what_no_study_can_be_made_of_is_refused(
    tmp_path: Path, table: Any, target: str, objects: str, said: str
) -> None:
    with pytest.raises(StudyError, match=said):
        proposed(tmp_path, table, target, objects)


def test_data_elsewhere_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    pd.DataFrame(people()).to_csv(tmp_path / "data.csv", index=False)
    text = propose(tmp_path / "data.csv", "said", "region", tmp_path / "here")
    (tmp_path / "here" / "study.toml").write_text(text, "utf-8")
    assert len(load(tmp_path / "here").universe) == 4
