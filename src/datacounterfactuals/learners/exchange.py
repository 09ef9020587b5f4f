"""What passes between us and a program: the world that it is told and the scores it hands back."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State
from datacounterfactuals.core.table import Table

FORMAT = 1
"""The version of the world file and of the result."""

Told = Mapping[str, Any]
"""What a program is told of an object: the hash of its content, the path and number of its rows."""


def told(rows: Table) -> Told:
    content = from_lanes(rows.content).hex()
    return {"content": content, "path": rows.path or None, "size": len(rows)}


def world_file(
    objects: Sequence[Told], weights: Floats, evaluation: Evaluation, metric: str
) -> dict[str, Any]:
    """A world in plain data: the objects that are present, in the order of their content."""
    present = [
        {**one, "weight": float(weight)}
        for one, weight in zip(objects, weights, strict=False)
        if weight > 0
    ]
    return {
        "format": FORMAT,
        "objects": sorted(present, key=lambda one: (one["content"], one["weight"])),
        "slices": list(evaluation.slices),
        "metric": metric,
        "evaluation": evaluation.table.path or None,
        "seed": None,
        "repeat": None,
    }


@final
@dataclass(frozen=True)
class Scored:
    """The scores of one world, Float[slices], and why if there are none."""

    values: Floats
    state: State
    reason: str = ""

    @staticmethod
    def failed(slices: int, reason: str) -> "Scored":
        return Scored(np.full(slices, np.nan), State.FAILED, reason)

    def block(self, row: int) -> Block:
        """As the block of one row."""
        reasons = ((0, self.reason),) if self.reason else ()
        states = np.array([self.state], dtype=np.uint8)
        return Block(np.array([row]), self.values[None, :, None], states, reasons)


def read_scores(result: Any, slices: Sequence[str]) -> Scored:
    """The scores that a result tells. Raises ValueError, in words that fit into a reason, for a
    slice without one and for what is no finite number."""
    scores: Any = cast(Any, result).get("scores") if isinstance(result, dict) else None
    if not isinstance(scores, dict):
        raise ValueError('its result has no "scores": {slice: number}')
    values = [_number(cast(dict[str, Any], scores), name) for name in slices]
    fallback = cast(Any, result).get("fallback") is True
    return Scored(np.array(values), State.FALLBACK if fallback else State.REAL)


def _number(scores: dict[str, Any], name: str) -> float:
    if name not in scores:
        known = ", ".join(map(repr, list(scores)[:8])) or "nothing"
        raise ValueError(f"its result has no score for the slice {name!r}, but for {known}")
    value = scores[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"its score for the slice {name!r} is {value!r}, not a number")
    if not abs(value) <= sys.float_info.max:
        raise ValueError(f"its score for the slice {name!r} is not finite")
    return float(value)
