"""pyDVL and shapiq as sides, on the same data and against the same values.

Each runs on one thread of BLAS: models so small take longer on two.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from math import comb
from pathlib import Path

import numpy as np

from benchmarks.harness.claim import Setting, Side
from benchmarks.harness.environments import PINNED, MissingError, python_of
from benchmarks.harness.sides import accuracies
from benchmarks.harness.tabular import Problem, breast_cancer
from benchmarks.harness.worker import Worker, WorkerError
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.learners.logistic import Logistic

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"
FEW = 4
"""How many objects the values are compared on."""
FEWER = 10
CAP = 4.0
"""Seconds after which pyDVL is stopped in each round."""


def pydvl_exact(setting: Setting, problem: Problem) -> Side:
    """Exact Shapley values, stopped early. It evaluates every subset once an object, so one row
    takes as many evaluations as there are objects. Raises MissingError."""
    worker = _worker(setting, "pyDVL", "with_pydvl.py", problem, ["exact", str(CAP)])
    _agree(worker, problem)
    return Side(_name("pyDVL"), lambda: worker.run() * problem.objects)


def pydvl_walk(setting: Setting, problem: Problem) -> Side:
    """Permutation values, stopped early; one evaluation is one prefix. Raises MissingError."""
    worker = _worker(setting, "pyDVL", "with_pydvl.py", problem, ["walk", str(CAP)])
    return Side(_name("pyDVL"), worker.run)


def shapiq_exact(setting: Setting, problem: Problem) -> Side:
    """Exact Shapley values of a game of scikit-learn fits, of fewer groups of the same points, so
    that a round takes seconds. Raises MissingError."""
    problem = breast_cancer(FEWER)
    worker = _worker(setting, "shapiq", "with_shapiq.py", problem, [str(problem.objects)])
    _agree(worker, problem)
    return Side(f"{_name('shapiq')} ({FEWER} groups)", worker.run, 2.0**problem.objects)


def gathered(
    setting: Setting, problem: Problem, wanted: Mapping[str, Callable[[Setting, Problem], Side]]
) -> tuple[tuple[Side, ...], dict[str, str]]:
    """The peers that can be made here, and why the others cannot."""
    sides: list[Side] = []
    skipped: dict[str, str] = {}
    for name, make in wanted.items():
        if setting.quick:
            skipped[name] = "it is installed for full runs only"
            continue
        try:
            sides.append(make(setting, problem))
        except (MissingError, WorkerError) as error:
            skipped[name] = str(error)
    return tuple(sides), skipped


def _name(peer: str) -> str:
    return PINNED[peer][0].replace("==", " ")


def _worker(
    setting: Setting, peer: str, program: str, problem: Problem, arguments: Sequence[str]
) -> Worker:
    python = python_of(peer)
    data = setting.folder / f"{program}.npz"
    np.savez(
        data,
        X=problem.X, y=problem.y, owner=problem.owner,
        points=problem.points, target=problem.target,
    )  # fmt: skip
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return Worker(setting.opened, PROGRAMS / program, [str(data), *arguments], python, alone)


def _agree(worker: Worker, problem: Problem) -> None:
    """The Shapley values of a few objects are ours."""
    theirs = np.array(json.loads(worker.ask("agree")))
    worlds = Lattice(problem.objects, tuple(range(FEW)))
    ours = shapley(accuracies(Logistic(), problem, worlds)[:, :1], FEW)[:, 0]
    apart = float(np.abs(ours - theirs).max())
    assert apart < 1e-9, f"Shapley values are {apart:.1e} apart: {ours} and {theirs}"


def shapley(scores: Floats, objects: int) -> Floats:
    """Shapley values from the scores of all rows. Shape: [2^objects, k] to [objects, k]."""
    rows = np.arange(1 << objects)
    sizes = np.bitwise_count(rows).astype(int)
    weight = np.array([1.0 / (objects * comb(objects - 1, k)) for k in range(objects)])
    out = np.empty((objects, scores.shape[1]))
    for place in range(objects):
        without = rows[rows >> place & 1 == 0]
        gains = scores[without | 1 << place] - scores[without]
        out[place] = weight[sizes[without]] @ gains
    return out
