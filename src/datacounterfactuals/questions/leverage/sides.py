"""Sides of a strike: what is lost on the points of those who stay and of those who strike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.scores import Scores, mean_over_repeats
from datacounterfactuals.core.view import Reply, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.losses import Loss
from datacounterfactuals.questions.leverage.withdrawals import Group, Strike

STAY, GONE = "those who stay", "those who strike"
BOYCOTT, BOTH = "boycott alone", "strike and boycott"
WHO = (STAY, GONE, BOYCOTT, BOTH)
NOT_OWNED = (
    "whose evaluation points these are is not known, so what those who stay and those who strike "
    "lose cannot be told apart: all points alone are read"
)


@final
@dataclass(frozen=True)
class Sides:
    """What is lost by whom, for each way of striking."""

    found: dict[Group, dict[str, Loss]]

    def of(self, strike: Strike) -> dict[str, list[Loss]]:
        return {who: [self.found[way][who] for way in strike.ways] for who in WHO}


def sides(
    view: View,
    columns: tuple[Column, ...],
    strikes: Sequence[Strike],
    full: World,
    plain: View | None,
) -> Reply[Sides | None]:
    """What those who stay and those who strike lose; None where no column's points are known to be
    anybody's. `plain`: where the baseline is scored, if it is not the empty world."""
    if not any(_told_apart(view, column) for column in columns):
        return None
    ways = list(dict.fromkeys(way for strike in strikes for way in strike.ways))
    asks: list[Reply[Any]] = []
    masked: list[tuple[Column, ...]] = []
    width = len(view.universe)
    for way in ways:
        cut = (*_masked(view, columns, way, True), *_masked(view, columns, way, False))
        masked.append(cut)
        worlds = [full, full.without(*way), *([view.roster.empty] if plain is None else [])]
        asks.append(view.scores(Listed.of(worlds, width), cut))
        if plain is not None:
            asks.append(plain.scores(Listed.of([full], width), cut))
    replies = yield from view.together(*asks)
    found: dict[Group, dict[str, Loss]] = {}
    step = 1 if plain is None else 2
    for at, way in enumerate(ways):
        own: Scores = replies[step * at]
        other: Scores = own if plain is None else replies[step * at + 1]
        base = 2 if plain is None else 0
        parts = [
            _side(view, columns, masked[at], own, other, base, place)
            for place in range(len(columns))
        ]
        found[way] = {
            who: Loss(
                np.array([float(one[who][0]) for one in parts]),
                tuple(one[who][1:] for one in parts),
            )
            for who in WHO
        }
    return Sides(found)


def _side(
    view: View,
    columns: tuple[Column, ...],
    masked: tuple[Column, ...],
    own: Scores,
    other: Scores,
    base: int,
    place: int,
) -> dict[str, Floats]:
    """Each loss on one column, and again without each of its atoms. Float[1 + atoms] by whom."""
    count = len(columns)
    atoms = columns[place].atoms()
    evaluation = _of(view, columns[place])
    points = np.bincount(evaluation.atom_of, minlength=len(evaluation.atoms))[atoms]
    points = points.astype(np.float64) if points.any() else np.ones(len(atoms))
    mine, theirs = (
        np.isin(atoms, masked[side * count + place].atoms()).astype(np.float64) * points
        for side in (0, 1)
    )
    gone = np.append(mine.sum(), mine.sum() - mine)
    stay = np.append(theirs.sum(), theirs.sum() - theirs)

    def read(scores: Scores, world: int, side: int) -> Floats:
        column = side * count + place
        value = np.full(1 + len(atoms), scores.values[world, column])
        inside = np.flatnonzero((mine, theirs)[side])
        left = scores.reading.left_out[column]
        if left.shape[-1] == len(inside):
            value[1 + inside] = mean_over_repeats(left[:, world])
        elif len(inside):
            value[1:] = np.nan
        return value

    kept, struck = read(own, 0, 0), read(own, 1, 0)
    before, after = read(own, 0, 1), read(own, 1, 1)
    gain = np.where(gone > 0, gone * (kept - read(other, base, 0)), 0.0)
    lost = np.where(stay > 0, stay * (after - before), 0.0)
    served = np.where(gone + stay > 0, gone + stay, np.nan)
    return {
        STAY: np.where(stay > 0, after - before, np.nan),
        GONE: np.where(gone > 0, struck - kept, np.nan),
        BOYCOTT: -gain / served,
        BOTH: (lost - gain) / served,
    }


def _of(view: View, column: Column) -> Evaluation:
    evaluation = view.window.evaluation
    return evaluation if column.metric.additive else evaluation.single_points


def _told_apart(view: View, column: Column) -> bool:
    """Whether it is known of every point of a column which object it was held out from, and some
    are of the roster: by a few atoms that happen to have one owner nobody is judged."""
    evaluation = _of(view, column)
    if evaluation.owners is None:
        return False
    owners = evaluation.owners[column.atoms()]
    return bool((owners >= 0).all() and np.isin(owners, view.roster.members).any())


def _masked(
    view: View, columns: tuple[Column, ...], gone: Group, struck: bool
) -> tuple[Column, ...]:
    """The columns on the points of those who are gone, or of the others on the roster."""
    out: list[Column] = []
    stay = [place for place in view.roster.members if place not in gone]
    for column in columns:
        owners: Array | None = _of(view, column).owners
        some = list(gone) if struck else stay
        mask = owners is not None and _told_apart(view, column) & np.isin(owners, some)
        word = GONE if struck else STAY
        out.append(replace(column, name=f"{column.name}, {word}", groups=column.groups & mask))
    return tuple(out)
