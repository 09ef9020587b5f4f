"""A session: the grids that one call of `ask` works on, and how their requests are served."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, final

import numpy as np

from datacounterfactuals.asking.planting import plant
from datacounterfactuals.bank.index import ABSENT, KeyIndex, first_of_each
from datacounterfactuals.core.arrays import Bools, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.request import (
    Request,
    Together,
    WantAppend,
    WantFold,
    WantNeighbours,
    WantPlanted,
    WantPoints,
    WantProtocol,
    WantScores,
)
from datacounterfactuals.core.scores import Accumulator, Folded, Reading, Scores
from datacounterfactuals.core.shutting import refuse_rows
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Joined, Worlds, spans
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid, needs_ends, plainly
from datacounterfactuals.grid.neighbours import neighbour_values
from datacounterfactuals.grid.pointwise import copies, pointwise
from datacounterfactuals.grid.progress import Report
from datacounterfactuals.learners.crews.crew import Workers
from datacounterfactuals.learners.kernels import threads


@final
@dataclass(frozen=True, eq=False)
class _Wish:
    """Worlds that questions want on some columns, and what the bank held of them before.

    `first`: Bool[worlds], the first of each distinct key. `held`: Bool[repeats, worlds].
    """

    worlds: Worlds
    columns: tuple[Column, ...]
    keys: Lanes
    first: Bools
    held: Bools

    @cached_property
    def index(self) -> KeyIndex:
        """Its keys, to be looked up by every question that wanted them."""
        index = KeyIndex()
        index.add(self.keys[self.first])
        return index


@final
@dataclass
class Ledger:
    """What one question has wanted so far: each row is counted once, trained or reused.

    `seen`: the keys of each grid's worlds that it wanted, those of a lattice in an index that all
    questions share, the others together in the first.
    """

    trained: int = 0
    reused: int = 0
    seen: dict[int, list[KeyIndex]] = field(default_factory=dict[int, list[KeyIndex]])

    def fresh(self, handle: int, wish: _Wish) -> Bools:
        """Which worlds it had not wanted before, each once. Shape: [worlds]."""
        seen = self.seen.setdefault(handle, [KeyIndex()])
        fresh = wish.first.copy()
        for index in seen:
            if len(index):
                fresh &= index.numbers(wish.keys) == ABSENT
        if isinstance(wish.worlds, Lattice):
            seen.append(wish.index)
        else:
            seen[0].add(wish.keys[fresh])
        return fresh


@final
class Session:
    """Serves rounds of requests: unites them, fills what is missing, and replies."""

    def __init__(
        self,
        grid: Grid,
        window: Window,
        budget: Budget,
        report: Report,
        executor: Workers | None = None,
    ) -> None:
        self.grids = [grid]
        self.windows = [window]
        self.budget = budget
        self.report: Report = report
        self.executor = executor
        self.over_budget = False

    def serve(self, requests: Sequence[tuple[Request[Any], Ledger]]) -> list[Any]:
        """One round: a reply for every request, in order."""
        flat = [(one, ledger) for request, ledger in requests for one in _single(request)]
        self._fill(flat)
        folded = self._fold([request for request, _ in flat if isinstance(request, WantFold)])
        replies = {id(request): self._reply(request, folded) for request, _ in flat}
        return [_assembled(request, replies) for request, _ in requests]

    def based(self, ledgers: Sequence[Ledger]) -> Window:
        """The first window with the baselines of its shares, which every question wants."""
        grid, window = self.grids[0], self.windows[0]
        if needs_ends(window.columns):
            ends = WantScores(0, grid.ends(window.roster), plainly(window.columns))
            self._fill([(ends, ledger) for ledger in ledgers])
            train = self.budget.rows != 0 and any(column.over for column in window.columns)
            columns = grid.based(window.columns, window.roster, train=train)
            self.windows[0] = replace(window, columns=columns)
        return self.windows[0]

    # Filling what a round wants

    def _fill(self, flat: Sequence[tuple[Request[Any], Ledger]]) -> None:
        for handle, grid in enumerate(list(self.grids)):
            wishes: list[_Wish] = []
            counts: list[tuple[Ledger, _Wish, Bools]] = []
            for request, ledger in flat:
                if request.grid == handle:
                    for worlds, columns in wants(request):
                        refuse_rows(grid.study.universe, worlds)
                        wish = _wished(grid, wishes, worlds, columns)
                        counts.append((ledger, wish, ledger.fresh(handle, wish)))
            lacking = [wish for wish in wishes if not wish.held.all()]
            after = {id(wish): wish.held for wish in wishes}
            if grid.trains and lacking:
                self._train(grid, lacking)
                after |= {id(wish): grid.held(wish.worlds, wish.columns) for wish in lacking}
            for ledger, wish, fresh in counts:
                ledger.trained += int((after[id(wish)] & ~wish.held & fresh).sum())
                ledger.reused += int((wish.held & fresh).sum())

    def _train(self, grid: Grid, wishes: Sequence[_Wish]) -> None:
        by_columns: dict[frozenset[str], tuple[tuple[Column, ...], list[Worlds]]] = {}
        for wish in wishes:
            schema = grid.study.evaluation.schema
            kind = frozenset(n for column in wish.columns for n in column.metric.needs(schema))
            held = by_columns.setdefault(kind, (wish.columns, []))
            if not any(same(wish.worlds, other) for other in held[1]):
                held[1].append(wish.worlds)
        for columns, parts in by_columns.values():
            filled = grid.fill(
                parts[0] if len(parts) == 1 else Joined(parts),
                columns=columns,
                budget=self.budget,
                progress=self.report,
                executor=self.executor,
            )
            self.budget = self.budget.less(filled.trained, filled.seconds)
            self.over_budget |= filled.over_budget > 0

    # Replying

    def _reply(self, request: Request[Any], folded: dict[int, tuple[Folded, ...]]) -> Any:
        match request:
            case WantScores(grid=handle, worlds=worlds, columns=columns):
                reader = self.grids[handle].reader(columns)
                keys = self.grids[handle].keys(worlds)
                reading = self._marked(reader.read(keys, with_parts=True), request.train)
                return Scores(worlds, reader.sampling, reading)
            case WantFold():
                return folded[id(request)]
            case WantNeighbours(grid=handle, members=members, columns=columns):
                return neighbour_values(self.grids[handle], members, columns)
            case WantAppend(grid=handle, objects=objects):
                return self._add(handle, self.grids[handle].append(*objects))
            case WantProtocol(grid=handle, learner=learner):
                return self._add(handle, self.grids[handle].under(dict(learner)))
            case WantPlanted(grid=handle):
                grid, planted = plant(self.grids[handle], request)
                return replace(planted, window=self._named(grid, planted.window))
            case WantPoints(grid=handle, members=members):
                grid = pointwise(self.grids[handle])
                window = self._named(grid, grid.window())
                return Points(window, copies(self.grids[handle], members))
            case _:
                raise QuestionError(f"the grid cannot serve a {type(request).__name__}")

    def _add(self, handle: int, grid: Grid) -> Window:
        return self._named(grid, grid.window(columns=self.windows[handle].columns))

    def _named(self, grid: Grid, window: Window) -> Window:
        """The window, with a handle by which requests name its grid from now on."""
        window = replace(window, grid=len(self.grids))
        self.grids.append(grid)
        self.windows.append(window)
        return window

    def _marked(self, reading: Reading, trains: bool) -> Reading:
        """Worlds that are not held because the budget ended say so."""
        if not (self.over_budget and trains):
            return reading
        absent = reading.states == State.NOT_HELD
        states = np.where(absent, State.OVER_BUDGET, reading.states).astype(np.uint8)
        return replace(reading, states=states)

    def _fold(self, requests: Sequence[WantFold]) -> dict[int, tuple[Folded, ...]]:
        """Sum all contrasts over the same worlds and columns in one pass over their cells."""
        groups: list[tuple[WantFold, Worlds, list[tuple[int, int, Contrast]]]] = []
        for request in requests:
            for number, contrast in enumerate(request.contrasts):
                for leader, worlds, members in groups:
                    alike = leader.grid == request.grid and leader.columns == request.columns
                    if alike and same(worlds, contrast.worlds):
                        members.append((id(request), number, contrast))
                        break
                else:
                    groups.append((request, contrast.worlds, [(id(request), number, contrast)]))
        done: dict[tuple[int, int], Folded] = {}
        for leader, worlds, members in groups:
            folded = self._pass(leader, worlds, [contrast for *_, contrast in members])
            done |= {
                (at, number): one for (at, number, _), one in zip(members, folded, strict=True)
            }
        return {
            id(request): tuple(done[id(request), n] for n in range(len(request.contrasts)))
            for request in requests
        }

    def _pass(
        self, leader: WantFold, worlds: Worlds, contrasts: Sequence[Contrast]
    ) -> tuple[Folded, ...]:
        grid = self.grids[leader.grid]
        reader = grid.reader(leader.columns)
        total = Accumulator(contrasts, reader.sampling, threads.count())
        for start, stop in spans(len(worlds), reader.block):
            keys = worlds.keys(grid.study.universe.keys, start, stop)
            total.add(start, self._marked(reader.read(keys, with_parts=True), True))
        return total.folded()


def _wished(grid: Grid, wishes: list[_Wish], worlds: Worlds, columns: tuple[Column, ...]) -> _Wish:
    """The wish for these worlds on these columns, which is looked up once, whoever has it."""
    for wish in wishes:
        if same(wish.worlds, worlds) and wish.columns == columns:
            return wish
    keys = grid.keys(worlds)
    wish = _Wish(worlds, columns, keys, first_of_each(keys), grid.held(worlds, columns))
    wishes.append(wish)
    return wish


def wants(request: Request[Any]) -> list[tuple[Worlds, tuple[Column, ...]]]:
    """The worlds that a request may train, each with its columns."""
    match request:
        case WantScores(worlds=worlds, columns=columns, train=True):
            return [(worlds, columns)]
        case WantFold(contrasts=contrasts, columns=columns):
            return [(contrast.worlds, columns) for contrast in contrasts]
        case Together(requests=requests):
            return [pair for inner in requests for pair in wants(inner)]
        case _:
            return []


def _single(request: Request[Any]) -> list[Request[Any]]:
    """The requests that a round is made of, however they were put together."""
    if isinstance(request, Together):
        return [one for inner in request.requests for one in _single(inner)]
    return [request]


def _assembled(request: Request[Any], replies: dict[int, Any]) -> Any:
    """The reply of a request, from those of the single ones in it."""
    if isinstance(request, Together):
        return tuple(_assembled(inner, replies) for inner in request.requests)
    return replies[id(request)]


def same(one: Worlds, other: Worlds) -> bool:
    """Whether these are known to be the same worlds in the same order."""
    return one is other or (isinstance(one, Lattice) and one == other)
