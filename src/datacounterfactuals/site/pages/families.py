"""The four families of questions, each with a miniature that reads the same sixteen rows."""

from base64 import b64decode
from dataclasses import dataclass
from itertools import combinations
from typing import Any, final

import numpy as np

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.site.pages.shown import Shown
from datacounterfactuals.site.shapes.moving import Positions


@final
@dataclass(frozen=True)
class Worth:
    """An object's value by leaving it out, and by averaging over every world."""

    name: str
    alone: float
    averaged: float


@final
@dataclass(frozen=True)
class Layer:
    """The best, the mean and the worst row of a size."""

    size: int
    best: float
    mean: float
    worst: float


@final
@dataclass(frozen=True)
class Relabelled:
    """The full world with one point's label flipped; without a name, as it is."""

    name: str
    value: float
    gain: float
    shade: str


@final
@dataclass(frozen=True)
class Strike:
    """Two objects whose joint leaving costs more than they cost one by one."""

    first: str
    second: str
    alone: tuple[float, float]
    together: float
    row: int


@final
@dataclass(frozen=True)
class Families:
    """What the miniatures show, on the first column."""

    worth: tuple[Worth, ...] = ()
    layers: tuple[Layer, ...] = ()
    relabelled: tuple[Relabelled, ...] = ()
    strike: Strike | None = None

    @staticmethod
    def none() -> "Families":
        """Where no cell is held."""
        return Families()


def families_of(toy: Shown, stored: Positions | None) -> Families:
    """Read them off held cells: nothing is trained here."""
    return Families(_worth(toy), _layers(toy), _relabelled(toy, stored), _strike(toy))


def _worth(toy: Shown) -> tuple[Worth, ...]:
    alone, averaged = ask(
        toy.opened.grid, LeaveOneOut(), Shapley(), columns=toy.columns[:1], progress=None
    )
    by_name: list[dict[str, Any]] = [
        {label[0]: float(value[0]) for label, value in zip(one.labels, one.values, strict=True)}
        for one in (alone, averaged)
    ]
    return tuple(Worth(name, *(values[name] for values in by_name)) for name in toy.members)


def _layers(toy: Shown) -> tuple[Layer, ...]:
    """From the empty world up."""
    out: list[Layer] = []
    for size, rows in enumerate(reversed(toy.layers)):
        values = toy.oriented[rows, 0]
        out.append(Layer(size, float(values.max()), float(values.mean()), float(values.min())))
    return tuple(out)


def _relabelled(toy: Shown, stored: Positions | None) -> tuple[Relabelled, ...]:
    """The full world as it is, and with each label flipped in turn."""
    if stored is None or list(toy.members) != stored.members or len(stored.labels) != 2:
        return ()
    better, full = toy.columns[0].better, toy.full
    made = [Relabelled("", float(toy.values[full, 0]), 0.0, toy.shade(full, 0))]
    for place, name in enumerate(stored.members):
        cells = np.frombuffer(b64decode(stored.at_home[place]), dtype="<f4")
        cells = cells.reshape(len(stored.labels), -1, len(stored.columns))
        flipped = 1 - int(stored.own[place][2])
        value = float(cells[flipped, -1, 0])
        gain = better * (value - float(toy.values[full, 0]))
        made.append(Relabelled(name, value, gain, toy.shade_of(better * value)))
    return tuple(made)


def _strike(toy: Shown) -> Strike | None:
    """The pair that loses most by leaving together beyond what it loses one by one."""
    found: list[Strike] = []
    for first, second in combinations(toy.members, 2):
        row = toy.without(first, second)
        alone = toy.gain(toy.without(first), 0), toy.gain(toy.without(second), 0)
        found.append(Strike(first, second, alone, toy.gain(row, 0), row))
    return min(found, key=lambda one: one.together - sum(one.alone), default=None)
