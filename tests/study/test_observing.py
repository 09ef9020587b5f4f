"""A study.toml may hold runs made elsewhere in place of data and a learner."""

from pathlib import Path

import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.loading import load, refit

TEXT = """
[study]
name = "ablations"

[observed]
edition = "one"

[[observed.objects]]
name = "web"
size = 4e9

[[observed.objects]]
name = "code"

[[observed.scores]]
name = "loss"
better = "less"
unit = "nats"

[[observed.scores]]
name = "accuracy"
better = "more"
"""


def written(tmp_path: Path, text: str = TEXT) -> Path:
    path = tmp_path / "study.toml"
    path.write_text(text, "utf-8")
    return path


def test_each_score_is_a_column_with_its_own_direction(tmp_path: Path) -> None:
    study = load(written(tmp_path))
    assert study.learner is None
    assert [(c.name, c.better, c.unit) for c in study.columns()] == [
        ("loss", -1, "nats"),
        ("accuracy", 1, ""),
    ]
    assert study.metrics == ("loss", "accuracy")
    assert [column.name for column in study.columns(metric="accuracy")] == ["accuracy"]
    assert [column.better for column in study.columns(slices=["accuracy"])] == [1]


def test_another_edition_or_name_is_another_protocol(tmp_path: Path) -> None:
    study = load(written(tmp_path))
    for change in (('"one"', '"two"'), ('"ablations"', '"others"')):
        other = load(written(tmp_path, TEXT.replace(*change)))
        assert other.fingerprint != study.fingerprint
    sized = load(written(tmp_path, TEXT.replace("4e9", "5e9")))
    assert sized.fingerprint == study.fingerprint


def test_objects_are_named_by_the_study_and_their_own_name(tmp_path: Path) -> None:
    one = load(written(tmp_path)).universe
    other = load(written(tmp_path, TEXT.replace('"ablations"', '"others"'))).universe
    assert one[0].content != one[1].content
    assert one[0].content != other[0].content


def test_runs_and_a_learner_exclude_each_other(tmp_path: Path) -> None:
    both = TEXT + '\n[learner]\nkind = "ridge"\n'
    with pytest.raises(StudyError, match="and a learner or data of its own"):
        load(written(tmp_path, both))


def test_nothing_is_refitted(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no preprocessing"):
        refit(written(tmp_path))
