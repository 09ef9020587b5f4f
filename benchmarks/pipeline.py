"""The grid without a learner: 2^20 rows filled by a scorer that answers at once, stage by stage."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, final
from unittest.mock import patch

import numpy as np

import datacounterfactuals as dc
from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.statistics import Block, of_probabilities
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.grid import filling
from datacounterfactuals.grid.keeping import Keeper
from datacounterfactuals.grid.wanted import wanted
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.study.study import Study

PLACE = 51
OBJECTS = 20
BLOCK = 1 << 14
"""Rows that the scorer hands over at once."""


@final
@dataclass(frozen=True)
class Instant(Learner):
    """Trains nothing: every block has the same made-up counts and losses."""

    name: ClassVar[str] = "instant"
    title: ClassVar[str] = "Nothing"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification",))

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        return of_probabilities(schema)

    def summarise(self, rows: Table, evaluation: Evaluation) -> None:
        del rows, evaluation

    def scorer(
        self, objects: Any, evaluation: Evaluation, statistics: tuple[str, ...], seed: int
    ) -> "Given":
        del objects, seed
        return Given(len(evaluation.atoms), statistics)


@final
class Given:
    """The scorer of `Instant`."""

    def __init__(self, atoms: int, statistics: tuple[str, ...]) -> None:
        draw = np.random.default_rng(0)
        self.values = draw.integers(0, 200, (BLOCK, atoms, len(statistics))).astype(np.float64)
        for place, name in enumerate(statistics):
            if name in ("log_loss", "brier"):
                self.values[:, :, place] += draw.random((BLOCK, atoms))

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat, memory
        for start, stop in spans(len(worlds), BLOCK):
            rows = np.arange(start, stop)
            yield Block(rows, self.values[: stop - start], np.zeros(stop - start, dtype=np.uint8))


def study(objects: int) -> Study:
    """So many groups of 3,000 people, three towns as slices."""
    draw = np.random.default_rng(1)
    x = draw.normal(size=(3000, 4))
    frame = {f"x{place}": column for place, column in enumerate(x.T)} | {
        "y": np.where(x[:, 0] + draw.normal(size=3000) > 0, "yes", "no"),
        "town": draw.choice(["north", "south", "west"], 3000),
        "team": np.array([f"team {number:02}" for number in draw.integers(0, objects, 3000)]),
    }
    return Study.from_frame(
        frame, target="y", objects="team", slices="town", learner=Instant(), name="instant"
    )


def building(setting: Setting) -> Sides:
    """A fresh bank each time; what bounds us is the bank alone, given the same blocks."""
    made, number = study(setting.pick(OBJECTS, 8)), count()
    worlds = float(1 << len(made.universe))

    def fresh(job: Callable[[Path], float]) -> float:
        place = setting.folder / f"pipeline-{next(number)}"
        try:
            return job(place)
        finally:
            shutil.rmtree(place)

    def ours(place: Path) -> float:
        bank = Bank(place)
        with closing(bank):
            began = time.perf_counter()
            filled = dc.Grid(made, bank).fill(progress=None)
            took = time.perf_counter() - began
        assert filled.trained == worlds
        return took

    def bare(place: Path) -> float:
        bank = Bank(place)
        grid = dc.Grid(made, bank)
        columns, keys = _columns(grid), grid.keys(grid.lattice())
        given = Given(len(columns.atoms), columns.statistics)
        states = np.zeros(BLOCK, dtype=np.uint8)
        with closing(bank):
            began = time.perf_counter()
            for start, stop in spans(len(keys), BLOCK):
                some = slice(0, stop - start)
                cells = given.values[some]
                grid.vault.commit(keys[start:stop], columns, 0, cells, states[some], {}, 0.0)
            return time.perf_counter() - began

    def facts() -> Mapping[str, Fact]:
        words = [sys.executable, "-c", ALONE, str(len(made.universe)), str(setting.folder / "one")]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        return json.loads(said)

    return Sides(
        Side("fill", lambda: fresh(ours), worlds),
        limit=Side("the bank alone, one block after another", lambda: fresh(bare), worlds),
        facts=facts,
    )


ALONE = "import sys; from benchmarks.pipeline import alone; alone(int(sys.argv[1]), sys.argv[2])"


def alone(objects: int, folder: str) -> None:
    """Fill in a process of its own, and say as JSON what each stage took, which of them overlap
    (packing and committing run side by side), and what it takes to ask about all rows."""
    bank, facts = Bank(Path(folder)), dict[str, Fact]()
    grid = dc.Grid(study(objects), bank)
    lattice = grid.lattice()
    stages = Stages()
    with closing(bank), stages.watched():
        began, cpu = time.perf_counter(), os.times()
        grid.fill(progress=None)
        facts["fill (s)"] = time.perf_counter() - began
        done = os.times()
        facts["processor time of it (s)"] = done.user + done.system - cpu.user - cpu.system
        facts |= {f"of which {name} (s)": took for name, took in stages.seconds.items()}
    size = sum(path.stat().st_size for path in Path(folder).iterdir())
    columns = len(_columns(grid))
    facts["columns"] = columns
    facts["bytes a cell"] = size / len(lattice) / columns
    for name, ask in (
        ("which are missing", lambda: len(grid.missing(lattice))),
        ("filling again", lambda: grid.fill(progress=None)),
        ("planning Banzhaf values", lambda: dc.plan(grid, Banzhaf(limit=objects))),
        ("a record of every world", lambda: len(grid.records())),
    ):
        began = time.perf_counter()
        ask()
        facts[f"{name} (s)"] = time.perf_counter() - began
        facts[f"peak memory after {name} (MB)"] = _peak() / 1e6
    sys.stdout.write(json.dumps(facts))


def _columns(grid: dc.Grid) -> ColumnSet:
    made = grid.study
    return wanted(made.evaluation, made.learner, made.columns())[0].fill


def _peak() -> int:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@final
class Stages:
    """Adds up the seconds that each stage of a fill takes."""

    WATCHED: ClassVar[tuple[tuple[str, Any, str], ...]] = (
        ("naming the rows", Lattice, "all_keys"),
        ("equal rows", filling, "first_places"),
        ("what is held", Vault, "held"),
        ("claims", Vault, "claim"),
        ("settling claims", Vault, "settle"),
        ("packing", Vault, "pack"),
        ("committing, in the other thread", Vault, "keep"),
        ("waiting for commits", Keeper, "put"),
        ("waiting for the last commits", Keeper, "finish"),
    )

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def watched(self) -> ExitStack:
        """While this is open, all stages are timed."""
        stack = ExitStack()
        for name, owner, attribute in self.WATCHED:
            timed = self._timed(name, getattr(owner, attribute))
            stack.enter_context(patch.object(owner, attribute, timed))
        return stack

    def _timed(self, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return inner(*given, **named)
            finally:
                took = time.perf_counter() - began
                self.seconds[name] = self.seconds.get(name, 0.0) + took

        return run


CLAIMS = (
    Claim(
        "pipeline",
        "grid: fill 2^20 rows of 36 columns with a scorer that answers at once",
        "s",
        lambda setting: building(setting).as_one_call(),
        goal=3,
        bound="committing the same blocks to the bank and doing nothing else",
        group="others",
    ),
)
