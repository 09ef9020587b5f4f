"""Laws over the catalogue: every question that declares a law is held to it, without an edit here.

The games are random sums of unanimity games, on two columns at once.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.question import Law, Question
from datacounterfactuals.questions.catalogue import parameters_of, question, questions
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from tests.questions.support import Coalition, Game, Soum, evaluate


def sampled_ones() -> list[Question]:
    """Every question that can sample, made to, for two rounds."""
    return [
        question(name, method=choice, rounds=2, tolerance=0.0)
        for name, found in questions().items()
        for one in parameters_of(found)
        if one.name == "method"
        for choice in one.type.removeprefix("one of ").split(", ")
        if choice not in ("auto", "exact")
    ]


ALL = [found() for found in questions().values()]
SAMPLED = sampled_ones()
GROUP = LeaveOneOut(group=("o0", "o2"), draws=3)


def two_soums(seed: int, count: int) -> tuple[Soum, Soum]:
    random = np.random.default_rng(seed)
    return Soum.random(random, count), Soum.random(random, count)


soums = st.builds(two_soums, st.integers(0, 2**31), st.integers(1, 6))


def obeying(law: Law) -> list[Question]:
    return [asked for asked in ALL if law in asked.laws]


def both(one: Soum, other: Soum) -> Game:
    return Game(one.names, columns={"one": one, "other": other})


def swapped(label: Label, first: str, second: str) -> frozenset[str]:
    partner = {first: second, second: first}
    return frozenset(partner.get(name, name) for name in label)


def test_every_law_is_declared_by_some_question() -> None:
    laws: list[Law] = ["efficiency", "symmetry", "null object", "linearity"]
    assert [law for law in laws if not obeying(law)] == []
    assert {asked.name for asked in obeying("linearity")} >= {
        "leave_one_out", "shapley", "banzhaf", "beta_shapley", "interaction", "scaling",
    }  # fmt: skip
    assert {asked.name for asked in SAMPLED} == {"shapley", "banzhaf", "beta_shapley", "scaling"}


@given(soums)
@settings(max_examples=25)
def test_efficiency(pair: tuple[Soum, Soum]) -> None:
    game = both(*pair)
    full = game.cell(frozenset(game.names)) - game.cell(frozenset())
    for asked in obeying("efficiency"):
        answer = game.ask(asked)
        np.testing.assert_allclose(answer.values.sum(axis=0), full, atol=1e-12)
        assert abs(float(answer.facts["efficiency residual on one"])) < 1e-12


@given(soums)
@settings(max_examples=25)
def test_an_object_that_changes_nothing_is_worth_nothing(pair: tuple[Soum, Soum]) -> None:
    one, other = pair
    game = Game((*one.names, "idle"), columns={"one": one, "other": other})
    for asked in obeying("null object"):
        answer = game.ask(asked)
        rows = [place for place, label in enumerate(answer.labels) if "idle" in label]
        assert rows or len(game.names) < len(answer.label_kind)
        np.testing.assert_allclose(answer.values[rows], 0.0, atol=1e-12, err_msg=asked.name)


@given(soums)
@settings(max_examples=25)
def test_objects_that_do_the_same_are_worth_the_same(pair: tuple[Soum, Soum]) -> None:
    """The game is made symmetric in its first object and a twin of it."""
    one = pair[0]
    first = one.names[0]

    def worth(coalition: Coalition) -> float:
        mirrored = frozenset({first: "twin", "twin": first}.get(n, n) for n in coalition)
        return one(coalition) + one(mirrored)

    game = Game((*one.names, "twin"), worth)
    for asked in obeying("symmetry"):
        answer = game.ask(asked)
        values = {frozenset(label): answer.value(label) for label in answer.labels}
        for label in answer.labels:
            twin = values[swapped(label, first, "twin")]
            assert values[frozenset(label)] == pytest.approx(twin, abs=1e-12), asked.name


@given(soums, st.floats(-3.0, 3.0))
@settings(max_examples=25)
def test_the_answer_on_a_sum_of_games_is_the_sum_of_answers(
    pair: tuple[Soum, Soum], scale: float
) -> None:
    one, other = pair
    game = Game(one.names, columns={"one": one, "other": other, "sum": one.plus(other, scale)})
    for asked in [*obeying("linearity"), *SAMPLED]:
        values = game.ask(asked).values
        np.testing.assert_allclose(
            values[:, 2], values[:, 0] + scale * values[:, 1], atol=1e-11, err_msg=asked.name
        )


SHARES: dict[str, Callable[[int], float]] = {
    "shapley": lambda k: 1 / k,
    "banzhaf": lambda k: 0.5 ** (k - 1),
    "leave_one_out": lambda k: 1.0,
    # E[p^(k-1)] for p ~ Beta(beta, alpha) = Beta(1, 4)
    "beta_shapley": lambda k: float(np.prod([(1 + j) / (5 + j) for j in range(k - 1)])),
}
"""What a unanimity game on k objects gives each of them."""


@given(soums)
@settings(max_examples=25)
def test_semivalues_have_their_closed_forms(pair: tuple[Soum, Soum]) -> None:
    one = pair[0]
    game = one.game()
    for name, share in SHARES.items():
        answer = game.ask(question(name))
        wanted = [one.value(object_, share) for object_ in one.names]
        np.testing.assert_allclose(answer.values[:, 0], wanted, atol=1e-12, err_msg=name)


def in_memory(answer: Answer, game: Game) -> Floats:
    """The sum of weight times cell, from the contrast itself."""
    assert answer.evidence is not None
    worlds, names = answer.evidence.worlds, game.universe.names
    cells = [game.cell(frozenset(names[p] for p in world.positions)) for world in worlds]
    return answer.evidence.weights(0, len(worlds)) @ np.array(cells)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_the_evidence_adds_up_to_the_answer(count: int) -> None:
    random = np.random.default_rng(count)
    soum = Soum.random(random, count) if count else Soum((), ())
    game = Game(
        soum.names,
        columns={"one": soum, "less": lambda s: -2.0 * soum(s) + len(s)},
        atoms=3,
        wobble=lambda s, p: 0.1 * (len(s) * p % 5),
        noise=lambda s, repeat: 0.01 * len(s) * repeat,
        repeats=3,
    )
    asked = [*ALL, *SAMPLED, *([GROUP] if count > 2 else [])]
    seen: set[str] = set()
    for one in asked:
        answer = game.ask(one)
        if answer.evidence is None:
            assert answer.cells, one.name
            continue
        seen.add(one.name)
        if len(answer.labels):
            np.testing.assert_allclose(in_memory(answer, game), answer.values, atol=1e-12)
            plain = answer.to_json()["evidence"]
            np.testing.assert_allclose(evaluate(plain, game.cell), answer.values, atol=1e-12)
    assert seen >= {asked.name for asked in [*obeying("linearity"), *SAMPLED]}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_question_answers_on_a_small_or_empty_roster(count: int) -> None:
    soum = Soum.random(np.random.default_rng(0), count) if count else Soum((), ())
    game = both(soum, soum)
    for asked in [*ALL, *SAMPLED]:
        answer = game.ask(asked)
        assert answer.status == "complete", asked.name
        assert answer.to_json()["question"] == asked.name
        assert np.isfinite(answer.values).all(), asked.name
        asked.bound(game.view())


def test_every_question_wants_no_more_than_its_bound() -> None:
    soum = Soum.random(np.random.default_rng(2), 5)
    for asked in [*ALL, *SAMPLED, GROUP]:
        game = soum.game(atoms=2)
        game.ask(asked)
        bound = asked.bound(game.view())
        assert len(game.asked) <= bound.worlds, asked.name
        if bound.kind == "exact":
            assert len(game.asked) == bound.worlds, asked.name


def test_every_question_speaks_in_its_claim() -> None:
    game = both(*two_soums(3, 4))
    for asked in ALL:
        claim = game.ask(asked).claim
        assert claim.kind == asked.move
        words = (claim.intervention, claim.reference, claim.supports, *claim.not_established)
        assert len(words) > 3
        assert all(words), asked.name
        assert claim.held_fixed == ("the rules of the game",)
        assert claim.landed, asked.name


def test_the_order_of_objects_changes_no_sampled_number() -> None:
    """Draws derive from what objects hold and not from where they stand."""
    soum = Soum.random(np.random.default_rng(4), 6)
    backwards = Game(tuple(reversed(soum.names)), soum)
    for asked in SAMPLED:
        one, other = soum.game().ask(asked), backwards.ask(asked)
        there = [other.labels.index(label) for label in one.labels]
        np.testing.assert_allclose(one.values, other.values[there], atol=1e-12)
    np.testing.assert_allclose(
        soum.game().ask(GROUP).values, backwards.ask(GROUP).values, atol=1e-12
    )
