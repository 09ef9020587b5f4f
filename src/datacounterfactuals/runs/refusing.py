"""Refusing: what the runs cannot tell, and why."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.ask.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.window import Window
from datacounterfactuals.runs.cells import Cells, Weighed
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.observed import Observed

REFUSED = "refused"
"""The fact that an answer without values has: why."""


def refusal(observed: Observed, question: Question, window: Window, reason: str) -> Answer:
    """The answer that says why there is none; the missing runs are counted, not listed."""
    names = window.roster.names
    plain = ask(observed.grid, question, columns=window.columns, roster=names, progress=None)[0]
    return plain.with_(
        status="incomplete",
        gaps=(),
        values=np.full(plain.values.shape, np.nan),
        facts={REFUSED: reason},
        notes=(
            f"refused: {reason}",
            f"{plain.missing} runs are missing; ask for the exact answer to list them",
        ),
    )


def why(cells: Cells, weighed: Sequence[Weighed], known: Bools) -> str:
    """What the runs do not tell apart, of what the unidentified values need."""
    runs, touched = cells.observed.runs, set[int]()
    for place, one in enumerate(weighed):
        if known[:, place].all() or not one.worlds:
            continue
        posterior = cells.surrogate(place).posterior
        u = posterior.directions(one.predicted)
        outside = np.abs(u - (u @ posterior.known.T) @ posterior.known)[~known[:, place]]
        length = np.sqrt((u**2).sum(axis=1))[~known[:, place]]
        if np.isnan(outside).any():
            return "shares of nothing have no score"
        part = outside[:, : len(runs.objects)] > 1e-3 * np.maximum(length[:, None], 1e-300)
        touched |= set(np.flatnonzero(part.any(axis=0)).tolist())
    names = {runs.objects[p] for p in touched}
    ties = [tie.words() for tie in Geometry(runs).ties() if names & set(tie.objects)]
    if ties:
        return "; ".join(ties[:4])
    if runs.kind == "shares":
        return "the runs tell of shares that add up to the same total only"
    if any(cells.surrogate(p).prior for p, one in enumerate(weighed) if one.worlds):
        return f"{len(runs)} runs are too few: what is asked would be more prior than data"
    return "what is asked lies outside what the runs varied"
