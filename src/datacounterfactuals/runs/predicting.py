"""Running a question on cells of which some are predicted, and what that leaves uncertain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.request import Request, Together, WantFold, WantScores
from datacounterfactuals.core.scores import Accumulator, Reading, Sampling, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.view import View
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.runs.cells import BLOCK, Cells
from datacounterfactuals.runs.posterior import Posterior

DRAWS = 100
"""How often a question that is no contrast is asked of effects drawn from what the runs leave
open."""


@final
@dataclass(frozen=True, eq=False)
class Server:
    """Answers a question's requests from cells, as a grid that has every world would.

    With `train` False in a request only runs that were made are told, as a bank does.
    """

    cells: Cells
    drawn: Mapping[int, Posterior] | None = None
    strict: bool = False

    def run(self, question: Question, window: Window) -> Answer:
        """Run a question to its answer."""
        asking = question.ask(View(window))
        reply: Any = None
        while True:
            try:
                request = asking.send(reply)
            except StopIteration as stop:
                return stop.value
            reply = self._serve(request)

    def _serve(self, request: Request[Any]) -> Any:
        match request:
            case Together(requests=requests):
                return tuple(self._serve(one) for one in requests)
            case WantScores(worlds=worlds, columns=columns, train=train):
                cells = self._on(columns)
                reading = self._reading(cells, worlds, 0, len(worlds), only_held=not train)
                return Scores(worlds, _sampling(cells), reading)
            case WantFold(contrasts=contrasts, columns=columns):
                cells = self._on(columns)
                return tuple(self._fold(cells, contrast) for contrast in contrasts)
            case _:
                raise QuestionError(
                    f"runs made elsewhere cannot serve a {type(request).__name__}",
                    "Ask it of a study with a learner",
                )

    def _on(self, columns: Any) -> Cells:
        """The same cells on other columns (a question may ask for one twice)."""
        if tuple(columns) == self.cells.columns:
            return self.cells
        return self.cells.on(columns)

    def _fold(self, cells: Cells, contrast: Contrast) -> Any:
        total = Accumulator([contrast], _sampling(cells))
        for start, stop in spans(len(contrast.worlds), BLOCK):
            total.add(start, self._reading(cells, contrast.worlds, start, stop))
        return total.folded()[0]

    def _reading(
        self, cells: Cells, worlds: Worlds, start: int, stop: int, only_held: bool = False
    ) -> Reading:
        weights = worlds.weights(start, stop)
        if only_held:
            shown, _ = cells.made(weights)
        else:
            drawn = None
            if self.drawn is not None:
                drawn = {c: self.drawn[s] for c, s in enumerate(cells.scores) if s in self.drawn}
            shown = cells.read(weights, drawn, self.strict).shown
        absent = np.isnan(shown).any(axis=1)
        states = np.where(absent, State.NOT_HELD, State.REAL).astype(np.uint8)
        oriented = shown * np.array([column.better for column in cells.columns])
        empty = np.zeros((1, len(weights), 0))
        return Reading(shown[None], oriented[None], (empty,) * len(cells.columns), states)


def _sampling(cells: Cells) -> Sampling:
    return Sampling(cells.columns, (np.zeros(0),) * len(cells.columns), False, 1)


def drawn_answers(question: Question, window: Window, cells: Cells, seed: int) -> Floats:
    """The values under effects drawn from what the runs leave open. Float[draws, labels, cols].

    For questions that choose among worlds, whose values are no fixed sum of cells.
    """
    chance = np.random.default_rng(seed)
    out: list[Floats] = []
    for _ in range(DRAWS):
        drawn: dict[int, Posterior] = {}
        for column, score in enumerate(cells.scores):
            if score not in drawn and cells.predicts(column):
                drawn[score] = _draw(cells, column, chance)
        out.append(Server(cells, drawn, strict=True).run(question, window).values)
    return np.stack(out)


def _draw(cells: Cells, column: int, chance: np.random.Generator) -> Posterior:
    fitted = cells.surrogate(column)
    made, spread = fitted.posterior, np.sqrt(fitted.variance)
    values, vectors = np.linalg.eigh(made.shape)
    noise = vectors @ (np.sqrt(np.maximum(values, 0.0)) * chance.normal(size=len(values)))
    return replace(
        made,
        level=made.level + float(spread * chance.normal() / np.sqrt(made.mass)),
        effects=made.effects + spread * noise,
    )
