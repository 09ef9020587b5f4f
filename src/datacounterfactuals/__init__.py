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
    from datacounterfactuals.asking.frames import frame
    from datacounterfactuals.asking.loop import answer, ask
    from datacounterfactuals.asking.plan import plan
    from datacounterfactuals.bank.bank import Bank
    from datacounterfactuals.charts.draw import draw as chart
    from datacounterfactuals.core.answer import Answer
    from datacounterfactuals.core.errors import DataCounterfactualsError
    from datacounterfactuals.core.question import Question
    from datacounterfactuals.core.world import World
    from datacounterfactuals.grid.budget import Budget
    from datacounterfactuals.grid.grid import Grid
    from datacounterfactuals.questions.catalogue import question
    from datacounterfactuals.questions.catalogue import questions as catalogue
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
    "catalogue",
    "chart",
    "frame",
    "load",
    "plan",
    "question",
]

_HOMES = {
    "Answer": "core.answer:Answer",
    "Bank": "bank.bank:Bank",
    "Budget": "grid.budget:Budget",
    "DataCounterfactualsError": "core.errors:DataCounterfactualsError",
    "Grid": "grid.grid:Grid",
    "Question": "core.question:Question",
    "Study": "study.study:Study",
    "World": "core.world:World",
    "answer": "asking.loop:answer",
    "ask": "asking.loop:ask",
    "catalogue": "questions.catalogue:questions",
    "chart": "charts.draw:draw",
    "frame": "asking.frames:frame",
    "load": "study.loading:load",
    "plan": "asking.plan:plan",
    "question": "questions.catalogue:question",
}


def _classes() -> dict[str, Any]:
    return import_module(f"{__name__}.questions.catalogue").classes()


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        module, _, attribute = _HOMES[name].partition(":")
        return getattr(import_module(f"{__name__}.{module}"), attribute)
    if name[:1].isupper() and name in _classes():
        return _classes()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *_classes()])
