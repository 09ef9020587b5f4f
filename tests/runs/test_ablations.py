"""Twenty-three irregular runs of twelve sources, from a learner that was really trained."""

from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.marks import half_widths
from datacounterfactuals.runs.next_runs import next_runs
from datacounterfactuals.runs.predicted import ask_runs
from datacounterfactuals.runs.surrogate import surrogate
from datacounterfactuals.study.study import Study
from tests.runs.support import NAMES, columns, design, write_csv

SOURCES, POINTS, FEATURES = 12, 40, 5


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    """Every world of twelve sources, ridge regression trained on each."""
    chance = np.random.default_rng(11)
    rows = SOURCES * POINTS
    place = np.repeat(np.arange(SOURCES), POINTS)
    X = chance.normal(size=(rows, FEATURES)) + chance.normal(0, 0.5, (SOURCES, FEATURES))[place]
    y = X @ chance.normal(size=FEATURES) + chance.normal(0, 2.0, rows)
    y += chance.normal(0, 0.7, SOURCES)[place]
    frame = {f"x{p}": X[:, p] for p in range(FEATURES)}
    frame |= {"source": np.array(list(NAMES))[place], "y": y}
    study = Study.from_frame(
        frame, objects="source", target="y", learner="ridge", metric="squared_error", name="real"
    )
    grid = Grid(study, tmp_path_factory.mktemp("bank"))
    grid.fill(progress=None)
    return grid


def scores(grid: Grid) -> Floats:
    return grid.scores(grid.lattice()).shown[:, 0]


def ablations(every: Floats, seed: int, runs: int = 23) -> tuple[Floats, Floats]:
    """Irregular worlds with B and C always together, and their scores with noise."""
    chance = np.random.default_rng(seed)
    weights = design(chance, runs)
    place = (weights @ (1 << np.arange(SOURCES))).astype(int)
    mid = every[np.array([bin(n).count("1") > 3 for n in range(len(every))])]
    return weights, every[place] + chance.normal(0.0, 0.3 * mid.std(), runs)


def test_a_csv_goes_to_contrasts_predictions_and_next_runs(real: Grid, tmp_path: Path) -> None:
    weights, loss = ablations(scores(real), 0)
    accuracy = 1.0 / (1.0 + loss)
    accuracy[[3, 9]] = np.nan
    frame = {"run": [f"ablation-{n}" for n in range(23)]} | columns(
        weights.astype(int), val_loss=loss, accuracy=accuracy
    )
    path = write_csv(tmp_path / "ablations.csv", frame)

    imported = import_runs(path, bank=tmp_path / "bank")
    words = "\n".join(imported.words())
    assert "B and C always move together: only their sum is identified" in words
    assert "accuracy: missing in 2 of 23 runs" in words
    assert set(imported.design.identified) == set(NAMES) - {"B", "C"}

    (answer,) = ask_runs(imported.observed, question("leave_one_out"))
    assert answer.facts["predicted by"] == (
        "a linear surface fitted to 23 runs; a linear surface fitted to 21 runs"
    )
    assert np.isnan(answer.values[:, 0]).tolist() == [name in "BC" for name in NAMES]

    found = next_runs(imported.observed, question("leave_one_out"), 3)
    assert len(found.runs) == 3
    assert found.runs[-1].open == 0


def test_predicted_worlds_and_values_cover_what_training_shows(real: Grid, tmp_path: Path) -> None:
    every = scores(real)
    lattice = real.lattice().weights(0, len(every))
    (truth,) = ask(real, question("leave_one_out"), progress=None)
    worlds: list[float] = []
    values: list[bool] = []
    for seed in range(25):
        weights, loss = ablations(every, seed)
        made = import_runs(
            columns(weights, loss=loss), name=f"t{seed}", bank=tmp_path / "bank"
        ).observed
        interval = surrogate(made.runs, 0).single(lattice, 0.9)
        sizes = lattice.sum(axis=1)
        reached = ~np.isnan(interval.value) & (sizes >= 4) & (sizes <= 10)
        worlds.append(float(((interval.low <= every) & (every <= interval.high))[reached].mean()))
        (answer,) = ask_runs(made, question("leave_one_out"), level=0.9, extrapolate=True)
        half = half_widths(answer.uncertainty, 0.9)
        assert half is not None
        known = ~np.isnan(answer.values)
        values += (np.abs(answer.values - truth.values) <= half)[known].tolist()
    assert np.mean(worlds) > 0.87
    assert np.mean(values) > 0.87


def test_shapley_is_refused_until_small_worlds_were_run(real: Grid, tmp_path: Path) -> None:
    every = scores(real)
    weights, loss = ablations(every, 3)
    frame = columns(weights, loss=loss)
    before = import_runs(frame, name="before", bank=tmp_path).observed
    (refused,) = ask_runs(before, question("shapley"))
    assert refused.status == "incomplete"
    small = np.vstack([np.zeros((1, SOURCES)), np.eye(SOURCES)])
    place = (small @ (1 << np.arange(SOURCES))).astype(int)
    grown = columns(np.vstack([weights, small]), loss=np.concatenate([loss, every[place]]))
    after = import_runs(grown, name="after", bank=tmp_path).observed
    (told,) = ask_runs(after, question("shapley"), level=0.9)
    (truth,) = ask(real, question("shapley"), progress=None)
    half = half_widths(told.uncertainty, 0.9)
    assert half is not None
    assert not np.isnan(told.values).any()
    assert np.mean(np.abs(told.values - truth.values) <= half) >= 0.75
