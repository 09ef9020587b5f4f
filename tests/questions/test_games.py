"""The games whose values were worked out by hand or by brute force with exact fractions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction as F
from itertools import combinations

import numpy as np
import pytest

from datacounterfactuals.core.question import Question
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.beta_shapley import BetaShapley
from datacounterfactuals.questions.value.interaction import Interaction
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Coalition, Game, Worth

QUESTIONS: tuple[Question, ...] = (
    Shapley(method="exact"),
    Banzhaf(method="exact"),
    LeaveOneOut(),
    BetaShapley(alpha=4.0, beta=1.0, method="exact"),
    BetaShapley(alpha=1.0, beta=4.0, method="exact"),
)


@dataclass(frozen=True)
class Known:
    """A game and its values: Shapley, Banzhaf, leave-one-out, Beta(4, 1), Beta(1, 4), each as
    text with one fraction per object, or a single one that all objects share."""

    title: str
    count: int
    worth: Callable[[set[int]], float]
    values: tuple[str, str, str, str, str]


def weighted(quota: float, weights: Sequence[float]) -> Callable[[set[int]], float]:
    return lambda s: float(sum(weights[i] for i in s) >= quota)


def shoes(left: int) -> Callable[[set[int]], float]:
    return lambda s: float(min(sum(i < left for i in s), sum(i >= left for i in s)))


def airport(costs: Sequence[float]) -> Callable[[set[int]], float]:
    return lambda s: max((costs[i] for i in s), default=0.0)


def bankruptcy(estate: float, claims: Sequence[float]) -> Callable[[set[int]], float]:
    return lambda s: max(0.0, estate - sum(c for i, c in enumerate(claims) if i not in s))


def per_side(left: str, right: str, lefts: int, rights: int) -> str:
    return ",".join([left] * lefts + [right] * rights)


Q = "0,1/4,1/2,3/4,1"
GAMES = [
    Known("majority of 4", 4, lambda s: float(len(s) > 2), ("1/4", "3/8", "0", "4/35", "2/7")),
    Known("majority of 6", 6, lambda s: float(len(s) > 3), ("1/6", "5/16", "0", "5/63", "10/63")),
    Known(
        "gloves, one left and two right", 3, lambda s: float(0 in s and len(s) > 1),
        ("2/3,1/6,1/6", "3/4,1/4,1/4", "1,0,0", "1/3,2/15,2/15", "14/15,2/15,2/15"),
    ),
    Known(
        "weighted 51; 50, 49, 1", 3, weighted(51, (50, 49, 1)),
        ("2/3,1/6,1/6", "3/4,1/4,1/4", "1,0,0", "1/3,2/15,2/15", "14/15,2/15,2/15"),
    ),
    Known(
        "weighted 4; 3, 2, 1", 3, weighted(4, (3, 2, 1)),
        ("2/3,1/6,1/6", "3/4,1/4,1/4", "1,0,0", "1/3,2/15,2/15", "14/15,2/15,2/15"),
    ),
    Known("shoes 1, 1", 2, shoes(1), ("1/2", "1/2", "1", "1/5", "4/5")),
    Known("shoes 2, 2", 4, shoes(2), ("1/2", "1/2", "1", "9/35", "26/35")),
    Known(
        "shoes 2, 4", 6, shoes(2),
        (
            per_side("11/15", "2/15", 2, 4), per_side("13/16", "3/16", 2, 4),
            per_side("1", "0", 2, 4), per_side("55/126", "19/126", 2, 4),
            per_side("601/630", "43/630", 2, 4),
        ),
    ),
    Known(
        "shoes 3, 2", 5, shoes(3),
        (
            per_side("7/30", "13/20", 3, 2), per_side("5/16", "11/16", 3, 2),
            per_side("0", "1", 3, 2), per_side("41/210", "5/14", 3, 2),
            per_side("41/210", "9/10", 3, 2),
        ),
    ),
    Known(
        "shoes 3, 4", 7, shoes(3),
        (
            per_side("67/105", "19/70", 3, 4), per_side("21/32", "11/32", 3, 4),
            per_side("1", "0", 3, 4), per_side("47/126", "7/30", 3, 4),
            per_side("551/630", "7/30", 3, 4),
        ),
    ),
    Known("miners 3", 3, lambda s: float(len(s) // 2), ("1/3", "1/2", "0", "4/15", "4/15")),
    Known("miners 4", 4, lambda s: float(len(s) // 2), ("1/2", "1/2", "1", "11/35", "24/35")),
    Known("miners 5", 5, lambda s: float(len(s) // 2), ("2/5", "1/2", "0", "12/35", "12/35")),
    Known(
        "airport 1, 2, 3", 3, airport((1, 2, 3)),
        ("1/3,5/6,11/6", "1/4,3/4,7/4", "0,0,1", "2/3,22/15,37/15", "1/15,4/15,19/15"),
    ),
    Known(
        "airport 8, 11, 13, 18", 4, airport((8, 11, 13, 18)),
        (
            "2,3,4,9", "1,7/4,11/4,31/4", "0,0,0,5", "32/7,46/7,286/35,461/35",
            "8/35,3/7,29/35,204/35",
        ),
    ),
    Known(
        "unanimity of two in four", 4, lambda s: float({0, 1} <= s),
        ("1/2,1/2,0,0", "1/2,1/2,0,0", "1,1,0,0", "1/5,1/5,0,0", "4/5,4/5,0,0"),
    ),
    Known("additive", 5, lambda s: sum(i / 4 for i in s), (Q, Q, Q, Q, Q)),
    Known(
        "additive with a pair", 4, lambda s: len(s) / 4 + ({1, 2} <= s),
        (
            "1/4,3/4,3/4,1/4", "1/4,3/4,3/4,1/4", "1/4,5/4,5/4,1/4", "1/4,9/20,9/20,1/4",
            "1/4,21/20,21/20,1/4",
        ),
    ),
    Known(
        "bankruptcy", 3, bankruptcy(200, (100, 200, 300)),
        (
            "100/3,250/3,250/3", "25,75,75", "100,200,200", "20/3,80/3,80/3",
            "200/3,440/3,440/3",
        ),
    ),
    Known("square of the size", 4, lambda s: float(len(s) ** 2), ("4", "4", "7", "11/5", "29/5")),
]  # fmt: skip


def in_words(known: Known) -> Game:
    names = [f"p{place}" for place in range(known.count)]
    numbers = {name: place for place, name in enumerate(names)}
    return Game(names, lambda s: known.worth({numbers[name] for name in s}))


def exact(text: str, count: int) -> list[float]:
    parts = [float(F(part)) for part in text.split(",")]
    return parts if len(parts) > 1 else parts * count


@pytest.mark.parametrize("known", GAMES, ids=lambda known: known.title)
def test_values_equal_the_published_fractions(known: Known) -> None:
    game = in_words(known)
    for asked, text in zip(QUESTIONS, known.values, strict=True):
        answer = game.ask(asked)
        wanted = exact(text, known.count)
        np.testing.assert_allclose(answer.values[:, 0], wanted, atol=1e-12 * max(1, *wanted))
        assert answer.status == "complete"
        assert answer.uncertainty.sampling.state == "none"


# Six points on a line; k nearest neighbours vote, and the empty world scores 0.
FEATURES, LABELS = (0, 1, 3, 6, 10, 15), (0, 0, 1, 0, 1, 1)
AGAINST = ((2.2, 1), (7.1, 0), (12.3, 1))
NEIGHBOURS = {
    1: (
        "7/180,7/180,31/90,7/30,3/20,7/36",
        "-1/96,-1/96,9/32,19/96,7/96,13/96",
        "0,0,1/3,1/3,0,0",
    ),
    2: ("7/180,7/180,8/45,1/15,3/20,7/36", "0,0,1/8,0,1/12,5/32", "0,0,1/6,1/6,1/6,1/6"),
    3: (
        "7/180,7/180,11/90,1/90,17/180,5/36",
        "5/144,5/144,19/144,1/48,17/144,11/72",
        "0,0,0,-1/9,-1/9,0",
    ),
}


def votes(k: int) -> Worth:
    def worth(coalition: Coalition) -> float:
        present = [int(name) for name in coalition]
        total = F(0)
        for at, label in AGAINST:
            nearest = sorted(present, key=lambda i: abs(FEATURES[i] - at))[:k]
            total += F(sum(LABELS[i] == label for i in nearest), k)
        return float(total / len(AGAINST))

    return worth


@pytest.mark.parametrize("k", NEIGHBOURS)
def test_the_votes_of_nearest_neighbours_have_the_values_of_brute_force(k: int) -> None:
    game = Game([str(i) for i in range(6)], votes(k))
    for asked, text in zip(QUESTIONS, NEIGHBOURS[k], strict=False):
        np.testing.assert_allclose(game.ask(asked).values[:, 0], exact(text, 6), atol=1e-14)


INSIDE: dict[str, Callable[[int], float]] = {
    "shapley": lambda k: 1 / (k - 1),
    "banzhaf": lambda k: 0.5 ** (k - 2),
}
"""The interaction of a pair among the k objects that a unanimity game needs."""


@pytest.mark.parametrize("index", INSIDE)
def test_interaction_of_a_unanimity_game_is_known(index: str) -> None:
    names = "ABCDE"
    for k in range(1, 6):
        game = Game(names, lambda s, k=k: float(set(names[:k]) <= s))
        answer = game.ask(question("interaction", index=index))
        for pair in combinations(names, 2):
            wanted = INSIDE[index](k) if set(pair) <= set(names[:k]) else 0.0
            assert answer.value(pair) == pytest.approx(wanted, abs=1e-14), (k, pair)
        assert answer.chart.kind == "pairs"


def test_substitutes_interact_negatively() -> None:
    game = Game("AB", lambda s: float(bool(s)))
    assert game.ask(Interaction()).value(("A", "B")) == -1.0
