"""Row-by-row learners over workers: a pool of processes and a Dask cluster, against one process."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from distributed import Client, LocalCluster

from benchmarks.harness.claim import Claim, Setting, Side, Sides
from benchmarks.harness.tabular import breast_cancer, lattice
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.learners.crews.hiring import hire
from datacounterfactuals.learners.estimator import Estimator, EstimatorScorer
from datacounterfactuals.learners.trainer import Trainer, Trial, train

PLACE = 91
WORKERS, GROUPS, TREES = 2, 9, 20
MEMORY = 256 << 20


def build(setting: Setting, executor: Callable[[Setting], Any]) -> Sides:
    """A random forest for every subset of some groups, scored on all slices.

    The peer trains them one after another in this process. What bounds us is the same workers,
    each given one half of the worlds at once.
    """
    problem = breast_cancer(setting.pick(GROUPS, 3))
    worlds = lattice(problem)
    learner = Estimator("sklearn.ensemble.RandomForestClassifier", {"n_estimators": TREES})
    names = learner.statistics(problem.evaluation.schema)
    random = ("random_state",)
    trainer = Trainer.of(learner.template, random, True, problem.tables, problem.evaluation)
    weights = worlds.weights(0, len(worlds))
    rest = (seed_from("training", 0, 0) % (1 << 32), names)
    crew = hire(executor(setting))
    scorer = EstimatorScorer(trainer, names, 0).over(crew)

    def spread() -> Floats:
        values = np.zeros((len(worlds), len(problem.evaluation.atoms), len(names)))
        for block in scorer.fill(worlds, 0, MEMORY):
            values[block.rows] = block.values
        return values

    def halves() -> list[Trial]:
        handle = crew.share(trainer)
        coming = [
            crew.submit(train, handle, (half, *rest)) for half in np.array_split(weights, WORKERS)
        ]
        return [trial for one in coming for trial in one.result()]

    here = np.stack([trial.values for trial in train(trainer, weights, *rest)])
    assert np.array_equal(spread(), here), "workers give other cells"
    size = float(len(worlds))
    return Sides(
        Side("two workers", _timed(spread), size),
        (Side("one process", _timed(partial(train, trainer, weights, *rest)), size),),
        Side("two halves", _timed(halves), size),
        agreement="all cells are those that are trained in this process, bit by bit",
    )


def _timed(job: Callable[[], Any]) -> Callable[[], None]:
    def run() -> None:
        job()

    return run


def processes(setting: Setting) -> Any:
    """Two processes, each started afresh."""
    return setting.opened.enter_context(
        ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))
    )


def cluster(setting: Setting) -> Any:
    """A client of two Dask workers on this machine."""

    how: Any = {"dashboard_address": "127.0.0.1:0", "silence_logs": "CRITICAL", "host": "127.0.0.1"}
    made = LocalCluster(n_workers=WORKERS, threads_per_worker=1, **how)
    return setting.opened.enter_context(Client(setting.opened.enter_context(made)))


CLAIMS = (
    Claim(
        "workers-pool",
        "random forests of 20 trees, 9 groups (512 rows), two processes of concurrent.futures",
        "rows/s",
        partial(build, executor=processes),
        rounds=5,
        bound="the same workers given one half each, and nothing to keep",
        group="others",
        smoke=False,
    ),
    Claim(
        "workers-dask",
        "random forests of 20 trees, 9 groups (512 rows), two Dask workers",
        "rows/s",
        partial(build, executor=cluster),
        rounds=5,
        bound="the same workers given one half each, and nothing to keep",
        group="others",
        smoke=False,
    ),
)
