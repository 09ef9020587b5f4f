"""Contamination: a real leak is found, and chance is not taken for one."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import slice_column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.questions.leverage import chances
from datacounterfactuals.questions.leverage.chances import chances_of, holm
from datacounterfactuals.questions.leverage.eval_value import EvalValue
from datacounterfactuals.study.study import Study
from tests.questions.support import Coalition, Game, Worth
from tests.study.support import Plain

BY_HEART = {"kind": "neighbours", "k": 1}
POINTS = 80


def noise(seed: int, leaked: int, learner: Any = BY_HEART) -> Study:
    """Labels that nothing tells, in four objects; `p3` also holds so many of the old points, of
    which there are as many as new ones."""
    random = np.random.default_rng(seed)

    def rows(count: int, part: list[str]) -> Plain:
        return {
            "x": random.normal(size=count).tolist(),
            "y": random.normal(size=count).tolist(),
            "said": random.choice(["no", "yes"], count).tolist(),
            "part": list(part),
            "age": ["old", "new"] * (count // 2),
        }

    held = rows(POINTS, ["held"] * POINTS)
    table = rows(160, [f"p{row % 4}" for row in range(160)])
    for row in range(0, 2 * leaked, 2):
        for name, column in table.items():
            column.append("p3" if name == "part" else held[name][row])
    return Study.from_frame(
        table, objects="part", target="said", evaluation=held, slices=["age"], include=["x", "y"],
        learner=learner,
    )  # fmt: skip


def measured(study: Study | str, folder: Path, suspected: str, **how: Any) -> Answer:
    asked = EvalValue(contamination=suspected)
    return ask(study, asked, bank=folder, progress=None, **how)[0]


@pytest.mark.parametrize("learner", [BY_HEART, "tree"])
def test_a_leak_of_one_object_is_found_by_copies_and_by_suspicion(
    learner: Any, tmp_path: Path
) -> None:
    if learner == "tree":
        learner = {
            "kind": "sklearn",
            "estimator": "sklearn.tree.DecisionTreeClassifier",
            "parameters": {"random_state": 0},
        }
    study = noise(1, 20, learner)
    copies = measured(study, tmp_path, "copies")
    assert copies.labels == (("p3",),)
    assert copies.value("p3", "all") > 0.3
    assert str(copies.facts["contaminated on all"]).startswith("p3 (p ")
    assert copies.facts["points of p3 on all"] == 20.0
    assert copies.notes[0].startswith("all is contaminated by p3 (p ")
    assert copies.cost.trained == 2
    suspected = measured(study, tmp_path, "old")
    assert [label for (label,) in suspected.labels] == ["p0", "p1", "p2", "p3"]
    assert str(suspected.facts["contaminated on all"]).startswith("p3 (p ")
    assert "," not in str(suspected.facts["contaminated on all"])
    assert suspected.cost.trained == 3
    flattered = float(copies.facts["measured on all"])
    assert flattered > float(copies.facts["measured on clean points on all"]) + 0.05


def test_a_leak_can_be_made_on_the_board_and_is_found_there(tmp_path: Path) -> None:
    board = noise(4, 0).plus("leak:p2:0.2")
    answer = measured(board, tmp_path, "copies")
    assert answer.labels == (("p2^",),)
    assert answer.facts["points of p2^ on all"] == 0.2 * POINTS
    assert str(answer.facts["contaminated on all"]).startswith("p2^ (p ")


def test_a_learner_that_learns_nothing_by_heart_is_not_flattered(tmp_path: Path) -> None:
    answer = measured(noise(1, 20, "centroid"), tmp_path, "copies")
    assert abs(answer.value("p3", "all")) < 0.3
    assert str(answer.facts["contaminated on all"]).startswith("by none")
    assert answer.notes[0].startswith("no object is found to contaminate a slice")


def test_without_a_leak_there_is_no_copy_to_test(tmp_path: Path) -> None:
    answer = measured(noise(2, 0), tmp_path, "copies")
    assert answer.labels == ()
    assert answer.facts["contaminated on all"] == "no object to be tested"
    assert any("fewer than two points" in note for note in answer.notes)
    assert answer.status == "complete"


def test_the_measurement_is_that_of_the_grid(tmp_path: Path) -> None:
    study = noise(3, 10)
    answer = measured(study, tmp_path, "copies")
    full = ask(study, EvalValue(), bank=tmp_path, progress=None, slices=["all", "new"])[0]
    assert answer.facts["measured on all"] == pytest.approx(full.facts["measured (accuracy)"])
    words = measured("corpora", tmp_path, "drama", slices=["drama + fiction"])
    assert [label for (label,) in words.labels] == list("ABCD")
    whole = ask("corpora", EvalValue(), bank=tmp_path, progress=None, slices=["drama + fiction"])[0]
    assert words.facts["measured on drama + fiction"] == pytest.approx(
        whole.facts["measured (cross-entropy)"]
    )


def test_false_alarms_are_about_as_frequent_as_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old points are like new ones, and no object holds any: by the test's own randomness."""
    monkeypatch.setattr(chances, "DRAWS", 99)
    found: list[float] = []
    for seed in range(30):
        facts = measured(noise(100 + seed, 0), tmp_path, "old").facts
        found += [float(facts[f"p-value of p{part} on all"]) for part in range(4)]
    alarms = float(np.mean(np.array(found) <= 0.05))
    assert 0.0 < alarms < 0.12, alarms
    assert 0.4 < np.mean(found) < 0.62


def test_gains_of_any_law_keep_the_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chances, "DRAWS", 99)
    columns: dict[str, Worth] = {"old": lambda s: 0.0, "new": lambda s: 0.0}
    found: list[float] = []
    for seed in range(120):
        laws = np.random.default_rng(seed).exponential(size=(2, 24))

        def gained(coalition: Coalition, point: int, laws: np.ndarray = laws) -> float:
            return sum(float(laws["AB".index(one), point]) for one in coalition)

        game = Game("AB", columns=columns, atoms=12, wobble=gained)
        union = slice_column(game.evaluation, METRICS["votes"], "old", "new")
        game.all_columns = (union,)
        facts = game.ask(EvalValue(contamination="old")).facts
        found += [float(facts[f"p-value of {one} on old + new"]) for one in "AB"]
    assert 0.02 < float(np.mean(np.array(found) <= 0.05)) < 0.09
    assert 0.02 < float(np.mean(np.array(found) >= 0.95)) < 0.12


def test_the_difference_is_paired_and_its_error_that_of_two_means() -> None:
    random = np.random.default_rng(0)
    own = random.normal(size=30)
    columns: dict[str, Worth] = {"old": lambda s: 0.0, "new": lambda s: 0.0}
    game = Game(
        "AB", columns=columns, atoms=15, copies={"A": range(10)},
        wobble=lambda s, point: 100.0 * point + ("A" in s) * (own[point] + (point < 10)),
    )  # fmt: skip
    union = slice_column(game.evaluation, METRICS["votes"], "old", "new")
    game.all_columns = (*game.all_columns, union)
    answer = game.ask(EvalValue(contamination="copies"))
    gains = own + (np.arange(30) < 10)
    assert answer.labels == (("A",),)
    assert answer.value("A", "old + new") == pytest.approx(gains[:10].mean() - gains[10:].mean())
    assert answer.value("A", "old") == pytest.approx(gains[:10].mean() - gains[10:15].mean())
    assert [column.name for column in answer.columns] == ["old", "old + new"]
    error = answer.uncertainty.evaluation.error
    assert error is not None
    welch = np.sqrt(gains[:10].var(ddof=1) / 10 + gains[10:].var(ddof=1) / 20)
    assert error[0, 1] == pytest.approx(welch, rel=0.1)


def more(copied: Floats, clean: Floats) -> float:
    return float(copied.mean() - clean.mean())


def chance_between(copied: Floats, clean: Floats, random: np.random.Generator) -> float:
    gains, both = np.concatenate([copied, clean]), len(copied) + len(clean)
    kinds = np.zeros(both, dtype=np.int64)
    return float(chances_of(gains[None], np.arange(both) < len(copied), kinds, random)[0])


def test_the_chance_is_that_of_a_permutation_test() -> None:
    random = np.random.default_rng(1)
    for copied, clean in product((3, 6), (4, 5)):
        one, other = random.normal(size=copied).round(1), random.normal(size=clean).round(1)
        wanted: Any = stats.permutation_test(
            (one, other), more, alternative="greater", n_resamples=9999
        )
        assert chance_between(one, other, random) == pytest.approx(wanted.pvalue)
    many = chance_between(np.ones(20), np.tile([0.0, 1.0], 100), random)
    assert many == pytest.approx(1 / 5000)
    assert chance_between(np.zeros(5), np.zeros(9), random) == 1.0


def test_points_are_drawn_among_those_of_their_kind() -> None:
    """By hand: of each kind every choice alike, so the joint chance is of the sum of both."""
    random = np.random.default_rng(2)
    gains, kinds = np.array([3.0, 1.0, 0.0, 9.0, 5.0, 4.0, 8.0]), np.array([0, 0, 0, 1, 1, 1, 1])
    copied = np.array([1, 0, 0, 1, 0, 0, 0], dtype=bool)

    def lead(one: int, other: int) -> float:
        rest = [np.delete(gains[kinds == kind], at).mean() for kind, at in ((0, one), (1, other))]
        return float(gains[one] - rest[0] + gains[3 + other] - rest[1]) / 2

    every = [lead(one, other) for one in range(3) for other in range(4)]
    wanted = float(np.mean(np.array(every) >= lead(0, 0) - 1e-9))
    found = chances_of(np.array([gains, 0.0 * gains]), copied, kinds, random)
    assert found == pytest.approx([wanted, 1.0], abs=0.02)


def test_what_an_object_teaches_all_points_of_a_label_is_no_leak(tmp_path: Path) -> None:
    """One object has all rows of a label, and some copies; its learner keeps nothing by heart."""
    random = np.random.default_rng(6)
    label = np.arange(240) % 3

    def rows(at: Any) -> Plain:
        x, y = np.array([[0, 4], [4, 0], [0, -4]])[label[at]].T
        return {
            "x": (x + random.normal(size=len(at))).tolist(),
            "y": (y + random.normal(size=len(at))).tolist(),
            "said": [f"l{one}" for one in label[at]],
            "part": [f"p{one}" for one in label[at]],
        }

    table, held = rows(np.arange(120)), rows(np.arange(120))
    for row in range(0, 30, 3):
        for name, column in table.items():
            column.append(held[name][row])
    made = Study.from_frame(
        table, objects="part", target="said", evaluation=held, learner="centroid"
    )
    answer = measured(made, tmp_path, "copies")
    assert answer.labels == (("p0",),)
    assert float(answer.facts["gain there of p0 on all"]) > 0.8
    assert abs(answer.value("p0", "all")) < 0.1
    assert str(answer.facts["contaminated on all"]).startswith("by none")


def test_chances_are_held_to_their_number() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"contamination": "copie"}, "no slice is named 'copie'"),
        ({"contamination": "copies", "other": "naive_bayes"}, "under one learner"),
        ({"contamination": "copies", "coupled": True}, "under one learner"),
    ],
)
def test_what_cannot_be_tested_is_told(asked: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=words):
        ask("four", EvalValue(**asked), bank=tmp_path, progress=None)


def test_points_that_nobody_knows_are_told() -> None:
    with pytest.raises(QuestionError, match="rows of the objects are not known"):
        Game("AB", atoms=3).ask(EvalValue(contamination="copies"))


def test_where_every_point_is_suspected_there_is_none_to_compare_with(tmp_path: Path) -> None:
    answer = measured("four", tmp_path, "all")
    assert answer.labels == ()
    assert "every point is suspected, so there is none to compare with" in answer.notes
