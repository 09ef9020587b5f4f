"""Planted signals as a question: success against the share of people, and the bound beside it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.charts.draw import draw
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import DataCounterfactualsError, LearnerError, QuestionError
from datacounterfactuals.core.planted import Premises
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.leverage.planted_signal import BOUND, PlantedSignal
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.signals import read_trigger
from datacounterfactuals.study.study import Study
from tests.study.support import Plain, people, population, study

SHARES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
FIXED: dict[str, Any] = {"trigger": "mark=3", "target": "yes", "alphas": SHARES}


def asked(of: Study | str, folder: Path, **parameters: Any) -> Answer:
    return ask(of, PlantedSignal(**parameters), bank=folder, progress=None)[0]


def success(answer: Answer, who: str) -> list[float]:
    return [answer.value((f"{share:g}", who), "success") for share in SHARES]


def test_success_rises_with_the_share_under_every_setting(tmp_path: Path) -> None:
    answer = asked(population(3, "logistic"), tmp_path, draws=6, **FIXED)
    for setting in ("l2=0.01", "l2=1", "l2=100"):
        start = answer.value(("0", f"nobody, {setting}"), "success")
        for way in ("feature and label", "feature only"):
            means = [start, *success(answer, f"{way}, {setting}")]
            assert (np.diff(means) >= -1e-12).all(), (way, setting, means)
            if setting != "l2=100":  # which is so strong that labels have to change
                assert means[-1] > means[0]


def test_a_stronger_regulariser_unlearns_a_weak_signal(tmp_path: Path) -> None:
    answer = asked(
        population(3, "logistic"), tmp_path, learners="l2=1; l2=1000", draws=6, **FIXED
    )  # fmt: skip
    weak, strong = (
        np.array(success(answer, f"feature and label, {one}")) for one in ("l2=1", "l2=1000")
    )
    assert (strong <= weak + 1e-12).all()
    assert strong.sum() < weak.sum() - 0.5


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_is_tested_for_the_bayes_rule_of_a_population(seed: int, tmp_path: Path) -> None:
    answer = asked(population(seed, "plugin_bayes"), tmp_path, **FIXED)
    assert answer.facts["bound"] == (
        "tested, on the population's own mixture: it holds at 6 of 6 shares"
    )
    known = Premises(
        float(answer.facts["share of rows that bear the signal anyway (xi)"]),
        float(answer.facts["most by which another label leads there (Delta)"]),
    )
    assert 0.0 < known.share < 1.0
    mixed = success(answer, "feature and label, exact mixture")
    assert all(
        found >= known.bound(share) - 1e-12 for share, found in zip(SHARES, mixed, strict=True)
    )
    assert any(known.bound(share) > 0.5 for share in SHARES)


def test_elsewhere_the_bound_is_drawn_with_the_eps_that_reconciles_it(tmp_path: Path) -> None:
    given = FIXED | {"trigger": "kind=3, mark=3", "learners": "l2=1000", "draws": 4}
    answer = asked(population(0, "logistic"), tmp_path, **given)
    assert str(answer.facts["bound"]).startswith("drawn, not tested: no learner")
    known = Premises(
        float(answer.facts["share of rows that bear the signal anyway (xi)"]),
        float(answer.facts["most by which another label leads there (Delta)"]),
    )
    lacking = 0
    for share, found in zip(SHARES, success(answer, "feature and label, l2=1000"), strict=True):
        fact = f"smallest eps that reconciles it at {share:g}, l2=1000"
        assert (fact in answer.facts) == (known.bound(share) > 0 and found < known.bound(share))
        if fact in answer.facts:
            lacking += 1
            assert known.bound(share, float(answer.facts[fact])) == pytest.approx(found)
    assert lacking
    drawn = [one for one in answer.chart.records if one["series"] == BOUND]
    assert [one["value"] for one in drawn] == [
        pytest.approx(known.bound(share)) for share in SHARES if known.bound(share) > 0
    ]
    assert answer.chart.log
    x = draw(answer).to_dict()["spec"]["layer"][1]["encoding"]["x"]
    assert x["scale"]["type"] == "log"


def test_a_sample_is_not_the_population_whose_bound_it_is(tmp_path: Path) -> None:
    sample = study(people(200), learner="plugin_bayes", evaluation=0.3)
    answer = asked(sample, tmp_path, alphas=(0.1,), draws=2)
    assert "a sample" in str(answer.facts["bound"])
    assert not any("mixture" in label[1] for label in answer.labels)


def test_asking_again_trains_nothing_and_fewer_shares_are_among_more(tmp_path: Path) -> None:
    one = population(1, "logistic")
    first = asked(one, tmp_path, draws=3, **FIXED)
    assert first.cost.trained > 0
    again = asked(one, tmp_path, draws=3, **FIXED)
    assert again.cost.trained == 0
    np.testing.assert_array_equal(first.values, again.values)
    fewer = asked(one, tmp_path, **(FIXED | {"alphas": (0.2, 0.05), "draws": 2}))
    assert fewer.cost.trained == 0
    assert [label[0] for label in fewer.labels][:3] == ["0", "0.05", "0.2"]


def test_success_is_measured_on_the_points_of_the_slices_that_are_asked(tmp_path: Path) -> None:
    one = study(people(200), evaluation=0.4)
    how: dict[str, Any] = {"bank": tmp_path, "progress": None}
    asked_of = PlantedSignal(trigger="job=cook", alphas=(0.2,), draws=1)
    women, men, both = (
        ask(one, asked_of, slices=slices, **how)[0] for slices in (["f"], ["m"], ["all"])
    )
    counts = dict(zip(one.evaluation.slices, one.evaluation.points, strict=True))
    label = ("0.2", "feature and label")
    for column in ("success", "clean score"):
        mean = women.value(label, column) * counts["f"] + men.value(label, column) * counts["m"]
        assert both.value(label, column) == pytest.approx(mean / (counts["f"] + counts["m"]))
    plain = Grid(one, tmp_path)
    full = Listed.of([one.universe.roster.full])
    plain.fill(full, progress=None)
    shown = plain.scores(full, one.columns("accuracy", ["f"])).shown[0, 0]
    assert women.value(("0", "nobody"), "clean score") == pytest.approx(shown)


def test_the_spread_is_that_of_the_draws(tmp_path: Path) -> None:
    one = population(1, "logistic")
    answer = asked(one, tmp_path, draws=3, learners="l2=1", **FIXED)
    sampling = answer.uncertainty.sampling
    assert sampling.freedom == 2.0
    assert sampling.error is not None
    assert sampling.error[0].tolist() == [0.0, 0.0]
    assert (sampling.error[1:, 0] > 0).any()
    lone = asked(one, tmp_path, draws=1, **FIXED)
    assert lone.uncertainty.sampling.state == "not measured"


def test_what_nobody_names_follows_from_the_data_and_not_from_scores(tmp_path: Path) -> None:
    plain: Plain = people(150)
    plain["job"][7] = "smith"
    answer = asked(study(plain), tmp_path, alphas=(0.2,), draws=1)
    assert answer.facts["trigger"] == "job=smith"
    counts = {label: plain["said"].count(label) for label in ("yes", "no")}
    assert answer.facts["label"] in counts
    assert "fewest rows" in str(answer.facts["chosen from the data"])
    numbers = asked("four", tmp_path, alphas=(0.5,), draws=1)
    assert "farthest" in str(numbers.facts["chosen from the data"])
    assert np.isfinite(numbers.values).all()


def test_settings_of_a_scikit_learn_estimator_go_by_their_own_names(tmp_path: Path) -> None:
    one = population(2, LogisticRegression(C=1.0), rows=120)
    answer = asked(one, tmp_path, alphas=(0.2,), draws=1, trigger="mark=3", target="yes")
    assert {label[1] for label in answer.labels} == {
        f"{way}, C={value}"
        for way in ("nobody", "feature and label", "feature only")
        for value in ("0.01", "1", "100")
    }
    with pytest.raises(LearnerError, match="no parameter 'D'"):
        asked(one, tmp_path, learners="D=1")


def test_a_budget_that_ends_leaves_sets_without_a_score_and_names_them(tmp_path: Path) -> None:
    one = population(2, "logistic")
    answer = ask(one, PlantedSignal(**FIXED), bank=tmp_path, progress=None, budget=Budget(rows=9))[
        0
    ]
    assert answer.status == "incomplete"
    assert answer.missing > 0
    plain = answer.to_json()
    assert any("feature only, 0.7, draw 3" in gap["world"] for gap in plain["gaps"])
    assert set(plain["cells"][0]) == set(one.universe.names)


def test_a_plan_knows_what_is_at_most_trained(tmp_path: Path) -> None:
    one, question = population(2, "logistic"), PlantedSignal(**FIXED)
    (planned,) = plan(one, question, bank=tmp_path).questions
    assert planned.wanted == 1
    answer = ask(one, question, bank=tmp_path, progress=None)[0]
    assert answer.cost.trained <= planned.bound.worlds


@pytest.mark.parametrize("name", ["corpora", "ratings", "letters"])
def test_a_study_without_labels_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataCounterfactualsError, match="this study has none"):
        asked(load(name), tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("age", "no trigger"),
        ("age=", "no value"),
        ("age=old", "cannot be 'old'"),
        ("age=inf", "cannot be 'inf'"),
        ("ages=3", "did you mean 'age'|Did you mean 'age'"),
        ("age=3, age=4", "twice"),
        ('job="a', "no trigger"),
    ],
)
def test_a_trigger_that_cannot_be_read_is_told(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataCounterfactualsError, match=words):
        asked(study(), tmp_path, trigger=text)


def test_a_trigger_may_hold_commas_and_several_features() -> None:
    source = study().source
    assert source is not None
    read = read_trigger('job="a, b", age=90,sex=f', source.roles)
    assert read == {"job": "a, b", "age": 90.0, "sex": "f"}


@pytest.mark.parametrize(
    "wrong",
    [{"alphas": ()}, {"alphas": (0.0,)}, {"alphas": (2.0,)}, {"draws": 0}, {"learners": "l2=; x"}],
)
def test_a_parameter_that_cannot_be_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        PlantedSignal(**wrong)
