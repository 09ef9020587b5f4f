"""Runs that could be made next: the worlds among which a design is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.runs.cells import BLOCK, Cells
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.table import RunTable, canonical

MOST_ASKED = 300
"""Of the worlds that an answer weighs and nobody ran, so many of the heaviest are candidates."""
MOST_STEPS = 600
RANDOM = 300
ASKED = "a world that the answer weighs"


@final
@dataclass(frozen=True)
class Candidate:
    """A world that could be run, and why it is looked at."""

    weights: tuple[float, ...]
    why: str
    again: bool = False


def candidates(cells: Cells, contrast: Contrast) -> list[Candidate]:
    """Worlds to choose from: those that the answer weighs, parting runs, single steps from runs
    that were made, random ones like them, and those runs again. The world of nothing is one of
    them where the answer weighs it."""
    runs = cells.observed.runs
    found: dict[bytes, Candidate] = {}
    known = {weights.tobytes() for weights in runs.worlds}
    for why, weights in _proposed(cells, contrast, runs):
        row = canonical(runs.kind, weights)
        key = row.tobytes()
        wanted = row.any() or (why == ASKED and runs.kind != "shares")
        if wanted and key not in known and key not in found:
            told = why if row.any() else "an untrained model's score"
            found[key] = Candidate(tuple(float(w) for w in row), told)
    again = [
        Candidate(tuple(float(w) for w in weights), "a repeat, against noise", True)
        for weights in runs.worlds
        if weights.any()
    ]
    return [*found.values(), *again]


def _proposed(cells: Cells, contrast: Contrast, runs: RunTable) -> Iterator[tuple[str, Floats]]:
    for tie in Geometry(runs).ties():
        if tie.weights:
            yield f"parts {' and '.join(tie.objects)}", np.array(tie.weights)
    for weights in _asked(cells, contrast):
        yield ASKED, weights
    chance = np.random.default_rng(seed_from("next runs", runs.edition))
    steps = list(_steps(runs))
    order = chance.permutation(len(steps))[:MOST_STEPS]
    for place in sorted(order.tolist()):
        yield steps[place]
    for weights in _random(runs, chance):
        yield "a random world like those that were run", weights


def _asked(cells: Cells, contrast: Contrast) -> list[Floats]:
    """The heaviest worlds of a contrast that nobody ran."""
    heavy: list[tuple[float, int, Floats]] = []
    for start, stop in spans(len(contrast.worlds), BLOCK):
        load = np.abs(contrast.weights(start, stop)).sum(axis=0)
        some = np.argsort(-load, kind="stable")[:MOST_ASKED]
        some = some[load[some] > 0]
        weights = contrast.worlds.weights(start, stop)[some]
        missing = np.flatnonzero(np.isnan(cells.made(weights)[0]).any(axis=1))
        heavy += [
            (-float(load[some[place]]), start + int(some[place]), weights[place])
            for place in missing
        ]
        heavy = sorted(heavy, key=lambda one: one[:2])[:MOST_ASKED]
    return [row for _, _, row in heavy]


def _steps(runs: RunTable) -> Iterator[tuple[str, Floats]]:
    """Each run with one object taken out, or put in with its usual weight."""
    usual = np.ones(len(runs.objects))
    for place in range(len(runs.objects)):
        there = runs.worlds[:, place][runs.worlds[:, place] > 0]
        if len(there):
            usual[place] = float(np.median(there))
    for world in runs.worlds:
        for place, name in enumerate(runs.objects):
            moved = world.copy()
            moved[place] = 0.0 if world[place] > 0 else usual[place]
            verb = "without" if world[place] > 0 else "with"
            yield f"{runs.spell(world)}, {verb} {name}", moved


def _random(runs: RunTable, chance: np.random.Generator) -> Iterator[Floats]:
    """Random worlds with as many objects as the runs have, amounts drawn from theirs."""
    sizes = (runs.worlds > 0).sum(axis=1)
    for _ in range(RANDOM):
        size = int(chance.choice(sizes))
        world = np.zeros(len(runs.objects))
        for place in chance.permutation(len(runs.objects))[:size]:
            there = runs.worlds[:, place][runs.worlds[:, place] > 0]
            world[place] = float(chance.choice(there)) if len(there) else 1.0
        yield world
