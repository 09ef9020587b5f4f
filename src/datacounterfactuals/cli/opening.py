"""From the words of a command to an open grid, or to the runs of a study without a learner."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.rights import rights_from
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Report
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.runs.observed import Observed, open_runs
from datacounterfactuals.runs.predicted import ask_runs
from datacounterfactuals.study.loading import load


class Opened(NamedTuple):
    """A study's grid, in the user's bank; and its runs if they were made elsewhere."""

    grid: Grid
    runs: Observed | None


def open_study(
    name: str,
    repeats: int | None = None,
    plus: Sequence[str] | None = None,
    rights: Sequence[str] | None = None,
) -> Opened:
    """Open a study by its name or path, its board extended by `plus`, under use `rights`. Raises
    StudyError or BankError."""
    given = rights_from(rights or ())
    study = load(name).plus(*plus or ())
    if study.learner is None:
        runs = open_runs(name).where(given)
        return Opened(runs.grid, runs)
    if repeats is not None:
        study = replace(study, about=study.about.model_copy(update={"repeats": repeats}))
    return Opened(Grid(study).where(given), None)


def open_table(name: str) -> Observed:
    """Open a study of runs that were made elsewhere. Raises StudyError for one with a learner."""
    runs = open_study(name).runs
    if runs is None:
        raise StudyError(
            f"{name!r} has a learner, so it is asked directly",
            "Name a study that `datacf import-runs` made",
        )
    return runs


def ask_study(
    opened: Opened,
    asked: Sequence[Question],
    *,
    metric: str | None = None,
    slices: Sequence[str] | None = None,
    objects: Sequence[str] | None = None,
    budget: Budget | None = None,
    source_draws: int = 0,
    exact: bool = False,
    extrapolate: bool = False,
    report: Report = None,
) -> tuple[Answer, ...]:
    """Ask questions. What the runs of a study without a learner do not hold is predicted, unless
    `exact`."""
    if opened.runs is not None:
        return ask_runs(
            opened.runs,
            *asked,
            exact=exact,
            extrapolate=extrapolate,
            metric=metric,
            slices=slices,
            roster=objects,
        )
    return ask(
        opened.grid,
        *asked,
        metric=metric,
        slices=slices,
        roster=objects,
        budget=budget,
        progress=report,
        source_draws=source_draws,
    )


def in_words(question: Question | str) -> str:
    """A question as a sentence: the first line of its docstring."""
    kind = questions()[question] if isinstance(question, str) else type(question)
    return " ".join((kind.__doc__ or kind.title).strip().partition("\n\n")[0].split())


def about(grid: Grid) -> dict[str, Any]:
    """What a study is, for JSON."""
    study = grid.study
    return {
        "study": study.name,
        "title": study.title,
        "objects": [item.name for item in study.universe],
        "slices": list(study.evaluation.slices),
        "fingerprint": study.fingerprint.hex(),
    }
