"""Any scikit-learn estimator, trained world by world in a pool of processes."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, cast, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities, of_values
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.blueprint import build, code, describe
from datacounterfactuals.learners.trainer import Trainer, Trial, train

WORTH_A_POOL = 3.0
"""Seconds of training after which starting processes pays."""
WORTH_SENDING = 0.1
"""Seconds of training that a block must be expected to take to be sent there."""
AIM = 1.0
"""Seconds that a block should take; it is at most four times as large as the one before."""
LARGEST_BLOCK = 1024

_log = logging.getLogger(__name__)


@final
@dataclass(frozen=True)
class Estimator(Learner):
    """A classifier or regressor of scikit-learn, or any estimator with its interface.

    `estimator` is its import path ("sklearn.ensemble.RandomForestClassifier"), or an estimator,
    of which path and parameters are read off; `parameters` are its own, by name; one that is an
    estimator is written `{"estimator": path, "parameters": {...}}`. Every `random_state` that is
    left None is set from the study's seed and the repeat alone; set it, and training counts as
    deterministic. A plain subset is fitted without weights; other weights are passed as
    `sample_weight` if its `fit` takes them, else as whole numbers of copies. Without
    `predict_proba` only right and predicted counts are filled. Raises LearnerError for what is
    not such an estimator.
    """

    estimator: Any
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)

    name: ClassVar[str] = "sklearn"
    title: ClassVar[str] = "scikit-learn estimator"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("classification", "regression"), seeded=True)

    def __post_init__(self) -> None:
        from sklearn.base import is_classifier, is_regressor
        from sklearn.utils.validation import has_fit_parameter

        if isinstance(self.estimator, str):
            made = build(self.estimator, self.parameters)
        elif self.parameters:
            raise LearnerError(
                "an estimator was given with parameters beside it",
                "Set them on the estimator, or give its import path",
            )
        elif isinstance(self.estimator, type):
            raise LearnerError(
                f"{self.estimator.__name__} is a class", "Give an estimator or an import path"
            )
        else:
            made = self.estimator
        if not (is_classifier(made) or is_regressor(made)):
            raise LearnerError(
                f"{type(made).__name__} neither classifies nor regresses",
                "Use a classifier or a regressor",
            )
        path, parameters = describe(made)
        able = Capability(
            ("classification",) if is_classifier(made) else ("regression",),
            "real" if has_fit_parameter(made, "sample_weight") else "counts",
            seeded=bool(_random(made)),
            together=_jobs(),
        )
        for name, value in {
            "estimator": path,
            "parameters": parameters,
            "capability": able,
        }.items():
            object.__setattr__(self, name, value)

    @cached_property
    def template(self) -> Any:
        """The estimator, not fitted."""
        return build(self.estimator, self.parameters)

    @property
    def code(self) -> Mapping[str, str]:
        """The version of scikit-learn, and of whatever else the estimator comes from."""
        return code(self.estimator, self.parameters)

    @property
    def _probable(self) -> bool:
        return hasattr(self.template, "predict_proba")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        """Raises LearnerError if the estimator is not made for the task."""
        if schema.task not in self.capability.tasks:
            raise LearnerError(
                f"{self.estimator} is for {self.capability.tasks[0]}, the study is {schema.task}",
                "Choose another estimator",
            )
        if schema.task == "regression":
            return of_values()
        names = of_probabilities(schema)
        return names if self._probable else names[:-2]

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        two = schema.task == "classification" and len(schema.classes) == 2
        return (MARGIN,) if two and self._probable else ()

    def summarise(self, rows: Table, evaluation: Evaluation) -> Table:
        """The rows themselves."""
        del evaluation
        return rows

    def scorer(
        self,
        objects: Sequence[Table],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "EstimatorScorer":
        real = self.capability.weights == "real"
        trainer = Trainer.of(self.template, _random(self.template), real, objects, evaluation)
        return EstimatorScorer(trainer, statistics, seed)

    def settings(self) -> dict[str, Any]:
        """The estimator, its parameters and the versions of its code."""
        return {
            "estimator": self.estimator,
            "parameters": dict(self.parameters),
            "code": dict(self.code),
        }

    def held_fixed(self) -> str:
        words = ", ".join(f"{name} {value}" for name, value in self.parameters.items())
        return f"{self.estimator} ({words})" if words else str(self.estimator)


def _random(estimator: Any) -> tuple[str, ...]:
    """The parameters that wait for a seed, of the estimator and of those inside it."""
    return tuple(
        name
        for name, value in sorted(estimator.get_params(deep=True).items())
        if value is None and (name == "random_state" or name.endswith("__random_state"))
    )


@final
class EstimatorScorer:
    """Trains worlds here at first, and in a pool of processes once that pays.

    The pool is joblib's: `joblib.parallel_config` or `LOKY_MAX_CPU_COUNT` limit or replace it. It
    stays alive between blocks and fills.
    """

    def __init__(self, trainer: Trainer, statistics: tuple[str, ...], seed: int) -> None:
        self._trainer, self._statistics, self._seed = trainer, statistics, seed
        self._spent = 0.0
        self._last, self._row_seconds = 1, AIM
        self._told: set[str] = set()

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        jobs = _jobs()
        seed = seed_from("training", self._seed, repeat) % (1 << 32)
        atoms = len(self._trainer.evaluation.atoms)
        most = max(1, min(LARGEST_BLOCK, memory // (16 * atoms * len(self._statistics) + 1)))
        start = 0
        while start < len(worlds):
            workers = jobs if self._spent > WORTH_A_POOL else 1
            ideal = int(workers * AIM / max(self._row_seconds, 1e-9))
            stop = min(start + max(1, min(ideal, 4 * self._last, most)), len(worlds))
            if (stop - start) * self._row_seconds < WORTH_SENDING:
                workers = 1
            trials = self._train(worlds.weights(start, stop), seed, min(workers, stop - start))
            seconds = sum(trial.seconds for trial in trials)
            self._spent += seconds
            self._last, self._row_seconds = len(trials), seconds / len(trials)
            self._tell(trials)
            yield _block(start, trials)
            start = stop

    def _train(self, weights: Floats, seed: int, workers: int) -> list[Trial]:
        if workers == 1:
            return train(self._trainer, weights, seed, self._statistics)
        from joblib import Parallel, delayed

        pieces = np.array_split(weights, min(len(weights), 4 * workers))
        try:
            done: Any = Parallel(n_jobs=workers)(
                delayed(train)(self._trainer, piece, seed, self._statistics) for piece in pieces
            )
        except BrokenExecutor as error:
            raise LearnerError(
                "a process that trained a model was killed, perhaps for want of memory",
                "Set LOKY_MAX_CPU_COUNT to fewer processes, then ask again: finished rows are kept",
            ) from error
        return [trial for piece in done for trial in piece]

    def _tell(self, trials: list[Trial]) -> None:
        """Log what the estimator warned of, once each."""
        said = {warning for trial in trials for warning in trial.warnings}
        for warning in sorted(said - self._told):
            _log.warning("%s", warning)
        self._told |= said


def _jobs() -> int:
    """How many processes joblib would use here: all that it may, unless somebody set a number."""
    from joblib import effective_n_jobs
    from joblib.parallel import get_active_backend

    wanted: object = get_active_backend()[1]
    return cast(int, effective_n_jobs(wanted if isinstance(wanted, int) else -1))


def _block(start: int, trials: list[Trial]) -> Block:
    return Block(
        np.arange(start, start + len(trials)),
        np.stack([trial.values for trial in trials]),
        np.array([trial.state for trial in trials], dtype=np.uint8),
        tuple((place, trial.reason) for place, trial in enumerate(trials) if trial.reason),
    )
