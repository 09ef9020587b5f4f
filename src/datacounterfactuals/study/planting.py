"""Planting a signal: what a collective can teach a model by changing its own rows.

After Hardt et al. (2023): a share alpha of all people changes its rows by a trigger g, which sets
some features, so that a model learns to answer the target label wherever it sees the trigger. With
*feature and label* those who take part have g(x) and the target label; with *feature only* those of
them who have that label already have g(x), and labels stay. The success is the share of held-out
points that get the target label once the trigger is applied to them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats
from datacounterfactuals.core.content import canonical_order, seed_from
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.metrics import metric
from datacounterfactuals.core.planted import Premises, Strategy
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.study.signals import (
    Signal,
    read_trigger,
    suggested_target,
    suggested_trigger,
)
from datacounterfactuals.study.source import Piece, Points, Source, Stock
from datacounterfactuals.study.study import Study

BASE, EVERYBODY, SUCCESS, CLEAN = "base", "everybody", "success", "clean score"
STRATEGIES: tuple[Strategy, ...] = ("feature and label", "feature only")
MOST = 1 << 28
"""Numbers that the prepared rows of all sets may hold together: 2 GB."""


def planted_name(strategy: Strategy, alpha: float, draw: int) -> str:
    """What the object is called whose rows are those of everybody, when a share takes part."""
    return f"{strategy}, {alpha:g}, draw {draw + 1}"


def signal_of(
    study: Study, trigger: str, target: str, members: Sequence[int] | None = None
) -> tuple[Signal, str]:
    """The signal that somebody named, or that the rows suggest where nothing was named; and in
    words how that was chosen. Raises StudyError."""
    base = _Base.of(study, members)
    chosen: list[str] = []
    sets = read_trigger(trigger, base.source.roles)
    if not trigger.strip():
        sets, why = suggested_trigger(base.rows, base.source.roles)
        chosen.append(f"the trigger: {why}")
    if not target.strip():
        chosen.append("the label: the one that the fewest rows have")
    signal = Signal(sets, target.strip() or suggested_target(base.rows, base.target))
    base.refuse(signal)
    return signal, "; ".join(chosen)


def planted(
    study: Study,
    signal: Signal,
    alphas: Sequence[float],
    draws: int = 5,
    strategies: Sequence[Strategy] = STRATEGIES,
    members: Sequence[int] | None = None,
    read: Bools | None = None,
) -> Study:
    """A study whose objects are whole training sets: the base, everybody's rows with the trigger
    and the label, and for each strategy, share and draw the rows when so many take part.

    Of a draw a larger share holds the smaller ones. Its slices are `success`, the held-out points
    with the trigger, whose accuracy is the success, and `clean score`, these points as they are.
    `members`: the objects whose rows these are, by default the roster. `read`: Bool[points], of the
    evaluation's points those that count, by default all. What was frozen stays.
    Raises StudyError for a study without rows of a classification.
    """
    base = _Base.of(study, members)
    base.refuse(signal)
    if any(not 0.0 <= alpha <= 1.0 for alpha in alphas):
        raise StudyError("a share is not from 0 to 1", "Give shares such as 0.01, 0.05, 0.2")
    source, rows, count = base.source, base.rows, len(base.rows)
    width = source.schema.features
    sets = 2 + len(alphas) * draws * len(strategies)
    if sets * count * width > MOST:
        raise StudyError(
            f"{sets} training sets of {count:,} rows and {width} numbers each are too many to hold",
            "Ask for fewer shares or draws, or take a sample of the rows",
        )
    own = rows.columns[base.target] == signal.target
    made: list[tuple[str, RawTable]] = [(BASE, rows), (EVERYBODY, base.changed(signal))]
    for draw in range(draws):
        chance = np.random.default_rng(seed_from("planted", study.seed, draw))
        order = chance.permutation(count)
        for strategy in strategies:
            labels = strategy == "feature and label"
            for alpha in alphas:
                takes = np.zeros(count, dtype=bool)
                takes[order[: round(alpha * count)]] = True
                changed = base.changed(signal, takes if labels else takes & own, labels)
                made.append((planted_name(strategy, alpha, draw), changed))
    pieces = [Piece(Stock(table, source.roles), np.arange(count)) for _, table in made]
    universe = Universe(
        tuple(
            DataObject(name, piece.content, float(count))
            for (name, _), piece in zip(made, pieces, strict=True)
        )
    )
    points = _points(source, signal, base.target, read)
    source = replace(source.with_pieces(pieces), points=points)
    title = f"{study.title}, with a planted signal"
    return replace(
        study,
        about=study.about.model_copy(update={"name": f"{study.name}-planted", "title": title}),
        universe=universe,
        source=source,
        evaluation=points.cut(source.frozen),
        finishing=metric("accuracy", "classification"),
        derived=(),
        held_fixed=(*study.held_fixed, "how many train: those who take part change their rows"),
    )


def premises(study: Study, signal: Signal, members: Sequence[int] | None = None) -> Premises:
    """What the bound is made of, by the study's training rows as its learner is given them: two
    rows that it cannot tell apart are one. Raises StudyError."""
    base = _Base.of(study, members)
    base.refuse(signal)
    before, after = base.features(base.rows), base.features(base.changed(signal))
    bears = np.array([one == other for one, other in zip(before, after, strict=True)], dtype=bool)
    labels = base.rows.columns[base.target]
    cells: dict[bytes, list[str]] = {}
    for row in map(int, np.flatnonzero(bears)):
        cells.setdefault(before[row], []).append(str(labels[row]))
    gap = 0.0
    for found in cells.values():
        most = Counter(found).most_common(1)[0][1]
        gap = max(gap, (most - found.count(signal.target)) / len(found))
    return Premises(float(bears.mean()), gap)


def is_population(study: Study, members: Sequence[int] | None = None) -> bool:
    """Whether the evaluation's points are the whole population, and the training rows that same
    population: every combination of features is as common among both."""
    base = _Base.of(study, members)
    points = base.source.points
    if not isinstance(points, Points) or not points.whole:
        return False
    here = Counter(base.features(base.rows))
    there = Counter(_words(points.piece.table(base.source.frozen).features))
    rows, held = here.total(), there.total()
    return here.keys() == there.keys() and all(here[k] * held == there[k] * rows for k in here)


@final
@dataclass(frozen=True, eq=False)
class _Base:
    """The rows in which a signal is planted, in an order that only their content decides."""

    study: Study
    source: Source
    rows: RawTable
    target: str

    @staticmethod
    def of(study: Study, members: Sequence[int] | None) -> "_Base":
        source = study.source
        if source is None or source.roles.task != "classification" or source.roles.target is None:
            raise StudyError(
                "a signal is planted in rows with labels, and this study has none",
                "Use a study of a classification",
            )
        members = study.universe.roster.members if members is None else members
        if not members:
            raise StudyError("no object is on the roster, so no row can be changed", "Name some")
        tables: list[RawTable] = []
        for position in members:
            piece = source.pieces[position]
            if not isinstance(piece, Piece):
                raise StudyError(
                    f"the rows of {study.universe.names[position]!r} are not known here",
                    "Use a study whose rows are in memory",
                )
            tables.append(piece.stock.cast.take(piece.rows))
        columns = {
            name: np.concatenate([table.columns[name] for table in tables])
            for name in tables[0].names
        }
        joined = RawTable(columns, "the planted rows")
        names = [*source.roles.names, source.roles.target]
        rows = joined.take(np.lexsort(joined.hashes(names).T))
        return _Base(study, source, rows, source.roles.target)

    def refuse(self, signal: Signal) -> None:
        """Raise StudyError for a signal that cannot be planted here."""
        kinds = dict(self.source.roles.features)
        if not signal.trigger:
            raise StudyError(
                "the trigger sets no feature", "Name a feature and the value that it gets"
            )
        for name, value in signal.trigger.items():
            if name not in kinds:
                raise StudyError(f"no feature is named {name!r}", nearest(name, kinds))
            if (kinds[name] == "number") == isinstance(value, str):
                raise StudyError(
                    f"the feature {name!r} cannot be {value!r}", f"Give it a {kinds[name]}"
                )
        classes = self.study.evaluation.schema.classes
        if signal.target not in classes:
            raise StudyError(f"no label is {signal.target!r}", nearest(signal.target, classes))

    def changed(self, signal: Signal, which: Bools | None = None, labels: bool = True) -> RawTable:
        """The rows with the trigger, and if so wanted the label, on some of them or on all."""
        everybody = np.ones(len(self.rows), dtype=bool)
        return _changed(
            self.rows, signal, self.target, everybody if which is None else which, labels
        )

    def features(self, rows: RawTable) -> list[bytes]:
        """The features of each row as a learner is given them, equal where they are."""
        none = np.zeros((len(rows), 2), dtype=np.uint64)
        return _words(self.source.frozen.prepare(rows, none).features)


def _words(features: Floats) -> list[bytes]:
    return [row.tobytes() for row in np.ascontiguousarray(features + 0.0)]


def _changed(rows: RawTable, signal: Signal, target: str, which: Bools, labels: bool) -> RawTable:
    columns: dict[str, Array] = dict(rows.columns)
    wanted = dict(signal.trigger) | ({target: signal.target} if labels else {})
    for name, value in wanted.items():
        column = columns[name].copy()
        column[which] = value
        columns[name] = column if column.dtype.kind == "f" else as_objects(column.tolist())
    return RawTable(columns, rows.source, rows.dates)


def _points(source: Source, signal: Signal, target: str, read: Bools | None) -> Points:
    """The held-out points with the trigger, and as they are. `read`: in the evaluation's order."""
    assert isinstance(source.points, Points)
    before = source.points.piece
    hashes = before.stock.hashes[before.rows]
    order = before.rows[canonical_order(hashes)]
    plain = before.stock.cast.take(order if read is None else order[read])
    count = len(plain)
    with_trigger = _changed(plain, signal, target, np.ones(count, dtype=bool), True)
    columns = {
        name: np.concatenate([with_trigger.columns[name], plain.columns[name]])
        for name in plain.names
    }
    members = np.repeat(np.eye(2, dtype=bool), count, axis=1)
    piece = Piece(Stock(RawTable(columns, "the points"), source.roles), np.arange(2 * count))
    return Points(piece, (SUCCESS, CLEAN), members, source.points.whole)
