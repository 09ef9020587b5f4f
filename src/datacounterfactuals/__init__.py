"""What would change if the training data were different?

Every possible training set is a row (a world), every evaluation set a column (a slice), every
cell the score of a model really trained on the row and evaluated on the column. A study fills
that grid lazily, a bank keeps every cell, and questions read it.

    import datacounterfactuals as dc

    dc.frame(dc.answer("four", dc.Shapley()))

Names are imported when they are first used. Every question that is found, in this package or in
another one's entry points, is here under its class name.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datacounterfactuals.ask.frames import frame
    from datacounterfactuals.ask.loop import answer, ask
    from datacounterfactuals.ask.plan import plan
    from datacounterfactuals.bank.bank import Bank
    from datacounterfactuals.charts.draw import draw as chart
    from datacounterfactuals.core.answer import Answer
    from datacounterfactuals.core.errors import DataCounterfactualsError
    from datacounterfactuals.core.question import Question
    from datacounterfactuals.core.world import World
    from datacounterfactuals.grid.budget import Budget
    from datacounterfactuals.grid.grid import Grid
    from datacounterfactuals.questions.catalogue import question, questions
    from datacounterfactuals.study.loading import load
    from datacounterfactuals.study.study import Study

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Bank",
    "Budget",
    "DataCounterfactualsError",
    "Grid",
    "Question",
    "Study",
    "World",
    "answer",
    "ask",
    "chart",
    "frame",
    "load",
    "plan",
    "question",
    "questions",
]

_HOMES = {
    "Answer": "core.answer",
    "Bank": "bank.bank",
    "Budget": "grid.budget",
    "DataCounterfactualsError": "core.errors",
    "Grid": "grid.grid",
    "Question": "core.question",
    "Study": "study.study",
    "World": "core.world",
    "answer": "ask.loop",
    "ask": "ask.loop",
    "chart": "charts.draw",
    "frame": "ask.frames",
    "load": "study.loading",
    "plan": "ask.plan",
    "question": "questions.catalogue",
    "questions": "questions.catalogue",
}


def _classes() -> dict[str, Any]:
    return import_module(f"{__name__}.questions.catalogue").classes()


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        module = import_module(f"{__name__}.{_HOMES[name]}")
        return getattr(module, "draw" if name == "chart" else name)
    if name[:1].isupper() and name in _classes():
        return _classes()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *_classes()])
