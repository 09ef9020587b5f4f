"""`plan`: what questions would want, before anything is spent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from datacounterfactuals.asking.loop import Source, open_grid
from datacounterfactuals.asking.session import same, wants
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.question import Bound, Question
from datacounterfactuals.core.view import View
from datacounterfactuals.core.worlds import Joined, Worlds
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import first_places
from datacounterfactuals.grid.grid import Grid, needs_ends, plainly

MEASURED_ROWS = 3


@final
@dataclass(frozen=True)
class PlannedQuestion:
    """What one question wants: distinct worlds in its first round, exactly, and the bound it
    declares for all rounds."""

    name: str
    title: str
    wanted: int
    bound: Bound


@final
@dataclass(frozen=True)
class Plan:
    """What asking would cost.

    `wanted`: distinct rows of the first round (worlds times repeats), `needed` their worlds;
    `held` of them are in the bank; `shared` is what separate asking would have wanted more than
    once; `seconds` is the time that the missing ones will take, None until a row of this protocol
    has been timed; `bytes` is what keeping them takes at most (statistics per point, such as AUC
    needs, show here).
    """

    questions: tuple[PlannedQuestion, ...]
    wanted: int
    held: int
    shared: int
    seconds: float | None
    needed: Worlds
    missing: Worlds
    trains: bool
    atoms: int
    bytes: int

    @property
    def to_train(self) -> int:
        return self.wanted - self.held

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "questions": [
                {
                    "name": one.name,
                    "title": one.title,
                    "wanted": one.wanted,
                    "bound": vars(one.bound),
                }
                for one in self.questions
            ],
            "wanted": self.wanted,
            "held": self.held,
            "shared": self.shared,
            "to_train": self.to_train,
            "seconds": self.seconds,
            "trains": self.trains,
            "atoms": self.atoms,
            "bytes": self.bytes,
        }


def plan(
    source: Source,
    *questions: Question,
    metric: str | None = None,
    slices: Sequence[str] | None = None,
    columns: Sequence[Column] | None = None,
    roster: Sequence[str] | None = None,
    rights: Mapping[str, str] | None = None,
    bank: Bank | Path | str | None = None,
    measure: bool = False,
) -> Plan:
    """Say what these questions would want, without training anything.

    The first round is exact; beyond it stands each question's declared bound. With `measure` a
    few of the missing rows are trained (and kept) to tell how long the rest will take.
    """
    grid = open_grid(source, bank).where(rights or {})
    window = grid.window(metric=metric, slices=slices, columns=columns, roster=roster)
    gathered = _Gathered(grid)
    wanted = gathered.distinct([grid.ends(window.roster)]) if needs_ends(window.columns) else 0
    window = replace(window, columns=plainly(window.columns))
    planned: list[PlannedQuestion] = []
    for question in questions:
        view = View(window)
        asking = question.ask(view)
        first = next(asking, None)  # None of a question that needs no cell
        asking.close()
        mine = gathered.distinct([] if first is None else [worlds for worlds, _ in wants(first)])
        planned.append(PlannedQuestion(question.name, question.title, mine, question.bound(view)))
        wanted += mine
    distinct = gathered.united()
    held = grid.held(distinct, window.columns)
    if measure and grid.trains and not held.all():
        some = distinct.select(np.flatnonzero(~held.all(axis=0))[:MEASURED_ROWS])
        grid.fill(some, columns=window.columns, budget=Budget(rows=MEASURED_ROWS), progress=None)
        held = grid.held(distinct, window.columns)
    missing, to_train = distinct.select(np.flatnonzero(~held.all(axis=0))), int((~held).sum())
    kept = grid.vault.summary()
    pace = kept.seconds / kept.rows if kept.rows and kept.seconds else None
    repeats = grid.repeats
    return Plan(
        tuple(planned),
        len(distinct) * repeats,
        int(held.sum()),
        (wanted - len(distinct)) * repeats,
        None if pace is None or not grid.trains else pace * to_train,
        distinct,
        missing,
        grid.trains,
        len(window.evaluation.atoms),
        to_train * grid.bytes_per_row(window.columns),
    )


class _Gathered:
    """The worlds of all questions, each sequence once however many want it, with its keys."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._parts: list[tuple[Worlds, Lanes]] = []

    def distinct(self, wanted: Sequence[Worlds]) -> int:
        """Take in what one question wants; how many distinct worlds that is."""
        places: set[int] = set()
        for worlds in wanted:
            known = (n for n, (other, _) in enumerate(self._parts) if same(worlds, other))
            place = next(known, len(self._parts))
            if place == len(self._parts):
                self._parts.append((worlds, self._grid.keys(worlds)))
            places.add(place)
        return len(first_places(self._keys(places)))

    def united(self) -> Worlds:
        """Every distinct world."""
        every = Joined([worlds for worlds, _ in self._parts])
        return every.select(first_places(self._keys(range(len(self._parts)))))

    def _keys(self, places: Iterable[int]) -> Lanes:
        none = np.zeros((0, 2), dtype=np.uint64)
        return np.concatenate([none, *(self._parts[place][1] for place in sorted(places))])
