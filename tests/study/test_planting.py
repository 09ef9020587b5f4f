"""Planted signals: the bound where its premises hold, and success that rises with the share."""

from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.planted import Premises
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.study.planting import planted, planted_name, premises
from datacounterfactuals.study.signals import Signal
from datacounterfactuals.study.study import Study
from tests.study.support import population

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
SIGNAL = Signal({"mark": 3.0}, "yes")


def successes(study: Study, worlds: list[World], folder: Path) -> np.ndarray:
    grid = Grid(study, folder)
    columns = study.columns(None, ["success"])
    listed = Listed.of(worlds, len(study.universe))
    grid.fill(listed, columns=columns, progress=None)
    return grid.scores(listed, columns).shown[:, 0]


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_holds_for_the_bayes_rule_on_a_population(seed: int, tmp_path: Path) -> None:
    """The population is the mixture itself: (1 - alpha) of the base and alpha of everybody."""
    before = population(seed, "plugin_bayes")
    made = planted(before, SIGNAL, (), 0)
    known = premises(before, SIGNAL)
    assert 0.0 < known.share < 1.0
    assert known.gap > 0.0
    count = len(made.universe)
    worlds = [World.of(count, {0: 1.0 - alpha, 1: alpha}) for alpha in ALPHAS]
    found = successes(made, worlds, tmp_path)
    for alpha, success in zip(ALPHAS, found, strict=True):
        assert success >= known.bound(alpha) - 1e-12
        assert known.implied(alpha, success) == 0.0
    assert (np.diff(found) >= -1e-12).all()
    assert found[-1] == 1.0


@pytest.mark.parametrize("learner", ["plugin_bayes", "logistic"])
def test_success_rises_with_the_share_in_the_mean_over_draws(learner: str, tmp_path: Path) -> None:
    made = planted(population(3, learner), SIGNAL, ALPHAS, 6)
    for strategy in ("feature and label", "feature only"):
        worlds = [
            made.universe.world(f'"{planted_name(strategy, alpha, draw)}"')
            for alpha in ALPHAS
            for draw in range(6)
        ]
        means = successes(made, worlds, tmp_path).reshape(len(ALPHAS), 6).mean(axis=1)
        assert (np.diff(means) >= -1e-12).all(), (strategy, means)
        assert means[-1] > means[0]


def test_the_points_as_they_are_score_as_before(tmp_path: Path) -> None:
    before = population(1, "plugin_bayes")
    made = planted(before, SIGNAL, (0.1,), 1)
    first, second = Grid(before, tmp_path), Grid(made, tmp_path)
    full = Listed.of([before.universe.roster.full])
    first.fill(full, progress=None)
    base = Listed.of([World.of(len(made.universe), {0: 1.0})])
    columns = made.columns(None, ["clean score"])
    second.fill(base, columns=columns, progress=None)
    wanted = first.scores(full, before.columns("accuracy")).shown[0, 0]
    assert second.scores(base, columns).shown[0, 0] == pytest.approx(wanted)


def test_an_implied_eps_reconciles_the_bound_with_what_was_measured() -> None:
    known = Premises(0.1, 0.8)
    eps = known.implied(0.2, 0.3)
    assert known.bound(0.2, eps) == pytest.approx(0.3)


def test_what_cannot_be_planted_is_refused() -> None:
    study = population(0, "plugin_bayes")
    for signal, words in (
        (Signal({}, "yes"), "sets no feature"),
        (Signal({"marks": 1.0}, "yes"), "marks"),
        (Signal({"mark": "x"}, "yes"), "cannot be"),
        (Signal({"mark": 1.0}, "perhaps"), "perhaps"),
    ):
        with pytest.raises(StudyError, match=words):
            planted(study, signal, (0.1,))
    with pytest.raises(StudyError, match="from 0 to 1"):
        planted(study, SIGNAL, (2.0,))
