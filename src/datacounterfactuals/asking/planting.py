"""Planting: the grid of a study's rows with a signal in them, and what a question is told of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datacounterfactuals.core.arrays import Bools
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.planted import Planted, Strategy
from datacounterfactuals.core.request import WantPlanted
from datacounterfactuals.core.world import World
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.study.planting import (
    BASE,
    CLEAN,
    EVERYBODY,
    SUCCESS,
    is_population,
    planted,
    planted_name,
    premises,
    signal_of,
)
from datacounterfactuals.study.regularisers import regulariser


def plant(grid: Grid, wanted: WantPlanted) -> tuple[Grid, Planted]:
    """A grid over the same bank whose objects are whole training sets. Raises StudyError for a
    study or a signal that does not fit."""
    study, members = grid.study, wanted.members
    if study.learner is None:
        raise QuestionError(
            "no signal can be planted here: the cells are runs made elsewhere",
            "Ask a study that has data and a learner",
        )
    signal, chosen = signal_of(study, wanted.trigger, wanted.target, members)
    read = _read(study.evaluation, wanted.columns)
    made = planted(study, signal, wanted.alphas, wanted.draws, wanted.strategies, members, read)
    universe = made.universe
    width, base, everybody = (
        len(universe), universe.position(BASE), universe.position(EVERYBODY)
    )  # fmt: skip

    def one(name: str) -> World:
        return World.of(width, {universe.position(name): 1.0})

    sets: dict[tuple[Strategy, float, int], World] = {
        (strategy, alpha, draw): one(planted_name(strategy, alpha, draw))
        for strategy in wanted.strategies
        for alpha in wanted.alphas
        for draw in range(wanted.draws)
    }
    mixtures = {a: World.of(width, {base: 1.0 - a, everybody: a}) for a in wanted.alphas}
    there = Grid(made, grid.bank)
    success, clean = made.columns(None, [SUCCESS, CLEAN])
    metric = replace(
        success.metric, title="share that gets the target label", unit="share of points"
    )
    columns = (
        replace(success, metric=metric),
        replace(clean, metric=replace(clean.metric, unit="share of points")),
    )
    return there, Planted(
        window=there.window(columns=columns),
        nobody=one(BASE),
        sets=sets,
        mixtures=mixtures,
        premises=premises(study, signal, members),
        rows=int(universe[base].size),
        population=bool(read.all()) and is_population(study, members),
        learner=study.learner.name,
        regulariser=regulariser(study.learner),
        trigger=signal.words,
        target=signal.target,
        chosen=chosen,
    )


def _read(evaluation: Evaluation, columns: Sequence[Column]) -> Bools:
    """The points that some of the columns reads. Bool[points]."""
    read = np.zeros(len(evaluation.table), dtype=bool)
    for column in columns:
        inside = np.asarray(column.groups.any(axis=0))
        read |= inside[evaluation.atom_of] if column.metric.additive else inside
    return read
