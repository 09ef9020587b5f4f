"""Tables as people have them become studies: once, however often they are imported."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.errors import DataCounterfactualsError, StudyError
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.observed import open_runs
from datacounterfactuals.study.loading import load
from tests.runs.support import write_csv

FOUR: dict[str, Any] = {
    "A": [1, 1, 0, 1, 0],
    "B": [1, 0, 1, 1, 0],
    "C": [0, 1, 1, 1, 1],
    "loss": [2.0, 2.5, 2.2, 1.5, 3.0],
}


def bank_rows(folder: Path) -> int:
    return sum(vault.summary().rows for vault in Bank(folder).vaults())


def test_what_columns_are_is_found_by_looking(tmp_path: Path) -> None:
    frame = FOUR | {
        "run": list("abcde"),
        "seed": [0] * 5,
        "gpu_hours": [2.0, 2, 2, 3, 1],
        "learning_rate": [1e-3] * 5,
        "val_acc": [0.5, 0.4, 0.45, 0.6, 0.3],
    }
    runs = import_runs(frame, bank=tmp_path).observed.runs
    assert runs.objects == ("A", "B", "C")
    assert [(score.name, score.better) for score in runs.scores] == [("loss", -1), ("val_acc", 1)]
    assert runs.columns == {"run": "run", "seed": "seed", "cost": "gpu_hours"}
    assert runs.names == tuple("abcde")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["yes", "no", "YES", "no", "yes"], [1, 0, 1, 0, 1]),
        (["x", None, "x", None, "X"], [1, 0, 1, 0, 1]),
        ([True, False, True, False, True], [1, 0, 1, 0, 1]),
        (["in", "out", "in", "out", "in"], [1, 0, 1, 0, 1]),
    ],
)
def test_marks_of_many_kinds_say_in_or_out(
    marks: list[Any], expected: list[int], tmp_path: Path
) -> None:
    runs = import_runs(FOUR | {"D": marks}, bank=tmp_path).observed.runs
    assert runs.kind == "in/out"
    assert runs.weights[:, runs.objects.index("D")].tolist() == expected


def test_token_counts_become_weights_by_the_largest_count(tmp_path: Path) -> None:
    frame = {"web": [4e9, 2e9, 0.0, 1e9], "code": [0.0, 1e9, 5e8, 1e9], "loss": [1.0, 2, 3, 4]}
    observed = import_runs(frame, bank=tmp_path).observed
    assert observed.runs.kind == "tokens"
    assert observed.runs.weights.tolist() == [[1, 0], [0.5, 1], [0, 0.5], [0.25, 1]]
    assert [item.size for item in observed.study.universe] == [4e9, 1e9]


def test_a_larger_count_that_comes_later_leaves_old_worlds_as_they_were(tmp_path: Path) -> None:
    frame = {"run": ["a", "b"], "web": [4e9, 2e9], "code": [0.0, 1e9], "loss": [1.0, 2]}
    import_runs(frame, tmp_path / "study", bank=tmp_path / "bank")
    later = {"run": ["c"], "web": [8e9], "code": [1e9], "loss": [0.5]}
    grown = import_runs(later, tmp_path / "study", bank=tmp_path / "bank").observed
    assert grown.runs.weights.tolist() == [[1, 0], [0.5, 1], [2, 1]]


@pytest.mark.parametrize("unit", [1.0, 100.0])
def test_shares_count_by_their_proportions(unit: float, tmp_path: Path) -> None:
    shares = np.array([[0.5, 0.5, 0.0], [0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3]]) * unit
    frame = {name: shares[:, place] for place, name in enumerate("ABC")} | {"loss": [1.0, 2, 3]}
    runs = import_runs(frame, bank=tmp_path).observed.runs
    assert runs.kind == "shares"
    assert runs.weights[0].tolist() == [1, 1, 0]  # equal shares are the plain subset
    assert runs.weights[2].tolist() == [1, 1, 1]
    np.testing.assert_allclose(runs.amounts, shares / unit, atol=1e-9)


def test_percent_signs_are_read(tmp_path: Path) -> None:
    frame = {"A": ["30%", "100%"], "B": ["70%", "0%"], "accuracy": ["51.5%", "40%"]}
    runs = import_runs(frame, bank=tmp_path).observed.runs
    assert runs.kind == "shares"
    assert runs.values[:, 0].tolist() == [51.5, 40.0]
    assert runs.scores[0].unit == "%"


def test_one_column_may_list_the_objects(tmp_path: Path) -> None:
    frame = {"sources": ["A+B+D", "B", "A, D"], "loss": [1.0, 2.0, 3.0]}
    runs = import_runs(frame, bank=tmp_path).observed.runs
    assert runs.objects == ("A", "B", "D")
    assert runs.weights.tolist() == [[1, 1, 1], [0, 1, 0], [1, 0, 1]]


def test_a_frame_and_a_file_make_the_same_runs(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "runs.csv", FOUR)
    pd.DataFrame(FOUR).to_parquet(tmp_path / "same.parquet")
    one = import_runs(path, bank=tmp_path / "bank").observed.runs
    for source in (pd.DataFrame(FOUR), tmp_path / "same.parquet"):
        other = import_runs(source, bank=tmp_path / "bank").observed.runs
        assert other.edition == one.edition


def test_a_study_is_written_that_anyone_can_load(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ablations.csv", FOUR)
    made = import_runs(path, bank=tmp_path / "bank").observed
    assert made.folder == tmp_path / "ablations"
    study = load(tmp_path / "ablations")
    assert study.learner is None
    assert study.fingerprint == made.study.fingerprint
    scores = Grid(study, tmp_path / "bank").scores(Listed(made.runs.weights))
    assert scores.shown[:, 0].tolist() == FOUR["loss"]
    assert [column.better for column in scores.columns] == [-1]


def test_opening_a_study_fills_a_new_bank(tmp_path: Path) -> None:
    import_runs(FOUR, tmp_path / "study", bank=tmp_path / "one")
    opened = open_runs(tmp_path / "study", tmp_path / "two")
    assert bank_rows(tmp_path / "two") == 5
    assert opened.runs.names == ("run-001", "run-002", "run-003", "run-004", "run-005")


def test_importing_again_doubles_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "runs.csv", FOUR)
    import_runs(path, bank=tmp_path / "bank")
    again = import_runs(path, bank=tmp_path / "bank")
    assert (again.added, again.there) == (0, 5)
    assert bank_rows(tmp_path / "bank") == 5
    import_runs(path, tmp_path / "elsewhere", name="runs", bank=tmp_path / "bank")
    assert bank_rows(tmp_path / "bank") == 5


def test_added_runs_keep_the_cells_that_are_there(tmp_path: Path) -> None:
    before = import_runs(FOUR, tmp_path / "study", bank=tmp_path / "bank").observed
    more = {name: values[:1] for name, values in FOUR.items()} | {"A": [0], "C": [1], "B": [0]}
    more = {"A": [1], "B": [0], "C": [0], "loss": [2.9]}
    after = import_runs(more, tmp_path / "study", bank=tmp_path / "bank")
    assert after.added == 1
    assert after.observed.study.fingerprint == before.study.fingerprint
    assert bank_rows(tmp_path / "bank") == 6


def test_a_new_object_is_appended_and_old_runs_lack_it(tmp_path: Path) -> None:
    before = import_runs(FOUR, tmp_path / "study", bank=tmp_path / "bank").observed
    more = {"A": [1], "B": [1], "C": [1], "D": [1], "loss": [1.2]}
    after = import_runs(more, tmp_path / "study", bank=tmp_path / "bank").observed
    assert after.runs.objects == ("A", "B", "C", "D")
    assert after.runs.weights[:5, 3].tolist() == [0] * 5
    assert after.study.fingerprint == before.study.fingerprint


@pytest.mark.parametrize("extra", [{}, {"run": list("abcde")}, {"seed": [7, 7, 7, 7, 7]}])
def test_a_changed_score_is_an_error_until_it_is_called_a_correction(
    extra: dict[str, Any], tmp_path: Path
) -> None:
    frame = FOUR | extra
    before = import_runs(frame, tmp_path / "study", bank=tmp_path / "bank").observed
    wrong = frame | {"loss": [2.0, 2.5, 2.2, 1.7, 3.0]}
    with pytest.raises(StudyError, match=r"1\.5.*1\.7"):
        import_runs(wrong, tmp_path / "study", bank=tmp_path / "bank")
    done = import_runs(wrong, tmp_path / "study", correct=True, bank=tmp_path / "bank")
    assert (done.added, done.corrected, done.there) == (0, 1, 4)
    assert done.observed.study.fingerprint != before.study.fingerprint
    scores = done.observed.grid.scores(Listed(done.observed.runs.weights))
    assert scores.shown[3, 0] == 1.7


def test_a_named_run_cannot_change_its_world(tmp_path: Path) -> None:
    frame = FOUR | {"run": list("abcde")}
    import_runs(frame, tmp_path / "study", bank=tmp_path / "bank")
    with pytest.raises(StudyError, match="'a' is there with A \\+ B"):
        import_runs(frame | {"B": [0, 0, 1, 1, 0]}, tmp_path / "study", bank=tmp_path / "bank")


def test_a_score_that_was_missing_can_be_filled_in(tmp_path: Path) -> None:
    holes = FOUR | {"acc": [0.1, 0.2, np.nan, 0.4, 0.5]}
    before = import_runs(holes, tmp_path / "study", bank=tmp_path / "bank").observed
    scores = before.grid.scores(Listed(before.runs.weights))
    assert np.isnan(scores.shown[2, 1])
    assert scores.shown[2, 0] == 2.2
    full = FOUR | {"acc": [0.1, 0.2, 0.3, 0.4, 0.5]}
    done = import_runs(full, tmp_path / "study", bank=tmp_path / "bank")
    assert (done.completed, done.there, done.added) == (1, 4, 0)
    again = done.observed.grid.scores(Listed(done.observed.runs.weights))
    assert again.shown[2, 1] == 0.3


def test_repeats_are_kept_apart(tmp_path: Path) -> None:
    frame = {
        "A": [1, 1, 1, 0], "B": [1, 1, 0, 1], "seed": [0, 1, 0, 0], "loss": [1.0, 1.2, 2.0, 2.1],
    }  # fmt: skip
    observed = import_runs(frame, bank=tmp_path).observed
    assert observed.study.repeats == 2
    scores = observed.grid.scores(Listed(observed.runs.worlds))
    assert scores.shown[0, 0] == pytest.approx(1.1)
    assert scores.shown[1, 0] == 2.0


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"A": [1, 0], "B": [0, 1], "quality": [1.5, 2.5]}, "is a score by its name"),
        ({"loss": [1.0, 2.0], "acc": [0.1, 0.2]}, "says which objects a run had"),
        ({"A": [1, 0], "B": [0, 1], "loss": [np.nan, np.nan]}, "no run .* has a score"),
        ({"A": [1, 0], "B": [0.5, -0.5], "loss": [1.0, 2.0]}, "-0.5 in row 2"),
        ({"A": [1, 0], "B": [1, None], "loss": [1.0, 2.0]}, "no value in row 2"),
        ({"A": [1, 0], "B": [0, "maybe"], "loss": [1.0, 2.0]}, "'maybe' in row 2"),
    ],
)
def test_hopeless_tables_say_what_is_wrong(
    frame: dict[str, Any], words: str, tmp_path: Path
) -> None:
    objects = ["A", "B"] if "B" in frame else None
    with pytest.raises(DataCounterfactualsError, match=words):
        import_runs(frame, objects=objects, bank=tmp_path)


def test_a_score_whose_name_tells_nothing_needs_its_direction(tmp_path: Path) -> None:
    frame = {"A": [1, 0, 1], "B": [0, 1, 1], "quality": [1.5, 2.5, 3.5]}
    with pytest.raises(StudyError, match="which way is better"):
        import_runs(frame, scores=["quality"], bank=tmp_path)
    runs = import_runs(frame, scores={"quality": "more"}, bank=tmp_path).observed.runs
    assert runs.scores[0].better == 1


def test_a_failed_import_leaves_the_study_as_it_was(tmp_path: Path) -> None:
    import_runs(FOUR, tmp_path / "study", bank=tmp_path / "bank")
    before = {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir()}
    with pytest.raises(StudyError):
        import_runs(
            FOUR | {"loss": [9.0, 2.5, 2.2, 1.5, 3.0]}, tmp_path / "study", bank=tmp_path / "bank"
        )
    assert {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir()} == before
