"""Refusing: what the runs cannot tell, and why."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.window import Window
from datacounterfactuals.runs.cells import Cells, Weighed
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.reach import NOTHING, SHARE

REFUSED = "refused"
"""The fact that an answer without values has: why."""


INSTEAD = (
    "`next` names runs that would tell; or ask what weighs worlds like those that were run "
    "(banzhaf weighs the middle, leave_one_out the full world), or say to extrapolate"
)


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
    """Why values are not predicted: what the runs do not tell apart, and what they do not
    reach."""
    reasons = _beyond(cells, weighed, known)
    if not _all_beyond(cells, weighed, known):
        reasons.insert(0, _tied(cells, weighed, known))
    return "; ".join(reasons)


def _beyond(cells: Cells, weighed: Sequence[Weighed], known: Bools) -> list[str]:
    for place, one in enumerate(weighed):
        past = cells.too_far(place, one) & ~known[:, place]
        if not past.any():
            continue
        reach = cells.reach(place)
        share, none = one.loads.beyond(reach)[past].max(), one.loads.nothing(reach)[past].max()
        said: list[str] = []
        if share - none > SHARE:
            said.append(
                f"up to {share:.0%} of a value's weight lies on worlds much smaller or larger than "
                f"any run (runs have {reach.words}), and no surface can be trusted there"
            )
        if none > NOTHING:
            said.append(
                f"{none:.0%} of a value's weight lies on the world of nothing, which is in no run: "
                "add a run of no objects with the score of an untrained model"
            )
        return [*said, INSTEAD]
    return []


def _all_beyond(cells: Cells, weighed: Sequence[Weighed], known: Bools) -> bool:
    """Whether every value that is not known would be, if it did not reach too far."""
    for place, one in enumerate(weighed):
        if not one.worlds:
            continue
        told = cells.surrogate(place).identified(one.predicted)
        if (~known[:, place] & ~told).any():
            return False
    return True


def _tied(cells: Cells, weighed: Sequence[Weighed], known: Bools) -> str:
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
