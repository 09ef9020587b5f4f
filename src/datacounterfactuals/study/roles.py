"""Roles: which column of a table is the target, which are features, and of what kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.table import Task
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.declaration import Declaration

FeatureKind = Literal["number", "category", "text", "code"]
"""A code is a category that a learner takes as it is, however many there are."""
MOST_NUMBERED_CLASSES = 10
"""A target of whole numbers with at most so many values is a class; with more it is a quantity."""


@final
@dataclass(frozen=True)
class Roles:
    """What the columns of a study are. Features are in the order of their names.

    `free`: the rows are the business of a program, so every column is content, none is prepared,
    and they stay in the order of the table.
    """

    task: Task
    target: str | None
    features: tuple[tuple[str, FeatureKind], ...]
    free: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The feature columns."""
        return tuple(name for name, _ in self.features)

    @property
    def codes(self) -> bool:
        """Whether features reach the learner as codes."""
        return any(kind == "code" for _, kind in self.features)

    def coded(self) -> "Roles":
        """The same with every feature a code."""
        return replace(self, features=tuple((name, "code") for name in self.names))

    def cast(self, table: RawTable) -> RawTable:
        """The features and the target alone, each of the kind that its role says.

        Equal cells are then equal values, whatever table they came from. Raises StudyError where
        a column lacks or holds text instead of numbers.
        """
        if self.free:
            own = {name: table.column(name) for name in self.names}
            return RawTable(own, table.source, table.dates)
        columns: dict[str, Array] = {}
        for name, kind in self.features:
            columns[name] = _as_kind(table, name, "feature", kind == "number")
        if self.target is not None:
            columns[self.target] = _as_kind(table, self.target, "target", self.task == "regression")
        return RawTable(columns, table.source)

    @staticmethod
    def of(declaration: Declaration, table: RawTable, free: bool = False) -> "Roles":
        """Read the roles off a declaration and the training table. Raises StudyError."""
        if free:
            kinds = dict(_kinds(table, table.names, ()))
            return Roles("scores", None, tuple((n, kinds[n]) for n in table.names), free=True)
        features, target = declaration.features, declaration.target
        for name in (*features.exclude, *features.categories, *(features.include or ())):
            table.column(name, "column")
        if features.text is not None:
            table.column(features.text, "text column")
            if target.column is not None:
                raise StudyError(
                    "a study has both a text column and a target",
                    "Leave out [target] for a language model, or `text` for a table",
                )
            return Roles("text", None, ((features.text, "text"),))
        chosen = features.include
        if chosen is None:
            chosen = tuple(name for name in table.names if name not in _set_aside(declaration))
        if target.column is not None and target.column in chosen:
            raise StudyError(
                f"the target {target.column!r} is also a feature", "Take it out of `include`"
            )
        if not chosen:
            raise StudyError("no column is left as a feature", "Exclude fewer columns")
        kinds = _kinds(table, chosen, features.categories)
        if target.column is None:
            return Roles("scores", None, kinds)
        return Roles(task_of(declaration, table, target.column), target.column, kinds)


def _set_aside(declaration: Declaration) -> set[str]:
    """The columns that are not features unless they are included by name."""
    evaluation = declaration.evaluation
    aside = {
        declaration.target.column,
        declaration.data.id,
        declaration.objects.column,
        declaration.objects.owner,
        evaluation.split,
        evaluation.group,
        *declaration.features.exclude,
    }
    return {name for name in aside if name is not None}


def _kinds(
    table: RawTable, names: Sequence[str], categories: tuple[str, ...]
) -> tuple[tuple[str, FeatureKind], ...]:
    """The kinds of columns, in the order of their names."""
    kinds: list[tuple[str, FeatureKind]] = []
    for name in sorted(names):
        table.column(name, "feature")
        number = table.is_number(name) and name not in categories
        kinds.append((name, "number" if number else "category"))
    return tuple(kinds)


def task_of(declaration: Declaration, table: RawTable, target: str) -> Task:
    """What a target asks for: as declared, or else by its values."""
    values = table.column(target, "target")
    if declaration.target.task is not None:
        return declaration.target.task
    if values.dtype.kind != "f":
        return "classification"
    distinct = np.unique(values[~np.isnan(values)])
    few = len(distinct) <= MOST_NUMBERED_CLASSES and bool(np.all(np.mod(distinct, 1) == 0))
    return "classification" if few else "regression"


def _as_kind(table: RawTable, name: str, role: str, number: bool) -> Array:
    if name not in table.columns:
        raise StudyError(f"{table.source} has no {role} {name!r}", nearest(name, table.names))
    if not number:
        return table.labels(name, role)
    values = table.columns[name]
    if values.dtype.kind == "f":
        return values
    there = [value for value in values if value is not None]
    if there:
        raise StudyError(
            f"the {role} {name!r} holds text in {table.source}, such as {there[0]!r}, where it "
            "should hold numbers",
            "Correct those cells or leave them empty",
        )
    return np.full(len(values), np.nan)
