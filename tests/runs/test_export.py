"""Runs leave as lines of JSON, and come back by the same door."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.runs.cite import cite
from datacounterfactuals.runs.export import export_cells, export_jobs
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.next_runs import next_runs
from datacounterfactuals.study.loading import load
from tests.runs.support import additive, columns, design, write_csv


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def start(tmp_path: Path, **more: Any) -> Any:
    chance = np.random.default_rng(0)
    weights = design(chance, 23)
    frame = columns(weights, loss=additive(chance)(weights), **more)
    return import_runs(frame, tmp_path / "study", bank=tmp_path / "bank").observed


@pytest.mark.parametrize("back", ["csv", "jsonl"])
def test_chosen_runs_go_out_and_their_results_come_back(back: str, tmp_path: Path) -> None:
    observed = start(tmp_path)
    found = next_runs(observed, question("leave_one_out"), 3)
    jobs = tmp_path / "study" / "jobs.jsonl"
    assert export_jobs(observed, found, jobs) == 3
    written = lines(jobs)
    assert [job["run"] for job in written] == ["run-024", "run-025", "run-026"]
    assert written[0]["objects"] == dict(found.runs[0].objects)
    assert written[0]["report"] == ["loss"]
    scores = [4.0, 4.5, 5.0]
    if back == "csv":
        frame = {"run": [job["run"] for job in written], "loss": scores}
        results = write_csv(tmp_path / "results.csv", frame)
    else:
        results = tmp_path / "results.jsonl"
        done = [job | {"scores": {"loss": s}} for job, s in zip(written, scores, strict=True)]
        results.write_text("\n".join(json.dumps(line) for line in done), "utf-8")
    back_again = import_runs(results, tmp_path / "study", bank=tmp_path / "bank")
    assert (back_again.added, back_again.there) == (3, 0)
    grown = back_again.observed
    assert grown.study.fingerprint == observed.study.fingerprint
    assert grown.grid.scores(found.worlds).shown[:, 0].tolist() == scores
    twice = import_runs(results, tmp_path / "study", bank=tmp_path / "bank")
    assert (twice.added, twice.there) == (0, 3)


def test_a_repeat_goes_out_with_a_seed_of_its_own(tmp_path: Path) -> None:
    observed = start(tmp_path, seed=[0] * 23)
    world = Listed(observed.runs.weights[[0, 0]])
    export_jobs(observed, world, tmp_path / "jobs.jsonl")
    assert [job["seed"] for job in lines(tmp_path / "jobs.jsonl")] == [1, 2]


def test_amounts_are_written_as_the_table_has_them(tmp_path: Path) -> None:
    frame = {"web": [4e9, 2e9, 0, 1e9], "code": [0.0, 1e9, 5e8, 1e9], "loss": [1.0, 2, 3, 4]}
    observed = import_runs(frame, bank=tmp_path / "bank").observed
    export_jobs(observed, Listed(np.array([[0.5, 0.5]])), tmp_path / "jobs.jsonl")
    (job,) = lines(tmp_path / "jobs.jsonl")
    assert job["objects"] == {"web": 2e9, "code": 5e8}
    assert job["weights"] == "tokens"


def test_a_question_exports_every_missing_run(tmp_path: Path) -> None:
    observed = start(tmp_path)
    count = export_jobs(observed, question("leave_one_out"), tmp_path / "jobs.jsonl")
    assert count == 13 - int((observed.runs.worlds.sum(axis=1) >= 11).sum())


def test_nothing_to_run_is_said(tmp_path: Path) -> None:
    observed = start(tmp_path)
    with pytest.raises(DataCounterfactualsError, match="no run is missing"):
        export_jobs(observed, Listed(np.zeros((0, 12))), tmp_path / "jobs.jsonl")


def test_exported_runs_make_the_same_study_elsewhere(tmp_path: Path) -> None:
    observed = start(tmp_path, acc=[np.nan, *np.linspace(0.1, 0.9, 22)])
    assert export_cells(observed, tmp_path / "cells.jsonl") == 23
    about = lines(tmp_path / "cells.jsonl")[0]["about"]
    assert about["fingerprint"] == observed.study.fingerprint.hex()
    assert about["cite"].startswith("@misc{")
    other = import_runs(tmp_path / "cells.jsonl", name="study", bank=tmp_path / "other").observed
    assert other.study.fingerprint == observed.study.fingerprint
    assert other.runs.names == observed.runs.names


def test_the_cells_of_any_study_are_exported(tmp_path: Path) -> None:
    study = load("four")
    grid = Grid(study, tmp_path / "bank")
    with pytest.raises(DataCounterfactualsError, match="holds no cell"):
        export_cells(grid, tmp_path / "cells.jsonl")
    grid.fill(progress=None)
    assert export_cells("four", tmp_path / "cells.jsonl", tmp_path / "bank") == 16
    head, *rows = lines(tmp_path / "cells.jsonl")
    assert head["about"]["licence"]
    shown = grid.scores(grid.lattice()).shown
    assert [list(row["scores"].values()) for row in rows] == shown.tolist()
    assert rows[-1]["objects"] == dict.fromkeys(study.universe.names, 1.0)


def test_a_study_is_cited_with_its_fingerprint_and_licence() -> None:
    citation = cite("census", year=2026)
    assert citation.fingerprint == load("census").fingerprint.hex()
    assert "CC BY 4.0" in citation.short
    for text in (citation.text, citation.bibtex, citation.written("csl")):
        assert citation.fingerprint in text
        assert "2026" in text
    assert citation.bibtex.count("{") == citation.bibtex.count("}")
    assert cite("four", year=2026).csl[0]["type"] == "dataset"


def test_an_unknown_licence_is_not_stated(tmp_path: Path) -> None:
    assert "not stated" in cite(start(tmp_path)).text
