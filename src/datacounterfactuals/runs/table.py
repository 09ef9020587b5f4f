"""The table of runs: which world each was trained on, and what it scored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.core.content import digest

Kind = Literal["in/out", "tokens", "shares", "weights"]
"""What the object columns say: membership; counts; shares of a fixed total; weights as they are."""
DIGITS = 12
"""Weights are rounded to so many decimals, so that 0.1 + 0.2 is the world of 0.3."""


@final
@dataclass(frozen=True)
class Score:
    """A score that runs report: `better` is +1 when more of it is better, -1 when less is."""

    name: str
    better: Literal[1, -1]
    unit: str = ""

    @property
    def word(self) -> Literal["more", "less"]:
        return "more" if self.better > 0 else "less"


@final
@dataclass(frozen=True, eq=False)
class RunTable:
    """Runs that somebody made: one row each.

    `weights`: Float[runs, objects], as worlds have them (see `to_weights`). `sizes`:
    Float[objects], how much of an object weight 1 is. `values`: Float[runs, scores], NaN where a
    score is missing. `names` and `seeds` are empty text, and `costs` NaN, where the table has
    none. `columns`: what the run, seed and cost columns are called.
    """

    objects: tuple[str, ...]
    kind: Kind
    sizes: Floats
    weights: Floats
    scores: tuple[Score, ...]
    values: Floats
    names: tuple[str, ...]
    seeds: tuple[str, ...]
    costs: Floats
    columns: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.weights)

    @cached_property
    def worlds(self) -> Floats:
        """The distinct worlds, in order of appearance. Float[worlds, objects]."""
        return self.weights[self._distinct[0]]

    @cached_property
    def world_of(self) -> Ints:
        """Which of `worlds` each run was trained on. Int[runs]."""
        return self._distinct[1]

    @cached_property
    def repeat_of(self) -> Ints:
        """Which repeat of its world each run is, counted from 0. Int[runs]."""
        seen: dict[int, int] = {}
        out = np.zeros(len(self), dtype=np.int64)
        for row, world in enumerate(self.world_of):
            out[row] = seen.get(int(world), 0)
            seen[int(world)] = int(out[row]) + 1
        return out

    @property
    def repeats(self) -> int:
        """The most runs of one world."""
        return int(self.repeat_of.max(initial=-1)) + 1

    @cached_property
    def _distinct(self) -> tuple[Ints, Ints]:
        places: dict[bytes, int] = {}
        first: list[int] = []
        which = np.zeros(len(self), dtype=np.int64)
        for row, weights in enumerate(self.weights):
            key = weights.tobytes()
            if key not in places:
                places[key] = len(first)
                first.append(row)
            which[row] = places[key]
        return np.array(first, dtype=np.int64), which

    @property
    def amounts(self) -> Floats:
        """What was in each run, as people write it: 0 or 1, counts, shares, weights."""
        match self.kind:
            case "tokens":
                return self.weights * self.sizes
            case "shares":
                return to_shares(self.weights)
            case _:
                return self.weights

    @property
    def edition(self) -> str:
        """A name for exactly these worlds and scores, in whatever order they stand."""
        rows = sorted(
            digest(
                *(f"{n}={w!r}" for n, w in zip(self.objects, weights.tolist(), strict=True) if w),
                "scores",
                *(f"{s.name}={v!r}" for s, v in zip(self.scores, values.tolist(), strict=True)),
                seed,
            )
            for weights, values, seed in zip(self.weights, self.values, self.seeds, strict=True)
        )
        return digest(self.kind, *rows).hex()

    def take(self, rows: Array) -> "RunTable":
        """Some of the runs."""
        kept = np.arange(len(self))[rows]
        return replace(
            self,
            weights=self.weights[kept],
            values=self.values[kept],
            names=tuple(self.names[row] for row in kept),
            seeds=tuple(self.seeds[row] for row in kept),
            costs=self.costs[kept],
        )

    def spell(self, weights: Floats) -> str:
        """A world in the table's own words: A + B + D, 70% A + 30% B, 2e+09 A + 1e+09 B."""
        return spell(self.objects, self.kind, self.sizes, weights)

    def record(self, row: int) -> dict[str, Any]:
        """One run as plain data."""
        return {
            "run": self.names[row],
            "world": self.spell(self.weights[row]),
            "seed": self.seeds[row],
            **{
                score.name: None if np.isnan(value) else float(value)
                for score, value in zip(self.scores, self.values[row], strict=True)
            },
        }


def spell(objects: tuple[str, ...], kind: Kind, sizes: Floats, weights: Floats) -> str:
    """A world in the words of the table that it came from."""
    present = np.flatnonzero(weights)
    if len(present) == 0:
        return "nothing"
    if kind == "shares":
        shares = to_shares(weights)
        if np.ptp(weights[present]) == 0:
            return " + ".join(objects[p] for p in present) + (
                " (equal shares)" if len(present) > 1 else ""
            )
        return " + ".join(f"{100 * shares[p]:.3g}% {objects[p]}" for p in present)
    if kind == "tokens" and not (weights[present] == 1.0).all():
        return " + ".join(f"{weights[p] * sizes[p]:.4g} {objects[p]}" for p in present)
    return " + ".join(
        objects[p] if weights[p] == 1.0 else f"{weights[p]:.4g} x {objects[p]}" for p in present
    )


def to_shares(weights: Floats) -> Floats:
    """Weights as shares that add up to 1; NaN for a world of nothing. Shape kept."""
    total = weights.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, weights / total, np.nan)


def canonical(kind: Kind, weights: Floats) -> Floats:
    """The one way to write a world's weights.

    Only the proportions of shares matter, so they are written with a mean weight of 1 over what
    is present: equal shares of some objects are the plain subset of them.
    """
    if kind == "shares":
        present = (weights > 0).sum(axis=-1, keepdims=True)
        weights = np.nan_to_num(to_shares(weights)) * present
    rounded = np.round(weights, DIGITS)
    return np.where(np.abs(rounded - 1.0) < 1e-9, 1.0, rounded) + 0.0


def to_weights(kind: Kind, amounts: Floats, sizes: Floats) -> Floats:
    """From what the table says to weights of worlds: counts are divided by the object's size (its
    largest count when it was first imported), shares are made canonical, the rest stays."""
    return canonical(kind, amounts / sizes if kind == "tokens" else amounts)
