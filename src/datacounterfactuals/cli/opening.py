"""From the words of a command to an open grid."""

from dataclasses import replace
from typing import Any

from datacounterfactuals.core.question import Question
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.study.loading import load


def open_grid(study: str, repeats: int | None = None) -> Grid:
    """The grid of a study, in the user's bank. Raises StudyError or BankError."""
    loaded = load(study)
    if repeats is not None:
        about = loaded.about.model_copy(update={"repeats": repeats})
        loaded = replace(loaded, about=about)
    return Grid(loaded)


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
