"""The next runs are worth more than others, and what they promise comes true."""

from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.marks import half_widths
from datacounterfactuals.runs.next_runs import next_runs
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicted import ask_runs
from tests.runs.support import Worth, additive, columns, design

LOO = question("leave_one_out")


def observe(weights: Floats, worth: Worth, seed: int, bank: Path) -> Observed:
    """Runs of these worlds; the noise of a world is its own, whatever else is run."""
    noise = [
        np.random.default_rng([seed, int(row @ (1 << np.arange(len(row))))]).normal(0.0, 0.1)
        for row in weights
    ]
    frame = columns(weights, loss=worth(weights) + np.array(noise))
    return import_runs(frame, name=f"s{seed}-{len(weights)}", bank=bank).observed


def widths(observed: Observed) -> tuple[float, int]:
    """The mean width of the identified intervals of leave-one-out, and how many are not."""
    (answer,) = ask_runs(observed, LOO, surface="linear")
    half = half_widths(answer.uncertainty, 0.95)
    if half is None:  # refused: nothing can be told
        return float("inf"), len(answer.labels)
    known = ~np.isnan(answer.values[:, 0])
    return float(2.0 * half[known, 0].mean()), int((~known).sum())


def test_the_first_run_parts_what_is_tied(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    weights = design(chance, 23)
    observed = observe(weights, additive(chance), 0, tmp_path)
    found = next_runs(observed, LOO, 3, surface="linear")
    assert found.open == 2
    assert found.runs[0].why == "parts B and C"
    assert found.runs[0].open == 0
    first = dict(found.runs[0].objects)
    assert ("B" in first) != ("C" in first)


def test_the_promised_width_is_what_comes_but_for_the_spread(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    weights = design(chance, 23)
    worth = additive(chance)
    found = next_runs(observe(weights, worth, 1, tmp_path), LOO, 4, surface="linear")
    rows = [found.worlds.weights(place, place + 1)[0] for place in range(4)]
    grown = observe(np.vstack([weights, *rows]), worth, 1, tmp_path)
    (before,) = ask_runs(observe(weights, worth, 1, tmp_path), LOO, surface="linear")
    (after,) = ask_runs(grown, LOO, surface="linear")
    ratio = float(after.facts["spread of a run on loss"]) / float(
        before.facts["spread of a run on loss"]
    )
    assert widths(grown)[0] == pytest.approx(found.runs[-1].width * ratio, rel=1e-6)
    assert found.runs[-1].open == widths(grown)[1] == 0


def test_chosen_runs_narrow_intervals_more_than_random_ones(tmp_path: Path) -> None:
    better = 0
    for seed in range(8):
        chance = np.random.default_rng(seed)
        weights = design(chance, 23)
        worth = additive(chance)
        observed = observe(weights, worth, seed, tmp_path)
        found = next_runs(observed, LOO, 4, surface="linear")
        chosen = found.worlds.weights(0, 4)
        free = (chance.random((4, 12)) < 0.6).astype(np.float64)
        mine = widths(observe(np.vstack([weights, chosen]), worth, seed, tmp_path / "a"))
        random = widths(observe(np.vstack([weights, free]), worth, seed, tmp_path / "b"))
        better += mine[1] <= random[1] and mine[0] < random[0]
    assert better >= 7


def test_costs_steer_the_choice(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    weights = design(chance, 23)
    weights[:, 2] = (chance.random(23) < 0.5).astype(float)
    hours = 1.0 + 100.0 * weights[:, 0] + weights[:, 1:].sum(axis=1)
    loss = additive(chance)(weights) + chance.normal(0.0, 0.1, 23)
    frame = columns(weights, gpu_hours=hours, loss=loss)
    priced = import_runs(frame, name="priced", bank=tmp_path).observed
    assert priced.study.universe[0].cost == pytest.approx(100.0, rel=1e-3)
    found = next_runs(priced, question("banzhaf"), 5)
    assert found.unit == "gpu_hours"
    assert all("A" not in dict(run.objects) for run in found.runs)
    assert all(run.cost < 20 for run in found.runs)
    del frame["gpu_hours"]
    free = import_runs(frame, name="free", bank=tmp_path).observed
    assert {run.cost for run in next_runs(free, question("banzhaf"), 5).runs} == {1.0}


def test_repeats_are_proposed_when_nothing_else_is_left(tmp_path: Path) -> None:
    lattice = np.array([[float(bool(n & (1 << p))) for p in range(2)] for n in range(3)])
    lattice = np.vstack([lattice, lattice[1:]])
    noise = np.array([0.0, 0.1, -0.1, -0.1, 0.1])
    frame = columns(lattice, loss=3.0 - lattice.sum(axis=1) + noise)
    frame = {name: [*values, *values] for name, values in frame.items()}
    with pytest.raises(QuestionError):  # three worlds are too few for a surface
        next_runs(import_runs(frame, bank=tmp_path).observed, LOO, 2)


def test_mixtures_get_mixtures(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    shares = chance.dirichlet(np.ones(4) * 2, 12)
    frame = {name: shares[:, p] for p, name in enumerate("ABCD")}
    frame["loss"] = shares @ np.arange(4.0) + chance.normal(0, 0.05, 12)
    observed = import_runs(frame, bank=tmp_path).observed
    found = next_runs(observed, LOO, 3)
    assert len(found.runs) == 3
    assert found.runs[-1].width < found.width


@pytest.mark.parametrize("runs", [0, 1000])
def test_a_silly_number_of_runs_is_refused(runs: int, tmp_path: Path) -> None:
    weights = design(np.random.default_rng(4), 23)
    observed = observe(weights, additive(np.random.default_rng(4)), 4, tmp_path)
    with pytest.raises(QuestionError, match="next runs"):
        next_runs(observed, LOO, runs)


def test_questions_that_choose_cannot_steer(tmp_path: Path) -> None:
    weights = design(np.random.default_rng(5), 23)
    observed = observe(weights, additive(np.random.default_rng(5)), 5, tmp_path)
    with pytest.raises(QuestionError, match="chooses among worlds"):
        next_runs(observed, question("envelope"), 2)
