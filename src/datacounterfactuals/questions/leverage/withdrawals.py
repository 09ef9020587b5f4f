"""Withdrawals: who leaves together, at random or by a plan."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.core.errors import QuestionError, nearest
from datacounterfactuals.core.view import View

Group = tuple[int, ...]


@final
@dataclass(frozen=True)
class Strike:
    """Objects that leave together, in one or several ways that count alike.

    `way`: how they were chosen; `share`: how much of the roster strikes. `every`: the ways are all
    there are.
    """

    way: str
    share: float
    ways: tuple[Group, ...]
    every: bool = True


def sizes(count: int, points: int) -> tuple[int, ...]:
    """Up to so many sizes of a strike among so many objects, evenly spread."""
    steps = min(count, points)
    return tuple(sorted({round(count * step / steps) for step in range(1, steps + 1)}))


def at_random(view: View, wanted: Sequence[int], draws: int) -> list[Strike]:
    """Random strikes of these sizes: every choice of so many objects, or `draws` of them."""
    members = sorted(view.roster.members, key=lambda place: view.universe[place].content)
    out: list[Strike] = []
    for size in wanted:
        every = math.comb(len(members), size) <= draws
        if every:
            ways = [tuple(choice) for choice in combinations(members, size)]
        else:
            random = view.random("strike", size)
            picks = [random.permutation(members)[:size] for _ in range(draws)]
            ways = [tuple(sorted(int(place) for place in pick)) for pick in picks]
        out.append(Strike("random", size / len(members), tuple(ways), every))
    return out


def in_turn(view: View, way: str, stages: Sequence[Group], points: int) -> list[Strike]:
    """Stages that leave one after another and stay away, as up to so many strikes."""
    gone: list[int] = []
    out: list[Strike] = []
    count = len(view.roster)
    for stage in stages:
        gone += [place for place in stage if place not in gone]
        out.append(Strike(way, len(gone) / count, (tuple(gone),)))
    kept = {size - 1 for size in sizes(len(out), points)}
    return [one for place, one in enumerate(out) if place in kept]


def named(view: View, who: Sequence[str]) -> list[tuple[str, Group]]:
    """Objects, or all objects of an owner, by the names that were given; AB are two objects where
    names are single letters. Raises QuestionError for one that is not on the roster."""
    known, owners = view.universe.positions, dict(owned(view))
    out: list[tuple[str, Group]] = []
    for name in who:
        if name in owners and name not in known:
            out.append((name, owners[name]))
            continue
        if name not in known and all(letter in known for letter in name):
            places = [known[letter] for letter in name]
        else:
            places = [known.get(name, -1)]
        for place in places:
            if place not in view.roster.members:
                raise QuestionError(
                    f"{name!r} is neither an object of the roster nor the owner of some",
                    nearest(name, [*view.roster.names, *owners]),
                )
            out.append((view.universe.names[place], (place,)))
    return out


def owned(view: View) -> list[tuple[str, Group]]:
    """The objects of the roster by owner, the owner of most first."""
    found: dict[str, list[int]] = {}
    for place in view.roster.members:
        owner = view.universe[place].owner
        if owner is not None:
            found.setdefault(owner, []).append(place)
    groups = [(name, tuple(places)) for name, places in found.items()]
    return sorted(groups, key=lambda one: (-len(one[1]), one[0]))


def returning(strike: Strike, stages: int) -> list[Group]:
    """Who is still away, while those of a strike come back in the order in which they left."""
    (gone,) = strike.ways
    return [gone[size:] for size in sizes(len(gone), stages)]


def spread(values: Sequence[float]) -> float:
    """The standard error of the mean of some numbers that are there; NaN of fewer than two."""
    there = [value for value in values if not np.isnan(value)]
    return float(np.std(there, ddof=1) / math.sqrt(len(there))) if len(there) > 1 else math.nan
