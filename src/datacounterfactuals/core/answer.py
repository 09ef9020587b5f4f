"""Answers: values with their uncertainty, evidence, claim, chart data and cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Claim
from datacounterfactuals.core.contrast import Contrast, Label, world_json
from datacounterfactuals.core.scores import Gap
from datacounterfactuals.core.uncertainty import Uncertainty
from datacounterfactuals.core.world import World

Status = Literal["complete", "incomplete", "from what is held"]
ChartKind = Literal["bars", "beside", "curve", "pairs", "rows"]


@final
@dataclass(frozen=True)
class ColumnInfo:
    """What a reader needs to know of a column: its name, unit, metric and direction."""

    name: str
    metric: str
    unit: str
    better: int


@final
@dataclass(frozen=True)
class Chart:
    """What to draw: one record per mark. Only the charts floor knows how it looks.

    `bars`: label, column, value, low, high. `beside`: label, series, and the same: several numbers
    for every label. `curve`: x, series, column, value, low, high.
    `pairs`: first, second, column, value. `rows`: world, column, value. `log`: a curve whose x is
    read by its ratios.
    """

    kind: ChartKind
    x: str
    y: str
    records: tuple[Mapping[str, Any], ...]
    log: bool = False


@final
@dataclass(frozen=True)
class Cost:
    """What an answer cost: rows (world and repeat) trained for it, rows found in the bank, and
    the seconds that asking took."""

    trained: int = 0
    reused: int = 0
    seconds: float = 0.0


@final
@dataclass(frozen=True, eq=False)
class Answer:
    """What a question found.

    `values`: Float[labels, columns]. When it `reads` as a gain, positive helps; when it reads as
    a score, `shown` turns it back to the metric's own direction. `evidence` is the contrast whose
    sum over cells is the value, or else the `cells` that were read. `facts` are single numbers
    and sentences beside the table. An answer that is incomplete lists the `gaps`.
    """

    question: str
    title: str
    parameters: Mapping[str, Any]
    label_kind: tuple[str, ...]
    labels: tuple[Label, ...]
    columns: tuple[ColumnInfo, ...]
    values: Floats
    uncertainty: Uncertainty
    claim: Claim
    chart: Chart
    reads: Literal["gain", "score"] = "gain"
    status: Status = "complete"
    evidence: Contrast | None = None
    cells: tuple[World, ...] = ()
    gaps: tuple[Gap, ...] = ()
    missing: int = 0
    facts: Mapping[str, float | str] = field(default_factory=dict[str, float | str])
    notes: tuple[str, ...] = ()
    worlds: int = 0
    cost: Cost = Cost()
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> Floats:
        """The values as people read them. Float[labels, columns]."""
        if self.reads == "gain":
            return self.values
        return self.values * np.array([column.better for column in self.columns])

    def value(self, label: str | Sequence[str], column: str | None = None) -> float:
        """One shown value. Raises KeyError for a label or column that is not there."""
        wanted = (label,) if isinstance(label, str) else tuple(label)
        names = [info.name for info in self.columns]
        if wanted not in self.labels:
            raise KeyError(wanted)
        if column is not None and column not in names:
            raise KeyError(column)
        place = 0 if column is None else names.index(column)
        return float(self.shown[self.labels.index(wanted), place])

    def records(self) -> list[dict[str, Any]]:
        """One record per label and column, with each part of the uncertainty."""
        out: list[dict[str, Any]] = []
        for row, label in enumerate(self.labels):
            for place, column in enumerate(self.columns):
                record: dict[str, Any] = dict(zip(self.label_kind, label, strict=True))
                record |= {"column": column.name, "value": float(self.shown[row, place])}
                for name, part in self.uncertainty.parts.items():
                    error = None if part.error is None else float(part.error[row, place])
                    record[f"{name}_error"] = error
                out.append(record)
        return out

    def with_(self, **changes: Any) -> "Answer":
        """The same answer with some fields replaced."""
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """As plain data: what the command line, the page and the notebook read."""
        return {
            "question": self.question,
            "title": self.title,
            "parameters": dict(self.parameters),
            "status": self.status,
            "reads": self.reads,
            "label_kind": list(self.label_kind),
            "labels": [list(label) for label in self.labels],
            "columns": [vars(column) for column in self.columns],
            "values": numbers(self.shown),
            "uncertainty": {
                name: {
                    "state": part.state,
                    "error": None if part.error is None else numbers(part.error),
                    "freedom": _freedom(part.freedom),
                    "why": part.why,
                }
                for name, part in self.uncertainty.parts.items()
            },
            "claim": self.claim.to_json(),
            "chart": {
                "kind": self.chart.kind,
                "x": self.chart.x,
                "y": self.chart.y,
                "records": [_plain(record) for record in self.chart.records],
                "log": self.chart.log,
            },
            "evidence": None if self.evidence is None else self.evidence.to_json(self.names),
            "cells": [world_json(world, self.names) for world in self.cells],
            "missing": self.missing,
            "gaps": [
                {
                    "world": world_json(gap.world, self.names),
                    "state": gap.state.name.lower().replace("_", " "),
                    "reason": gap.reason,
                }
                for gap in self.gaps
            ],
            "facts": _plain(self.facts),
            "notes": list(self.notes),
            "worlds": self.worlds,
            "cost": vars(self.cost),
        }


def _freedom(freedom: Any) -> Any:
    return numbers(freedom) if isinstance(freedom, np.ndarray) else freedom


def numbers(values: Any) -> Any:
    """Nested lists of floats in which a missing number is None, as JSON wants it."""
    if isinstance(values, np.ndarray):
        return [numbers(one) for one in values]
    number = float(values)
    return number if math.isfinite(number) else None


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: numbers(value) if isinstance(value, float | np.floating) else value
        for key, value in record.items()
    }
