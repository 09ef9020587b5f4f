"""Questions that choose among worlds: their values are no fixed sum of cells."""

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.window import Window
from datacounterfactuals.runs.cells import Cells
from datacounterfactuals.runs.marks import marked
from datacounterfactuals.runs.predicting import DRAWS, Server, drawn_answers
from datacounterfactuals.runs.surrogate import RefusedError

PREDICTED = "predicted by"
"""The fact that an answer has if some of its values are predicted, and by what."""
FLATTERED = (
    "the choice is made among predicted scores, so the best is flattered; the interval is that of "
    "the surface, and not of single runs"
)


def choose(question: Question, window: Window, cells: Cells) -> Answer:
    """A question whose values are no fixed sum of cells: worlds that are not identified are left
    out, and the spread is that over effects drawn from what the runs leave open."""
    answer = Server(cells, strict=True).run(question, window)
    predicts = [column for column in range(len(cells.columns)) if cells.predicts(column)]
    if not predicts:
        return answer
    if np.isnan(answer.values).all():
        raise RefusedError("no world that it needs is identified by the runs")
    seed = seed_from(window.seed, window.study, question.name)
    draws = drawn_answers(question, window, cells, seed)
    with np.errstate(invalid="ignore"):
        error = draws.std(axis=0, ddof=1)
    freedom = np.array([cells.surrogate(c).freedom for c in predicts])
    first = cells.surrogate(predicts[0])
    parts = answer.uncertainty.with_(
        sampling=Part.measured(error, float(freedom.min()), first.words),
        seed=Part.unknown("choices among predicted worlds"),
    )
    answer = answer.with_(uncertainty=parts)
    facts = {PREDICTED: first.words, "draws of the effects": float(DRAWS)} | {
        f"held-out R² on {cells.columns[c].name}": cells.surrogate(c).held_out.r2 for c in predicts
    }
    left = f"{answer.missing} worlds are left out: the runs do not identify them"
    return answer.with_(
        chart=marked(answer),
        facts={**answer.facts, **facts},
        notes=(
            *answer.notes,
            *([left] if answer.missing else []),
            FLATTERED,
        ),
        status="from what is held",
        gaps=(),
        missing=0,
    )
