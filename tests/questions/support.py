"""Games in memory: any function of a set of names becomes a grid that questions can be asked of.

The driver speaks the generator protocol with the core's own columns, so that values, jackknife and
states are what a real grid would send.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.content import digest, lanes
from datacounterfactuals.core.contrast import Rule, semivalue
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.planted import Planted, Premises, Strategy
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.request import (
    Request,
    Together,
    WantFold,
    WantNeighbours,
    WantPlanted,
    WantPoints,
    WantProtocol,
    WantScores,
)
from datacounterfactuals.core.scores import Accumulator, Folded, Reading, Sampling, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.universe import DataObject, Roster, Universe
from datacounterfactuals.core.view import View
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Worlds

Coalition = frozenset[str]
Worth = Callable[[Coalition], float]
BLOCK = 7
"""Folds are streamed in blocks of an awkward size, as a grid may."""


@dataclass
class Game:
    """A grid of worth(S) on every column, or of `columns` by name, one function each.

    `atoms`: points of each column. `wobble(S, point)`: what a single point adds to the worth, so
    that points differ; `noise(S, repeat)`: what a repeat adds. `states`: worlds without a score.
    `metric`: `votes` (more is better) or `log_loss` (less is; the worth is its negative).
    `copies`: which points stand in which objects; None: nobody knows.
    """

    names: Sequence[str]
    worth: Worth = lambda _: 0.0
    columns: Mapping[str, Worth] = field(default_factory=dict[str, Worth])
    atoms: int = 1
    wobble: Callable[[Coalition, int], float] | None = None
    noise: Callable[[Coalition, int], float] | None = None
    repeats: int = 1
    states: Mapping[Coalition, State] = field(default_factory=dict[Coalition, State])
    sizes: Mapping[str, float] = field(default_factory=dict[str, float])
    costs: Mapping[str, float] = field(default_factory=dict[str, float])
    metric: str = "votes"
    seed: int = 0
    whole: bool = False
    asked: set[Coalition] = field(default_factory=set[Coalition])
    wants: int = 0
    copies: Mapping[str, Sequence[int]] | None = None
    known: dict[tuple[Coalition, int], Floats] = field(
        default_factory=dict[tuple[Coalition, int], Floats]
    )

    @cached_property
    def slices(self) -> Mapping[str, Worth]:
        return self.columns or {"score": self.worth}

    @cached_property
    def universe(self) -> Universe:
        return Universe(
            tuple(
                DataObject(
                    name,
                    digest("game", name),
                    size=self.sizes.get(name, 1.0),
                    cost=self.costs.get(name, 0.0),
                )
                for name in self.names
            )
        )

    @cached_property
    def evaluation(self) -> Evaluation:
        points = len(self.slices) * self.atoms
        hashes = np.array([lanes(digest("point", p)) for p in range(points)], dtype=np.uint64)
        hashes = hashes.reshape(points, 2)
        hashes = hashes[np.lexsort((hashes[:, 1], hashes[:, 0]))]
        table = Table.of(Schema("classification", ("no", "yes")), hashes)
        return Evaluation(
            table,
            np.arange(points),
            tuple(digest("atom", p) for p in range(points)),
            tuple(self.slices),
            np.repeat(np.eye(len(self.slices), dtype=bool), self.atoms, axis=1),
            self.whole,
        )

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        metric = METRICS[self.metric]
        rows = self.evaluation.membership
        return tuple(Column(n, metric, rows[[i]]) for i, n in enumerate(self.evaluation.slices))

    def view(self, roster: Sequence[str] | None = None) -> View:
        members = self.universe.roster if roster is None else Roster.of(self.universe, roster)
        return View(
            Window(
                0,
                "game",
                self.universe,
                members,
                self.all_columns,
                self.evaluation,
                ("the rules of the game",),
                (),
                self.noise is not None,
                self.repeats,
                self.seed,
            )
        )

    def ask(self, question: Question, roster: Sequence[str] | None = None) -> Answer:
        """Run a question to its answer."""
        asking = question.ask(self.view(roster))
        reply: Any = None
        while True:
            try:
                request = asking.send(reply)
            except StopIteration as stop:
                return stop.value
            reply = self.reply(request)

    def cell(self, coalition: Coalition) -> Floats:
        """The oriented score of a world on every column, over repeats. Float[columns]."""
        sampling = self._sampling(self.all_columns)
        return self._reading([coalition], sampling).oriented.mean(axis=0)[0]

    def shown(self, coalition: Coalition) -> Floats:
        sampling = self._sampling(self.all_columns)
        return self._reading([coalition], sampling).shown.mean(axis=0)[0]

    # The protocol

    def reply(self, request: Request[Any]) -> Any:
        match request:
            case Together(requests=requests):
                return tuple(self.reply(one) for one in requests)
            case WantScores(worlds=worlds, columns=columns):
                sampling = self._sampling(columns)
                return Scores(worlds, sampling, self._read(worlds, 0, len(worlds), sampling))
            case WantFold(contrasts=contrasts, columns=columns):
                sampling = self._sampling(columns)
                folded: list[Any] = []
                for contrast in contrasts:
                    total = Accumulator([contrast], sampling)
                    for start in range(0, len(contrast.worlds), BLOCK):
                        stop = min(start + BLOCK, len(contrast.worlds))
                        total.add(start, self._read(contrast.worlds, start, stop, sampling))
                    folded += total.folded()
                return tuple(folded)
            case WantNeighbours(grid=handle, members=members, columns=columns):
                return self._closed_form(WantFold(handle, (shapley(self, members),), columns))
            case WantProtocol():
                return self.view().window  # the rules of a game are the only ones
            case WantPoints(members=members):
                return Points(self.view().window, self._copies(members))
            case WantPlanted(alphas=alphas, draws=draws, strategies=strategies):
                return self._planted(alphas, draws, strategies)
            case _:
                raise NotImplementedError(type(request))

    def _copies(self, members: Sequence[int]) -> Bools | None:
        if self.copies is None:
            return None
        found = np.zeros((len(members), len(self.evaluation.atoms)), dtype=bool)
        for row, member in enumerate(members):
            found[row, list(self.copies.get(self.names[member], ()))] = True
        return found

    def _planted(
        self, alphas: Sequence[float], draws: int, strategies: Sequence[Strategy]
    ) -> Planted:
        """Nobody has rows in a game, so that every set is the empty world."""
        empty = self.view().roster.empty
        return Planted(
            window=replace(self.view().window, columns=self.all_columns[:1]),
            nobody=empty,
            sets={(s, a, d): empty for s in strategies for a in alphas for d in range(draws)},
            mixtures=dict.fromkeys(alphas, empty),
            premises=Premises(0.1, 0.5),
            rows=1000,
            population=False,
            learner="game",
            regulariser=None,
            trigger="mark=1",
            target="yes",
            chosen="",
        )

    def _closed_form(self, request: WantFold) -> Folded:
        """The values that a fold has, as if they were known without a cell."""
        silent = replace(self, states={}, asked=set())
        (folded,) = silent.reply(request)
        return replace(folded, contrast=None)

    def _sampling(self, columns: Sequence[Column]) -> Sampling:
        sizes = [
            np.ones(len(atoms)) if len(atoms := column.atoms()) > 1 else np.zeros(0)
            for column in columns
        ]
        seeded = self.noise is not None
        return Sampling(tuple(columns), tuple(sizes), seeded, self.repeats, self.whole)

    def _read(self, worlds: Worlds, start: int, stop: int, sampling: Sampling) -> Reading:
        rows = worlds.weights(start, stop)
        names = self.universe.names
        sets = [frozenset(names[p] for p in np.flatnonzero(row)) for row in rows]
        self.asked |= set(sets)
        self.wants += len(sets)
        return self._reading(sets, sampling)

    def _reading(self, sets: Sequence[Coalition], sampling: Sampling) -> Reading:
        states = np.array([self.states.get(s, State.REAL) for s in sets], dtype=np.uint8)
        held = [
            np.array([self._points(s, repeat) for s in sets]).reshape(len(sets), -1)
            for repeat in range(self.repeats)
        ]
        statistic = {"votes": "votes", "log_loss": "log_loss"}[self.metric]
        shown = np.zeros((self.repeats, len(sets), len(sampling.columns)))
        oriented = shown.copy()
        left: list[Floats] = []
        for place, column in enumerate(sampling.columns):
            dropped: list[Floats] = []
            parts = column.parts(self.evaluation, self.evaluation)
            for repeat in range(self.repeats):
                cells = {statistic: held[repeat]}
                shown[repeat, :, place] = column.shown(self.evaluation, cells)
                if len(parts) > 1:
                    without = column.without_each(self.evaluation, cells, parts)
                    dropped.append(column.orient(without))
                else:
                    dropped.append(np.zeros((len(sets), 0)))
            oriented[:, :, place] = column.orient(shown[:, :, place])
            left.append(np.stack(dropped))
        absent = states >= State.FAILED
        for values in (shown, oriented, *left):
            values[:, absent] = np.nan
        reasons = {int(place): "it was told to" for place in np.flatnonzero(absent)}
        return Reading(shown, oriented, tuple(left), states, reasons)

    def _points(self, coalition: Coalition, repeat: int) -> Floats:
        """What each evaluation point scores: the worth on its slice, its wobble and the noise."""
        if (coalition, repeat) not in self.known:
            sign = -1.0 if self.metric == "log_loss" else 1.0
            noise = self.noise(coalition, repeat) if self.noise else 0.0
            worths = np.repeat([worth(coalition) for worth in self.slices.values()], self.atoms)
            points = range(len(worths))
            wobble = [self.wobble(coalition, p) if self.wobble else 0.0 for p in points]
            self.known[coalition, repeat] = sign * (worths + np.array(wobble) + noise)
        return self.known[coalition, repeat]


def shapley(game: Game, members: Sequence[int]) -> Rule:
    """Shapley values as a rule over every world of the members."""
    universe = game.universe
    return semivalue(
        len(universe),
        tuple(members),
        universe.names,
        lambda size, count: 1 / (count * comb(count - 1, size)),
    )


@dataclass(frozen=True)
class Soum:
    """A sum of unanimity games: worth(S) is the sum of the numbers whose sets S holds.

    Every semivalue is known in closed form at any number of objects.
    """

    names: tuple[str, ...]
    terms: tuple[tuple[Coalition, float], ...]

    @staticmethod
    def random(random: np.random.Generator, count: int, terms: int = 8) -> "Soum":
        names = tuple(f"o{place}" for place in range(count))
        made: list[tuple[Coalition, float]] = []
        for _ in range(terms):
            size = int(random.integers(1, count + 1))
            chosen = random.choice(count, size, replace=False)
            made.append((frozenset(names[c] for c in chosen), float(random.normal())))
        return Soum(names, tuple(made))

    def __call__(self, coalition: Coalition) -> float:
        return sum(number for needed, number in self.terms if needed <= coalition)

    def plus(self, other: "Soum", scale: float = 1.0) -> "Soum":
        more = tuple((needed, scale * number) for needed, number in other.terms)
        return Soum(self.names, self.terms + more)

    def value(self, name: str, share: Callable[[int], float]) -> float:
        """The value of one object, when a unanimity game on k objects gives each `share(k)`."""
        return sum(number * share(len(needed)) for needed, number in self.terms if name in needed)

    def game(self, **how: Any) -> Game:
        return Game(self.names, self, **how)


def subsets(names: Sequence[str]) -> list[Coalition]:
    """Every coalition, by size."""
    return [frozenset(c) for k in range(len(names) + 1) for c in combinations(names, k)]


def evaluate(evidence: Mapping[str, Any], cell: Callable[[Coalition], Floats]) -> Floats:
    """Sum weight times cell over a contrast in its JSON form, as any reader of it would.

    Returns Float[labels, columns].
    """
    if evidence["kind"] == "terms":
        cells = np.array([cell(frozenset(world)) for world in evidence["worlds"]])
        out = np.zeros((len(evidence["labels"]), cells.shape[1] if len(cells) else 0))
        for row, world, number in evidence["terms"]:
            out[row] += number * cells[world]
        return out
    rows: list[Floats] = []
    worlds = [(world, cell(world)) for world in subsets(evidence["members"])]
    for target, numbers in zip(evidence["targets"], evidence["coefficients"], strict=True):
        total = np.zeros_like(worlds[0][1])
        for world, value in worlds:
            inside = len(world & set(target))
            sign = (-1) ** (len(target) - inside)
            total += sign * numbers[len(world) - inside] * value
        rows.append(total)
    return np.array(rows)
