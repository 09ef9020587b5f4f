"""Tours lead where they say, and what they ask can be told from trained cells."""

import re
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import from_text
from datacounterfactuals.shelf.tours.tour import Step, Tour, TourError, read_tour, tours
from datacounterfactuals.study.loading import load

WHERE = [
    pytest.param(tour, place, id=f"{tour.name}-{place + 1}")
    for tour in tours()
    for place in range(len(tour.steps))
]


@pytest.fixture(scope="module")
def grids(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grid]:
    bank = tmp_path_factory.mktemp("bank")
    found = {name: Grid(load(name), bank) for name in {tour.study for tour in tours()}}
    for grid in found.values():
        grid.fill(progress=None)
    return found


def test_there_are_at_least_eight_in_their_order() -> None:
    assert len(tours()) >= 8
    assert [one.place for one in tours()] == list(range(1, len(tours()) + 1))
    assert sum(step.guess is not None for tour in tours() for step in tour.steps) >= len(tours())


@pytest.mark.parametrize(("tour", "place"), WHERE)
def test_every_step_is_a_state_of_its_study(grids: dict[str, Grid], tour: Tour, place: int) -> None:
    step, grid = tour.steps[place], grids[tour.study]
    at = step.at
    columns = {column.name: column for column in grid.study.columns(at.one("metric"))}
    assert {at.one("column"), at.one("beside")} - {None} <= set(columns)
    for name in ("world", "against"):
        at.world(grid, name)
    assert set(at.several("paid")) <= set(grid.study.universe.names)
    name = at.one("q")
    if name is not None:
        found = answer(grid, from_text(name, at.parameters), progress=None)
        assert found.cost.trained == 0
        assert at.several("label") in {(), *found.labels}
    if step.guess is not None:
        assert abs(truth(grid, step)) > 0.005


def truth(grid: Grid, step: Step) -> float:
    """What is to be guessed, as the page computes it."""
    at = step.at
    columns = grid.study.columns(at.one("metric"))
    names = [column.name for column in columns]
    column = names.index(at.one("column") or "")
    assert step.guess is not None
    if step.guess.reads == "value":
        found = answer(grid, from_text(at.one("q") or "", at.parameters), progress=None)
        return float(found.values[found.labels.index(at.several("label")), column])
    beside = names.index(at.one("beside") or at.one("column") or "")
    both = Listed.of([at.world(grid), at.world(grid, "against")], len(grid.study.universe))
    values = grid.scores(both, columns).values
    assert np.isfinite(values).all()
    return float(values[0, column] - values[1, beside])


def test_no_truth_is_typed() -> None:
    for tour in tours():
        words = " ".join([tour.goal, tour.limits, *(f"{one.say} {one.do}" for one in tour.steps)])
        assert re.findall(r"\d+[.,]\d+", words) == []


def test_a_tour_that_cannot_be_walked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1-wrong.toml"
    for steps, said in [
        ('[[steps]]\nstate = "/memo"\nsay = "x"\n' * 2, "no address of the explorer"),
        ('[[steps]]\nstate = "/explorer/four?guess=1"\nsay = "x"\n' * 2, "names no tour"),
        ('[[steps]]\nstate = "/explorer/four"\nsay = "x"\n', "at least 2"),
    ]:
        path.write_text(f'title = "T"\ngoal = "g"\nlimits = "l"\n{steps}', "utf-8")
        with pytest.raises(TourError, match=said):
            read_tour(path)
