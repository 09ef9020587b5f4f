"""The worlds of a table of runs as points: which directions they vary, and which they never do."""

from functools import cached_property
from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.runs.parting import parting_run
from datacounterfactuals.runs.table import RunTable, to_shares
from datacounterfactuals.runs.ties import Tie

TOLERANCE = 1e-9
HIGH = 0.99
"""A run of this leverage is the only one that tells of something."""


class Geometry:
    """The worlds of a table as points, and the directions in which they vary."""

    def __init__(self, runs: RunTable) -> None:
        self.runs = runs
        rows = to_shares(runs.worlds) if runs.kind == "shares" else runs.worlds
        self.rows: Floats = np.nan_to_num(rows)
        self.centered = self.rows - self.rows.mean(axis=0)

    @cached_property
    def _svd(self) -> tuple[Floats, Floats, Floats]:
        left, size, right = np.linalg.svd(self.centered, full_matrices=False)
        keep = size > TOLERANCE * max(float(size.max(initial=0.0)), 1.0)
        return left[:, keep], size[keep], right[keep]

    @property
    def rank(self) -> int:
        """How many things vary, the level included."""
        return len(self._svd[1]) + (0 if len(self.rows) == 0 else 1)

    def outside(self, direction: Floats) -> Floats:
        """The part of directions that no run varies. [..., objects]."""
        right = self._svd[2]
        return direction - (direction @ right.T) @ right

    def identified(self) -> Bools:
        """Which objects' own effects can be told. Bool[objects].

        The effect of a share is that of raising it at the cost of all others in proportion.
        """
        count = len(self.runs.objects)
        own = np.eye(count)
        if self.runs.kind == "shares":
            own = own - (1.0 - own) / max(count - 1, 1)
        return np.asarray(np.abs(self.outside(own)).max(axis=1, initial=0.0) < 1e-6)

    def lonely(self) -> tuple[str, ...]:
        """The runs without which less would be identified, if what they tell is told at all."""
        if len(self.rows) < 3:
            return ()
        left = self._svd[0]
        leverage = 1.0 / len(self.rows) + (left**2).sum(axis=1)
        once = np.bincount(self.runs.world_of, minlength=len(self.rows)) == 1
        places = np.flatnonzero((leverage > HIGH) & once)
        if len(places) == len(self.rows):
            return ()
        name = {int(world): row for row, world in enumerate(self.runs.world_of)}
        return tuple(self.runs.names[name[int(p)]] or f"row {name[int(p)] + 1}" for p in places)

    def ties(self) -> tuple[Tie, ...]:
        """What cannot be told apart, simple ties first."""
        rows, names, shares = self.rows, self.runs.objects, self.runs.kind == "shares"
        found: list[tuple[str, tuple[int, ...], str]] = []
        free = [p for p in range(len(names)) if not self.identified()[p]]
        still = [p for p in free if np.ptp(rows[:, p], axis=0) <= TOLERANCE]
        found += [("always in" if rows[0, p] > 0 else "never in", (p,), "") for p in still]
        left = [p for p in free if p not in still]
        for group in _alike(rows, left):
            found.append(("together", group, "their sum"))
        leaders = [p for p in left if not any(p in g[1:] for g in _alike(rows, left))]
        pairs = [] if shares else _opposite(rows, leaders)
        found += [("one of two", pair, "their difference") for pair in pairs]
        done = {p for _, group, _ in found for p in group} | set(still)
        others = self._related([p for p in left if p not in done], leaders)
        found += [("related", group, "") for group in others]
        return tuple(self._tie(kind, group, known) for kind, group, known in found)

    def _related(self, rest: list[int], leaders: list[int]) -> list[tuple[int, ...]]:
        """Objects tied by one relation each: the support of the null directions, sparsest kept."""
        if not rest:
            return []
        members = sorted(set(rest) | set(leaders))
        vectors = _null(self.centered[:, members])
        out: list[tuple[int, ...]] = []
        covered: set[int] = set()
        for vector in sorted(vectors, key=lambda v: int((np.abs(v) > 1e-8).sum())):
            group = tuple(members[i] for i in np.flatnonzero(np.abs(vector) > 1e-8))
            if len(group) > 1 and not set(group) & set(rest) <= covered:
                out.append(group)
                covered |= set(group)
        return out

    def _tie(self, kind: Any, group: tuple[int, ...], known: str) -> Tie:
        runs = self.runs
        world = parting_run(runs, self.outside, group)
        part = "" if world is None else runs.spell(world)
        weights = () if world is None else tuple(float(w) for w in world)
        return Tie(kind, tuple(runs.objects[p] for p in group), known, part, weights)


def _alike(rows: Floats, members: list[int]) -> list[tuple[int, ...]]:
    """Groups of objects that have proportional amounts in every run."""
    groups: dict[bytes, list[int]] = {}
    for p in members:
        top = rows[:, p].max()
        shape = np.round(rows[:, p] / top, 9) if top > 0 else rows[:, p]
        groups.setdefault((shape + 0.0).tobytes(), []).append(p)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _opposite(rows: Floats, members: list[int]) -> list[tuple[int, ...]]:
    """Pairs of which every run has exactly one."""
    out: list[tuple[int, ...]] = []
    for place, p in enumerate(members):
        for q in members[place + 1 :]:
            both = rows[:, p] + rows[:, q]
            if np.ptp(both) <= TOLERANCE and both[0] > 0:
                out.append((p, q))
    return out


def _null(table: Floats) -> list[Floats]:
    """A basis of the directions that a table does not vary, in reduced row echelon form, so that
    each vector has few entries."""
    _, size, right = np.linalg.svd(table, full_matrices=True)
    rank = int((size > TOLERANCE * max(float(size.max(initial=0.0)), 1.0)).sum())
    basis = right[rank:].copy()
    row = 0
    for column in range(basis.shape[1]):
        if row == len(basis):
            break
        best = row + int(np.abs(basis[row:, column]).argmax())
        if abs(basis[best, column]) < 1e-8:
            continue
        basis[[row, best]] = basis[[best, row]]
        basis[row] /= basis[row, column]
        others = np.arange(len(basis)) != row
        basis[others] -= np.outer(basis[others, column], basis[row])
        row += 1
    return list(basis)
