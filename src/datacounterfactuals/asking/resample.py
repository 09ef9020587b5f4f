"""The source part of the uncertainty: an object is one draw from whoever makes it."""

from collections.abc import Callable, Sequence

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.grid.grid import Grid


def source_part(
    grid: Grid, draws: int, ask: Callable[[Grid], Sequence[Answer]]
) -> tuple[Part, ...]:
    """Bootstrap inside the objects: ask again on studies whose rows are drawn with replacement
    from the object's own, and take the spread of each value over the draws."""
    asked = [ask(Grid(grid.study.resampled(draw), grid.bank)) for draw in range(draws)]
    return tuple(_part(answers) for answers in zip(*asked, strict=True))


def _part(answers: Sequence[Answer]) -> Part:
    draws = len(answers)
    if any(answer.missing for answer in answers):
        return Part.unknown("not every world of every draw was trained")
    if any(answer.labels != answers[0].labels for answer in answers):
        return Part.unknown("what the answer is about changes from draw to draw")
    return Part.measured(
        np.std([answer.values for answer in answers], axis=0, ddof=1),
        draws - 1,
        f"{draws} bootstrap draws inside the objects",
    )
