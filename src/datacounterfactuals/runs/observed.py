"""An observed study: a table of runs, the study it makes, and the grid that holds its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.runs.reading import read_runs
from datacounterfactuals.runs.source import read_table
from datacounterfactuals.runs.table import RunTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.declaring import read_declaration
from datacounterfactuals.study.loading import find, load
from datacounterfactuals.study.observing import STATISTIC
from datacounterfactuals.study.study import Study


@final
@dataclass(frozen=True, eq=False)
class Observed:
    """Runs made elsewhere, as a study whose grid holds them.

    `folder` holds its study.toml and runs.csv; None for a study that was never written.
    """

    study: Study
    grid: Grid
    runs: RunTable
    folder: Path | None = None

    @property
    def name(self) -> str:
        return self.study.name

    def where(self, rights: Mapping[str, str]) -> "Observed":
        """The same runs under other use rights of the objects."""
        grid = self.grid.where(rights)
        return replace(self, study=grid.study, grid=grid)


def is_observed(source: Study | Grid | Observed) -> bool:
    """Whether its cells are runs made elsewhere, and nothing can be trained."""
    study = source if isinstance(source, Study) else source.study
    return study.learner is None


def open_runs(source: Observed | Path | str, bank: Bank | Path | str | None = None) -> Observed:
    """Open an observed study by its study.toml or folder; its runs are put into the bank unless
    they are there. Raises StudyError for a study of another kind."""
    if isinstance(source, Observed):
        return source
    path = find(source)
    declaration = read_declaration(path)
    if declaration.observed is None:
        raise StudyError(
            f"the study of {path.name} has a learner: its cells are not runs made elsewhere",
            "Ask it directly, or import a table of runs",
        )
    study = load(path)
    return deposit(study, held_runs(declaration, path), path.resolve().parent, bank)


def held_runs(declaration: Declaration, path: Path) -> RunTable:
    """The runs that a study.toml holds, read as it says."""
    observed = declaration.observed
    assert observed is not None
    raw = read_table(path.resolve().parent / observed.runs)
    return read_runs(
        raw,
        run=observed.run,
        objects=[item.name for item in observed.objects],
        scores={score.name: score.better for score in observed.scores},
        seed=observed.seed,
        cost=observed.cost,
        kind=observed.weights,
        sizes={item.name: item.size for item in observed.objects},
    ).runs


def deposit(
    study: Study, runs: RunTable, folder: Path | None, bank: Bank | Path | str | None
) -> Observed:
    """Put runs into the bank as cells: each world's runs are its repeats, and a missing score is
    NaN. What is there already is not stored again."""
    grid = Grid(study, bank)
    columns = ColumnSet(study.evaluation.atoms, (STATISTIC,))
    keys = grid.keys(Listed(runs.weights))
    stored = 0
    for repeat in range(runs.repeats):
        rows = np.flatnonzero(runs.repeat_of == repeat)
        rows = rows[~grid.vault.held(keys[rows], columns, repeat)]
        if len(rows) and not grid.bank.read_only:
            states = np.full(len(rows), State.REAL, dtype=np.uint8)
            values = runs.values[rows][:, :, None]
            stored += grid.vault.commit(keys[rows], columns, repeat, values, states, {}, 0.0)
    if stored:
        grid.vault.record_study(study.name, about(study, runs))
    return Observed(study, grid, runs, folder)


def about(study: Study, runs: RunTable) -> dict[str, Any]:
    """What a bank's listing says of it."""
    return {
        "title": study.title,
        "objects": list(study.universe.names),
        "slices": list(study.evaluation.slices),
        "runs": len(runs),
    }
