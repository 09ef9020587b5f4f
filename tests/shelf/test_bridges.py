"""The bridges, checked on grids that are really filled."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.shelf.bridges.checks import LATTICE, STEP, Check, checks
from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study

ROUNDING = 1e-12


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return Bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def filled(bank: Bank) -> dict[str, Check]:
    """Every check on `four`, trained for it."""
    return found(Grid(load("four"), bank), Budget())


def found(grid: Grid, budget: Budget | None = None) -> dict[str, Check]:
    return {one.name: one for one in checks(grid, grid.study.columns(), budget)}


def one_to_ten(parts: int, learner: str = "ridge", **settings: object) -> Study:
    """A line with noise, its rows dealt into parts."""
    random = np.random.default_rng(3)
    features = random.normal(size=(400, 2))
    labels = features @ [2.0, -1.0] + random.normal(size=400)
    return Study.from_arrays(
        features, labels, objects=parts, learner={"kind": learner} | settings, evaluation=0.25
    )


def test_every_bridge_is_checked_and_every_check_is_stated(filled: dict[str, Check]) -> None:
    assert list(filled) == list(bridges())


@pytest.mark.parametrize("name", [one for one in LATTICE if one != "half-rows"])
@pytest.mark.parametrize("study", ["four", "corpora", "letters"])
def test_an_identity_holds_to_rounding_on_trained_cells(study: str, name: str, bank: Bank) -> None:
    grid = Grid(load(study), bank)
    check = found(grid, Budget())[name]
    assert check.exact
    assert check.left is not None
    assert check.left.shape == (len(check.labels), len(grid.study.columns()))
    scale = float(np.abs(check.left).max())
    assert scale > 0.0
    assert check.apart is not None
    assert check.apart < ROUNDING * max(scale, 1.0)


def test_nothing_is_trained_without_a_budget_or_with_one_that_is_too_small(tmp_path: Path) -> None:
    grid = Grid(load("four"), tmp_path)
    for budget in (None, Budget(rows=11)):
        for name, check in found(grid, budget).items():
            if name != "privacy":
                assert check.missing > 0, name
                assert check.left is None, name
    assert len(grid.missing(grid.lattice())) == 16


def test_half_rows_estimate_what_every_row_says(filled: dict[str, Check]) -> None:
    check = filled["half-rows"]
    assert not check.exact
    assert check.left is not None
    assert check.right is not None
    assert check.error is not None
    away = np.abs(check.left - check.right) / check.error
    assert 0.0 < away.max() < 5.0


def test_the_slope_of_a_weight_is_measured_on_trained_worlds(bank: Bank) -> None:
    grid = Grid(load("four"), bank)
    check = found(grid, Budget())["influence"]
    column = grid.study.columns("log_loss", ["all"])
    names = grid.study.universe.names
    worlds = [
        World.of(4, dict.fromkeys(range(4), 1.0) | {1: weight}) for weight in (1 + STEP, 1 - STEP)
    ]
    up, down = grid.scores(Listed.of(worlds, 4), column).values[:, 0]
    assert check.left is not None
    assert check.left[names.index("B"), 0] == pytest.approx((up - down) / (2 * STEP), rel=1e-12)


def test_where_the_score_is_nearly_straight_the_slope_is_the_step(tmp_path: Path) -> None:
    """Twelve alike parts of a regression: taking one out is a small step."""
    check = found(Grid(one_to_ten(12), tmp_path), Budget())["influence"]
    assert check.left is not None
    assert check.right is not None
    slopes, steps = check.left[:, 0], check.right[:, 0]
    assert np.corrcoef(slopes, steps)[0, 1] > 0.95
    assert np.abs(slopes - steps).max() < np.abs(steps).max()


@pytest.mark.parametrize(
    ("study", "names", "word"),
    [
        (one_to_ten(13), ["mean-shapley", "least-squares", "influence"], "12 objects"),
        (load("letters"), ["influence"], "no slope"),
        (load("four"), ["privacy"], "no privacy"),
    ],
)
def test_what_cannot_be_checked_says_why(
    study: Study, names: Sequence[str], word: str, tmp_path: Path
) -> None:
    said = found(Grid(study, tmp_path), Budget())
    for name in names:
        assert word in said[name].refused
        assert said[name].apart is None
