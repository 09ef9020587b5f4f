"""`datacf fill` with workers: processes of its own, and a Dask cluster by its address."""

from pathlib import Path

import pytest

from tests.cli.support import datacf, one_line, write_people
from tests.learners.crews.support import cluster

FOREST = """
[learner]
kind = "sklearn"
estimator = "sklearn.ensemble.RandomForestClassifier"
parameters = { n_estimators = 3 }
"""


@pytest.fixture(autouse=True)
def forest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study of four regions and a random forest in the working folder, and an empty bank."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    write_people(tmp_path)
    datacf("init", "people.csv", "--target", "income", "--objects", "region")
    path = tmp_path / "study.toml"
    before = path.read_text("utf-8").partition("[learner]")[0]
    path.write_text(before + FOREST, "utf-8")


def test_processes_fill_what_is_missing() -> None:
    filled = datacf("fill", "--workers", "2", "--json").json()
    assert (filled["trained"], filled["failed"]) == (16, 0)
    assert datacf("fill", "--json").json()["trained"] == 0


def test_a_cluster_fills_what_is_missing() -> None:
    with cluster() as client:
        address = client.scheduler.address
        filled = datacf("fill", "--scheduler", address, "--json").json()
    assert (filled["trained"], filled["failed"]) == (16, 0)


def test_two_kinds_of_workers_are_refused() -> None:
    said = one_line(datacf("fill", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1", code=2))
    assert "Leave one of them out" in said


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datacounterfactuals.cli.workers.PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:1", "not an address"):
        said = one_line(datacf("fill", "--scheduler", address, code=2))
        assert "no Dask scheduler answers at" in said
        assert address in said
