"""`datacf about`: what a study is made of."""

from pathlib import Path

import pytest

from datacounterfactuals.study.loading import load
from tests.cli.support import datacf, write_people


def test_about_says_how_many_rows_each_object_has_in_training_and_held_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_people(tmp_path)
    monkeypatch.chdir(tmp_path)
    datacf("init", data.name, "--target", "income", "--objects", "region")
    study = load("study.toml")
    assert study.report is not None
    said = datacf("about", "study.toml")
    assert f"{study.report.training:,}" in said.out
    assert study.held_fixed[0] in said.out
    record = datacf("about", "study.toml", "--json").json()
    assert [item["name"] for item in record["objects"]] == list(study.universe.names)
    objects = [one for one in record["split"]["counts"] if one["what"] == "object"]
    assert sum(one["training"] for one in objects) == study.report.training


def test_about_names_the_labels_of_short_names() -> None:
    objects = datacf("about", "corpora", "--json").json()["objects"]
    assert objects[0] | {"size": 0} == {
        "name": "A",
        "label": "fiction",
        "size": 0,
        "reserve": False,
    }
