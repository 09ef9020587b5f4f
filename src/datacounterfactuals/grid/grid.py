"""The grid: a study's cells, filled lazily and kept in a bank."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.arrays import Bools, Floats, Ints, Lanes
from datacounterfactuals.core.columns import Baseline, Column
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.request import NewObject
from datacounterfactuals.core.scores import Scores, mean_over_repeats
from datacounterfactuals.core.shutting import open_columns, refuse_rows, said
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.universe import Roster
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Listed, Worlds, spans
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import Filled, Filler
from datacounterfactuals.grid.progress import Report
from datacounterfactuals.grid.reading import Reader
from datacounterfactuals.grid.wanted import wanted
from datacounterfactuals.learners.base import Learner, Scorer, Summary
from datacounterfactuals.learners.crews.crew import Crew, Workers
from datacounterfactuals.learners.crews.hiring import hire
from datacounterfactuals.study.study import Study

READ = 1 << 14
"""How many worlds are read at once to be listed."""


@final
class Grid:
    """Every world of a study against every column.

    Reading never trains; `fill` trains what the bank does not hold. `bank` is a Bank, a folder,
    or None for the user's own.
    """

    def __init__(self, study: Study, bank: Bank | Path | str | None = None) -> None:
        if bank is None:
            bank = Bank(Bank.default_folder())
        self.study = study
        self.bank = bank if isinstance(bank, Bank) else Bank(Path(bank))
        self.vault = self.bank.vault(study.fingerprint, study.protocol)
        self._summaries: dict[tuple[bytes, bytes], Summary] = {}
        self._scorers: dict[ColumnSet, Scorer] = {}
        self._crew: tuple[Workers, Crew] | None = None

    # The window

    @property
    def trains(self) -> bool:
        """Whether a world that is not held can be trained."""
        return self.study.learner is not None

    @property
    def seeded(self) -> bool:
        learner = self.study.learner
        return self.study.repeats > 1 if learner is None else learner.capability.seeded

    @property
    def repeats(self) -> int:
        """How many repeats every world has: one if training is not random."""
        return self.study.repeats if self.seeded else 1

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is read unless columns are named: those of the study that use rights leave open."""
        study = self.study
        return open_columns(study.universe, study.evaluation, study.columns(), named=False)

    def window(
        self,
        *,
        metric: str | None = None,
        slices: Sequence[str] | None = None,
        columns: Sequence[Column] | None = None,
        roster: Sequence[str] | None = None,
    ) -> Window:
        """What a question sees of this grid."""
        study, universe = self.study, self.study.universe
        named = columns is not None or slices is not None
        if columns is None:
            columns = study.columns(metric, slices)
        open_ = open_columns(universe, study.evaluation, columns, named)
        if universe.limited and not universe.roster.members:
            raise StudyError(
                "no object may be trained on", "Give one of them the right to be, such as trainable"
            )
        chosen = Roster.of(universe, roster) if roster else universe.roster
        refuse_rows(universe, Listed.of([chosen.full], len(universe)))
        told = said(universe, study.evaluation, study.columns()) if universe.limited else ()
        return Window(
            grid=0,
            study=study.name,
            universe=universe,
            roster=chosen,
            columns=open_,
            evaluation=study.evaluation,
            held_fixed=(*study.held_fixed, *told),
            cautions=study.cautions,
            seeded=self.seeded,
            repeats=self.repeats,
            seed=study.seed,
            trains=self.trains,
            noun=study.noun,
        )

    def lattice(self, roster: Sequence[str] | None = None) -> Lattice:
        """Every subset of the roster. Raises QuestionError when there are too many objects."""
        window = self.window(roster=roster)
        return Lattice(len(window.universe), window.roster.members)

    # Other grids over the same bank

    def append(self, *objects: NewObject) -> "Grid":
        """The grid of the study with more objects: old cells stay valid."""
        grid = Grid(self.study.append(*objects), self.bank)
        grid._summaries, grid._crew = self._summaries, self._crew
        return grid

    def plus(self, *texts: str) -> "Grid":
        """The grid of the study with its board extended (see `Study.plus`): old cells stay."""
        grid = Grid(self.study.plus(*texts), self.bank)
        grid._summaries, grid._crew = self._summaries, self._crew
        return grid

    def where(self, rights: Mapping[str, str]) -> "Grid":
        """The grid of the study under other use rights, by object: old cells stay, and what is
        shut now is neither trained nor read by questions."""
        if not rights:
            return self
        study = replace(self.study, universe=self.study.universe.where(rights))
        grid = Grid(study, self.bank)
        grid._summaries, grid._crew = self._summaries, self._crew
        return grid

    def under(self, learner: dict[str, Any]) -> "Grid":
        """The same worlds and slices under another learner or other settings: another grid."""
        return Grid(self.study.under(learner), self.bank)

    # Reading

    def keys(self, worlds: Worlds) -> Lanes:
        """The keys of worlds. Shape: [worlds, 2]."""
        return worlds.all_keys(self.study.universe.keys)

    def reader(self, columns: tuple[Column, ...]) -> Reader:
        """A reader of these columns."""
        study = self.study
        needed = wanted(study.evaluation, study.learner, columns)
        return Reader(
            self.vault,
            study.evaluation,
            needed,
            columns,
            self.repeats,
            self.seeded,
            observed=study.learner is None,
        )

    def scores(self, worlds: Worlds, columns: Sequence[Column] | None = None) -> Scores:
        """The scores that are held; nothing is trained. All in memory."""
        chosen = tuple(self.columns if columns is None else columns)
        chosen = self.based(chosen, train=False)
        reader = self.reader(chosen)
        return Scores(worlds, reader.sampling, reader.read(self.keys(worlds), with_parts=True))

    def records(
        self, worlds: Worlds | None = None, columns: Sequence[Column] | None = None
    ) -> list[dict[str, Any]]:
        """One record per world: the world as people write it, its size, its state, and what is
        shown in each column (NaN where the bank holds nothing). The whole lattice by default."""
        worlds = self.lattice() if worlds is None else worlds
        chosen = tuple(self.columns if columns is None else columns)
        reader = self.reader(self.based(chosen, train=False))
        fields = ("world", "size", "state", *(column.name for column in reader.columns))
        states = {int(state): state.name.lower().replace("_", " ") for state in State}
        each, out = iter(worlds), list[dict[str, Any]]()
        for start, stop in spans(len(worlds), min(reader.block, READ)):
            keys = worlds.keys(self.study.universe.keys, start, stop)
            reading = reader.read(keys, with_parts=False)
            shown = mean_over_repeats(reading.shown).tolist()
            for state, values in zip(reading.states.tolist(), shown, strict=True):
                world = next(each)
                about = (self.study.universe.spell(world), world.size, states[state])
                out.append(dict(zip(fields, (*about, *values), strict=True)))
        return out

    def missing(self, worlds: Worlds, columns: Sequence[Column] | None = None) -> Ints:
        """Places of the worlds of which some repeat or statistic is not held."""
        return np.flatnonzero(~self.held(worlds, columns).all(axis=0))

    def held(self, worlds: Worlds, columns: Sequence[Column] | None = None) -> Bools:
        """Which rows are held with every statistic they need. Shape: [repeats, worlds]."""
        chosen = tuple(self.columns if columns is None else columns)
        keys = self.keys(worlds)
        held = np.ones((self.repeats, len(keys)), dtype=bool)
        for part in wanted(self.study.evaluation, self.study.learner, chosen):
            for repeat in range(self.repeats):
                held[repeat] &= self.vault.held(keys, part.read, repeat)
        return held

    def bytes_per_row(self, columns: Sequence[Column]) -> int:
        """What the bank keeps of one row for these columns, at most."""
        needed = wanted(self.study.evaluation, self.study.learner, columns)
        return 8 * sum(len(one.fill.atoms) * len(one.fill.statistics) for one in needed)

    def based(
        self, columns: tuple[Column, ...], roster: Roster | None = None, *, train: bool = True
    ) -> tuple[Column, ...]:
        """The columns with the baselines of shares filled in: the empty and the full world, which
        are trained if need be, or with `train` False read if they are held (else NaN)."""
        if not needs_ends(columns):
            return columns
        ends, plain = self.ends(roster), plainly(columns)
        if self.trains and train:
            self.fill(ends, columns=plain)
        reading = self.reader(plain).read(self.keys(ends), with_parts=False)
        bottom, top = mean_over_repeats(reading.shown)
        means = self._means(plain, roster, train) if any(one.over for one in columns) else bottom
        return tuple(
            column.based_on(
                Baseline(float((means if column.over else bottom)[place]), float(top[place]))
            )
            if column.fold == "share"
            else column
            for place, column in enumerate(columns)
        )

    def _means(self, columns: tuple[Column, ...], roster: Roster | None, train: bool) -> Floats:
        """What means of items score on the full world, column by column: the baseline that knows
        nobody. Shape: [columns]. Raises LearnerError of a learner that has no such baseline."""
        plain = self.under({"personal": False})
        full = Listed.of([self.ends(roster)[1]], len(self.study.universe))
        if train:
            plain.fill(full, columns=columns, progress=None)
        reading = plain.reader(columns).read(plain.keys(full), with_parts=False)
        return mean_over_repeats(reading.shown)[0]

    def ends(self, roster: Roster | None = None) -> Listed:
        """The empty and the full world, between which a share of the gain stands."""
        roster = roster or self.study.universe.roster
        return Listed.of([roster.empty, roster.full], len(self.study.universe))

    # Filling

    def fill(
        self,
        worlds: Worlds | None = None,
        *,
        columns: Sequence[Column] | None = None,
        budget: Budget | None = None,
        progress: Report = "auto",
        executor: Workers | None = None,
    ) -> Filled:
        """Train every world that the bank does not hold; the whole lattice by default.

        `executor`: a `concurrent.futures` executor or a Dask `Client` whose workers train, where
        the learner trains row by row (a scikit-learn estimator, or preprocessing inside each
        world): the same numbers; data are sent once, batches take about a second, lost workers and
        stragglers are made up for. A learner that trains many rows at once does so here in any
        case, and a program runs here.

        Cells are committed as they come, so Ctrl-C or a kill loses nothing that was committed,
        and filling again goes on from there. Raises StudyError for an observed study, and
        QuestionError for a weight that the learner does not take.
        """
        study = self.study
        if study.learner is None:
            raise StudyError(
                f"the study {study.name!r} has no learner: its cells are runs made elsewhere",
                "Add the missing runs to its table and import it again",
            )
        chosen = tuple(self.columns if columns is None else columns)
        filler = Filler(
            self.vault,
            study.universe.keys,
            wanted(study.evaluation, study.learner, chosen),
            self.repeats,
            self._scorer,
            study.learner.capability.together,
            None if executor is None else self._hired(executor),
        )
        worlds = self.lattice() if worlds is None else worlds
        refuse_rows(study.universe, worlds)
        _refuse_weights(study.learner, worlds)
        filled = filler.fill(worlds, budget or Budget(), study.name, progress)
        if filled.trained:
            self.vault.record_study(study.name, self._about)
        return filled

    def _hired(self, executor: Workers) -> Crew:
        """The crew of an executor, kept for as long as it is used, with all that it was sent."""
        if self._crew is None or self._crew[0] is not executor:
            self._crew = executor, hire(executor)
        return self._crew[1]

    @property
    def _about(self) -> dict[str, Any]:
        return {"title": self.study.title, "objects": len(self.study.universe)}

    def _scorer(self, evaluation: Evaluation, columns: ColumnSet) -> Scorer:
        if columns not in self._scorers:
            study = self.study
            assert study.learner is not None
            summaries = [
                self._summary(position, evaluation) for position in range(len(study.universe))
            ]
            self._scorers[columns] = study.learner.scorer(
                summaries, evaluation, columns.statistics, study.seed
            )
        return self._scorers[columns]

    def _summary(self, position: int, evaluation: Evaluation) -> Summary:
        study = self.study
        key = (evaluation.content, study.universe[position].content)
        if key not in self._summaries:
            self._summaries[key] = study.summary(position, evaluation)
        return self._summaries[key]


def needs_ends(columns: Sequence[Column]) -> bool:
    """Whether a column is a share of the gain whose baselines are not known yet."""
    return any(column.fold == "share" and column.baseline is None for column in columns)


def plainly(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with every share read as the score it is a share of."""
    return tuple(
        replace(column, fold="slice") if column.fold == "share" else column for column in columns
    )


def _refuse_weights(learner: Learner, worlds: Worlds) -> None:
    """Raise QuestionError if a world has a weight that the learner does not take: a score would be
    kept under the name of a world that it is not the score of."""
    taken = learner.capability.weights
    if taken == "real" or worlds.binary:
        return
    words = {"subset": "only whole objects, in or out", "counts": "only whole numbers of copies"}
    for start, stop in spans(len(worlds), 1 << 12):
        weights = worlds.weights(start, stop)
        fits = (weights == 0) | (weights == 1) if taken == "subset" else weights % 1 == 0
        if not fits.all():
            raise QuestionError(
                f"a world has the weight {weights[~fits][0]:g}, and {learner.title} takes "
                f"{words[taken]}",
                "Ask about subsets, or use another learner",
            )
