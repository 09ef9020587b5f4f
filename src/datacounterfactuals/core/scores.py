"""Scores and folded contrasts: the replies that questions are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Bytes, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import Contrast, Label, Rule, Terms
from datacounterfactuals.core.lattice_sums import LatticeSums
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.uncertainty import Part, between_repeats, jackknife
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Worlds

MOST_LISTED = 1000
"""How many worlds without a score an answer names; it counts all of them."""
MOST_NAMED = 1 << 20
"""How many objects the worlds that it names may hold together, since each is spelled out."""
MOST_TABLES = 1 << 30
"""Bytes that the tables of a lattice may take."""


@final
@dataclass(frozen=True, eq=False)
class Reading:
    """Finished scores of a block of worlds.

    `shown`: Float[repeats, worlds, columns], as people read them, NaN where there is none.
    `left_out`: for each column, oriented scores with each part of the evaluation left out,
    Float[repeats, worlds, parts]; empty arrays when they were not wanted. `states`: UInt8[worlds].
    `reasons`: why, by place in the block.
    """

    shown: Floats
    oriented: Floats
    left_out: tuple[Floats, ...]
    states: Bytes
    reasons: Mapping[int, str] = field(default_factory=dict[int, str])


@final
@dataclass(frozen=True, eq=False)
class Sampling:
    """What the readings of a request have in common.

    `sizes`: for each column, how many points each left-out part holds; fewer than two parts, or
    `whole`, and there is no evaluation error to measure. `seeded`: training is random, and repeats
    share their random numbers between worlds. `observed`: the scores are the means of runs made
    elsewhere, which share none; NaN is a score that no run reports.
    """

    columns: tuple[Column, ...]
    sizes: tuple[Floats, ...]
    seeded: bool
    repeats: int
    whole: bool = False
    observed: bool = False

    def absent(self, reading: Reading) -> Bools:
        """The worlds that lack a score. Shape: [worlds]."""
        absent = reading.states >= State.FAILED
        if self.observed:
            absent |= np.isnan(reading.oriented).all(axis=0).any(axis=-1)
        return absent

    def gap(self, world: World, place: int, reading: Reading) -> "Gap":
        """Why the world at this place of a reading lacks a score."""
        state = State(int(reading.states[place]))
        if state < State.FAILED:
            return Gap(world, State.NOT_HELD, "its runs do not report every score")
        return Gap(world, state, reading.reasons.get(place, ""))


@final
@dataclass(frozen=True)
class Gap:
    """A world that was wanted and has no score."""

    world: World
    state: State
    reason: str


@final
@dataclass(frozen=True, eq=False)
class Folded:
    """Contrasts summed over cells.

    `values`: Float[labels, columns], oriented so that positive helps; NaN where a needed world
    has no score. `gaps`: those worlds, the first ones; `missing`: how many in all. `fallbacks`:
    how many of the worlds were scored by the documented fallback.
    """

    labels: tuple[Label, ...]
    sampling: Sampling
    by_repeat: Floats
    left_out: tuple[Floats, ...]
    worlds: int
    missing: int
    gaps: tuple[Gap, ...]
    fallbacks: int
    contrast: Contrast | None = None

    @cached_property
    def values(self) -> Floats:
        return mean_over_repeats(self.by_repeat)

    @property
    def seed(self) -> Part:
        """The spread of the whole contrast between repeats."""
        if self.sampling.observed:
            return Part.unknown("runs made elsewhere share no seeds between worlds")
        if not self.sampling.seeded:
            return Part.none("the learner is deterministic")
        held = (~np.isnan(self.by_repeat)).sum(axis=0)
        most = int(held.max(initial=0))
        if most < 2:
            return Part.unknown("one repeat")
        error, freedom = between_repeats(self.by_repeat), np.where(held > 1, held - 1.0, np.nan)
        same = bool((held == most).all())
        return Part.measured(error, most - 1 if same else freedom, f"{most} repeats")

    @property
    def evaluation(self) -> Part:
        """The delete-one-part jackknife of the whole contrast, hence paired."""
        if self.sampling.whole:
            return Part.none("the slices are whole populations")
        error = np.full(self.values.shape, np.nan)
        freedom = np.full(len(self.sampling.columns), np.nan)
        for column, (left_out, sizes) in enumerate(
            zip(self.left_out, self.sampling.sizes, strict=True)
        ):
            if left_out.shape[-1] >= 2:
                replicates = mean_over_repeats(left_out)
                error[:, column] = jackknife(self.values[:, column], replicates, sizes)
                freedom[column] = left_out.shape[-1] - 1
        if np.isnan(freedom).all():
            return Part.unknown("the evaluation set is not cut into parts")
        return Part.measured(error, freedom, "delete-one-part jackknife")


@final
class Accumulator:
    """Sums contrasts over the same worlds, in one pass over blocks of their readings.

    Rules over a lattice share one table of sums by size and membership, from which all of them
    follow at the end; other contrasts are summed weight by weight.
    """

    def __init__(self, contrasts: Sequence[Contrast], sampling: Sampling, threads: int = 1) -> None:
        self.sampling = sampling
        self._tallies = [_Tally(contrast, sampling) for contrast in contrasts]
        widths = (len(sampling.columns), *(len(sizes) for sizes in sampling.sizes))
        rules = [c for c in contrasts if isinstance(c, Rule) and _fits(c, sampling, threads)]
        self._rules = {id(rule) for rule in rules}
        order = max((rule.order for rule in rules), default=0)
        self._lattice = [
            [LatticeSums(len(rules[0].members), width, order, threads) for width in widths]
            for _ in range(sampling.repeats if rules else 0)
        ]

    def add(self, start: int, reading: Reading) -> None:
        """Take in worlds start, start + 1, ... of the contrasts' worlds."""
        for tables, *blocks in zip(
            self._lattice, reading.oriented, *reading.left_out, strict=False
        ):
            for table, block in zip(tables, blocks, strict=True):
                if table.width and block.shape[-1]:
                    table.add(start, block)
        absent = self.sampling.absent(reading)
        fallbacks = reading.states == State.FALLBACK
        for tally in self._tallies:
            tally.count(start, reading, absent, fallbacks)
            if id(tally.contrast) not in self._rules:
                tally.sum(start, reading)

    def folded(self) -> tuple[Folded, ...]:
        """The sums, contrast by contrast."""
        for tally in self._tallies:
            if isinstance(tally.contrast, Rule) and id(tally.contrast) in self._rules:
                for repeat, (whole, *left) in enumerate(self._lattice):
                    tally.sums[repeat] = tally.contrast.of(whole)
                    for total, table in zip(tally.left, left, strict=True):
                        total[repeat] = tally.contrast.of(table)
        return tuple(tally.folded() for tally in self._tallies)


def _fits(rule: Rule, sampling: Sampling, threads: int) -> bool:
    """Whether the tables of a rule's order can be held."""
    width = len(sampling.columns) + sum(len(sizes) for sizes in sampling.sizes)
    width *= sampling.repeats
    return LatticeSums.bytes(len(rule.members), width, rule.order, threads) <= MOST_TABLES


class _Tally:
    """One contrast: its sums, and which of the worlds that it weighs lack a score."""

    def __init__(self, contrast: Contrast, sampling: Sampling) -> None:
        self.contrast, self.sampling = contrast, sampling
        rows, repeats = len(contrast.labels), sampling.repeats
        self.sums = np.zeros((repeats, rows, len(sampling.columns)))
        self.left = [np.zeros((repeats, rows, len(sizes))) for sizes in sampling.sizes]
        self._worlds = self._missing = self._fallbacks = self._named = 0
        self._gaps: list[Gap] = []

    def sum(self, start: int, reading: Reading) -> None:
        """Take in the numbers of a block, weight by weight."""
        self.sums += self.contrast.sums(start, reading.oriented)
        for total, left in zip(self.left, reading.left_out, strict=True):
            if left.shape[-1]:
                total += self.contrast.sums(start, left)

    def count(self, start: int, reading: Reading, absent: Bools, fallbacks: Bools) -> None:
        """Count the worlds of a block, and name those without a score. Shapes: [worlds]."""
        used = self.contrast.touches(start, start + len(reading.states))
        absent = used & absent
        self._worlds += int(used.sum())
        self._missing += int(absent.sum())
        self._fallbacks += int((used & fallbacks).sum())
        for place in map(int, np.flatnonzero(absent)):
            if len(self._gaps) >= MOST_LISTED or self._named >= MOST_NAMED:
                break
            world = self.contrast.worlds[start + place]
            self._gaps.append(self.sampling.gap(world, place, reading))
            self._named += world.size

    def folded(self) -> Folded:
        return Folded(
            self.contrast.labels,
            self.sampling,
            self.sums,
            tuple(self.left),
            self._worlds,
            self._missing,
            tuple(self._gaps),
            self._fallbacks,
            self.contrast,
        )


@final
@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of worlds, all in memory: for questions that look at single worlds."""

    worlds: Worlds
    sampling: Sampling
    reading: Reading

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.sampling.columns

    @cached_property
    def values(self) -> Floats:
        """Oriented so that more is better; the mean over repeats. Float[worlds, columns]."""
        return mean_over_repeats(self.reading.oriented)

    @cached_property
    def shown(self) -> Floats:
        """As people read them; the mean over repeats. Float[worlds, columns]."""
        return mean_over_repeats(self.reading.shown)

    @property
    def states(self) -> Bytes:
        return self.reading.states

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The worlds that have no score."""
        places = map(int, np.flatnonzero(self.sampling.absent(self.reading)))
        return tuple(self.sampling.gap(self.worlds[place], place, self.reading) for place in places)

    def fold(self, labels: Sequence[Label], weights: Floats) -> Folded:
        """Sum contrasts over these worlds. `weights`: Float[labels, worlds]."""
        accumulator = Accumulator([Terms.dense(labels, self.worlds, weights)], self.sampling)
        accumulator.add(0, self.reading)
        return accumulator.folded()[0]


def mean_over_repeats(values: Floats) -> Floats:
    """The mean over the repeats that are there. Shape: [repeats, ...] to [...]."""
    if len(values) == 1:
        return values[0]
    there = (~np.isnan(values)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(there > 0, np.nansum(values, axis=0) / there, np.nan)
