"""A session: the grids that one call of `ask` works on, and how their requests are served."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Ints, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.request import (
    Request,
    Together,
    WantAppend,
    WantFold,
    WantProtocol,
    WantScores,
)
from datacounterfactuals.core.scores import Accumulator, Folded, Reading, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Joined, Lattice, Worlds, spans
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import first_places
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Report


@final
@dataclass
class Ledger:
    """What one question has wanted so far: each row is counted once, trained or reused."""

    trained: int = 0
    reused: int = 0
    seen: dict[int, Lanes] = field(default_factory=dict[int, Lanes])


@final
class Session:
    """Serves rounds of requests: unites them, fills what is missing, and replies."""

    def __init__(self, grid: Grid, window: Window, budget: Budget, report: Report) -> None:
        self.grids = [grid]
        self.windows = [window]
        self.budget = budget
        self.report: Report = report
        self.over_budget = False

    def serve(self, requests: Sequence[tuple[Request[Any], Ledger]]) -> list[Any]:
        """One round: a reply for every request, in order."""
        flat = [
            (inner, ledger)
            for request, ledger in requests
            for inner in (request.requests if isinstance(request, Together) else [request])
        ]
        self._fill(flat)
        folded = self._fold([request for request, _ in flat if isinstance(request, WantFold)])
        replies = {id(request): self._reply(request, folded) for request, _ in flat}
        return [
            tuple(replies[id(inner)] for inner in request.requests)
            if isinstance(request, Together)
            else replies[id(request)]
            for request, _ in requests
        ]

    # Filling what a round wants

    def _fill(self, flat: Sequence[tuple[Request[Any], Ledger]]) -> None:
        for handle, grid in enumerate(list(self.grids)):
            mine = [
                (worlds, columns, ledger)
                for request, ledger in flat
                if request.grid == handle
                for worlds, columns in wants(request)
            ]
            if not mine:
                continue
            before = [self._fresh(grid, handle, ledger, ws, cs) for ws, cs, ledger in mine]
            if grid.trains:
                self._train(grid, mine)
            for (worlds, columns, ledger), (fresh, lacking) in zip(mine, before, strict=True):
                after = grid.missing(worlds, columns) if len(lacking) else lacking
                trained = len(lacking) - len(np.intersect1d(lacking, after))
                ledger.trained += trained * grid.repeats
                ledger.reused += (fresh - len(lacking)) * grid.repeats

    def _fresh(
        self, grid: Grid, handle: int, ledger: Ledger, worlds: Worlds, columns: tuple[Column, ...]
    ) -> tuple[int, Ints]:
        """How many worlds this question had not wanted before, and which of them are missing."""
        keys = grid.keys(worlds)
        places = first_places(keys)
        if handle in ledger.seen:
            old = ledger.seen[handle]
            joined = np.concatenate([old, keys[places]])
            new = first_places(joined)
            places = places[new[new >= len(old)] - len(old)]
            ledger.seen[handle] = joined[new]
        else:
            ledger.seen[handle] = keys[places]
        lacking = np.intersect1d(places, grid.missing(worlds, columns))
        return len(places), lacking

    def _train(self, grid: Grid, mine: Sequence[tuple[Worlds, Any, Ledger]]) -> None:
        by_columns: dict[frozenset[str], tuple[tuple[Column, ...], list[Worlds]]] = {}
        for worlds, columns, _ in mine:
            kind = frozenset("per point" for c in columns if not c.metric.additive)
            held = by_columns.setdefault(kind, (columns, []))
            if not any(_same(worlds, other) for other in held[1]):
                held[1].append(worlds)
        for columns, parts in by_columns.values():
            filled = grid.fill(
                parts[0] if len(parts) == 1 else Joined(parts),
                columns=columns,
                budget=self.budget,
                progress=self.report,
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
            case WantAppend(grid=handle, objects=objects):
                window = self.windows[handle]
                grown = self.grids[handle].append(*objects)
                names = (*window.roster.names, *(o.name for o in objects if not o.stands_in_for))
                return self._add(grown, columns=window.columns, roster=names)
            case WantProtocol(grid=handle, learner=learner):
                window = self.windows[handle]
                other = self.grids[handle].under(dict(learner))
                return self._add(other, columns=window.columns, roster=window.roster.names)
            case _:
                raise QuestionError(f"the grid cannot serve a {type(request).__name__}")

    def _add(self, grid: Grid, columns: tuple[Column, ...], roster: tuple[str, ...]) -> Window:
        window = replace(grid.window(columns=columns, roster=roster or None), grid=len(self.grids))
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
        groups: list[tuple[WantFold, Worlds, list[tuple[WantFold, Accumulator]]]] = []
        order: dict[int, list[Accumulator]] = {id(request): [] for request in requests}
        for request in requests:
            sampling = self.grids[request.grid].reader(request.columns).sampling
            for contrast in request.contrasts:
                accumulator = Accumulator(contrast, sampling)
                order[id(request)].append(accumulator)
                for leader, worlds, members in groups:
                    alike = leader.grid == request.grid and leader.columns == request.columns
                    if alike and _same(worlds, contrast.worlds):
                        members.append((request, accumulator))
                        break
                else:
                    groups.append((request, contrast.worlds, [(request, accumulator)]))
        for leader, worlds, members in groups:
            self._pass(leader, worlds, [accumulator for _, accumulator in members])
        return {place: tuple(a.folded() for a in items) for place, items in order.items()}

    def _pass(self, leader: WantFold, worlds: Worlds, members: Sequence[Accumulator]) -> None:
        grid = self.grids[leader.grid]
        reader = grid.reader(leader.columns)
        for start, stop in spans(len(worlds), reader.block):
            keys = worlds.keys(grid.study.universe.keys, start, stop)
            reading = self._marked(reader.read(keys, with_parts=True), True)
            for accumulator in members:
                accumulator.add(start, reading)


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


def _same(one: Worlds, other: Worlds) -> bool:
    return one is other or (isinstance(one, Lattice) and one == other)
