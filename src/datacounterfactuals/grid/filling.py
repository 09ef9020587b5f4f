"""Filling: which rows are missing, whose turn it is to train them, and keeping what comes."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.bank.batch import Batch
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.index import first_of_each
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Ints, Lanes
from datacounterfactuals.core.errors import BankError, LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.keeping import Keeper
from datacounterfactuals.grid.progress import Meter, Report
from datacounterfactuals.grid.wanted import Wanted
from datacounterfactuals.learners.base import Scorer
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.spreading import IN_FLIGHT, Spreads

LEASE = 10.0
"""Seconds for which a claim holds unless it is renewed: a dead process blocks nobody for longer."""
AIM = 0.5
"""Seconds of work that one claim should be."""
AIM_ELSEWHERE = 30.0
"""The same where a crew trains, whose workers idle at the end of every claim."""
MEMORY = 256 << 20
"""Bytes that a scorer may use for one block."""
MOST_CLAIMED = 1 << 18


@final
@dataclass(frozen=True)
class Filled:
    """What a fill did, in rows (a world under one repeat).

    `held` were there already, or came from another process meanwhile; `over_budget` were not
    trained because the budget ended; `failed` were trained and failed, with their reasons kept.
    """

    trained: int
    held: int
    over_budget: int
    failed: int
    seconds: float


@final
class Filler:
    """Fills worlds of one protocol, side by side with other processes that do the same."""

    def __init__(
        self,
        vault: Vault,
        objects: ObjectKeys,
        wanted: Sequence[Wanted],
        repeats: int,
        scorer: Callable[[Evaluation, ColumnSet], Scorer],
        together: int = 1,
        crew: Crew | None = None,
    ) -> None:
        self.vault, self.objects, self.wanted = vault, objects, wanted
        self.repeats, self.scorer, self.together = repeats, scorer, together
        self.crew = crew
        self.owner = f"{os.getpid()}-{uuid.uuid4().hex}"

    def fill(self, worlds: Worlds, budget: Budget, label: str, report: Report) -> Filled:
        """Train what is missing, at most what the budget allows."""
        keys = worlds.all_keys(self.objects)
        first = first_places(keys)
        distinct = keys if len(first) == len(keys) else keys.take(first, axis=0)
        jobs = [
            (part, repeat, first[~self.vault.held(distinct, part.read, repeat)])
            for repeat in range(self.repeats)
            for part in self.wanted
        ]
        missing = sum(len(rows) for _, _, rows in jobs)
        allowed = missing if budget.rows is None else min(missing, budget.rows)
        meter = Meter(label, allowed, report)
        run = _Run(self, worlds, keys, meter, budget.seconds)
        left = allowed
        if allowed:  # reading what is held writes nothing, on a read-only bank neither
            with self._lease(), Keeper(self.vault) as keeper:
                for part, repeat, rows in jobs:
                    run.train(keeper, part, repeat, rows[:left])
                    left -= min(left, len(rows))
        asked = len(first) * self.repeats * len(self.wanted)
        settled = run.trained + run.elsewhere
        return Filled(
            run.trained,
            asked - missing + run.elsewhere,
            missing - settled,
            run.failed,
            meter.seconds,
        )

    @contextmanager
    def _lease(self) -> Generator[None]:
        """Keep this process's claims alive while it works, and drop them at the end."""
        stop = threading.Event()

        def renew() -> None:
            while not stop.wait(LEASE / 4):
                with suppress(BankError):  # the next commit will say what is wrong
                    self.vault.renew(self.owner, LEASE)

        heart = threading.Thread(target=renew, daemon=True)
        heart.start()
        try:
            yield
        finally:
            stop.set()
            heart.join()
            with suppress(BankError):  # else it would hide why the fill ended; claims run out
                self.vault.release(self.owner)


def first_places(keys: Lanes) -> Ints:
    """The place of the first of each distinct key, in their order. Shape: [n, 2] to [distinct]."""
    return np.flatnonzero(first_of_each(keys))


class _Run:
    """One fill in progress."""

    def __init__(
        self, filler: Filler, worlds: Worlds, keys: Lanes, meter: Meter, seconds: float | None
    ) -> None:
        self.filler, self.worlds, self.keys, self.meter = filler, worlds, keys, meter
        self.seconds = seconds
        self.trained = self.failed = self.elsewhere = 0
        self._claim = 16

    @property
    def _over(self) -> bool:
        return self.seconds is not None and self.meter.seconds >= self.seconds

    def train(self, keeper: Keeper, part: Wanted, repeat: int, rows: Ints) -> None:
        """Claim and train rows in turn; then wait for those that others are training."""
        if len(rows) == 0:
            return
        scorer, aim, waiting = self.filler.scorer(part.evaluation, part.fill), AIM, rows
        if self.filler.crew is not None and isinstance(scorer, Spreads):
            scorer, aim = scorer.over(self.filler.crew), AIM_ELSEWHERE
            self._claim = max(self._claim, 4 * IN_FLIGHT * self.filler.crew.workers)
        while len(waiting) and not self._over:
            refused: list[Ints] = []
            place = 0
            while place < len(waiting) and not self._over:
                piece = waiting[place : place + self._claim]
                place += len(piece)
                refused.append(self._train_piece(keeper, scorer, part, repeat, piece, aim))
            left = np.concatenate([*refused, waiting[place:]])
            waiting = self._still_missing(part, repeat, left)
            if len(waiting) and not self._over:
                time.sleep(0.05)

    def _still_missing(self, part: Wanted, repeat: int, rows: Ints) -> Ints:
        """The rows that nobody has committed yet; the others count as done elsewhere."""
        if len(rows) == 0:
            return rows
        held = self.filler.vault.held(self._keys_of(rows), part.read, repeat)
        self.elsewhere += int(held.sum())
        self.meter.step(int(held.sum()))
        return rows[~held]

    def _train_piece(
        self,
        keeper: Keeper,
        scorer: Scorer,
        part: Wanted,
        repeat: int,
        piece: Ints,
        aim: float,
    ) -> Ints:
        """Train the rows of a piece that can be claimed; return the others. When time is over,
        what is left of the piece stays missing."""
        filler, vault = self.filler, self.filler.vault
        granted = vault.claim(self._keys_of(piece), part.fill, repeat, filler.owner, LEASE)
        mine = piece[granted]
        if len(mine) == 0:
            return piece
        started = last = time.monotonic()
        filling = scorer.fill(self.worlds.select(mine), repeat, MEMORY)
        with closing(_in_words(filling)) as blocks:  # ends the programs and pools behind them
            for block in blocks:
                batch = vault.pack(
                    self._keys_of(mine.take(block.rows)),
                    part.fill,
                    repeat,
                    block.values,
                    block.states,
                    dict(block.reasons),
                    time.monotonic() - last,
                )
                self._count(keeper.put(batch))
                last = time.monotonic()
                if self._over:
                    break
        self._count(keeper.finish())
        vault.settle(self._keys_of(mine), part.fill, repeat, filler.owner)
        self._adapt(len(mine), time.monotonic() - started, aim)
        return piece[~granted]

    def _keys_of(self, rows: Ints) -> Lanes:
        return self.keys.take(rows, axis=0)  # many times as fast as self.keys[rows]

    def _count(self, committed: list[Batch]) -> None:
        for batch in committed:
            self.trained += len(batch)
            self.failed += batch.failed
            self.meter.step(len(batch))

    def _adapt(self, rows: int, seconds: float, aim: float) -> None:
        """Claim about as much as takes `aim` seconds, growing at most fourfold at a time, and never
        less than the learner trains at once."""
        ideal = rows * aim / max(seconds, 1e-6)
        claim = min(ideal, 4 * self._claim, MOST_CLAIMED)
        self._claim = max(int(claim), self.filler.together)


def _in_words(blocks: Iterator[Block]) -> Generator[Block]:
    """The same blocks. Raises LearnerError in place of MemoryError."""
    try:
        yield from blocks
    except MemoryError as error:
        raise LearnerError(
            "memory ran out while worlds were trained",
            "Use fewer points or objects and ask again: the rows that were finished are kept",
        ) from error
