"""A study of Parquet read part by part is the study of the same rows in memory."""

import builtins
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.errors import LearnerError, StudyError
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.data import parquet
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.learners.catalogue import learner
from datacounterfactuals.study import streaming
from datacounterfactuals.study.study import Study
from tests.learners.crews.support import cluster
from tests.study.support import people


def written(folder: Path, plain: Any = None, pieces: int = 2, group: int = 80) -> Path:
    """A folder of several files of several row groups, over which every object is spread."""
    table = plain if isinstance(plain, pa.Table) else pa.table(plain or people(400))
    each = -(-len(table) // pieces)
    for number in range(pieces):
        part = table.slice(number * each, each)
        pq.write_table(part, folder / f"{number}.parquet", row_group_size=group)
    return folder


def three_classes() -> Any:
    plain = people(400, seed=3)
    plain["said"] = ["maybe" if row % 5 == 0 else word for row, word in enumerate(plain["said"])]
    return pa.table(plain)


def of_number(name: str) -> Any:
    """People whose target is a number."""
    table = people(400, seed=4)
    table["said"] = [value * 0.5 + (row % 3) for row, value in enumerate(table["income"])]
    table["label"] = table.pop(name)
    table[name] = table.pop("label")
    return pa.table(table)


SETTINGS: dict[str, Any] = {
    "objects": "region", "target": "said", "slices": ["sex"], "learner": "naive_bayes",
}  # fmt: skip


def both(
    folder: Path, table: Any, executor: Any = "synchronous", **settings: Any
) -> tuple[Study, Study]:
    given: dict[str, Any] = SETTINGS | settings
    streamed = Study.from_parquet(folder, executor=executor, progress=None, **given)
    assert streamed.source is not None
    given["frozen"] = streamed.source.frozen
    return streamed, Study.from_frame(table, **given)


def same(streamed: Study, whole: Study, folder: Path) -> None:
    """Equal in every respect but for the rows in memory and the words on the fit."""
    assert streamed.fingerprint == whole.fingerprint
    assert streamed.universe == whole.universe
    assert streamed.evaluation.atoms == whole.evaluation.atoms
    assert streamed.report == whole.report
    assert streamed.held_fixed == whole.held_fixed
    assert set(whole.cautions) <= set(streamed.cautions)
    held: list[Any] = []
    for name, study in (("streamed", streamed), ("whole", whole)):
        grid = Grid(study, Bank(folder / name))
        grid.fill(progress=None)
        metric = "log_loss" if "log_loss" in study.metrics else None
        lattice = grid.lattice()
        held.append((grid.keys(lattice), grid.scores(lattice, study.columns(metric)).values))
    np.testing.assert_array_equal(held[0][0], held[1][0])
    np.testing.assert_allclose(held[0][1], held[1][1], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["naive_bayes", "centroid", "ridge"])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("evaluation", ["held out", "given"])
def test_is_the_study_of_the_same_rows(
    tmp_path: Path, kind: str, classes: int, evaluation: str
) -> None:
    table = pa.table(people(400)) if classes == 2 else three_classes()
    given = pa.table(people(150, seed=9)) if evaluation == "given" else 0.3
    same(*both(written(tmp_path, table), table, learner=kind, evaluation=given), tmp_path)


def test_is_the_same_for_a_quantity_by_ridge(tmp_path: Path) -> None:
    table = of_number("region")
    same(*both(written(tmp_path, table), table, learner="ridge"), tmp_path)


def test_is_the_same_whoever_reads_the_parts(tmp_path: Path) -> None:
    table = pa.table(people(400))
    written(tmp_path, table)
    one, _ = both(tmp_path, table)
    two, _ = both(tmp_path, table, executor="threads")
    for place in range(len(one.universe)):
        a, b = (study.summary(place, study.evaluation) for study in (one, two))
        assert a.content == b.content == one.universe[place].content
        np.testing.assert_array_equal(a.sums, b.sums)


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MOST_ROWS", 2)
    killed: list[int] = []
    written(tmp_path, pa.table(people(400)))
    expected = Study.from_parquet(tmp_path, progress=None, **SETTINGS)
    with cluster() as client:

        def kill(what: str, done: int, rows: int, seconds: float) -> None:
            del what, seconds
            if not killed and done < rows:
                killed.append(min(client.run(os.getpid).values()))
                os.kill(killed[0], signal.SIGKILL)

        found = Study.from_parquet(tmp_path, executor=client, progress=kill, **SETTINGS)
    assert killed
    assert found.universe == expected.universe
    for place in range(len(found.universe)):
        one, other = (each.summary(place, each.evaluation) for each in (found, expected))
        assert one.content == other.content
        np.testing.assert_allclose(one.sums, other.sums, rtol=1e-12)


def test_a_column_may_say_what_is_held_out(tmp_path: Path) -> None:
    plain: dict[str, Any] = people(400)
    plain["side"] = [("test", "train", "train", "unused")[row % 4] for row in range(400)]
    table = pa.table(plain)
    same(*both(written(tmp_path, table), table, evaluation="side"), tmp_path)


@pytest.mark.parametrize(
    "settings",
    [
        {"objects": 5},
        {"objects": "age", "only": ["20", "30", "40", "50"], "learner": "centroid"},
        {"names": {"N": "north"}, "groups": {"rest": ["S", "W"]}, "costs": {"north": 2.0}},
        {"stand_ins": {"S": "N"}, "reserve": ["W"]},
        {"sample": 0.6, "group": "age"},
        {"missing": "drop", "categories": ["age"]},
        {"whole": True, "task": "classification", "learner": {"kind": "ridge", "per": "mean"}},
    ],
)
def test_takes_the_settings_of_a_frame(tmp_path: Path, settings: dict[str, Any]) -> None:
    plain = people(400)
    if settings.get("missing") == "drop":
        plain["said"] = [None if row % 17 == 0 else word for row, word in enumerate(plain["said"])]
    table = pa.table(plain)
    same(*both(written(tmp_path, table), table, **settings), tmp_path)


def test_with_all_parts_as_the_sample_even_the_preprocessing_is_the_same(tmp_path: Path) -> None:
    table = pa.table(people(300))
    streamed, _ = both(written(tmp_path, table, pieces=2, group=150), table)
    whole = Study.from_frame(table, **SETTINGS)
    assert streamed.fingerprint == whole.fingerprint
    assert streamed.cautions == whole.cautions


def test_says_what_the_preprocessing_was_fitted_to(tmp_path: Path) -> None:
    table = pa.table(people(400))
    streamed, _ = both(written(tmp_path, table, 3, 40), table)
    assert "training rows, from 8 of the 12 parts of the data" in " ".join(streamed.cautions)
    given, whole = both(tmp_path, table, reference=pa.table(people(50, seed=2)))
    assert "parts of the data" not in " ".join(given.cautions)
    same(given, whole, tmp_path)


def test_an_object_of_rows_in_memory_can_be_appended(tmp_path: Path) -> None:
    table = pa.table(people(400))
    more = NewObject("more", {k: tuple(v) for k, v in people(30, seed=8).items()})
    streamed, whole = both(written(tmp_path, table), table)
    for study in (streamed, whole):
        Grid(study, Bank(tmp_path / "old")).fill(progress=None)
    same(streamed.append(more), whole.append(more), tmp_path)


def test_another_setting_keeps_the_sums_and_another_learner_is_refused(tmp_path: Path) -> None:
    table = pa.table(people(400))
    streamed, whole = both(written(tmp_path, table), table)
    smooth = {"var_smoothing": 0.1}
    same(streamed.under(smooth), whole.under(smooth), tmp_path)
    other = Grid(streamed.under({"kind": "centroid"}), Bank(tmp_path / "other"))
    with pytest.raises(StudyError, match="added up for 'naive_bayes', not for 'centroid'"):
        other.fill(progress=None)


def test_rows_that_went_by_are_not_there(tmp_path: Path) -> None:
    table = pa.table(people(400))
    streamed, _ = both(written(tmp_path, table), table)
    for use in (lambda: streamed.table(0), streamed.refit, lambda: streamed.resampled(1)):
        with pytest.raises(StudyError, match="not in memory"):
            use()


def test_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(what: str, done: int, rows: int, seconds: float) -> None:
        assert seconds >= 0
        told.append((what, done, rows))

    written(tmp_path)
    Study.from_parquet(tmp_path, executor="synchronous", progress=tell, **SETTINGS)
    assert told == [("adding up", 400, 400)]
    told.clear()
    given = pa.table(people(50, seed=1))
    Study.from_parquet(tmp_path, evaluation=given, progress=tell, **SETTINGS)
    assert told == [("adding up", 400, 400)]


def test_parts_are_no_larger_than_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MOST_ROWS", 7)
    table = pa.table(people(100))
    parts = parquet.parts_of(parquet.parquet_files(written(tmp_path, table)))
    assert max(map(len, parts)) == 7
    read = [row for part in parts for row in part.read(["income"]).columns["income"]]
    assert read == table["income"].to_pylist()


@pytest.mark.parametrize("where", ["", "*.parquet", "0.parquet"])
def test_takes_a_folder_a_pattern_or_a_file(tmp_path: Path, where: str) -> None:
    written(tmp_path)
    found = parquet.parquet_files(tmp_path / where)
    assert [path.name for path in found] == [f"{n}.parquet" for n in range(3)][: len(found)]
    assert len(found) == (1 if where == "0.parquet" else 2)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"objects": "regoin"}, "no object column 'regoin'. Did you mean 'region'"),
        ({"target": "siad"}, "no target 'siad'"),
        ({"slices": ["sexx"]}, "no slice column 'sexx'"),
        ({"evaluation": "side"}, "no split column 'side'"),
        ({"objects": "rows"}, "not its rows"),
        ({"learner": "logistic"}, "'logistic' needs all rows of an object at once"),
        ({"reference": "inside"}, "needs all rows of an object at once"),
        ({"learner": "ngram"}, "is for text"),
        ({"evaluation": 1e-9}, "no row of the Parquet files is held out"),
        ({"evaluation": Path("absent.parquet")}, "there is no file"),
    ],
)
def test_says_what_does_not_fit(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    written(tmp_path)
    with pytest.raises((StudyError, LearnerError), match=said):
        Study.from_parquet(tmp_path, executor="synchronous", **SETTINGS | settings)


def test_an_evaluation_larger_than_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "MOST_HELD", 20)
    written(tmp_path)
    with pytest.raises(StudyError, match=r"has to fit in memory .* Hold out a smaller share"):
        Study.from_parquet(tmp_path, executor="synchronous", **SETTINGS)


def test_empty_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no Parquet file at"):
        Study.from_parquet(tmp_path, **SETTINGS)
    path = tmp_path / "none.parquet"
    path.touch()
    with pytest.raises(StudyError, match=r"none.parquet is empty"):
        Study.from_parquet(path, **SETTINGS)
    pq.write_table(pa.table(people(10)).slice(0, 0), path)
    with pytest.raises(StudyError, match="has no rows"):
        Study.from_parquet(path, **SETTINGS)
    path.write_text("no Parquet")
    with pytest.raises(StudyError, match="cannot be read as Parquet"):
        Study.from_parquet(path, **SETTINGS)


def test_files_of_other_columns_are_told(tmp_path: Path) -> None:
    pq.write_table(pa.table(people(60)), tmp_path / "a.parquet")
    other = pa.table(people(60))
    pq.write_table(other.drop_columns(["income"]), tmp_path / "b.parquet")
    with pytest.raises(StudyError, match="all have the columns of the first"):
        Study.from_parquet(tmp_path, executor="synchronous", **SETTINGS)
    pq.write_table(other.set_column(2, "income", pa.array(["much"] * 60)), tmp_path / "b.parquet")
    with pytest.raises(StudyError, match="'income' holds text"):
        Study.from_parquet(tmp_path, executor="synchronous", **SETTINGS)


def test_without_dask_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name == "dask":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(StudyError, match=r"pip install datacounterfactuals\[distributed\]"):
        Study.from_parquet(written(tmp_path), **SETTINGS)


def test_a_learner_that_keeps_rows_does_not_combine() -> None:
    with pytest.raises(LearnerError, match="'logistic' keeps more of an object than sums"):
        learner("logistic").combine(None, None)
