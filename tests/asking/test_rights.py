"""Under use rights: shut rows never reach a learner, shut columns are never read."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.trying import tried
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.study import Study


def study(**settings: Any) -> Study:
    draw = np.random.default_rng(1)
    rows = 240
    frame = pd.DataFrame({"x": draw.normal(size=rows), "who": np.arange(rows) % 3})
    frame["who"] = frame["who"].map({0: "ann", 1: "bob", 2: "cy"})
    frame["y"] = np.where(frame["x"] + draw.normal(0, 0.8, rows) > 0, "yes", "no")
    return Study.from_frame(
        frame, objects="who", target="y", include=["x"], learner="naive_bayes", slices="who",
        evaluation={"share": 0.3, "by_object": True}, **settings,
    )  # fmt: skip


def test_what_is_shut_is_never_trained(tmp_path: Path) -> None:
    grid = Grid(study(rights={"bob": "evaluable"}), tmp_path)
    grid.fill(progress=None)
    free = Grid(study(), tmp_path)
    every = Lattice(3, (0, 1, 2))
    held = free.held(every)[0]
    assert held.tolist() == [not (row >> 1 & 1) for row in range(8)]
    with pytest.raises(StudyError, match="'bob' may not be trained on"):
        grid.fill(every, progress=None)
    with pytest.raises(StudyError, match="'bob' may not be trained on"):
        answer(grid, question("leave_one_out", world="ann, bob"))


def test_no_way_of_training_takes_a_shut_row(tmp_path: Path) -> None:
    limited = study(rights={"bob": "evaluable"})
    every = Lattice(3, (0, 1, 2))
    with pytest.raises(StudyError, match="'bob' may not be trained on"):
        tried(limited, every)
    for name in ("knn_shapley", "planted_signal", "shapley"):
        with pytest.raises(StudyError, match="'bob' may not be trained on"):
            answer(Grid(limited, tmp_path), question(name), roster=["ann", "bob"])


def test_a_grid_lists_only_what_is_open(tmp_path: Path) -> None:
    grid = Grid(study(rights={"bob": "unavailable"}), tmp_path)
    grid.fill(progress=None)
    listed = grid.records()
    assert [one["world"] for one in listed] == ["empty", "ann", "cy", "ann, cy"]
    assert {"ann", "cy"} == set(listed[0]) - {"world", "size", "state"}


def test_an_answer_under_rights_is_that_of_the_open_objects(tmp_path: Path) -> None:
    free = Grid(study(), tmp_path)
    limited = answer(free, question("shapley"), rights={"bob": "evaluable"})
    assert np.allclose(
        limited.values, answer(free, question("shapley"), roster=["ann", "cy"]).values
    )
    assert any(
        "bob may be measured on and not trained on" in one for one in limited.claim.held_fixed
    )
    wanted = plan(free, question("shapley"), rights={"bob": "evaluable"})
    assert wanted.wanted == wanted.held == 4


def test_a_column_that_reads_a_point_of_what_may_not_be_measured_on_is_shut(tmp_path: Path) -> None:
    grid = Grid(study(), tmp_path).where({"bob": "trainable"})
    assert [column.name for column in grid.window().columns] == ["ann", "cy"]  # nor "all"
    with pytest.raises(StudyError, match="bob reads points of it"):
        grid.window(slices=["bob"])
    with pytest.raises(StudyError, match="all reads points of it"):
        grid.window(slices=["all"])


def test_nothing_is_chosen_on_what_is_reserved(tmp_path: Path) -> None:
    grid = Grid(study(), tmp_path).where({"bob": "reserved"})
    window = grid.window(slices=["all"])
    choosing, reporting = (half.columns[0].groups[0] for half in window.halves())
    owners = grid.study.evaluation.owners
    assert owners is not None
    bobs = owners == 1
    assert not choosing[bobs].any()
    assert reporting[bobs & window.columns[0].groups[0]].all()
    with pytest.raises(QuestionError, match="nothing may be chosen on bob"):
        grid.window(slices=["bob"]).halves()


def test_where_nothing_may_be_used_it_is_told(tmp_path: Path) -> None:
    grid = Grid(study(), tmp_path)
    with pytest.raises(StudyError, match="no object may be trained on"):
        grid.where(dict.fromkeys(("ann", "bob", "cy"), "evaluable")).window()
    with pytest.raises(StudyError, match="every column reads points"):
        grid.where(dict.fromkeys(("ann", "bob", "cy"), "trainable")).window()


def test_a_corrupted_copy_of_what_may_not_be_trained_on_is_shut_too(tmp_path: Path) -> None:
    grid = Grid(study(rights={"bob": "unavailable"}).plus("flip:bob"), tmp_path)
    assert grid.window().roster.names == ("ann", "cy")
