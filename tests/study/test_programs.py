"""Studies for a program: raw rows in files named by their content, slices that it scores."""

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study
from tests.study.support import contents, people

PROGRAM = """
import json, sys
world = json.load(open(sys.argv[1]))
rows = sum(len(open(item["path"]).read().splitlines()) - 1 for item in world["objects"])
print(json.dumps({"scores": {name: rows + at for at, name in enumerate(world["slices"])}}))
"""

PLAIN = f"""
[data]
path = "people.csv"

[objects]
column = "region"

[evaluation]
names = ["first", "second"]

[metric]
name = "rows"
better = "more"
unit = "rows"

[learner]
kind = "command"
run = ["{sys.executable}", "count.py", "{{world}}"]
"""


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    monkeypatch.setenv("DATACF_CACHE", str(tmp_path / "cache"))


def folder_with(folder: Path, text: str = PLAIN) -> Path:
    pd.DataFrame(people()).to_csv(folder / "people.csv", index=False)
    (folder / "count.py").write_text(PROGRAM, "utf-8")
    (folder / "study.toml").write_text(text, "utf-8")
    return folder


def scores(made: Study, worlds: Any) -> Any:
    assert made.learner is not None
    summaries = [
        made.learner.summarise(made.table(at), made.evaluation) for at in range(len(made.universe))
    ]
    scorer = made.learner.scorer(summaries, made.evaluation, ("rows",), 0)
    out = np.zeros((len(worlds), 2))
    for block in scorer.fill(Listed(np.array(worlds, dtype=float)), 0, 1 << 20):
        out[block.rows] = block.values[:, :, 0]
    return out


def test_a_program_beside_the_study_is_handed_raw_rows(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path))
    sizes = [item.size for item in made.universe]
    assert sum(sizes) == 120
    got = scores(made, [[1, 1, 0, 0]])
    assert got.tolist() == [[sizes[0] + sizes[1], sizes[0] + sizes[1] + 1]]
    assert [column.name for column in made.columns()] == ["first", "second"]
    assert made.columns()[0].metric.better == 1


def test_an_objects_rows_are_written_whole_and_exactly(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path))
    path = Path(made.table(0).path)
    assert path.is_relative_to(tmp_path / "cache")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frame = pd.DataFrame(people())
    own = frame[frame["region"] == made.universe.names[0]]
    assert sorted(float(row["income"]) for row in rows) == sorted(own["income"])
    assert sum(row["job"] == "" for row in rows) == own["job"].isna().sum()


def test_any_changed_byte_of_an_objects_rows_is_another_content(tmp_path: Path) -> None:
    before = load(folder_with(tmp_path))
    data = people()
    data["sex"] = ["x", *data["sex"][1:]]
    pd.DataFrame(data).to_csv(tmp_path / "people.csv", index=False)
    after = load(tmp_path)
    changed = {name for name in contents(after) if contents(after)[name] != contents(before)[name]}
    assert changed == {data["region"][0]}
    assert after.fingerprint == before.fingerprint


def test_a_changed_program_is_another_grid(tmp_path: Path) -> None:
    before = load(folder_with(tmp_path))
    (tmp_path / "count.py").write_text(PROGRAM + "\n", "utf-8")
    assert load(tmp_path).fingerprint != before.fingerprint


def test_held_out_rows_are_for_the_program_to_score_on(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path, PLAIN.replace("names =", "share = 0.25\nnames =")))
    held = pd.read_csv(made.evaluation.table.path)
    assert len(held) + sum(item.size for item in made.universe) == 120
    without = load(folder_with(tmp_path))
    assert not set(without.evaluation.atoms) & set(made.evaluation.atoms)


def test_objects_can_be_files(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_text(name * 9 + "\n", "utf-8")
    text = PLAIN.replace('[data]\npath = "people.csv"\n', "").replace(
        'column = "region"\n',
        'costs = {A = 2.0}\n[[objects.files]]\nname = "A"\npath = "a.jsonl"\nsize = 9\n'
        '[[objects.files]]\nname = "B"\npath = "b.jsonl"\n',
    )
    made = load(folder_with(tmp_path, text))
    assert made.universe.names == ("A", "B")
    assert (made.universe[0].size, made.universe[0].cost) == (9.0, 2.0)
    assert Path(made.table(0).path) == (tmp_path / "a.jsonl").resolve()
    (tmp_path / "a.jsonl").write_text("other\n", "utf-8")
    again = load(tmp_path)
    assert contents(again)["A"] != contents(made)["A"]
    assert contents(again)["B"] == contents(made)["B"]
    with pytest.raises(StudyError, match="in a file that only a program reads"):
        made.resampled(0)


def test_an_object_is_appended_with_all_its_columns(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path))
    rows = {name: tuple(values) for name, values in people(20, seed=8).items()}
    after = made.append(NewObject("new", rows))
    assert scores(after, [[0, 0, 0, 0, 1]])[0, 0] == 20


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('names = ["first", "second"]', "", "which slices the program scores"),
        ('names = ["first", "second"]', 'names = ["a", "a"]', "two slices are named 'a'"),
        ('better = "more"', "", "which way 'rows' is better"),
        (", \"{world}\"", "", "does not take a world"),
        ('column = "region"', '[[objects.files]]\nname = "A"\npath = "none"', "there is no file"),
    ],
)  # fmt: skip
def test_what_a_program_needs_and_is_not_told_is_asked_for(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(Exception, match=said) as caught:
        load(folder_with(tmp_path, PLAIN.replace(old, new)))
    assert getattr(caught.value, "remedy", "")


def test_a_renamed_column_is_another_grid_since_the_program_reads_its_name(tmp_path: Path) -> None:
    before = load(folder_with(tmp_path))
    frame = pd.DataFrame(people()).rename(columns={"income": "incomf"})
    frame.to_csv(tmp_path / "people.csv", index=False)
    after = load(tmp_path)
    assert contents(after) == contents(before)
    assert after.fingerprint != before.fingerprint


def test_a_program_sees_of_a_new_object_only_what_its_content_is_a_hash_of(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path))
    rows = {name: tuple(values) for name, values in people(20, seed=8).items()}
    shuffled = {"extra": tuple(range(20)), **dict(reversed(rows.items()))}
    again = load(tmp_path)
    plain, odd = made.append(NewObject("new", rows)), again.append(NewObject("new", shuffled))
    assert odd.universe[4].content == plain.universe[4].content
    assert odd.table(4).path == plain.table(4).path
    assert "extra" not in Path(odd.table(4).path).read_text("utf-8")
