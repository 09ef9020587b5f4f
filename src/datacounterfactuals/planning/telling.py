"""Telling: what was measured, as findings in plain words."""

from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.planning.drawing import Range, interpolated, keeps, needed
from datacounterfactuals.planning.effects import Draws
from datacounterfactuals.planning.records import MOST_LETTERS
from datacounterfactuals.planning.result import Point, StandIn, StrikePlan, Way
from datacounterfactuals.planning.saying import Say
from datacounterfactuals.planning.trials import WORDS, Trials, learned
from datacounterfactuals.questions.leverage.claims import nash

CLAIM = (
    "Nobody outside knows the operator's own program. The programs here stand in for it: they "
    "learned from your records, with and without those who take part, and then guessed the answer "
    "of records that they had not seen. The numbers in brackets are the ends between which nine "
    "tries in ten fell, with whichever program came out lowest and highest. The operator's program "
    "may lose more or less, and it may have other records too. So this is an estimate, no promise."
)
COUNTS, LARGEST = "counted most in our tries", "are the most in number"
"""Two ways to say whom to ask first."""


@final
@dataclass(frozen=True, eq=False)
class Measured:
    """What the trials gave. `along`: Float[learners, orders, levels, units]; `full`:
    Float[learners, units]; `special`: Int[3, owners], those who matter most by each half of the
    records, and by how many records they have, with `picked` along them; `value`:
    Float[learners, owners, units]; `back`: whether returning gave the same again."""

    trials: Trials
    levels: Ints
    orders: Ints
    along: Floats
    full: Floats
    special: Ints
    picked: Floats
    value: Floats
    back: bool

    @property
    def judged(self) -> Floats:
        """Along those who matter most: each half of the records is judged in the order that the
        other half gave. Float[learners, 1, levels, units]."""
        first = self.trials.part == 0
        return np.where(first, self.picked[:, 1], self.picked[:, 0])[:, None]


def tell(found: Measured, lose: float, price: float | None, seed: int) -> StrikePlan:
    """The plan of what was measured."""
    trials, levels = found.trials, found.levels
    records, owners = trials.records, len(trials.records.names)
    draws = Draws.of(trials, len(found.orders), seed)
    counted = keeps(found.orders, levels)
    gain = np.maximum(draws.gain(found.full) / draws.points, 1e-9)  # [learners, draws]
    useful = learned(found.full, trials.same)  # of one at least, or there is no plan
    say = Say(records, float(np.abs(trials.same).sum() / trials.points.sum()))
    every = draws.worse(found.full, found.along)[useful]
    stay = draws.worse(found.full, found.along, counted)[useful]
    strike = draws.worse(found.full, found.along, ~counted)[useful]
    threshold = needed(levels, every / gain[useful][..., None], lose)
    group = int(min(max(int(np.ceil(threshold.middle)), 1), owners - 1))
    one = Draws(trials, draws.weights, np.zeros(len(draws.order), dtype=np.int64))
    most = one.worse(found.full, found.judged)[useful]
    largest = one.worse(found.full, found.picked[:, 2:])[useful]
    best, best_name = most, COUNTS
    if _at(levels, largest, group).middle > _at(levels, most, group).middle:
        best, best_name = largest, LARGEST
    need_best = needed(levels, best / gain[useful][..., None], lose)
    few = min(float(np.ceil(need_best.middle)), owners - 1.0)
    left = interpolated(levels, every, group)
    rival = gain[useful] - interpolated(levels, every, owners - group)
    shared = Range.of(np.clip(rival / gain[useful], 0.0, 1.0))
    ways = _ways(draws, found, useful, group, (every, stay, strike), shared, say)
    deal = [nash(np.array([0.0, float(each)]), (0,), 0.0, 0.5).paid for each in left.ravel()]
    paid = Range.of(np.array(deal).reshape(left.shape))
    single = np.sum(found.value[useful], axis=2) / trials.points.sum()
    alone = Range.of(np.maximum(single, 0.0) / 2)
    full = found.full.sum(axis=1) / trials.points.sum()
    same = trials.same.sum() / trials.points.sum()
    ranked = [str(name)[:MOST_LETTERS] for name in _names(found, best_name)]
    findings = (
        say.worth(Range.of(found.full[useful] @ draws.weights.T / draws.points), float(same)),
        say.threshold(threshold, lose),
        say.first(threshold, need_best, best_name, ranked, _sure(every, best, levels, few)),
        say.members(group, _at(levels, strike, group)),
        say.stayers(group, _at(levels, stay, group)),
        say.back(group, found.back, _at(levels, every, group / 2), _at(levels, every, group)),
        say.substitute(group, int(records.counts.mean() * group), _at(levels, every, group), price),
        say.rival(group, shared),
        say.deal(group, paid, alone, price),
    )
    series = (("everybody", every), ("those who stay", stay), ("those who take part", strike))
    curve = tuple(
        Point(name, float(level), Range.of(values[..., place] * say.scale))
        for name, values in series
        for place, level in enumerate(levels)
        if not (name == "those who stay" and level == owners)
        if not (name == "those who take part" and level == 0)
    )
    stand_ins = tuple(
        _stand_in(name, float(full[place]), float(same), found, draws, place, lose, say)
        for place, name in enumerate(trials.learners)
    )
    notes = (*records.notes, *_useless(trials, useful))
    return StrikePlan(
        records.table.source, records.owner, records.target, len(records), owners, lose, price,
        group, say.unit, CLAIM, findings, ways, curve, stand_ins, notes, len(found.orders),
    )  # fmt: skip


def _at(levels: Ints, curves: Floats, people: float) -> Range:
    return Range.of(interpolated(levels, curves, people))


def _sure(every: Floats, best: Floats, levels: Ints, few: float) -> bool:
    """Whether so many of these first cost the operator more than as many of anybody, for every
    stand-in: mostly, and hardly ever less."""
    more = interpolated(levels, best, few) - interpolated(levels, every, few)
    low, middle = np.quantile(more, (0.05, 0.5), axis=1)
    return bool((middle > 0.0).all() and (low >= 0.0).all())


def _names(found: Measured, best: str) -> list[str]:
    names = found.trials.records.names
    if best == LARGEST:
        return [names[one] for one in found.special[2][:5]]
    gain = np.maximum((found.full - found.trials.same).sum(axis=1), 1e-9)
    each = (found.value.sum(axis=2) / gain[:, None]).mean(axis=0)
    return [names[one] for one in np.argsort(-each, kind="stable")[:5]]


def _useless(trials: Trials, useful: Bools) -> list[str]:
    bad = [WORDS[name] for name, good in zip(trials.learners, useful, strict=True) if not good]
    return [
        f"one program learned nothing from these records and is left out: it {one}" for one in bad
    ]


def _stand_in(
    name: str, full: float, same: float, found: Measured, draws: Draws, place: int, lose: float,
    say: Say,
) -> StandIn:  # fmt: skip
    owners = len(found.trials.records.names)
    mine = slice(place, place + 1)
    gain = np.maximum(draws.gain(found.full)[mine] / draws.points, 1e-9)[..., None]
    lost = draws.worse(found.full[mine], found.along[mine]) / gain
    need = needed(found.levels, lost, lose)
    middle = need.middle if need.middle <= owners else None
    high = need.high if need.high <= owners else None
    return StandIn(
        name, WORDS[name], abs(full) * say.scale, abs(same) * say.scale, need.low, middle, high
    )


def _ways(
    draws: Draws,
    found: Measured,
    useful: Bools,
    group: int,
    curves: tuple[Floats, Floats, Floats],
    shared: Range,
    say: Say,
) -> tuple[Way, ...]:
    """Strike, boycott, both and redirect for the same people. The operator's loss is the share of
    the use that it has of its program: better guesses than one answer for all, over all it
    serves."""
    levels, trials = found.levels, found.trials
    every, stay, strike = (interpolated(levels, curve, group) for curve in curves)
    gain = np.maximum(draws.gain(found.full)[useful] / draws.points, 1e-9)
    at = int(np.argmin(np.abs(levels - group)))
    kept = keeps(found.orders, levels)[:, at]
    whole = np.repeat(found.full[useful][:, None], len(found.orders), axis=1)
    total = gain * draws.points
    away = 1 - draws.summed(whole, kept) / total
    both = 1 - draws.summed(found.along[useful][:, :, at], kept) / total
    none = Range(0.0, 0.0, 0.0)
    own = Range.of(
        (draws.summed(whole, ~kept))
        / np.maximum(draws.weights @ trials.points * group / len(trials.records.names), 1e-9)
        * say.scale
    )
    lost, left = Range.of(strike * say.scale), Range.of(stay * say.scale)
    return (
        Way("Strike", "they withhold their records and go on using the service",
            _share(every / gain), lost, left, none),
        Way("Boycott", "they leave their records there and stop using the service",
            _share(away), own, none, none),
        Way("Both", "they withhold their records and stop using the service",
            _share(both), own, left, none),
        Way("Redirect", "they give a copy of their records to a competitor",
            none, none, none, shared),
    )  # fmt: skip


def _share(each: Floats) -> Range:
    """What is lost as a share. It ends at all, since the operator can always say the same; and, as
    a gain, at as much again, since of nearly nothing anything is a multiple."""
    return Range.of(np.clip(each, -1.0, 1.0))
