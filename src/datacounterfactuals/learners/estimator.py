"""Any scikit-learn estimator, trained world by world, here or by a crew."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, cast, final

from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, Block, of_probabilities, of_values
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.blueprint import build, code, describe
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.crews.pool import Pool
from datacounterfactuals.learners.spreading import (
    IN_FLIGHT,
    WORTH_SENDING,
    Pace,
    block,
    spread,
)
from datacounterfactuals.learners.trainer import Trainer, Trial, train

WORTH_A_POOL = 3.0
"""Seconds of training after which starting processes pays."""

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
    """Trains worlds with a crew; without one, here at first, and in processes once that pays.

    The processes are joblib's: `joblib.parallel_config(n_jobs=...)` or `LOKY_MAX_CPU_COUNT` limit
    their number. They stay alive between blocks and fills.
    """

    def __init__(
        self,
        trainer: Trainer,
        statistics: tuple[str, ...],
        seed: int,
        crew: Crew | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._trainer, self._statistics, self._seed = trainer, statistics, seed
        self._crew, self._pace = crew, pace or Pace()
        self._own: Pool | None = None
        self._told: set[str] = set()

    def over(self, crew: Crew) -> "EstimatorScorer":
        return EstimatorScorer(self._trainer, self._statistics, self._seed, crew, self._pace)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        rest = (seed_from("training", self._seed, repeat) % (1 << 32), self._statistics)
        atoms = len(self._trainer.evaluation.atoms)
        each = 16 * atoms * len(self._statistics) + 8 * self._trainer.objects + 1
        done = 0
        for first, trials in self._here(worlds, rest, memory // each):
            yield self._told_of(first, trials)
            done = first + len(trials)
        if done < len(worlds):
            crew = self._crew or self._processes()
            most = memory // (each * IN_FLIGHT * crew.workers)
            for first, trials in spread(
                crew, train, self._trainer, rest, worlds, self._pace, most, done
            ):
                yield self._told_of(first, trials)

    def _here(
        self, worlds: Worlds, rest: tuple[Any, ...], most: int
    ) -> Iterator[tuple[int, list[Trial]]]:
        """Train worlds in this process until others pay."""
        start, alone = 0, self._crew is None and _jobs() == 1
        while start < len(worlds) and (alone or not self._pays(len(worlds) - start)):
            stop = start + self._pace.rows(len(worlds) - start, 1, most)
            trials = train(self._trainer, worlds.weights(start, stop), *rest)
            self._pace.learn(trials)
            yield start, trials
            start = stop

    def _pays(self, left: int) -> bool:
        """Whether other workers pay: they are a user's, or enough was trained to be worth starting
        them, and enough is left to be worth sending."""
        if self._crew is not None:
            return True
        enough = left > 1 and left * self._pace.row_seconds >= WORTH_SENDING
        return enough and self._pace.seconds > WORTH_A_POOL

    def _processes(self) -> Pool:
        jobs = _jobs()
        if self._own is None or self._own.workers != jobs:
            self._own = Pool.own(jobs)
        return self._own

    def _told_of(self, start: int, trials: list[Trial]) -> Block:
        """The trials' cells; what the estimator warned of is logged, once each."""
        said = {warning for trial in trials for warning in trial.warnings}
        for warning in sorted(said - self._told):
            _log.warning("%s", warning)
        self._told |= said
        return block(start, trials)


def _jobs() -> int:
    """How many processes joblib would use here: all that it may, unless somebody set a number."""
    from joblib import effective_n_jobs
    from joblib.parallel import get_active_backend

    wanted: object = get_active_backend()[1]
    return cast(int, effective_n_jobs(wanted if isinstance(wanted, int) else -1))
