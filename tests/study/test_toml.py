"""study.toml: read strictly, errors that name the key."""

import json
from pathlib import Path

import pandas as pd
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.loading import frozen_path, glance, load, refit
from tests.study.support import contents, people, study

PLAIN = """
[study]
name = "people"
title = "People"

[data]
path = "people.csv"

[objects]
column = "region"
noun = "region"

[target]
column = "said"

[evaluation]
slices = ["sex"]

[learner]
kind = "centroid"
"""


def folder_with(folder: Path, text: str = PLAIN) -> Path:
    pd.DataFrame(people()).to_csv(folder / "people.csv", index=False)
    (folder / "study.toml").write_text(text, "utf-8")
    return folder


def test_a_file_and_a_frame_of_the_same_data_are_the_same_study(tmp_path: Path) -> None:
    made = load(folder_with(tmp_path))
    assert contents(made) == contents(study())
    assert made.fingerprint == study().fingerprint
    assert (made.name, made.title, made.noun) == ("people", "People", "region")


def test_the_folder_names_a_study_without_a_name(tmp_path: Path) -> None:
    assert load(folder_with(tmp_path, PLAIN.replace('name = "people"', ""))).name == tmp_path.name


def test_fitted_numbers_are_kept_beside_the_file_and_read_back(tmp_path: Path) -> None:
    first = load(folder_with(tmp_path))
    kept = frozen_path(tmp_path / "study.toml")
    written = kept.read_bytes()
    data = people() | {"income": [value * 2 for value in people()["income"]]}
    pd.DataFrame(data).to_csv(tmp_path / "people.csv", index=False)
    assert load(tmp_path / "study.toml").fingerprint == first.fingerprint
    assert kept.read_bytes() == written
    assert refit(tmp_path).fingerprint != first.fingerprint
    assert kept.read_bytes() != written
    assert refit(tmp_path).fingerprint == load(tmp_path).fingerprint


def test_renaming_the_study_keeps_its_numbers(tmp_path: Path) -> None:
    first = load(folder_with(tmp_path))
    (tmp_path / "study.toml").write_text(PLAIN.replace('"people"', '"folk"', 1), "utf-8")
    assert load(tmp_path).fingerprint == first.fingerprint
    assert load(tmp_path).name == "folk"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[objects]", "[objcts]", r"unknown key 'objcts'.*'objects'"),
        ("column = \"region\"", "colum = \"region\"", r"unknown key 'objects\.colum'.*'column'"),
        ("slices", "slcies", r"unknown key 'evaluation\.slcies'.*'slices'"),
        ('column = "region"', 'k = "many"', r"'objects\.k' in study\.toml: .*integer"),
        ('kind = "centroid"', 'kind = "centriod"', r"no learner is named 'centriod'.*'centroid'"),
        ('kind = "centroid"', "", r"lacks the key 'learner\.kind'"),
        ("[target]", "[target", r"study\.toml is not TOML"),
        ('column = "said"', 'column = "sayd"', r"people\.csv has no target 'sayd'.*'said'"),
        ('path = "people.csv"', 'path = "poeple.csv"', r"there is no file"),
        ('path = "people.csv"', "", r"the study has no data"),
        ('column = "region"', 'by = "parts"', r"needs k"),
        ('column = "region"', 'k = 3\nnames = {a = "b"}', r"`names` is for objects that are"),
        ("slices =", 'share = 0.5\nsplit = "sex"\nslices =', r"`share` and `split` both say"),
        ("slices =", 'split = "sex"\ngroup = "job"\nslices =', r"`group` is for a split by"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Exception, match=said) as caught:
        load(folder_with(tmp_path, PLAIN.replace(old, new, 1)))
    assert getattr(caught.value, "remedy", "")


def test_a_study_that_is_not_there_suggests_a_shipped_one(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"there is no study 'forr'.*'four'"):
        load("forr")
    with pytest.raises(StudyError, match=r"people\.csv is not a study\.toml.*datacf init"):
        load(folder_with(tmp_path) / "people.csv")


def test_groups_names_and_only_say_what_the_objects_are(tmp_path: Path) -> None:
    more = '[objects.groups]\nnorthern = ["N", "E"]\n[objects.names]\nS = "south"\n'
    text = PLAIN.replace('noun = "region"', 'only = ["northern", "south"]\n' + more)
    made = load(folder_with(tmp_path, text))
    assert made.universe.names == ("south", "northern")
    before = study()
    sizes = {item.name: item.size for item in before.universe}
    assert made.universe[1].size == sizes["N"] + sizes["E"]


def test_derived_columns_stand_beside_the_slices(tmp_path: Path) -> None:
    more = """
[[columns]]
kind = "gap"
slices = ["f", "m"]
metric = "balanced_accuracy"

[[columns]]
kind = "money"
slices = ["all"]
price = 3
currency = "EUR"

[[columns]]
kind = "union"
slices = ["f", "m"]
name = "both"
"""
    made = load(folder_with(tmp_path, PLAIN + more))
    columns = made.columns()
    assert [column.name for column in columns] == [
        "all", "f", "m", "gap f - m", "money on all", "both",
    ]  # fmt: skip
    assert columns[3].metric.name == "balanced_accuracy"
    assert columns[5].atoms().tolist() == columns[0].atoms().tolist()
    assert [column.name for column in made.columns("log_loss", ["f + m"])] == ["f + m"]


def test_every_key_of_the_schema_says_what_it_means() -> None:
    schema = json.loads(json.dumps(Declaration.model_json_schema()))
    plain = {"name", "path", "label", "kind", "slices", "metric", "price", "currency", "unit",
             "better", "objects", "scores"}  # fmt: skip
    silent = [
        f"{section}.{key}"
        for section, model in schema["$defs"].items()
        for key, field in model["properties"].items()
        if "description" not in field and key not in plain
    ]
    assert silent == []


def test_a_glance_reads_no_data(tmp_path: Path) -> None:
    (folder_with(tmp_path) / "people.csv").unlink()
    seen = glance(tmp_path)
    assert (seen.name, seen.title, seen.program, seen.observed) == (
        "people",
        "People",
        False,
        False,
    )
    assert seen.reads == ((tmp_path / "people.csv").resolve(),)
    assert glance("four").path.name == "study.toml"


def test_a_folder_that_cannot_be_written_to_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_with(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(StudyError, match=r"cannot be kept in .*Permission denied.*writable"):
        load(tmp_path)
