"""Runs as lines of JSON: those to make, for a cluster, and those that were made, for others.

A line names a run, the objects in it with their amounts, the seed, and the scores to report. A
run that was made has its scores; `import_runs` reads either file, or any table of results that
names the runs.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.asking.plan import plan
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed, Worlds, spans
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.runs.cite import cite
from datacounterfactuals.runs.next_runs import NextRuns
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.table import RunTable, to_shares
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study

Chosen = NextRuns | Worlds | Sequence[World] | Question
MOST_LINES = 1 << 20
BLOCK = 1 << 12


def export_jobs(source: Observed | Grid, chosen: Chosen, path: Path | str) -> int:
    """Write runs to be made, one a line, and return how many.

    `chosen`: the next runs, worlds, or a question, of which every missing world is written (its
    first round, if it asks in several). Raises QuestionError when there are none or too many.
    """
    grid = source.grid if isinstance(source, Observed) else source
    worlds = _worlds(grid, chosen)
    if not 0 < len(worlds) <= MOST_LINES:
        problem = "no run is missing" if not len(worlds) else f"{len(worlds):,} runs are missing"
        raise QuestionError(problem, "Choose some with `next`, or ask another question")
    lines = _jobs(source, grid.study, worlds)
    _write(Path(path), lines)
    return len(worlds)


def export_cells(
    source: Observed | Grid | Study | Path | str,
    path: Path | str,
    bank: Bank | Path | str | None = None,
    worlds: Worlds | None = None,
) -> int:
    """Write the cells that a study holds, one line a world and repeat, and return how many.

    The first line says what they are: study, fingerprint, licence and how to cite them. `worlds`
    defaults to the runs of an observed study, else to the lattice of the roster.
    """
    if isinstance(source, str | Path):
        grid = Grid(load(source), bank)
    else:
        grid = Grid(source, bank) if isinstance(source, Study) else (
            source.grid if isinstance(source, Observed) else source
        )  # fmt: skip
    citation = cite(source)
    head = {
        "study": grid.study.name,
        "fingerprint": citation.fingerprint,
        "licence": citation.licence,
        "cite": citation.bibtex,
    }
    if isinstance(source, Observed) and worlds is None:
        lines = list(_made(source, citation.fingerprint))
    else:
        lines = list(_held(grid, grid.lattice() if worlds is None else worlds))
    if not lines:
        raise StudyError(f"the bank holds no cell of {grid.study.name!r}", "Fill it first")
    _write(Path(path), iter([{"about": head}, *lines]))
    return len(lines)


def _worlds(grid: Grid, chosen: Chosen) -> Worlds:
    if isinstance(chosen, NextRuns):
        return chosen.worlds
    if isinstance(chosen, Question):
        return plan(grid, chosen).missing
    return chosen if isinstance(chosen, Worlds) else Listed.of(chosen, len(grid.study.universe))


def _jobs(source: Observed | Grid, study: Study, worlds: Worlds) -> Iterator[dict[str, Any]]:
    runs = source.runs if isinstance(source, Observed) else None
    taken = set() if runs is None else set(runs.names)
    number = 0 if runs is None else len(runs)
    again: dict[bytes, int] = {}
    for start, stop in spans(len(worlds), BLOCK):
        for weights in _wide(worlds.weights(start, stop), len(study.universe)):
            number += 1
            while f"run-{number:03d}" in taken:
                number += 1
            job: dict[str, Any] = {
                "run": f"run-{number:03d}",
                "study": study.name,
                "fingerprint": study.fingerprint.hex(),
                "weights": "weights" if runs is None else runs.kind,
                "objects": _objects(study, runs, weights),
            }
            repeat = _repeat(runs, weights, again)
            if repeat or (runs is not None and "seed" in runs.columns):
                job["seed"] = _seed(runs, weights, repeat)
            yield job | {"report": list(study.evaluation.slices)}


def _wide(weights: Floats, width: int) -> Floats:
    out = np.zeros((len(weights), width))
    out[:, : weights.shape[1]] = weights
    return out


def _repeat(runs: RunTable | None, weights: Floats, again: dict[bytes, int]) -> int:
    """How many runs of this world there are, those written before it included."""
    key = weights.tobytes()
    made = 0 if runs is None else int((runs.weights == weights).all(axis=1).sum())
    repeat = made + again.get(key, 0)
    again[key] = again.get(key, 0) + 1
    return repeat


def _seed(runs: RunTable | None, weights: Floats, repeat: int) -> int:
    """A seed that no run of this world has."""
    used = set[str]()
    if runs is not None:
        same = np.flatnonzero((runs.weights == weights).all(axis=1))
        used = {runs.seeds[row] for row in same}
    while str(repeat) in used:
        repeat += 1
    return repeat


def _objects(study: Study, runs: RunTable | None, weights: Floats) -> dict[str, float]:
    """The amounts of what is present, in the table's own terms."""
    amounts = weights
    if runs is not None and runs.kind == "tokens":
        amounts = weights * runs.sizes
    if runs is not None and runs.kind == "shares":
        amounts = np.nan_to_num(to_shares(weights))
    return {study.universe.names[p]: float(amounts[p]) for p in np.flatnonzero(amounts)}


def _made(observed: Observed, fingerprint: str) -> Iterator[dict[str, Any]]:
    runs, study = observed.runs, observed.study
    for row, weights in enumerate(runs.weights):
        line: dict[str, Any] = {
            "run": runs.names[row],
            "study": study.name,
            "fingerprint": fingerprint,
            "weights": runs.kind,
            "objects": _objects(study, runs, weights),
            "repeat": int(runs.repeat_of[row]),
        }
        if "seed" in runs.columns:
            line["seed"] = runs.seeds[row]
        if "cost" in runs.columns and not np.isnan(runs.costs[row]):
            line[runs.columns["cost"]] = float(runs.costs[row])
        yield line | {"scores": _scores([s.name for s in runs.scores], runs.values[row])}


def _held(grid: Grid, worlds: Worlds) -> Iterator[dict[str, Any]]:
    study = grid.study
    for start, stop in spans(len(worlds), BLOCK):
        some = worlds.select(np.arange(start, stop))
        scores = grid.scores(some)
        names = [column.name for column in scores.columns]
        weights = _wide(worlds.weights(start, stop), len(study.universe))
        for place in np.flatnonzero(scores.states < State.FAILED):
            for repeat, shown in enumerate(scores.reading.shown[:, place]):
                if np.isnan(shown).all():
                    continue
                yield {
                    "run": f"row-{start + int(place) + 1}"
                    + (f"-{repeat + 1}" if grid.repeats > 1 else ""),
                    "study": study.name,
                    "fingerprint": study.fingerprint.hex(),
                    "weights": "weights",
                    "objects": _objects(study, None, weights[place]),
                    "repeat": repeat,
                    "state": State(int(scores.states[place])).name.lower(),
                    "scores": _scores(names, shown),
                }


def _scores(names: Sequence[str], values: Floats) -> dict[str, float | None]:
    return {
        name: None if np.isnan(value) else float(value)
        for name, value in zip(names, values, strict=True)
    }


def _write(path: Path, lines: Iterator[dict[str, Any]]) -> None:
    """Write the file whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise StudyError(f"{path} cannot be written ({error.strerror})", "Choose another") from None
    part.replace(path)
