"""Scaling, envelope and best subset: curves and choices over the lattice."""

from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.columns import gap_column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.questions.scale.best_subset import BestSubset
from datacounterfactuals.questions.scale.choosing import SPLIT, UNSPLIT
from datacounterfactuals.questions.scale.envelope import Envelope
from datacounterfactuals.questions.scale.scaling import Scaling
from tests.questions.support import Coalition, Game, Soum, Worth, subsets

NAMES = tuple(f"o{place}" for place in range(8))


def lucky(coalition: Coalition, point: int) -> float:
    """What a point adds by luck: alike for no two worlds, and nothing on the average."""
    return float(np.random.default_rng([hash_of(coalition), point]).normal())


def hash_of(coalition: Coalition) -> int:
    return sum(1 << int(name[1:]) for name in coalition)


def test_scaling_is_the_mean_of_each_layer() -> None:
    soum = Soum.random(np.random.default_rng(1), 5)
    answer = soum.game().ask(Scaling())
    assert answer.reads == "score"
    assert answer.chart.kind == "curve"
    for size in range(6):
        layer = [soum(world) for world in subsets(soum.names) if len(world) == size]
        assert answer.value(str(size)) == pytest.approx(np.mean(layer), abs=1e-12)
    (landed,) = answer.claim.landed
    assert landed.effect == pytest.approx(soum(frozenset(soum.names)))


def test_a_score_is_shown_in_the_direction_of_its_metric() -> None:
    loss = Game("ABC", lambda s: float(len(s)), metric="log_loss")
    for asked in (Scaling(), Envelope(), BestSubset()):
        answer = loss.ask(asked)
        assert (answer.shown <= 0).all()
        assert (answer.values >= 0).all()
    assert loss.ask(Scaling()).shown[:, 0].tolist() == [0.0, -1.0, -2.0, -3.0]


def test_the_mean_of_the_envelope_is_scaling_when_points_cannot_be_split() -> None:
    soum = Soum.random(np.random.default_rng(2), 5)
    game = soum.game()
    answer = game.ask(Envelope())
    curve = game.ask(Scaling())
    np.testing.assert_allclose(answer.values[1::3], curve.values, atol=1e-12)
    for size in range(6):
        layer = [soum(world) for world in subsets(soum.names) if len(world) == size]
        assert answer.value((str(size), "best")) == pytest.approx(max(layer))
        assert answer.value((str(size), "worst")) == pytest.approx(min(layer))
    assert UNSPLIT in answer.notes


def test_the_mean_of_the_envelope_is_scaling_on_the_reporting_half() -> None:
    game = Game(NAMES[:4], lambda s: float(len(s)), atoms=6, wobble=lucky)
    answer = game.ask(Envelope())
    _, report = game.view().halves()
    column = report.columns[0]
    for size in range(5):
        layer = [
            np.mean([len(world) + lucky(world, int(p)) for p in column.atoms()])
            for world in subsets(game.names)
            if len(world) == size
        ]
        assert answer.value((str(size), "mean")) == pytest.approx(np.mean(layer), abs=1e-12)
    assert SPLIT in answer.notes


def test_the_best_row_by_luck_is_not_reported_as_the_best() -> None:
    """All worlds of a size are equally good: what is best on the choosing points is luck, and the
    reporting points do not share it."""
    game = Game(NAMES, lambda s: float(len(s)), atoms=8, wobble=lucky)
    view = game.view()
    first, second = view.halves()
    one, other = set(first.columns[0].atoms()), set(second.columns[0].atoms())
    assert not one & other
    assert len(one) == len(other) == 4
    answer = game.ask(Envelope())
    spread = [
        answer.value((str(size), "best")) - answer.value((str(size), "worst"))
        for size in range(1, 8)
    ]
    chosen = [world for world in subsets(NAMES) if len(world) == 4]
    by_choice = [np.mean([lucky(world, int(p)) for p in one]) for world in chosen]
    assert max(by_choice) - min(by_choice) > 1.5
    assert abs(np.mean(spread)) < 0.6
    row = answer.labels.index(("4", "best"))
    evaluation = answer.uncertainty.evaluation
    assert evaluation.error is not None
    assert evaluation.error[row, 0] > 0
    assert evaluation.freedom == pytest.approx([3.0])


def test_a_truly_better_row_is_found_and_named() -> None:
    game = Game(
        NAMES[:5],
        columns={
            "one": lambda s: float("o1" in s) * 10 + len(s),
            "other": lambda s: float("o3" in s) * 10 + len(s),
        },
        atoms=4,
        wobble=lucky,
    )
    answer = game.ask(Envelope())
    assert answer.facts["best row of 1 on one"] == "o1"
    assert answer.facts["best row of 1 on other"] == "o3"
    assert answer.value(("1", "best"), "one") > 9.0
    assert len(answer.cells) == len(set(answer.cells))
    assert {label[1] for label in answer.labels} == {"best", "mean", "worst"}
    assert {record["series"] for record in answer.chart.records} == {"best", "mean", "worst"}


def test_each_half_has_points_of_both_sides_of_a_gap() -> None:
    columns: dict[str, Worth] = {"one": lambda s: 2.0 * len(s), "other": lambda s: 1.0 * len(s)}
    game = Game("ABC", columns=columns, atoms=3)
    gap = gap_column(game.evaluation, METRICS["votes"], "one", "other")
    game.all_columns = (gap,)
    for half in game.view().halves():
        assert half.columns[0].groups.any(axis=1).all()
    assert game.view().window.splits
    answer = game.ask(Envelope())
    assert answer.values[:, 0] == pytest.approx(-np.repeat(np.arange(4.0), 3))
    lone = Game("ABC", columns=columns)
    lone.all_columns = (gap_column(lone.evaluation, METRICS["votes"], "one", "other"),)
    assert not lone.view().window.splits
    assert UNSPLIT in lone.ask(Envelope()).notes


def weights_game(**how: Any) -> Game:
    worth = {"A": 5.0, "B": 4.0, "C": 3.0, "D": 1.0}
    return Game("ABCD", lambda s: sum(worth[name] for name in s), atoms=4, **how)


def test_the_best_subset_keeps_to_its_size() -> None:
    answer = weights_game().ask(BestSubset(size=2))
    assert answer.facts["best row in the budget on score"] == "AB"
    assert answer.value("best row in the budget") == 9.0
    assert answer.value("best row of all") == answer.value("full world") == 13.0
    assert answer.facts["regret on score"] == 4.0
    assert answer.facts["standard error of the regret on score"] == pytest.approx(0.0)
    affordable = [len(world) <= 2 for world in subsets("ABCD")]
    assert sum(affordable) == 11
    assert answer.value("mean row in the budget") == pytest.approx((13 + 3 * 13) / 11)
    assert weights_game().ask(BestSubset()).facts == answer.facts


def test_the_best_subset_keeps_to_its_cost() -> None:
    game = weights_game(costs={"A": 9.0, "B": 4.0, "C": 4.0, "D": 1.0})
    answer = game.ask(BestSubset(cost=9.0))
    assert answer.facts["best row in the budget on score"] == "BCD"
    assert answer.facts["budget"] == "a cost of at most 9"
    both = game.ask(BestSubset(cost=9.0, size=1))
    assert both.facts["best row in the budget on score"] == "A"
    with pytest.raises(QuestionError, match="no object has a cost"):
        weights_game().ask(BestSubset(cost=1.0))


def test_of_rows_that_score_alike_the_smallest_is_chosen() -> None:
    for alone in "ABCD":
        game = Game("ABCD", lambda s, alone=alone: float(alone in s or len(s) > 1), atoms=4)
        assert game.ask(BestSubset(size=3)).facts["best row in the budget on score"] == alone
    assert Game("ABCD").ask(BestSubset(size=3)).facts["best row in the budget on score"] == "empty"


def test_regret_is_to_the_row_that_the_choosing_points_like_best() -> None:
    """It may be negative: the row they like best is not always better on other points."""
    regrets: list[float] = []
    for shift in range(8):
        game = Game(
            NAMES[:5], lambda s: 0.0, atoms=8, wobble=lambda s, p, shift=shift: lucky(s, p + shift)
        )
        answer = game.ask(BestSubset(size=1))
        gap = answer.value("best row of all") - answer.value("best row in the budget")
        assert answer.facts["regret on score"] == pytest.approx(gap)
        regrets.append(gap)
    assert min(regrets) < 0 < max(regrets)


def test_a_small_subset_of_many_objects_needs_only_its_own_rows() -> None:
    names = [f"o{place}" for place in range(30)]
    game = Game(names, lambda s: sum(int(name[1:]) for name in s) - 0.1 * len(s), atoms=2)
    answer = game.ask(BestSubset(size=2))
    assert answer.facts["best row in the budget on score"] == "o28, o29"
    assert len(game.asked) == 1 + 30 + 435 + 1
    assert BestSubset(size=2).bound(game.view()).worlds == len(game.asked)
    assert any("were not scored" in note for note in answer.notes)
    with pytest.raises(QuestionError, match="too many rows"):
        game.ask(BestSubset(size=8))
