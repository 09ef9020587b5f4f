"""The study: a universe with its data, its slices and its protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, final

from datacounterfactuals.core.columns import Column, slice_column
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.metrics import METRICS, Metric, declared
from datacounterfactuals.core.metrics import metric as find_metric
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.table import Table
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.data.frames import read_arrays, read_frame
from datacounterfactuals.learners.base import Learner, Summary
from datacounterfactuals.study.appending import appended
from datacounterfactuals.study.assembled import Assembled
from datacounterfactuals.study.assembly import assemble
from datacounterfactuals.study.choosing import (
    changed_learner,
    choose_metric,
    fitted_to,
    refuse_unfilled,
)
from datacounterfactuals.study.declaration import About, Declaration, DerivedColumn
from datacounterfactuals.study.derived import derive
from datacounterfactuals.study.extending import Board, extended
from datacounterfactuals.study.given import declaration_of
from datacounterfactuals.study.inputs import Inputs
from datacounterfactuals.study.inside import Inside
from datacounterfactuals.study.passing import Told
from datacounterfactuals.study.protocol import (
    FORMAT,
    cautions_of,
    fingerprint,
    held_fixed,
    protocol_of,
)
from datacounterfactuals.study.redrawing import redrawn
from datacounterfactuals.study.source import Source
from datacounterfactuals.study.split import SplitReport
from datacounterfactuals.study.streamed import Streamed
from datacounterfactuals.study.streaming import streamed

NOUNS = {"column": "object", "rows": "point", "parts": "part", "files": "object"}


@final
@dataclass(frozen=True, eq=False)
class Study:
    """Objects, evaluation and protocol: all that a grid is filled from.

    Made by `Study.from_frame`, `Study.from_arrays`, `load` (a study.toml) or `Study.observed`
    (no learner: its cells are runs made elsewhere). `noun` is what one object is called,
    `protocol` what a cell depends on beside its rows, `derived` the declared derived columns.
    `finished`: of scores made elsewhere, the metric of each slice where they are not all one.
    """

    about: About
    noun: str
    universe: Universe
    evaluation: Evaluation
    learner: Learner | None
    finishing: Metric
    protocol: Mapping[str, Any]
    held_fixed: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    derived: tuple[DerivedColumn, ...] = ()
    source: Source | None = None
    report: SplitReport | None = None
    finished: tuple[Metric, ...] = ()

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def title(self) -> str:
        return self.about.title or self.name

    @property
    def description(self) -> str:
        return self.about.description

    @property
    def seed(self) -> int:
        return self.about.seed

    @property
    def repeats(self) -> int:
        return self.about.repeats

    @property
    def metric(self) -> str:
        """The name of the metric that is read unless another is asked for."""
        return self.finishing.name

    @cached_property
    def fingerprint(self) -> bytes:
        """What names the protocol: learner, version, settings, frozen preprocessing, schema."""
        return fingerprint(self.protocol)

    # Ways to make one

    @staticmethod
    def from_frame(
        frame: Any,
        *,
        objects: Any,
        target: str | None = None,
        text: str | None = None,
        evaluation: Any = None,
        slices: str | Sequence[str] = (),
        learner: Any = None,
        metric: Any = None,
        reference: Any = "objects",
        frozen: Any = None,
        **settings: Any,
    ) -> "Study":
        """A study of a pandas, polars or arrow frame, or a mapping of columns.

        `objects`: the name of a column, "rows" (each row an object), a number of random parts, or
        one label for each row. `target`: the column to predict; `text`: the column of texts of a
        language model instead. `evaluation`: the share to hold out by a hash (0.25), the name of
        a column that says train or test, or another frame. `learner`: a kind, a mapping
        with `kind` and settings, a Learner or a scikit-learn estimator. `reference`: what the
        preprocessing is fitted to, "objects", "inside" or a frame; `frozen`: preprocessing that
        was fitted before, or its file. `settings`: name, title, seed, repeats, noun, id, group,
        whole, task, include, exclude, categories, sample, stand_ins, costs, owners, reserve,
        columns and other keys of study.toml. Raises StudyError or LearnerError.
        """
        given = dict(settings) | {
            "objects": objects, "target": target, "text": text, "evaluation": evaluation,
            "slices": slices, "learner": learner, "metric": metric, "reference": reference,
            "frozen": frozen,
        }  # fmt: skip
        table = read_frame(frame)
        declaration, inputs = declaration_of(given, table)
        return Study.of(declaration, replace(inputs, table=table))

    @staticmethod
    def from_arrays(
        X: Any,
        y: Any = None,
        *,
        objects: Any = "rows",
        evaluation: Any = None,
        names: Sequence[str] | None = None,
        **settings: Any,
    ) -> "Study":
        """A study of features `X` (rows x columns, or a list of texts) and targets `y`.

        `objects` as in `from_frame`; `evaluation` also a pair (X, y). Other settings are those of
        `from_frame`.
        """
        table = read_arrays(X, y, names)
        if isinstance(evaluation, tuple):
            pair: Any = evaluation
            evaluation = read_arrays(pair[0], pair[1], names)
        role = {"target": "y"} if y is not None else {"text": "text"}
        return Study.from_frame(table, objects=objects, evaluation=evaluation, **(role | settings))

    @staticmethod
    def from_parquet(
        where: Path | str,
        *,
        objects: Any,
        target: str,
        evaluation: Any = None,
        learner: Any = "naive_bayes",
        executor: Any = None,
        progress: Told = "auto",
        **settings: Any,
    ) -> "Study":
        """A study of Parquet larger than memory, read part by part with Dask: a file, a folder of
        files, or a pattern. Its cells are those of `from_frame` with its frozen preprocessing.

        `learner`: one that adds up sums (naive_bayes, centroid, ridge): they are all that stays of
        an object. `objects`: a column, or a number of random parts. `evaluation` as in `from_frame`
        or the Path of a file; it fits in memory (a million points, 1 GB). Rows are read once
        (twice if a column says what is held out). `executor`: None (the active Dask client, or
        threads), "threads", "processes" or a Dask Client. `progress`: a callback (what, rows done,
        rows in all, seconds), "auto" or None. `settings`: those of `from_frame`; preprocessing is
        fitted to a sample, unless `frozen` or `reference` is given. See `study.streaming`. Raises
        StudyError or LearnerError.
        """
        given = dict(settings) | {
            "objects": objects, "target": target, "evaluation": evaluation, "learner": learner,
        }  # fmt: skip
        return Study._assembled(*streamed(where, given, executor, progress))

    @staticmethod
    def of(declaration: Declaration, inputs: Inputs) -> "Study":
        """A study of what was declared and given. Raises StudyError or LearnerError."""
        return Study._assembled(declaration, assemble(declaration, inputs))

    @staticmethod
    def _assembled(declaration: Declaration, made: Assembled) -> "Study":
        source, about = made.source, declaration.study
        study = Study(
            about,
            declaration.objects.noun or NOUNS[declaration.objects.way],
            made.universe.where(declaration.objects.rights),
            source.points.cut(source.frozen),
            made.learner,
            choose_metric(declaration.metric, source.schema, made.learner),
            protocol_of(made.learner, source.frozen, about.seed),
            held_fixed(made.learner, source, made.report, about.seed),
            (*cautions_of(source), *made.cautions),
            declaration.columns,
            source,
            made.report,
        )
        study.columns()
        return study

    @staticmethod
    def observed(
        name: str,
        universe: Universe,
        slices: tuple[str, ...],
        *,
        metric: str,
        better: Literal[1, -1],
        unit: str = "",
        repeats: int = 1,
        title: str = "",
        protocol: Mapping[str, Any] | None = None,
        held_fixed: tuple[str, ...] = (),
        cautions: tuple[str, ...] = (),
        noun: str = "object",
        derived: tuple[DerivedColumn, ...] = (),
        finished: tuple[Metric, ...] = (),
    ) -> "Study":
        """A study without a learner: its cells are finished scores of runs made elsewhere."""
        return Study(
            About(name=name, title=title, repeats=repeats),
            noun,
            universe,
            Evaluation.opaque(slices),
            None,
            declared(metric, better, unit),
            {"format": FORMAT, "observed": name, "metric": metric} | dict(protocol or {}),
            held_fixed,
            cautions,
            derived,
            finished=finished,
        )

    # Reading it

    def table(self, position: int) -> Table:
        """The prepared rows of an object. Raises StudyError for an observed study."""
        return self._source.table(position)

    def summary(self, position: int, evaluation: Evaluation) -> Summary:
        """What the learner keeps of an object. Raises StudyError for an observed study, and where
        the rows were added up for another learner."""
        source, learner = self._source, self.learner
        assert learner is not None
        piece = source.pieces[position]
        if isinstance(piece, Streamed):
            return piece.summary_for(learner)
        return learner.summarise(source.table(position), evaluation)

    def columns(
        self, metric: str | None = None, slices: Sequence[str] | None = None
    ) -> tuple[Column, ...]:
        """Every slice under the study's metric and the declared derived columns; or these slices
        under this metric, unions written "a + b". Raises StudyError for unknown names."""
        found = self.finishing if metric is None else self._metric(metric)
        wanted = self.evaluation.slices if slices is None else slices
        if self.finished and metric is not None and slices is None:
            wanted = [name for name in wanted if self._own(name).name == metric]
        plain = [self._slice(found if metric else self._own(name), name) for name in wanted]
        if slices is not None or (self.finished and metric is not None):
            return tuple(plain)
        return (
            *plain,
            *(
                derive(column, self.evaluation, self._metric(column.metric or found.name))
                for column in self.derived
            ),
        )

    def _slice(self, metric: Metric, name: str) -> Column:
        if name in self.evaluation.slices or " + " not in name:
            return slice_column(self.evaluation, metric, name)
        derived = DerivedColumn(kind="union", slices=tuple(name.split(" + ")))
        return derive(derived, self.evaluation, metric)

    def _own(self, name: str) -> Metric:
        """The metric that a slice is read under unless another is asked for."""
        if self.finished and name in self.evaluation.slices:
            return self.finished[self.evaluation.slice(name)]
        return self.finishing

    def _metric(self, name: str) -> Metric:
        known = {metric.name: metric for metric in (self.finishing, *self.finished)}
        if name in known:
            return known[name]
        if self.evaluation.schema.task == "scores":
            raise StudyError(
                f"no metric is named {name!r}: the scores are finished numbers",
                nearest(name, known),
            )
        return find_metric(name, self.evaluation.schema.task)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that can be read off its cells."""
        schema = self.evaluation.schema
        if self.learner is None or schema.task == "scores":
            return tuple(dict.fromkeys(one.name for one in self.finished)) or (self.metric,)
        kept = {*self.learner.statistics(schema), *self.learner.on_request(schema)}
        return tuple(
            name
            for name, found in METRICS.items()
            if schema.task in found.tasks and set(found.needs(schema)) <= kept
        )

    # Other studies made from it

    def append(self, *objects: NewObject) -> "Study":
        """The study with more objects: prepared with what is frozen, so old cells stay valid.

        Raises StudyError for rows that lack a feature or the target, or a name that is taken.
        """
        universe, source = appended(self.universe, self._source, objects)
        return replace(self, universe=universe, source=source)

    def plus(self, *texts: str) -> "Study":
        """The study with its board extended: `"E"` is an object of the reserve; `"flip:B"` (or
        `"flip:B:0.5"`) is a corrupted and `"sample:B"` a synthetic stand-in, which takes the place
        of B. See `study.extending`. Raises StudyError."""
        board = Board(self.universe, self.source, self.held_fixed, self.cautions)
        return replace(self, **vars(extended(board, self.learner, self.seed, texts)))

    def under(self, learner: Mapping[str, Any]) -> "Study":
        """The same objects and slices under another learner or other settings of the same one:
        another grid. Raises LearnerError or StudyError."""
        source = self._source
        before = self.learner
        if isinstance(before, Inside):
            before = before.learner
        assert before is not None
        chosen = changed_learner(before, learner)
        if chosen.capability.outside != source.roles.free:
            raise StudyError(
                "a program and a learner of the package need different studies",
                "Write a study.toml of its own for it",
            )
        chosen = fitted_to(chosen, source.roles, source.preprocessing.reference)
        return self._with(chosen, source)

    def refit(self) -> "Study":
        """The study with its preprocessing fitted anew to the objects present now: another grid,
        whose cells are all to be filled."""
        source = self._source
        assert self.learner is not None
        originals = self.universe.originals or tuple(range(len(self.universe)))
        fitted = source.refitted(originals, self.learner)
        study = self._with(self.learner, fitted)
        return replace(study, evaluation=fitted.points.cut(fitted.frozen))

    def resampled(self, draw: int) -> "Study":
        """The study with the rows of each object drawn with replacement from its own.

        `draw` numbers the draws; with the seed and the object's content it decides the rows.
        Raises StudyError where rows are not known.
        """
        universe, source = redrawn(self.universe, self._source, self.seed, draw)
        return replace(self, universe=universe, source=source)

    def rename(self, old: str, new: str) -> "Study":
        """The same study with an object under another name; no cell is affected."""
        return replace(self, universe=self.universe.rename(old, new))

    def _with(self, learner: Learner, source: Source) -> "Study":
        assert self.report is not None
        refuse_unfilled(self.finishing, source.schema, learner)
        return replace(
            self,
            learner=learner,
            source=source,
            protocol=protocol_of(learner, source.frozen, self.seed),
            held_fixed=held_fixed(learner, source, self.report, self.seed),
        )

    @property
    def _source(self) -> Source:
        if self.source is None:
            raise StudyError(
                f"the study {self.name!r} has no data: its cells are runs made elsewhere",
                "Import more runs",
            )
        return self.source
