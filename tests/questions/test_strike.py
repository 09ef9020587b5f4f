"""A strike's laws: on games with known values, and on real rows of the simulated ratings."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.uncertainty import jackknife
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.leverage.strike import DataStrike
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.study.loading import load
from tests.questions.support import Game, Soum


def test_the_mean_random_strike_of_k_is_the_scaling_curve_read_backwards() -> None:
    soum = Soum.random(np.random.default_rng(1), 5)
    struck = soum.game().ask(DataStrike(draws=10))
    curve = soum.game().ask(Scaling())
    full = curve.value("5")
    for k in range(1, 6):
        label = (f"{k / 5:.3g}", "random", "all")
        assert struck.value(label) == pytest.approx(curve.value(str(5 - k)) - full, abs=1e-12)


def test_those_named_leave_one_after_another_and_a_full_return_recovers_exactly() -> None:
    soum = Soum.random(np.random.default_rng(2), 4)
    answer = soum.game().ask(DataStrike(who=("o2", "o0")))
    names = frozenset(soum.names)
    full = soum(names)
    first, both = names - {"o2"}, names - {"o0", "o2"}
    assert answer.value(("0.25", "as named", "all")) == pytest.approx(soum(first) - full)
    assert answer.value(("0.5", "as named", "all")) == pytest.approx(soum(both) - full)
    back = ("0.25", "as named", "all, on return")
    assert answer.value(back) == pytest.approx(soum(names - {"o0"}) - full)
    assert answer.value(("0", "as named", "all, on return")) == 0.0
    alone = [soum(frozenset(pair)) for pair in combinations(soum.names, 2)]
    assert answer.value(("0.5", "random", "all")) == pytest.approx(np.mean(alone) - full)


def test_the_most_valuable_leave_first() -> None:
    worth = {"a": 1.0, "b": 3.0, "c": 2.0}
    game = Game(tuple(worth), lambda s: sum(worth[name] for name in s), atoms=4)
    answer = game.ask(DataStrike(order="value"))
    assert answer.value(("0.333", "by value", "all")) == pytest.approx(-3.0)
    assert answer.value(("0.667", "by value", "all")) == pytest.approx(-5.0)


def test_a_best_row_is_never_worse_than_standing_still_on_the_points_that_choose() -> None:
    game = Game(("a", "b"), lambda s: 2.0 - len(s), atoms=4)
    answer = game.ask(DataStrike(who=("a",)))
    assert answer.value(("0.5", "as named", "all, best row asked")) == pytest.approx(2.0)
    assert answer.value(("0.5", "as named", "all")) == pytest.approx(1.0)


def test_an_object_that_is_not_there_and_groups_that_are_not_known_are_told() -> None:
    game = Game(("a", "b"), len)
    with pytest.raises(QuestionError, match="neither an object"):
        game.ask(DataStrike(who=("z",)))
    with pytest.raises(QuestionError, match="no owners"):
        game.ask(DataStrike(order="group"))


def test_where_owners_are_unknown_all_points_alone_are_read() -> None:
    answer = Game(("a", "b"), len).ask(DataStrike())
    assert {label[2] for label in answer.labels} == {"all", "all, best row asked"}
    assert any("cannot be told apart" in note for note in answer.notes)


def test_a_few_points_with_a_known_owner_do_not_speak_for_a_column(tmp_path: Path) -> None:
    census = Grid(load("census"), tmp_path)
    owners = census.study.evaluation.owners
    assert owners is not None
    assert {True, False} == set((owners >= 0).tolist())
    (answer,) = ask(census, DataStrike(points=1, draws=1), slices=["all"], progress=None)
    assert {label[2] for label in answer.labels} == {"all", "all, best row asked"}
    assert any("cannot be told apart" in note for note in answer.notes)


@pytest.fixture(scope="module")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    return Grid(load("ratings"), tmp_path_factory.mktemp("bank"))


def test_a_strike_of_users_costs_the_strikers_more_than_those_who_stay(ratings: Grid) -> None:
    (answer,) = ask(ratings, DataStrike(points=3, draws=2), slices=["all"], progress=None)
    for share in ("0.667", "0.333"):
        stay, gone, every = (
            answer.value((share, "random", who), "all")
            for who in ("those who stay", "those who strike", "all")
        )
        assert gone < every < stay < 0


def test_a_boycott_alone_leaves_the_rows_and_takes_the_strikers_gain(ratings: Grid) -> None:
    (answer,) = ask(ratings, DataStrike(who=("critics",)), slices=["all"], progress=None)
    label = answer.labels[0]
    evaluation, universe = ratings.study.evaluation, ratings.study.universe
    critics = [place for place, item in enumerate(universe) if item.owner == "critics"]
    assert evaluation.owners is not None
    mine = np.isin(evaluation.owners, critics)
    ends = ratings.study.columns(None, ["all"])
    masked = tuple(replace(column, groups=column.groups & mine) for column in ends[:1])
    values = ratings.scores(ratings.ends(), masked).values[:, 0]
    points = np.bincount(evaluation.atom_of, minlength=len(mine))
    wanted = -(values[1] - values[0]) * points[mine].sum() / points.sum()
    assert answer.value((label[0], label[1], "boycott alone"), "all") == pytest.approx(wanted)


def test_every_side_has_the_error_of_its_own_points(ratings: Grid) -> None:
    (answer,) = ask(ratings, DataStrike(who=("critics",), draws=1), slices=["all"], progress=None)
    label = answer.labels[0][:2]
    error = answer.uncertainty.evaluation.error
    assert error is not None
    assert not np.isnan(error).any()
    study = ratings.study
    critics = [place for place, item in enumerate(study.universe) if item.owner == "critics"]
    assert study.evaluation.owners is not None
    mine = np.isin(study.evaluation.owners, critics)
    full = study.universe.roster.full
    worlds = Listed.of([full, full.without(*critics)], len(study.universe))
    for mask, who in ((mine, "those who strike"), (~mine, "those who stay")):
        ends = study.columns(None, ["all"])
        masked = tuple(replace(column, groups=column.groups & mask) for column in ends[:1])
        scores = ratings.scores(worlds, masked)
        change = scores.values[1] - scores.values[0]
        left = scores.reading.left_out[0][0]
        sizes = scores.sampling.sizes[0]
        wanted = jackknife(change, (left[1] - left[0])[None], sizes)[0]
        row = answer.labels.index((*label, who))
        assert error[row, 0] == pytest.approx(wanted, rel=0.03)


def test_the_gain_can_be_counted_from_means_of_items(ratings: Grid) -> None:
    asked = [
        DataStrike(("critics",), draws=1),
        DataStrike(("critics",), draws=1, baseline="item means"),
    ]
    none, means = ask(ratings, *asked, slices=["all"], progress=None)
    assert 0 < float(means.facts["gain on all"]) < float(none.facts["gain on all"])
