"""Sampled answers: unbiased, covered by their intervals at the stated rate, and never too sure."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.view import View
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.questions.sampling.orders import Walked, walk
from datacounterfactuals.questions.sampling.paths import Steps
from datacounterfactuals.questions.sampling.stopping import Stopping
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.beta_shapley import BetaShapley
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Game, Soum

RUNS = 200
MANY = Stopping(0.0, False, 4)


def runs(soum: Soum, asked: Question) -> tuple[Floats, Floats, Floats]:
    """Values, standard errors and half widths of 95% over many seeds. Each Float[runs, labels]."""
    values: list[Floats] = []
    errors: list[Floats] = []
    halves: list[Floats] = []
    known = soum.game().known
    for seed in range(RUNS):
        answer = soum.game(seed=seed, known=known).ask(asked)
        part = answer.uncertainty.sampling
        assert part.state == "measured"
        assert part.error is not None
        assert isinstance(part.freedom, float)
        values.append(answer.values[:, 0])
        errors.append(part.error[:, 0])
        halves.append(stats.t.ppf(0.975, part.freedom) * part.error[:, 0])
    return np.array(values), np.array(errors), np.array(halves)


CASES: list[tuple[Question, Question]] = [
    (Shapley(method="permutations", rounds=4, tolerance=0.0), Shapley()),
    (Shapley(method="permutations", tolerance=0.05), Shapley()),
    (BetaShapley(method="permutations", rounds=5, tolerance=0.0), BetaShapley()),
    (Banzhaf(method="reuse", rounds=1, tolerance=0.0), Banzhaf()),
    (Scaling(method="permutations", rounds=2, tolerance=0.0), Scaling()),
]


@pytest.mark.parametrize(("sampled", "exact"), CASES, ids=lambda q: f"{q.name}-{q.tolerance}")
def test_sampled_values_are_unbiased_and_their_intervals_cover_at_the_stated_rate(
    sampled: Question, exact: Question
) -> None:
    soum = Soum.random(np.random.default_rng(11), 6, terms=12)
    truth = soum.game().ask(exact).values[:, 0]
    values, errors, half = runs(soum, sampled)
    mean_error = values.std(axis=0, ddof=1) / np.sqrt(RUNS)
    off = np.abs(values.mean(axis=0) - truth)
    assert (off <= 4.0 * mean_error + 1e-12).all(), (off, mean_error)
    covered = (np.abs(values - truth) <= half + 1e-12).sum(axis=0)
    random = errors.max(axis=0) > 0
    # 95% of 200, within what a binomial does in all but one of 10^5 tries.
    low, high = stats.binom.ppf([1e-5, 1 - 1e-5], RUNS, 0.95)
    assert (covered >= low).all(), covered
    assert covered[random].mean() <= high, covered


def test_pairs_of_opposite_orders_are_no_worse_than_orders_alone_on_a_monotone_game() -> None:
    names = [f"o{place}" for place in range(8)]
    game = Game(names, lambda s: sum(1.0 + int(name[1]) / 8 for name in s) ** 0.5)

    def error(antithetic: bool, seed: int) -> Floats:
        view = Game(names, game.worth, seed=seed, known=game.known).view()
        path = Steps(tuple((n,) for n in names), view.roster.members, np.ones(8))
        walked = drive(game, view, lambda view: walk(view, path, MANY, antithetic))
        assert walked.units == 80
        assert walked.sampling.error is not None
        return walked.sampling.error[:, 0]

    paired = np.mean([error(True, seed) for seed in range(20)], axis=0)
    plain = np.mean([error(False, seed) for seed in range(20)], axis=0)
    assert (paired <= plain).all()
    assert paired.mean() < 0.85 * plain.mean()


def drive(game: Game, view: View, asking: Callable[[View], object]) -> Walked:
    """Run a way of asking, which is no question, on a game."""
    replies = asking(view)
    reply: object = None
    while True:
        try:
            reply = game.reply(replies.send(reply))  # type: ignore[attr-defined] - a generator
        except StopIteration as stop:
            return stop.value


def test_a_sample_stops_when_it_is_sure_enough() -> None:
    soum = Soum.random(np.random.default_rng(5), 7)
    answer = soum.game().ask(Shapley(method="permutations", tolerance=0.05))
    error = answer.uncertainty.sampling.error
    assert error is not None
    assert error.max() <= 0.05 * np.abs(answer.values).max()
    assert 4 <= float(answer.facts["rounds"]) < 100
    assert answer.notes == ()
    absolute = soum.game().ask(Shapley(method="permutations", tolerance=0.05, absolute=True))
    error = absolute.uncertainty.sampling.error
    assert error is not None
    assert error.max() <= 0.05
    hurried = soum.game().ask(Shapley(method="permutations", tolerance=1e-6, rounds=2))
    assert "the sample ended before" in hurried.notes[0]
    assert float(hurried.facts["rounds"]) == 2


def test_draws_that_all_agree_are_not_read_as_no_error() -> None:
    """All of 30 objects are needed: an order shows one object the whole gain, the others nothing.
    An object that was never last has a value of 1/30 and must not be 0 +- 0."""
    names = [f"o{place}" for place in range(30)]
    game = Game(names, lambda s: float(len(s) == 30))
    answer = game.ask(Shapley(method="permutations", rounds=1, tolerance=0.0))
    error = answer.uncertainty.sampling.error
    assert error is not None
    assert (answer.values == 0.0).any()
    assert (error > 0).all()
    assert (np.abs(answer.values - 1 / 30) <= 2.1 * error).mean() > 0.9
    half = game.ask(Banzhaf(rounds=1, tolerance=0.0))
    error = half.uncertainty.sampling.error
    assert error is not None
    assert (half.values == 0.0).all()
    assert (error > 0).all()


COSTS = [float(k) for k, n in enumerate((8, 12, 6, 14, 8, 9, 13, 10, 10, 10), 1) for _ in range(n)]
LEVELS = [
    0.01, 0.0208695652, 0.0333695652, 0.0468830787, 0.0635497454,
    0.0827805146, 0.1060363286, 0.1393696619, 0.1893696619, 0.2893696619,
]  # fmt: skip


def test_the_airport_of_100_is_covered_by_its_intervals() -> None:
    names = [f"o{place}" for place in range(100)]
    cost = dict(zip(names, COSTS, strict=True))
    game = Game(names, lambda s: max((cost[name] for name in s), default=0.0))
    answer = game.ask(Shapley(rounds=5, tolerance=0.0))
    truth = np.array([LEVELS[int(level) - 1] for level in COSTS])
    assert answer.values.sum() == pytest.approx(10.0, abs=1e-9)
    error = answer.uncertainty.sampling.error
    assert error is not None
    assert answer.facts["orders walked"] == 100
    covered = np.abs(answer.values[:, 0] - truth) <= stats.t.ppf(0.975, 49) * error[:, 0]
    assert covered.mean() >= 0.85


def test_the_states_of_an_electoral_vote_are_covered_by_their_intervals() -> None:
    votes = [45, 41, 27, 26, 26, 25, 21, 17, 17, 14, 13, 13, 12, 12, 12, 11, *[10] * 4, *[9] * 4]
    votes += [8, 8, *[7] * 4, *[6] * 4, 5, *[4] * 9, *[3] * 7]
    assert (len(votes), sum(votes)) == (51, 538)
    weight = {f"o{place}": number for place, number in enumerate(votes)}
    game = Game(list(weight), lambda s: float(sum(weight[name] for name in s) > 269))
    shapley = game.ask(Shapley(rounds=40, tolerance=0.0))
    banzhaf = game.ask(Banzhaf(rounds=10, tolerance=0.0))
    places = ("o0", "o1", "o2", "o50")
    known = [
        (shapley, (0.0883093955, 0.0797273546, 0.0509631228, 0.0054125714)),
        (banzhaf, (0.3793655640, 0.3396289438, 0.2155219141, 0.0233956865)),
    ]
    for answer, values in known:
        error = answer.uncertainty.sampling.error
        assert error is not None
        for name, truth in zip(places, values, strict=True):
            row = answer.labels.index((name,))
            assert abs(answer.values[row, 0] - truth) <= 3.0 * error[row, 0], (name, answer.title)


def test_a_large_ring_shares_its_cost_equally() -> None:
    """A spanning tree from a source at cost 101 over a ring at cost 1: 2 for each of 100."""
    names = [f"o{place}" for place in range(100)]

    def cost(coalition: frozenset[str]) -> float:
        there = [name in coalition for name in names]
        runs = sum(
            now and not before for now, before in zip(there, [there[-1], *there], strict=False)
        )
        runs = runs or int(all(there))
        return 101.0 * runs + (len(coalition) - runs)

    answer = Game(names, cost).ask(Shapley(rounds=3, tolerance=0.0))
    assert answer.values.sum() == pytest.approx(200.0)
    error = answer.uncertainty.sampling.error
    assert error is not None
    assert (np.abs(answer.values - 2.0) <= stats.t.ppf(0.975, 29) * error).mean() >= 0.85


def test_the_sizes_of_a_large_universe_are_few() -> None:
    names = [f"o{place}" for place in range(60)]
    game = Game(names, lambda s: len(s) / 60)
    answer = game.ask(Scaling(sizes=8, rounds=2))
    sizes = [int(label[0]) for label in answer.labels]
    assert sizes[0] == 0
    assert sizes[-1] == 60
    assert len(sizes) <= 10
    np.testing.assert_allclose(answer.values[:, 0], np.array(sizes) / 60)
    assert answer.chart.records[-1]["x"] == 60.0


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("shapley", {"tolerance": -1.0}),
        ("shapley", {"rounds": 0}),
        ("banzhaf", {"tolerance": float("nan")}),
        ("beta_shapley", {"alpha": 0.0}),
        ("beta_shapley", {"beta": float("inf")}),
        ("scaling", {"sizes": 0}),
        ("leave_one_out", {"draws": 0}),
        ("best_subset", {"size": -1}),
        ("best_subset", {"cost": float("nan")}),
    ],
)
def test_parameters_that_make_no_sense_are_refused(name: str, parameters: dict[str, float]) -> None:
    with pytest.raises(QuestionError):
        question(name, **parameters)


@pytest.mark.parametrize("name", ["shapley", "interaction", "envelope", "best_subset"])
def test_a_limit_that_no_lattice_has_is_refused(name: str) -> None:
    game = Game("ABC", lambda s: float(len(s)))
    with pytest.raises(QuestionError, match="limit"):
        game.ask(question(name, limit=31))


@pytest.mark.parametrize("name", ["interaction", "envelope", "best_subset"])
def test_a_lattice_that_is_too_large_is_refused_with_its_size(name: str) -> None:
    game = Game([f"o{place}" for place in range(20)], lambda s: float(len(s)))
    with pytest.raises(QuestionError, match="20"):
        game.ask(question(name))
