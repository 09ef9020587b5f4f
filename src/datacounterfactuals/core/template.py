"""Templates: how the contrast of a question follows from its parameters, as JSON.

A template is the JSON of a contrast in which `{"parameter": NAME}` stands for what was given, with
`"cases"` where each choice means something else. Beside lists of terms and rules it may hold

- a rule of `{"order": 1, "family": {...}}`: every set of so many members is a target, and a family
  of weights by size takes the place of coefficients,
- `{"kind": "withdrawals", "world": "ABD", "group": ""}`: the world less the world without each of
  its objects, or without a group of them together.

So a reader that holds cells and no estimator can evaluate a question at any of its parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, final

import numpy as np

from datacounterfactuals.core.arrays import Ints
from datacounterfactuals.core.contrast import (
    Contrast,
    Label,
    Rule,
    Terms,
    minus_each,
    semivalue,
)
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.families import Family, family
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.core.world import World

Plain = Mapping[str, Any]


@final
@dataclass(frozen=True)
class Template:
    """How the contrast of a question follows from its parameters.

    `where`: what other parameters must be for it to hold, each a list of values or a
    `{"least": number}`; where they are not, only the program can answer.
    """

    contrast: Plain
    label_kind: tuple[str, ...] = ("object",)
    where: Plain = field(default_factory=dict[str, Any])

    def to_json(self) -> dict[str, Any]:
        return {
            "contrast": dict(self.contrast),
            "label_kind": list(self.label_kind),
            "where": dict(self.where),
        }

    def holds(self, parameters: Plain) -> bool:
        """Whether these parameters are among those that it speaks of."""
        for name, wanted in self.where.items():
            value = parameters[name]
            if value < wanted["least"] if isinstance(wanted, Mapping) else value not in wanted:
                return False
        return True

    def of(self, parameters: Plain, universe: Universe) -> Contrast:
        """The contrast at these parameters. Raises QuestionError or StudyError."""
        return read(cast(Plain, filled(self.contrast, parameters)), universe)


def given(name: str, cases: Plain | None = None) -> Plain:
    """What is given for a parameter, or what that choice stands for."""
    return {"parameter": name} if cases is None else {"parameter": name, "cases": dict(cases)}


def rule(members: Sequence[str], weights: Family | Plain, order: int = 1) -> Plain:
    """The semivalue (order 1) or interaction (order 2) of a family of weights."""
    plain = weights if isinstance(weights, Mapping) else weights.to_json()
    return {"kind": "rule", "members": list(members), "order": order, "family": plain}


def withdrawals(world: str | Plain, group: str | Plain = "") -> Plain:
    """The world less the world without each of its objects, or without a group of them."""
    return {"kind": "withdrawals", "world": world, "group": group}


def filled(plain: Any, parameters: Plain) -> Any:
    """A template with what is given in its places."""
    match plain:
        case {"parameter": str(name), "cases": cases}:
            return filled(cases[str(parameters[name])], parameters)
        case {"parameter": str(name)}:
            return parameters[name]
        case Mapping():
            return {key: filled(one, parameters) for key, one in cast(Plain, plain).items()}
        case list() | tuple():
            return [filled(one, parameters) for one in cast(Sequence[Any], plain)]
        case _:
            return plain


def read(plain: Plain, universe: Universe) -> Contrast:
    """A contrast from JSON, over the objects of a universe. Raises QuestionError or StudyError."""
    match plain["kind"]:
        case "terms":
            return _terms(plain, universe)
        case "rule":
            return _rule(plain, universe)
        case "withdrawals":
            return _withdrawals(plain, universe)
        case kind:
            raise QuestionError(f"there is no contrast of kind {kind!r}")


def _terms(plain: Plain, universe: Universe) -> Terms:
    sums: list[list[tuple[World, float]]] = [[] for _ in plain["labels"]]
    for label, world, weight in plain["terms"]:
        places = {universe.position(k): v for k, v in plain["worlds"][world].items()}
        sums[label].append((World.of(len(universe), places), weight))
    return Terms.pairs(_labels(plain), sums)


def _rule(plain: Plain, universe: Universe) -> Rule:
    members = tuple(universe.position(name) for name in plain["members"])
    width, names = len(universe), universe.names
    if "order" in plain:
        return semivalue(width, members, names, family(plain["family"]), plain["order"])
    targets = tuple(tuple(map(universe.position, target)) for target in plain["targets"])
    if "coefficients" in plain:
        coefficients = np.array(plain["coefficients"], dtype=np.float64)
        return Rule(_labels(plain), width, members, targets, coefficients.reshape(len(targets), -1))
    weights = family(plain["family"])
    coefficients = np.zeros((len(targets), len(members) + 1))
    for row, target in enumerate(targets):
        others = len(members) - len(target)
        coefficients[row, : others + 1] = weights.weights(others)
    return Rule(_labels(plain), width, members, targets, coefficients)


def _withdrawals(plain: Plain, universe: Universe) -> Terms:
    base = universe.world(plain["world"])
    group = _places(plain["group"], universe)
    if not group:
        return minus_each(base, [(m,) for m in base.positions], _named(base.positions, universe))
    absent = [place for place in group if place not in base]
    if absent:
        raise QuestionError(
            f"{universe.names[absent[0]]!r} is not in the world {plain['world']!r}",
            "Withdraw what is there, or name another world",
        )
    label = (" + ".join(universe.names[place] for place in group), "effect")
    return minus_each(base, [group], [label])


def _places(group: str | Sequence[str], universe: Universe) -> tuple[int, ...]:
    """Where a group stands; AB are two objects where names are single letters."""
    words = group.split(",") if isinstance(group, str) else group
    names = [word.strip() for word in words if word.strip()]
    if all(name in universe.positions for name in names):
        return tuple(sorted({universe.positions[name] for name in names}))
    return universe.world(", ".join(names)).positions


def _named(places: Sequence[int] | Ints, universe: Universe) -> list[Label]:
    return [(universe.names[int(place)],) for place in places]


def _labels(plain: Plain) -> tuple[Label, ...]:
    return tuple(tuple(label) for label in plain["labels"])
