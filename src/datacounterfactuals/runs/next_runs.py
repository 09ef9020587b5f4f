"""The next runs: the few that shrink an answer's interval most for what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.runs.candidates import Candidate, candidates
from datacounterfactuals.runs.cells import Cells
from datacounterfactuals.runs.costs import CostModel
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicting import Server
from datacounterfactuals.runs.refining import Aim, Refining
from datacounterfactuals.runs.surrogate import LEVEL
from datacounterfactuals.runs.table import RunTable
from datacounterfactuals.runs.ties import listed

MOST_RUNS = 100


@final
@dataclass(frozen=True)
class NextRun:
    """A run to make: its world, why, what it costs, and what is left open after it.

    `width`: the mean width of the answer's identified intervals once this run and those before it
    are made; `open`: how many values are then still not identified. `again`: the world was run
    before.
    """

    world: World
    words: str
    objects: tuple[tuple[str, float], ...]
    why: str
    again: bool
    cost: float
    width: float
    open: int


@final
@dataclass(frozen=True, eq=False)
class NextRuns:
    """The runs that an answer would gain most from, best first.

    `width` and `open` say how things stand before any of them; `unit` is what costs count.
    """

    question: str
    column: str
    level: float
    width: float
    open: int
    values: int
    unit: str
    told: str
    runs: tuple[NextRun, ...]

    @property
    def worlds(self) -> Listed:
        """The worlds to run, in order."""
        return Listed.of([run.world for run in self.runs])

    def words(self) -> list[str]:
        """In lines, for a terminal."""
        said = [
            f"{self.question} on {self.column}: {_state(self.width, self.open, self.values)} now"
        ]
        for number, run in enumerate(self.runs, 1):
            state = _state(run.width, run.open, self.values)
            cost = "" if self.unit == "runs" else f", cost {run.cost:.4g}"
            said.append(f"{number}. {run.words} ({run.why}{cost}): {state}")
        return said

    def records(self) -> list[dict[str, Any]]:
        """One record a run."""
        return [
            {
                "run": number,
                "world": run.words,
                "objects": dict(run.objects),
                "again": run.again,
                "why": run.why,
                "cost": run.cost,
                "width": None if np.isnan(run.width) else run.width,
                "open": run.open,
            }
            for number, run in enumerate(self.runs, 1)
        ]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "question": self.question,
            "column": self.column,
            "level": self.level,
            "width": None if np.isnan(self.width) else self.width,
            "open": self.open,
            "values": self.values,
            "unit": self.unit,
            "costs": self.told,
            "runs": self.records(),
            "words": self.words(),
        }


def _state(width: float, open_: int, values: int) -> str:
    if np.isnan(width):
        return f"none of {values} values can be told"
    said = f"intervals {width:.3g} wide"
    return said if not open_ else f"{said}, {open_} of {values} values cannot be told"


def next_runs(
    observed: Observed,
    question: Question,
    runs: int = 5,
    *,
    column: str | None = None,
    surface: str = "auto",
    level: float = LEVEL,
    roster: Sequence[str] | None = None,
) -> NextRuns:
    """Name the runs that shrink the intervals of an answer most for what they cost.

    Chosen one by one among the worlds that the answer weighs, runs that part what is tied, single
    steps from runs that were made, random worlds and repeats, then exchanged while that helps:
    each is judged by what the mean width of the answer's intervals would be with it, whatever it
    scores. `column` is the score to judge by (the first). Costs come from the table's cost
    column, else from the objects, else every run costs one. Raises QuestionError for a question
    that chooses among worlds, or when there is nothing left to shrink.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise QuestionError(f"{runs} next runs were asked for", f"Ask for 1 to {MOST_RUNS}")
    study = observed.study
    chosen = study.columns(None, [column or study.evaluation.slices[0]])
    window = observed.grid.window(columns=chosen, roster=roster)
    cells = Cells(observed, chosen, surface)
    answer = Server(cells).run(question, window)
    if answer.evidence is None:
        raise QuestionError(
            f"{question.name} chooses among worlds, so no run can be judged before it is made",
            "Ask what to run for a value: shapley, leave_one_out, scaling",
        )
    weighed = cells.weigh(answer.evidence)[0]
    if weighed.worlds == 0:
        raise QuestionError(
            f"every world that {question.name} weighs was run",
            "Ask it; repeats would only shrink the noise",
        )
    table = observed.runs
    costs = CostModel.of(table, study.universe)
    pool = candidates(cells, answer.evidence)
    price = costs(np.array([one.weights for one in pool]))
    aim = Aim.of(cells, answer.evidence, weighed, pool)
    refining = Refining(aim, price, level)
    picked = refining.choose(runs)
    reasons = _reasons(table, [pool[place] for place in picked])
    return NextRuns(
        question.name, chosen[0].name, level, *refining.before, len(answer.labels),
        costs.unit, costs.told,
        tuple(
            _next(table, pool[place], why, float(price[place]), after)
            for place, why, after in zip(picked, reasons, refining.path(picked), strict=True)
        ),
    )  # fmt: skip


def _reasons(runs: RunTable, picked: Sequence[Candidate]) -> list[str]:
    """Why each run was picked: what it parts that was tied until then, else why it was looked
    at."""
    reasons: list[str] = []
    ties = {tie.objects: tie.kind for tie in Geometry(runs).ties()}
    for candidate in picked:
        row = np.array(candidate.weights)[None]
        runs = replace(runs, weights=np.concatenate([runs.weights, row]))
        left = {tie.objects: tie.kind for tie in Geometry(runs).ties()}
        parted = [_parted(names, kind) for names, kind in ties.items() if names not in left]
        reasons.append("; ".join(parted) if parted else candidate.why)
        ties = left
    return reasons


def _parted(names: tuple[str, ...], kind: str) -> str:
    match kind:
        case "always in":
            return f"the first without {listed(names)}"
        case "never in":
            return f"the first with {listed(names)}"
        case _:
            return f"parts {listed(names)}"


def _next(
    runs: RunTable, candidate: Candidate, why: str, cost: float, after: tuple[float, int]
) -> NextRun:
    weights = np.array(candidate.weights)
    return NextRun(
        World.from_row(weights),
        runs.spell(weights),
        tuple((runs.objects[p], float(weights[p])) for p in np.flatnonzero(weights)),
        why,
        candidate.again,
        cost,
        *after,
    )
