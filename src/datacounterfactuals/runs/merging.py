"""Adding runs to those that are there: what is new, what is known, and what contradicts it."""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.runs.table import RunTable

ALIKE = 1e-9
"""Scores that differ by less than this share are one score, written twice."""


@final
@dataclass(frozen=True, eq=False)
class Merged:
    """Old and new runs together.

    `added` runs are new, `there` were known, `corrected` had another score before, `completed`
    had a score missing that is known now. The last two make another edition.
    """

    runs: RunTable
    added: int
    there: int
    corrected: int
    completed: int


def merge(old: RunTable, new: RunTable, correct: bool = False) -> Merged:
    """Put new runs to old ones.

    A run is known by its name (and seed), else by its world and seed, else by its world and equal
    scores. With `correct` the new scores replace those of the same run. Raises StudyError when a
    known run has another score or another world, or when it cannot be told whether a row is a
    correction or another repeat.
    """
    old, new = _aligned(old, new)
    known = _identify(old, new, correct)
    values, names = old.values.copy(), list(old.names)
    corrected = completed = there = 0
    fresh: list[int] = []
    for row, place in enumerate(known):
        if place is None:
            fresh.append(row)
            continue
        changed = _differs(values[place], new.values[row])
        filled = np.isnan(values[place]) & ~np.isnan(new.values[row])
        if changed.any() and not correct:
            raise _conflict(old, new, place, row, int(np.flatnonzero(changed)[0]))
        values[place] = np.where(np.isnan(new.values[row]), values[place], new.values[row])
        names[place] = names[place] or new.names[row]
        corrected += bool(changed.any())
        completed += bool(filled.any() and not changed.any())
        there += not (changed.any() or filled.any())
    added = new.take(np.array(fresh, dtype=np.int64))
    kept = replace(old, values=values, names=tuple(names))
    return Merged(_stacked(kept, added), len(fresh), there, corrected, completed)


def numbered(runs: RunTable) -> RunTable:
    """The same runs, those without a name called run-001, run-002 ..."""
    taken, names, number = set(runs.names), list(runs.names), 0
    for row, name in enumerate(names):
        while not name:
            number += 1
            fresh = f"run-{number:03d}"
            if fresh not in taken:
                names[row] = name = fresh
                taken.add(fresh)
    return replace(runs, names=tuple(names))


def _aligned(old: RunTable, new: RunTable) -> tuple[RunTable, RunTable]:
    """Both with the same objects and scores: the old ones first, then what is new."""
    if old.kind != new.kind:
        raise StudyError(
            f"the runs that are there have {old.kind}, and the new ones {new.kind}",
            f"Say that the new ones have {old.kind} too, or import them as another study",
        )
    lacking = [name for name in old.objects if name not in new.objects]
    if lacking:
        raise StudyError(
            f"the new table has no column for the object {lacking[0]!r}",
            "Add it, with 0 where it was not in",
        )
    objects = (*old.objects, *(name for name in new.objects if name not in old.objects))
    scores = {score.name: score for score in (*new.scores, *old.scores)}
    for score in new.scores:
        if scores[score.name].better != score.better:
            raise StudyError(
                f"{score.name!r} was imported with {scores[score.name].word} as better, and the "
                f"new table says {score.word}",
                "Say the same as before",
            )
    order = tuple(dict.fromkeys(score.name for score in (*old.scores, *new.scores)))
    listed = tuple(scores[name] for name in order)

    def fitted(runs: RunTable) -> RunTable:
        have = [score.name for score in runs.scores]
        return replace(
            runs,
            objects=objects,
            scores=listed,
            sizes=_columns(runs.sizes[None], runs.objects, objects, 1.0)[0],
            weights=_columns(runs.weights, runs.objects, objects, 0.0),
            values=_columns(runs.values, tuple(have), order, np.nan),
        )

    before, after = fitted(old), fitted(new)
    later = np.array([name not in old.objects for name in objects])
    return replace(before, sizes=np.where(later, after.sizes, before.sizes)), after


def _columns(table: Floats, have: tuple[str, ...], want: tuple[str, ...], fill: float) -> Floats:
    out = np.full((len(table), len(want)), fill)
    for place, name in enumerate(want):
        if name in have:
            out[:, place] = table[:, have.index(name)]
    return out


def _identify(old: RunTable, new: RunTable, correct: bool) -> list[int | None]:
    """Which old run each new row is, or None."""
    free = set(range(len(old)))
    found: list[int | None] = [None] * len(new)
    by_name = {(name, seed): i for i, (name, seed) in enumerate(_ids(old)) if name}
    by_seed = {(old.weights[i].tobytes(), seed): i for i, (_, seed) in enumerate(_ids(old)) if seed}
    settled = [False] * len(new)
    for row, (name, seed) in enumerate(_ids(new)):
        place = by_name.get((name, seed)) if name else None
        if place is not None and not np.array_equal(old.weights[place], new.weights[row]):
            raise StudyError(
                f"the run {name!r} is there with {old.spell(old.weights[place])}, and the new "
                f"table says {new.spell(new.weights[row])}",
                "Correct the table, or give the new run another name",
            )
        if place is None and seed:
            place = by_seed.get((new.weights[row].tobytes(), seed))
        if place is not None and place in free:
            found[row] = place
            free.discard(place)
        settled[row] = found[row] is not None or bool(name or seed)
    loose = [row for row in range(len(new)) if not settled[row]]
    for row in loose:
        same = [i for i in sorted(free) if _matches(old, i, new, row)]
        if same:
            found[row] = same[0]
            free.discard(same[0])
    for row in [row for row in loose if found[row] is None]:
        rivals = [i for i in sorted(free) if np.array_equal(old.weights[i], new.weights[row])]
        if rivals and not correct:
            changed = np.flatnonzero(_differs(old.values[rivals[0]], new.values[row]))
            raise _conflict(old, new, rivals[0], row, int(changed[0]) if len(changed) else 0)
        if rivals:
            found[row] = rivals[0]
            free.discard(rivals[0])
    return found


def _ids(runs: RunTable) -> list[tuple[str, str]]:
    return list(zip(runs.names, runs.seeds, strict=True))


def _matches(old: RunTable, i: int, new: RunTable, row: int) -> bool:
    """Whether worlds are equal and no score that both have differs, with one in common."""
    if not np.array_equal(old.weights[i], new.weights[row]):
        return False
    both = ~np.isnan(old.values[i]) & ~np.isnan(new.values[row])
    return bool(both.any()) and not _differs(old.values[i], new.values[row]).any()


def _differs(one: Floats, other: Floats) -> Bools:
    both = ~np.isnan(one) & ~np.isnan(other)
    return both & ~np.isclose(one, other, rtol=ALIKE, atol=0.0)


def _conflict(old: RunTable, new: RunTable, place: int, row: int, score: int) -> StudyError:
    name = old.names[place] or "of " + old.spell(old.weights[place])
    info = old.scores[score].name
    return StudyError(
        f"the run {name!r} is there with {info} {old.values[place, score]:g}, and the new table "
        f"says {new.values[row, score]:g}",
        "Import with `correct` if it is a correction; if it is another run of the same world, "
        "give it a seed or a name of its own",
    )


def _stacked(one: RunTable, other: RunTable) -> RunTable:
    return replace(
        one,
        weights=np.concatenate([one.weights, other.weights]),
        values=np.concatenate([one.values, other.values]),
        names=one.names + other.names,
        seeds=one.seeds + other.seeds,
        costs=np.concatenate([one.costs, other.costs]),
        columns=dict(other.columns) | dict(one.columns),
    )
