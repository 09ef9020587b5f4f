"""Sharing what a coalition is worth: payoffs of a game given by its value for every coalition.

A game is Float[2^n]: entry S is what the players of S are worth, player i being bit i of S. Linear
programs are solved by HiGHS through scipy, and their dual is checked.
"""

from dataclasses import dataclass
from math import factorial
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.errors import QuestionError

TIGHT = 1e-9
"""What counts as zero beside the largest number of a game."""
LOWEST = -2.0
"""No game has a lower excess, beside its largest number: S and the rest of N object together by
u(S) + u(N - S) - u(N) at least. It keeps a sample of few coalitions from having none."""


def shapley(game: Floats) -> Floats:
    """The Shapley value, exactly: Float[n]. Shapley (1953)."""
    count, sizes = _players(game), _sizes(game)
    weights = np.array([factorial(k) * factorial(count - 1 - k) for k in range(count)]) / factorial(
        count
    )
    out = np.empty(count)
    for player in range(count):
        without = np.flatnonzero(np.arange(len(game)) >> player & 1 == 0)
        gains = game[without | 1 << player] - game[without]
        out[player] = weights[sizes[without]] @ gains
    return out


def with_operator(game: Floats) -> tuple[Floats, float, Floats]:
    """The game with an operator without whom nothing is worth anything, as one more player.

    Returns the Shapley values of the others, that of the operator, and the most that each other
    can have in the core. The core is never empty of a game that grows with its coalitions: the
    operator keeps all.
    """
    count = _players(game)
    every = np.concatenate([np.zeros(len(game)), game - game[0]])
    values = shapley(every)
    gain, most = game - game[0], np.empty(count)
    for player in range(count):
        without = np.arange(len(game)) >> player & 1 == 0
        most[player] = gain[-1] - gain[without].max()
    return values[:-1], float(values[-1]), most


@final
@dataclass(frozen=True)
class LeastCore:
    """The splits of u(N) to which coalitions object least.

    `excess`: the least e with x(S) + e >= u(S) for every proper coalition; above zero the core is
    empty. `split`: of those splits the one nearest to equal shares. `gap`: how far the dual of the
    linear program is from proving it, which is rounding.
    """

    excess: float
    split: Floats
    gap: float


def least_core(game: Floats) -> LeastCore:
    """The least core: every proper coalition may object. Maschler, Peleg and Shapley (1979).

    Raises QuestionError where the program has no solution.
    """
    count = _players(game)
    rows = np.arange(1, len(game) - 1)
    return objecting(_inside(rows, count), game[rows], float(game[-1]))


def objecting(inside: Floats, worths: Floats, whole: float) -> LeastCore:
    """The least core when only these coalitions may object; of a sample of them it is the probable
    least core (Balcan, Procaccia and Zick 2015).

    `inside`: which players are in each, Float[coalitions, n]; `worths`: Float[coalitions]; `whole`:
    what all are worth together.
    """
    from scipy.optimize import linprog

    count = inside.shape[1]
    scale = max(1.0, abs(whole), float(np.abs(worths).max(initial=0.0)))
    worths, whole = worths / scale, whole / scale
    every = np.append(np.ones(count), 0.0)[None]
    first = linprog(
        c=np.append(np.zeros(count), 1.0),
        A_ub=-np.column_stack([inside, np.ones(len(inside))]),
        b_ub=-worths,
        A_eq=every,
        b_eq=[whole],
        bounds=[*[(None, None)] * count, (LOWEST, None)],
        method="highs",
    )
    if not first.success:
        raise QuestionError(f"the least core has no solution: {first.message}")
    excess = float(first.fun)
    # Of all such splits, the one whose shares are nearest to each other.
    even = whole / count
    identity, ones = np.eye(count), np.ones((count, 1))
    objections = np.column_stack([-inside, np.zeros(len(inside))])
    second = linprog(
        c=np.append(np.zeros(count), 1.0),
        A_ub=np.vstack([objections, np.hstack([identity, -ones]), np.hstack([-identity, -ones])]),
        b_ub=np.concatenate([excess + TIGHT - worths, np.full(count, even), np.full(count, -even)]),
        A_eq=every,
        b_eq=[whole],
        bounds=[*[(None, None)] * count, (0.0, None)],
        method="highs",
    )
    split = second.x[:count] if second.success else first.x[:count]
    gap = _certified(first, inside, worths, whole)
    return LeastCore(excess * scale, split * scale, gap * scale)


def _certified(solved: object, inside: Floats, worths: Floats, whole: float) -> float:
    """How far the dual is from proving the excess: weights y >= 0 of the coalitions that add up to
    one and cover every player alike, z, with sum y u(S) + z u(N) = e."""
    weights = -np.asarray(solved.ineqlin.marginals)  # type: ignore[attr-defined]
    level = float(solved.eqlin.marginals[0])  # type: ignore[attr-defined]
    covered = inside.T @ weights + level
    dual = float(weights @ worths + level * whole)
    return max(
        abs(dual - float(solved.fun)),  # type: ignore[attr-defined]
        float(np.abs(covered).max()),
        abs(float(weights.sum()) - 1.0),
        -float(weights.min()),
    )


def nucleolus(game: Floats) -> Floats:
    """The nucleolus: of all splits of u(N) the one whose largest objection is least, then the next
    largest, and so on. Float[n]. Schmeidler (1969); by linear programs, each fixing the coalitions
    that object as much in every solution (Maschler, Peleg and Shapley 1979)."""
    from scipy.optimize import linprog

    count = _players(game)
    if count == 1:
        return game[-1:].copy()
    rows = np.arange(1, len(game) - 1)
    inside = _inside(rows, count)
    scale = max(1.0, float(np.abs(game).max()))
    u, whole = game[rows] / scale, game[-1] / scale
    fixed: Bools = np.zeros(len(rows), dtype=bool)
    held, values = np.ones((1, count)), [whole]
    split = np.full(count, whole / count)
    while np.linalg.matrix_rank(held) < count:
        open_ = ~fixed
        solved = linprog(
            c=np.append(np.zeros(count), 1.0),
            A_ub=-np.column_stack([inside[open_], np.ones(int(open_.sum()))]),
            b_ub=-u[open_],
            A_eq=np.column_stack([held, np.zeros(len(held))]),
            b_eq=values,
            bounds=[(None, None)] * (count + 1),
            method="highs",
        )
        if not solved.success:
            raise QuestionError(f"the nucleolus has no solution: {solved.message}")
        split, excess = solved.x[:count], float(solved.fun)
        tight = np.flatnonzero(open_)[-np.asarray(solved.ineqlin.marginals) > TIGHT]
        for place in tight:
            fixed[place] = True
            longer = np.vstack([held, inside[place]])
            if np.linalg.matrix_rank(longer) > len(held):
                held, values = longer, [*values, float(u[place]) - excess]
        # What the fixed ones already decide cannot object any more or less.
        decided = _spanned(held, inside)
        fixed |= decided
    if len(held) == count:
        split = np.linalg.solve(held, np.array(values))
    return np.asarray(split * scale, dtype=np.float64)


def _spanned(held: Floats, inside: Floats) -> Bools:
    """Which coalitions are combinations of those that are fixed."""
    solution = np.linalg.lstsq(held.T, inside.T, rcond=None)[0]
    return np.abs(held.T @ solution - inside.T).max(axis=0) < 1e-7


def pivotal(game: Floats, quota: float) -> Floats:
    """In which share of all orders each player lifts what is there from below the quota to it: the
    index of Shapley and Shubik (1954) of the game of reaching it. Float[n]."""
    return shapley((game >= quota - TIGHT * max(1.0, abs(quota))).astype(float))


def _players(game: Floats) -> int:
    return len(game).bit_length() - 1


def _sizes(game: Floats) -> Ints:
    return np.bitwise_count(np.arange(len(game))).astype(np.int64)


def _inside(rows: Ints, count: int) -> Floats:
    """Which players are in which coalitions. Float[coalitions, n], of zeros and ones."""
    return (rows[:, None] >> np.arange(count) & 1).astype(float)
