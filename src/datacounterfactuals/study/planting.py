"""Planting a signal: what a collective can teach a model by changing its own rows.

After Hardt et al. (2023): a share alpha of all people changes its rows by a trigger g, which sets
some features, so that a model learns to answer the target label wherever it sees the trigger. With
*feature and label* those who take part have g(x) and the target label; with *feature only* those of
them who have that label already have g(x), and labels stay. The success is the share of held-out
points that get the target label once the trigger is applied to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.metrics import metric
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.study.source import Piece, Points, Source, Stock
from datacounterfactuals.study.study import Study

Strategy = Literal["feature and label", "feature only"]
BASE, EVERYBODY, SUCCESS, ALL = "base", "everybody", "success", "as they are"


@final
@dataclass(frozen=True)
class Signal:
    """A trigger, by feature, and the label that it is to bring about."""

    trigger: Mapping[str, str | float]
    target: str


@final
@dataclass(frozen=True)
class Premises:
    """What the bound of Hardt et al. is made of, by the base rows as the population.

    `share`: xi, the share of rows that bear the signal anyway. `gap`: Delta, the most by which
    another label is commoner than the target among rows with the same such features.
    """

    share: float
    gap: float

    def bound(self, alpha: float, eps: float = 0.0) -> float:
        """The least success of a collective of this share, of a learner that is eps-suboptimal:
        1 - ((1 - alpha) / alpha) Delta xi - eps / (1 - eps)."""
        return 1.0 - (1.0 - alpha) / alpha * self.gap * self.share - eps / (1.0 - eps)

    def implied(self, alpha: float, success: float) -> float:
        """The smallest eps with which the bound is not above a success that was measured."""
        lacks = max(0.0, self.bound(alpha) - success)
        return lacks / (1.0 + lacks)


def planted_name(strategy: Strategy, alpha: float, draw: int) -> str:
    """What the object is called whose rows are those of everybody, when a share takes part."""
    return f"{strategy}, {alpha:g}, draw {draw + 1}"


def planted(
    study: Study,
    signal: Signal,
    alphas: Sequence[float],
    draws: int = 5,
    strategies: Sequence[Strategy] = ("feature and label", "feature only"),
) -> Study:
    """A study whose objects are whole training sets: the base, everybody's rows with the trigger
    and the label, and for each strategy, share and draw the rows when so many take part.

    Of a draw a larger share holds the smaller ones. Its slices are `success`, the held-out points
    with the trigger, whose accuracy is the success, and these points as they are. What was frozen
    stays. Raises StudyError for a study without rows of a classification.
    """
    source, rows = _rows(study)
    target = source.roles.target
    assert target is not None
    _refuse(source, study, signal)
    if any(not 0.0 <= alpha <= 1.0 for alpha in alphas):
        raise StudyError("a share is not from 0 to 1", "Give shares such as 0.01, 0.05, 0.2")
    count = len(rows)
    own = rows.columns[target] == signal.target
    everybody = np.ones(count, dtype=bool)
    made: list[tuple[str, RawTable]] = [
        (BASE, rows), (EVERYBODY, _changed(rows, signal, target, everybody, True)),
    ]  # fmt: skip
    for draw in range(draws):
        chance = np.random.default_rng(seed_from("planted", study.seed, draw))
        order = chance.permutation(count)
        for strategy in strategies:
            labels = strategy == "feature and label"
            for alpha in alphas:
                takes = np.zeros(count, dtype=bool)
                takes[order[: round(alpha * count)]] = True
                changed = _changed(rows, signal, target, takes if labels else takes & own, labels)
                made.append((planted_name(strategy, alpha, draw), changed))
    pieces = [Piece(Stock(table, source.roles), np.arange(count)) for _, table in made]
    universe = Universe(
        tuple(
            DataObject(name, piece.content, float(count))
            for (name, _), piece in zip(made, pieces, strict=True)
        )
    )
    points = _points(source, signal, target)
    source = replace(source.with_pieces(pieces), points=points)
    return replace(
        study,
        universe=universe,
        source=source,
        evaluation=points.cut(source.frozen),
        finishing=metric("accuracy", "classification"),
        derived=(),
        held_fixed=(*study.held_fixed, "how many train: those who take part change their rows"),
    )


def premises(study: Study, signal: Signal) -> Premises:
    """What the bound is made of, by the study's training rows. Raises StudyError."""
    source, rows = _rows(study)
    target = source.roles.target
    assert target is not None
    _refuse(source, study, signal)
    bears = np.ones(len(rows), dtype=bool)
    for name, value in signal.trigger.items():
        bears &= rows.columns[name] == value
    gap = 0.0
    cells: dict[bytes, list[str]] = {}
    hashes = rows.hashes(list(source.roles.names))
    for row in np.flatnonzero(bears):
        cells.setdefault(hashes[row].tobytes(), []).append(rows.columns[target][row])
    for labels in cells.values():
        most = max(labels.count(label) for label in set(labels))
        gap = max(gap, (most - labels.count(signal.target)) / len(labels))
    return Premises(float(bears.mean()), gap)


def _rows(study: Study) -> tuple[Source, RawTable]:
    """The rows of the roster as one table, in an order that only their content decides."""
    source = study.source
    if source is None or source.roles.task != "classification":
        raise StudyError(
            "a signal is planted in rows with labels, and this study has none",
            "Use a study of a classification",
        )
    tables: list[RawTable] = []
    for position in study.universe.roster.members:
        piece = source.pieces[position]
        if not isinstance(piece, Piece):
            raise StudyError(
                f"the rows of {study.universe.names[position]!r} are not known here",
                "Use a study whose rows are in memory",
            )
        hashes = piece.stock.hashes[piece.rows]
        tables.append(piece.stock.cast.take(piece.rows[np.lexsort(hashes.T)]))
    columns = {
        name: np.concatenate([table.columns[name] for table in tables]) for name in tables[0].names
    }
    joined = RawTable(columns, "the planted rows")
    names = [*source.roles.names, source.roles.target or ""]
    return source, joined.take(np.lexsort(joined.hashes(names).T))


def _refuse(source: Source, study: Study, signal: Signal) -> None:
    kinds = dict(source.roles.features)
    if not signal.trigger:
        raise StudyError("the trigger sets no feature", "Name a feature and the value that it gets")
    for name, value in signal.trigger.items():
        if name not in kinds:
            raise StudyError(f"no feature is named {name!r}", nearest(name, kinds))
        if (kinds[name] == "number") == isinstance(value, str):
            raise StudyError(
                f"the feature {name!r} cannot be {value!r}", f"Give it a {kinds[name]}"
            )
    classes = study.evaluation.schema.classes
    if signal.target not in classes:
        raise StudyError(f"no label is {signal.target!r}", nearest(signal.target, classes))


def _changed(rows: RawTable, signal: Signal, target: str, which: Bools, labels: bool) -> RawTable:
    """The rows with the trigger, and if so wanted the label, on some of them."""
    columns: dict[str, Array] = dict(rows.columns)
    wanted = dict(signal.trigger) | ({target: signal.target} if labels else {})
    for name, value in wanted.items():
        column = columns[name].copy()
        column[which] = value
        columns[name] = column if column.dtype.kind == "f" else as_objects(column.tolist())
    return RawTable(columns, rows.source, rows.dates)


def _points(source: Source, signal: Signal, target: str) -> Points:
    """The held-out points with the trigger, and as they are."""
    assert isinstance(source.points, Points)
    before = source.points.piece
    plain = before.stock.cast.take(before.rows)
    count = len(plain)
    with_trigger = _changed(plain, signal, target, np.ones(count, dtype=bool), True)
    columns = {
        name: np.concatenate([with_trigger.columns[name], plain.columns[name]])
        for name in plain.names
    }
    members = np.repeat(np.eye(2, dtype=bool), count, axis=1)
    piece = Piece(Stock(RawTable(columns, "the points"), source.roles), np.arange(2 * count))
    return Points(piece, (SUCCESS, ALL), members, source.points.whole)
