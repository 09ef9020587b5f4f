"""The value of evaluation slices: columns move, rows stay."""

from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.columns import slice_column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS, declared
from datacounterfactuals.core.uncertainty import jackknife
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.leverage.eval_value import EvalValue
from datacounterfactuals.study.loading import load
from tests.questions.support import Game, Worth

COLUMNS: dict[str, Worth] = {
    "easy": lambda s: 2.0 * len(s),
    "hard": lambda s: 0.5 * len(s),
    "odd": lambda s: 1.0 * len(s),
}


def sliced(atoms: int = 4, metric: str = "votes") -> Game:
    return Game("ABC", columns=COLUMNS, atoms=atoms, wobble=lambda s, p: p * 0.1, metric=metric)


def points(game: Game) -> np.ndarray:
    """What each point scores in the full world. Float[slices, atoms]."""
    each = [[2.0 * 3], [0.5 * 3], [1.0 * 3]]
    return np.array(each) + 0.1 * np.arange(3 * game.atoms).reshape(3, -1)


def test_a_slice_moves_the_measurement_by_the_union_less_the_union_without_it() -> None:
    game = sliced()
    answer = game.ask(EvalValue())
    values = points(game)
    for place, name in enumerate(COLUMNS):
        moved = values.mean() - np.delete(values, place, axis=0).mean()
        assert answer.value(name) == pytest.approx(moved)
        assert answer.facts[f"measured without {name} (share of right votes)"] == pytest.approx(
            np.delete(values, place, axis=0).mean()
        )
    assert answer.facts["measured (share of right votes)"] == pytest.approx(values.mean())
    assert answer.columns[0].name == "all slices"


def test_nothing_but_the_measured_world_is_wanted() -> None:
    game = sliced()
    answer = game.ask(EvalValue())
    assert game.asked == {frozenset("ABC")}
    assert [world.positions for world in answer.cells] == [(0, 1, 2)]
    game.ask(EvalValue(world="AB"))
    assert game.asked == {frozenset("ABC"), frozenset("AB")}
    assert answer.claim.kind == "rules"


def test_what_a_slice_does_to_the_standard_error_is_told() -> None:
    game = sliced()
    facts = game.ask(EvalValue()).facts
    values = points(game)
    of = "(share of right votes)"

    def error(kept: np.ndarray) -> float:
        return float(kept.std(ddof=1) / np.sqrt(kept.size))

    assert facts[f"standard error {of}"] == pytest.approx(error(values.ravel()))
    for place, name in enumerate(COLUMNS):
        without = error(np.delete(values, place, axis=0).ravel())
        assert facts[f"standard error without {name} {of}"] == pytest.approx(without)
        saved = without - error(values.ravel())
        assert facts[f"standard error removed by {name} {of}"] == pytest.approx(saved)


def test_the_error_of_the_move_is_paired() -> None:
    """Both measurements lose the same point; a brute-force jackknife says the same."""
    game = sliced()
    answer = game.ask(EvalValue())
    evaluation = answer.uncertainty.evaluation
    assert evaluation.error is not None
    values = points(game).ravel()
    keep = np.ones(12, dtype=bool)
    keep[4:8] = False
    replicates: list[float] = []
    for point in range(12):
        left = np.arange(12) != point
        replicates.append(values[left].mean() - values[left & keep].mean())
    whole = np.array(values.mean() - values[keep].mean())
    wanted = jackknife(whole, np.array(replicates), np.ones(12))
    assert evaluation.error[1, 0] == pytest.approx(float(wanted))


def test_less_loss_in_a_slice_is_a_positive_move() -> None:
    game = sliced(metric="log_loss")
    answer = game.ask(EvalValue())
    assert answer.value("easy") > 0
    assert float(answer.facts["measured (log loss)"]) < 0


def test_overlapping_slices_take_their_own_points_along() -> None:
    """The union of two slices beside both: without it nothing is measured, so it has no value."""
    game = sliced()
    union = slice_column(game.evaluation, METRICS["votes"], "easy", "hard")
    game.all_columns = (*game.all_columns[:2], union)
    answer = game.ask(EvalValue())
    assert answer.labels == (("easy",), ("hard",))
    values = points(game)[:2]
    assert answer.value("easy") == pytest.approx(values.mean() - values[1].mean())
    assert answer.notes == ("nothing is measured without easy + hard",)


def test_a_lone_slice_has_no_value_and_says_why() -> None:
    game = sliced()
    game.all_columns = game.all_columns[:1]
    alone = game.ask(EvalValue())
    assert alone.labels == ()
    assert alone.notes == ("nothing is measured without easy",)
    assert alone.status == "complete"
    assert "measured (share of right votes)" in alone.facts


def test_finished_scores_from_elsewhere_are_not_united() -> None:
    game = Game("AB", lambda s: 0.0)
    game.evaluation = Evaluation.opaque(("x", "y"))
    metric = declared("score", 1)
    game.all_columns = tuple(slice_column(game.evaluation, metric, name) for name in ("x", "y"))
    with pytest.raises(QuestionError, match="cannot be united"):
        game.ask(EvalValue())


def test_an_object_that_moves_to_the_holdout_moves_row_and_column() -> None:
    worths = {"A": 3.0, "B": 2.0, "C": 1.0}
    columns: dict[str, Worth] = {
        name: lambda s, name=name: sum(worths[one] for one in s) + 2.0 * (name in s)
        for name in worths
    }
    game = Game("ABC", columns=columns, atoms=4)
    asked = EvalValue(coupled=True)
    answer = game.ask(asked)
    assert len(game.asked) == asked.bound(game.view()).worlds == 4
    for name in worths:
        others = [one for one in worths if one != name]
        after = np.mean([columns[one](frozenset(others)) for one in worths])
        before = np.mean([columns[one](frozenset("ABC")) for one in others])
        assert answer.value(name) == pytest.approx(after - before)
    with pytest.raises(QuestionError, match="no slice has the name"):
        sliced().ask(EvalValue(coupled=True))


def test_a_slice_may_decide_between_two_learners(tmp_path: Path) -> None:
    grid = Grid(load("census"), tmp_path)
    answer = ask(grid, EvalValue(other="naive_bayes"))[0]
    second = grid.under({"kind": "naive_bayes"})
    of = next(key for key in answer.facts if key.startswith("chosen ("))[len("chosen ") :]
    names = [column.name for column in grid.study.columns() if column.fold == "slice"]
    changed: list[str] = []
    for name in [None, *names]:
        without = f" without {name}" if name else ""
        if f"lead of naive_bayes{without} {of}" not in answer.facts:
            continue
        lead = float(answer.facts[f"lead of naive_bayes{without} {of}"])
        chosen = answer.facts[f"chosen{without} {of}"]
        assert chosen == ("naive_bayes" if lead > 0 else "the study's learner")
        if chosen != answer.facts[f"chosen {of}"]:
            changed.append(str(name))
    assert answer.facts[f"slices that change the choice {of}"] == (", ".join(changed) or "none")
    here, there = (ask(one, EvalValue())[0].facts[f"measured {of}"] for one in (grid, second))
    lead = float(answer.facts[f"lead of naive_bayes {of}"])
    assert abs(lead) == pytest.approx(abs(float(there) - float(here)))
