"""Folding: every semivalue and interaction from one pass over 2^20 rows of 10 slices."""

import math
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from benchmarks.harness.curve import Curve
from benchmarks.harness.limits import reading
from benchmarks.harness.machine import peak_memory
from datacounterfactuals import ask
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Rule, semivalue, size_means
from datacounterfactuals.core.families import Bernoulli, Beta
from datacounterfactuals.core.lattice_sums import LatticeSums
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.learners.kernels import threads
from datacounterfactuals.questions.scale.envelope import Envelope
from datacounterfactuals.questions.scale.scaling import Scaling
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.beta_shapley import BetaShapley
from datacounterfactuals.questions.value.interaction import WEIGHTS
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.study.study import Study

PLACE = 40
OBJECTS, SLICES = 20, 10
BETAS = ((1.0, 1.0), (16.0, 1.0), (8.0, 1.0), (4.0, 1.0), (2.0, 1.0), (1.0, 2.0), (1.0, 4.0))


def scores(objects: int, slices: int) -> Floats:
    """A score for every world and slice."""
    return np.random.default_rng(0).normal(size=(1 << objects, slices))


def semivalues(objects: int) -> list[Rule]:
    """Banzhaf first, then seven Beta values with Shapley among them, and the means by size."""
    members, names = tuple(range(objects)), [f"o{number}" for number in range(objects)]

    families = [Bernoulli(), *(Beta(alpha, beta) for alpha, beta in BETAS)]
    values = [semivalue(objects, members, names, family) for family in families]
    return [*values, size_means(objects, members)]


def pairs(objects: int) -> list[Rule]:
    """The Banzhaf and the Shapley interaction of every pair."""
    members, names = tuple(range(objects)), [f"o{number}" for number in range(objects)]
    return [
        semivalue(objects, members, names, WEIGHTS[index], order=2)
        for index in ("banzhaf", "shapley")
    ]


def folded(values: Floats, rules: list[Rule]) -> list[Floats]:
    """All of them from one pass."""
    order = max(rule.order for rule in rules)
    count = (len(values) - 1).bit_length()
    sums = LatticeSums(count, values.shape[1], order, threads.count())
    sums.add(0, values)
    return [rule.of(sums) for rule in rules]


def masked_means(values: Floats) -> Floats:
    """Banzhaf values as they are written down: two masked means per object and slice."""
    worlds = np.arange(len(values))
    out = np.empty(((len(values) - 1).bit_length(), values.shape[1]))
    for item in range(len(out)):
        there = worlds >> item & 1 == 1
        for column in range(values.shape[1]):
            score = values[:, column]
            out[item, column] = score[there].mean() - score[~there].mean()
    return out


def masked_pairs(values: Floats) -> Floats:
    """Banzhaf interactions as they are written down: four masked means per pair."""
    worlds, count = np.arange(len(values)), (len(values) - 1).bit_length()
    has = [worlds >> item & 1 == 1 for item in range(count)]
    rows: list[Floats] = []
    for one in range(count):
        for other in range(one + 1, count):
            both = values[has[one] & has[other]].mean(axis=0)
            neither = values[~(has[one] | has[other])].mean(axis=0)
            either = values[has[one] ^ has[other]].mean(axis=0)
            rows.append(both + neither - 2.0 * either)
    return np.array(rows)


def in_memory(
    setting: Setting,
    rules: Callable[[int], list[Rule]],
    loop: Callable[[Floats], Floats],
    name: str,
) -> Sides:
    """Every number of a family of rules, against a loop that gives one of them."""
    objects = setting.pick(OBJECTS, 10)
    values, mine = scores(objects, SLICES), rules(objects)
    off = float(np.abs(folded(values, mine)[0] - loop(values)).max())
    rows = float(len(values))
    return Sides(
        Side("datacounterfactuals", lambda: void(folded(values, mine)), rows),
        (Side(name, lambda: void(loop(values)), rows),),
        reading(8.0 * SLICES),
        f"the Banzhaf ones differ by at most {off:.1e}",
    ).as_one_call()


def void(_: object) -> None:
    """A side returns nothing."""


def study(objects: int) -> Study:
    """People in so many groups, nine slices by town and one of all."""
    draw = np.random.default_rng(7)
    rows = 200 * objects
    numbers = draw.normal(size=(rows, 4))
    lean = numbers @ np.array([1.0, -0.7, 0.3, 0.1]) + draw.normal(size=rows)
    frame = pd.DataFrame(numbers, columns=list("wxyz")).assign(
        town=draw.choice([f"town {number}" for number in range(SLICES - 1)], size=rows),
        group=draw.choice([f"group {number:02}" for number in range(objects)], size=rows),
        bought=np.where(lean > 0, "yes", "no"),
    )
    return Study.from_frame(
        frame,
        target="bought",
        objects="group",
        slices="town",
        learner={"kind": "naive_bayes"},
        name="folding",
    )


def questions(objects: int) -> tuple[Any, ...]:
    asked = (Shapley, Banzhaf, BetaShapley, Scaling, Envelope)
    return tuple(kind(limit=objects) for kind in asked)


def from_the_bank(setting: Setting) -> Sides:
    """Five questions about a lattice that a bank holds, each time by a grid opened afresh."""
    objects = setting.pick(OBJECTS, 8)
    about = study(objects)
    grid = Grid(about, Bank(setting.folder))
    began = time.perf_counter()
    grid.fill(progress=None)
    filling = time.perf_counter() - began
    rows, repeats = len(grid.lattice()), grid.repeats
    every = grid.vault.summary()

    def run() -> None:
        answers = ask(Grid(about, Bank(setting.folder)), *questions(objects), progress=None)
        if any(answer.cost.trained or answer.status != "complete" for answer in answers):
            raise RuntimeError("an answer is not made of what the bank holds")

    def read() -> None:
        """Every number of these columns, block by block."""
        again, lattice = Grid(about, Bank(setting.folder)), grid.lattice()
        wanted = again.reader(about.columns()).wanted
        for start, stop in spans(rows, 1 << 15):
            keys = lattice.keys(about.universe.keys, start, stop)
            for part in wanted:
                again.vault.read(keys, part.read, 0)

    def facts() -> dict[str, Fact]:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            peak = pool.submit(peak_of_asking, setting.folder, objects).result()
        return {
            "rows": rows * repeats,
            "seconds to fill and bank them": round(filling, 2),
            "bytes of the bank a row": round(every.bytes / every.rows, 1),
            "peak of memory of a process that asks, MB": round(peak / 1e6),
        }

    limit = Side("finding and reading the cells once", read)
    return Sides(Side("datacounterfactuals", run), limit=limit, facts=facts)


def peak_of_asking(folder: Path, objects: int) -> int:
    """In a process of its own: the most bytes that it held."""
    ask(Grid(study(objects), Bank(folder)), *questions(objects), progress=None)
    status = Path("/proc/self/status")  # what a process is started by counts in its own peak too
    if not status.is_file():
        return peak_memory()
    line = next(one for one in status.read_text("utf-8").splitlines() if one.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def side(objects: int, slices: int) -> Side:
    values, rules = scores(objects, slices), semivalues(objects)
    return Side("datacounterfactuals", lambda: void(folded(values, rules)), float(len(values)))


def by_rows(setting: Setting, size: int) -> Side:
    del setting
    return side(int(math.log2(size)), SLICES)


def by_slices(setting: Setting, size: int) -> Side:
    return side(setting.pick(OBJECTS, 8), size)


def by_threads(setting: Setting, size: int) -> Side:
    setting.opened.enter_context(threads.limit(size))
    return side(setting.pick(OBJECTS, 8), SLICES)


CLAIMS = (
    Claim(
        "folding",
        "every semivalue and size mean from 2^20 rows x 10 slices in memory",
        "ms",
        partial(
            in_memory,
            rules=semivalues,
            loop=masked_means,
            name="numpy, one semivalue by masked means",
        ),
        goal=8.0,
        bound="reading the rows once",
    ),
    Claim(
        "folding-pairs",
        "every interaction of pairs from 2^20 rows x 10 slices in memory",
        "ms",
        partial(in_memory, rules=pairs, loop=masked_pairs, name="numpy, one index by masked means"),
        goal=50.0,
        rounds=5,
        bound="reading the rows once",
    ),
    Claim(
        "folding-bank",
        "Shapley, Banzhaf, Beta, scaling and envelope of 20 objects x 10 slices from a bank",
        "s",
        from_the_bank,
        bound="finding and reading the cells once",
        group="others",
    ),
)
CURVES = (
    Curve(
        "rows-folding", "rows", "folding", "rows/s",
        tuple(1 << n for n in range(12, 23, 2)), by_rows, (16, 64),
    ),
    Curve("slices-folding", "slices", "folding", "rows/s", (1, 3, 10, 30, 100), by_slices, (1, 3)),
    Curve("threads-folding", "threads", "folding", "rows/s", (1, 2), by_threads),
)  # fmt: skip
