"""The shipped studies load, are what they say, and are prepared before anybody asks."""

import pytest

from datacounterfactuals.data.optional import NAMES
from datacounterfactuals.study.loading import frozen_path, load
from datacounterfactuals.study.shipped import names, shipped_path

ALL = tuple(name for name in names() if name not in NAMES)  # those of optional packages


def test_the_studies_that_are_promised_ship() -> None:
    assert ALL[:5] == ("four", "corpora", "census", "digits", "letters")
    assert {"four-logistic", "digits-points"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_shipped_study_loads_from_kept_numbers(name: str) -> None:
    assert frozen_path(shipped_path(name)).is_file()
    study = load(name)
    assert study.name == name
    assert study.title
    assert study.description
    assert study.learner is not None
    assert len(study.universe.originals) >= 4
    assert study.columns()
    assert all(len(study.table(at)) for at in range(len(study.universe)))


@pytest.mark.parametrize("name", ALL)
def test_the_kept_numbers_are_what_fitting_now_would_give(name: str) -> None:
    study = load(name)
    assert study.refit().fingerprint == study.fingerprint


@pytest.mark.parametrize("name", ALL)
def test_a_shipped_study_says_where_its_data_is_from(name: str) -> None:
    folder = shipped_path(name).parent
    has_data = any(path.suffix in {".csv", ".parquet"} for path in folder.iterdir())
    assert (folder / "LICENCE.md").is_file() or not has_data


def test_corpora_are_four_sources_and_a_fifth_in_reserve() -> None:
    study = load("corpora")
    assert study.universe.names == ("A", "B", "C", "D", "E")
    assert [item.label for item in study.universe] == [
        "fiction", "politics", "scripture", "computing", "drama",
    ]  # fmt: skip
    assert study.universe.roster.names == ("A", "B", "C", "D")
    assert study.evaluation.slices[:4] == ("fiction", "politics", "scripture", "computing")


def test_four_points_are_evaluated_point_by_point() -> None:
    study = load("four")
    assert len(study.evaluation.atoms) == len(study.evaluation.table) == 50
    assert load("four-logistic").universe == study.universe
    assert load("four-logistic").fingerprint != study.fingerprint
