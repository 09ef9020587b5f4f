"""What is worked out of a game for each contributor, by repeat and part of the evaluation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.scores import MOST_LISTED, Folded, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.questions.leverage.sharing import (
    least_core,
    nucleolus,
    pivotal,
    shapley,
    with_operator,
)

MOST_NUCLEOLUS = 10
MOST_REDRAWN = 8
"""Up to so many objects linear programs are solved again without each part of the evaluation."""
OPERATOR = "the operator"


@final
@dataclass(frozen=True)
class Rule:
    """A rule of sharing: its labels, how their values follow from a game, and whether that is
    cheap enough to be done again without each part of the evaluation."""

    labels: tuple[Label, ...]
    solve: Callable[[Floats], Floats]
    cheap: bool = True


@final
@dataclass(frozen=True)
class Deal:
    """A deal after Nash: what the operator has alone, what both gain, what is paid and left."""

    operator_alone: float
    gain: float
    paid: float
    left: float


@final
@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a deal: who bargains together (as places; nobody: all of them), what they are
    offered elsewhere, their part of what is gained, the quota of a pivot, and the costs of each
    coalition, Float[2^n]."""

    group: tuple[int, ...]
    outside: float
    tau: float
    quota: float
    costs: Floats


def nash(worth: Floats, group: Sequence[int], outside: float, tau: float) -> Deal:
    """The deal of a group with an operator that has everybody else: each has what it has without
    the other, and the group tau of what both gain. Where they gain nothing, there is no deal.

    `worth`: Float[2^n], net of costs. Nash (1950).
    """
    alone = float(worth[_without(len(worth), group)].max())
    gain = float(worth[-1]) - alone - outside
    if gain < 0.0:
        return Deal(alone, gain, outside, alone)
    return Deal(alone, gain, outside + tau * gain, alone + (1.0 - tau) * gain)


def _without(count: int, group: Sequence[int]) -> Bools:
    return np.arange(count) & sum(1 << one for one in group) == 0


def walk_away(game: Floats) -> Floats:
    """What is lost when each leaves all others. Float[n]."""
    full = len(game) - 1
    return np.array([game[full] - game[full & ~(1 << one)] for one in range(_players(game))])


def replaceability(game: Floats) -> Floats:
    """How much of the most that each adds to any coalition the others make good when it leaves
    them all: 1 where its leaving costs nothing, or where it never adds anything. Float[n]."""
    losses = walk_away(game)
    out = np.ones(len(losses))
    for one, loss in enumerate(losses):
        without = np.flatnonzero(_without(len(game), (one,)))
        most = float((game[without | 1 << one] - game[without]).max())
        if most > 0.0:
            out[one] = 1.0 - loss / most
    return out


def _players(game: Floats) -> int:
    return len(game).bit_length() - 1


def parts_of(names: Sequence[str], terms: Terms) -> list[Rule]:
    """Everything that is worked out of a game of these players."""
    count = len(names)
    if count == 0:
        return []

    def each(part: str) -> tuple[Label, ...]:
        return tuple((name, part) for name in names)

    def alone(game: Floats) -> Floats:
        worth = game - terms.costs
        return np.array([nash(worth, (one,), 0.0, terms.tau).paid for one in range(count)])

    def together(game: Floats) -> Floats:
        who = terms.group or tuple(range(count))
        return np.array([nash(game - terms.costs, who, terms.outside, terms.tau).paid])

    def operator(game: Floats) -> Floats:
        others, own, _ = with_operator(game)
        return np.append(others, own)

    def most(game: Floats) -> Floats:
        return with_operator(game)[2]

    def pivots(game: Floats) -> Floats:
        return pivotal(game, terms.quota * float(game[-1]))

    def core(game: Floats) -> Floats:
        return least_core(game).split

    who = " + ".join(names[one] for one in terms.group) if terms.group else "all together"
    share = "with operator"
    parts = [
        Rule(each("dividend"), shapley),
        Rule(each("walk-away loss"), walk_away),
        Rule(each("replaceability, a share"), replaceability),
        Rule(each("pivotal, a share"), pivots),
        Rule((*each(share), (OPERATOR, share)), operator),
        Rule(each("most in its core"), most),
        Rule(each("Nash, alone"), alone),
        Rule(((who, "Nash, together"),), together),
    ]
    if count > 1:
        parts.append(Rule(each("least core"), core, count <= MOST_REDRAWN))
    if 1 < count <= MOST_NUCLEOLUS:
        parts.append(Rule(each("nucleolus"), nucleolus, count <= MOST_REDRAWN))
    return parts


def fold(scores: Scores, parts: Sequence[Rule], price: float) -> Folded:
    """Every part of every column, by repeat and without each part of the evaluation. The first of
    the worlds is the empty one."""
    reading, sampling = scores.reading, scores.sampling
    labels = tuple(label for rule in parts for label in rule.labels)
    columns = len(sampling.columns)
    values = np.full((sampling.repeats, len(labels), columns), np.nan)
    left: list[Floats] = []
    for column in range(columns):
        replicates = reading.left_out[column]
        own = np.full((sampling.repeats, len(labels), replicates.shape[-1]), np.nan)
        for repeat in range(sampling.repeats):
            oriented = reading.oriented[repeat, :, column]
            values[repeat, :, column] = _solved(oriented, parts, price, every=True)
            for place in range(replicates.shape[-1]):
                without = replicates[repeat, :, place]
                own[repeat, :, place] = _solved(without, parts, price, every=False)
        left.append(own)
    absent = np.flatnonzero(sampling.absent(reading))
    gaps = (
        sampling.gap(scores.worlds[place], place, reading)
        for place in map(int, absent[:MOST_LISTED])
    )
    return Folded(
        labels,
        sampling,
        values,
        tuple(left),
        len(scores.worlds),
        len(absent),
        tuple(gaps),
        int((reading.states == State.FALLBACK).sum()),
    )


def _solved(oriented: Array, parts: Sequence[Rule], price: float, every: bool) -> Floats:
    """The values of one game; NaN where a coalition has no score, or a part is too dear to redo."""
    game = price * (oriented - oriented[0])
    if np.isnan(game).any() or not parts:
        return np.full(sum(len(rule.labels) for rule in parts), np.nan)
    return np.concatenate(
        [
            rule.solve(game) if every or rule.cheap else np.full(len(rule.labels), np.nan)
            for rule in parts
        ]
    )
