"""What a pass over the rows of a large study brings back, part by part, and how parts add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Floats, Ints, Lanes
from datacounterfactuals.core.content import total
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.data.parquet import Part
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects
from datacounterfactuals.learners.base import Learner, Summary
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.objects import MISSING, divide
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.source import Stock
from datacounterfactuals.study.split import identities, part_draws, sampled, sides

Sides = tuple[int, int]
"""Rows for training, and held out."""


@final
@dataclass(frozen=True)
class Share:
    """The rows of one value of the object column. `lanes`: Lanes[2], the sum of the hashes of its
    training rows; `summary`: a learner's, of the same rows."""

    sides: Sides
    lanes: Lanes
    summary: Summary | None = None

    def plus(self, other: "Share", learner: Learner | None) -> "Share":
        here, there = self.summary, other.summary
        if learner is None or here is None or there is None:
            summary = there if here is None else here
        else:
            summary = learner.combine(here, there)
        return Share(_added(self.sides, other.sides), self.lanes + other.lanes, summary)


@final
@dataclass(frozen=True)
class Found:
    """What parts brought back. `rows`: all that have a target; `dropped`: those that have none;
    `sampled`: those in use. `classes`: rows of each class. `held`: the held-out rows, if they were
    asked for. `repeated`: Bool[known identities], which of them are training rows too."""

    rows: int
    dropped: int
    sampled: int
    sides: Sides
    shares: Mapping[str, Share]
    classes: Mapping[str, Sides]
    held: tuple[RawTable, ...]
    repeated: Bools

    def plus(self, other: "Found", learner: Learner | None) -> "Found":
        shares = dict(self.shares)
        for name, share in other.shares.items():
            shares[name] = shares[name].plus(share, learner) if name in shares else share
        classes = dict(self.classes)
        for name, count in other.classes.items():
            classes[name] = _added(classes.get(name, (0, 0)), count)
        return Found(
            self.rows + other.rows,
            self.dropped + other.dropped,
            self.sampled + other.sampled,
            _added(self.sides, other.sides),
            shares,
            classes,
            (*self.held, *other.held),
            self.repeated | other.repeated,
        )


@final
@dataclass(frozen=True)
class Summing:
    """How training rows are summarised. `about`: an evaluation of one point, at the middle of the
    real one: nothing else of it enters sums, and it is sent to every worker."""

    learner: Learner
    frozen: Frozen
    about: Evaluation

    @staticmethod
    def of(learner: Learner, frozen: Frozen, middle: Floats) -> "Summing":
        nowhere = np.zeros((1, 2), dtype=np.uint64)
        point = Table.of(frozen.prepared_schema, nowhere, features=middle[None, :])
        return Summing(
            learner, frozen, Evaluation.cut(point, np.ones((1, 1), dtype=bool), ("",), 1)
        )


@final
@dataclass(frozen=True)
class Sweep:
    """What to do with the rows of every part.

    `elsewhere`: the evaluation is given. `summing`: how objects are summarised, if that is wanted;
    held-out rows are brought back then. `known`:
    Lanes[k, 2], identities to look for among the training rows, sorted by their first lane.
    """

    declaration: Declaration
    roles: Roles
    columns: tuple[str, ...]
    elsewhere: bool
    summing: Summing | None = None
    known: Lanes = field(default_factory=lambda: np.zeros((0, 2), dtype=np.uint64))

    @property
    def learner(self) -> Learner | None:
        return None if self.summing is None else self.summing.learner

    def over(self, part: Part) -> Found:
        """What one part brings back. Raises StudyError for rows that do not fit the study."""
        return self.of(part.read(self.columns))

    def of(self, raw: RawTable) -> Found:
        there = len(raw)
        raw = self.usable(raw)
        if not len(raw):
            nothing = np.zeros(len(self.known), dtype=bool)
            return Found(0, there, 0, (0, 0), {}, {}, (), nothing)
        stock = Stock(raw, self.roles)
        rows, training, held, _ = self.divided(stock)
        codes, names = _coded(self.labels(stock))
        classes: dict[str, Sides] = {}
        if self.roles.task == "classification" and self.roles.target is not None:
            labels, words = _coded(stock.cast.columns[self.roles.target])
            classes = _counted(labels, words, training, held)
        return Found(
            len(raw),
            there - len(raw),
            len(rows),
            (len(training), len(held)),
            self._shares(stock, codes, names, training, held),
            classes,
            (raw.take(held),) if self.summing is not None and len(held) else (),
            self._repeated(stock, training),
        )

    def usable(self, raw: RawTable) -> RawTable:
        """The rows that have a target. Raises StudyError where the others are an error."""
        target = self.roles.target
        assert target is not None
        absent = raw.missing(target)
        if not absent.any():
            return raw
        if self.declaration.target.missing == "error":
            raise StudyError(
                f"the target {target!r} has no value in {int(absent.sum())} rows of {raw.source} "
                f"(the first is its row {int(np.flatnonzero(absent)[0]) + 1})",
                'Fill them in, or drop those rows with missing = "drop"',
            )
        return raw.take(np.flatnonzero(~absent))

    def divided(self, stock: Stock) -> tuple[Ints, Ints, Ints, Lanes]:
        """The rows in use, those for training, those held out, and the identity of every row."""
        declaration = self.declaration
        identity = stock.identities
        if declaration.data.id is not None:
            identity = identities(declaration, self.roles, stock.raw, stock.cast)
        rows = sampled(identity, declaration.data.sample)
        split = sides(declaration, stock.raw, rows, identity, self.elsewhere)
        return rows, split.training, split.held, identity

    def labels(self, stock: Stock) -> Array:
        """The value of the object column, or the random part, of every row. Shape: [rows]."""
        objects = self.declaration.objects
        if objects.way == "parts":
            parts = divide(objects, stock.raw, part_draws(self.divided(stock)[3]))
            return as_objects([parts.names[code] for code in parts.codes])
        return stock.raw.labels(objects.column or "", "object column")

    def _shares(
        self, stock: Stock, codes: Ints, names: list[str], training: Ints, held: Ints
    ) -> dict[str, Share]:
        order = training[np.argsort(codes[training], kind="stable")]
        bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
        apart = np.bincount(codes[held], minlength=len(names))
        table = None
        if self.summing is not None:
            table = self.summing.frozen.prepare(stock.cast, stock.hashes).take(order)
        shares: dict[str, Share] = {}
        for code, name in enumerate(names):
            start, stop = int(bounds[code]), int(bounds[code + 1])
            summary = None
            if self.summing is not None and table is not None and stop > start:
                own = table.take(np.arange(start, stop))
                summary = self.summing.learner.summarise(own, self.summing.about)
            content = total(stock.hashes[order[start:stop]])
            shares[name] = Share((stop - start, int(apart[code])), content, summary)
        return shares

    def _repeated(self, stock: Stock, training: Ints) -> Bools:
        found = np.zeros(len(self.known), dtype=bool)
        if not len(self.known):
            return found
        # Two points that share 64 bits of their 128 are as good as none.
        own = stock.identities[training]
        places = np.minimum(np.searchsorted(self.known[:, 0], own[:, 0]), len(found) - 1)
        found[places[(self.known[places] == own).all(axis=1)]] = True
        return found


def joined(tables: tuple[RawTable, ...], source: str) -> RawTable:
    """Rows of several parts as one table. Raises StudyError where their columns differ in kind."""
    columns: dict[str, Array] = {}
    for name in tables[0].names:
        each = [table.columns[name] for table in tables]
        if len({values.dtype.kind for values in each}) > 1:
            raise StudyError(
                f"the column {name!r} holds numbers in some of the files and text in others",
                "Write it as one type in all of them",
            )
        columns[name] = np.concatenate(each)
    return replace(tables[0], columns=columns, source=source)


def _coded(labels: Array) -> tuple[Ints, list[str]]:
    """Labels as numbers, and the label of each number. Shape: [rows]."""
    listed: list[str | None] = labels.tolist()
    names = list(dict.fromkeys(MISSING if v is None else v for v in dict.fromkeys(listed)))
    known: dict[str | None, int] = {name: code for code, name in enumerate(names)}
    if MISSING in known:  # what has no value is one object with what is called so
        known[None] = known[MISSING]
    return np.fromiter(map(known.__getitem__, listed), np.int64, len(listed)), names


def _counted(codes: Ints, names: list[str], training: Ints, held: Ints) -> dict[str, Sides]:
    used, apart = (np.bincount(codes[rows], minlength=len(names)) for rows in (training, held))
    return {name: (int(used[code]), int(apart[code])) for code, name in enumerate(names)}


def _added(one: Sides, other: Sides) -> Sides:
    return one[0] + other[0], one[1] + other[1]
