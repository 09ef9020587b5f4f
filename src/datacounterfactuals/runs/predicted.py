"""Asking an observed study: from its runs where they suffice, else predicted, else refused."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer, Cost
from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.claim import Landing
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.uncertainty import Part, Uncertainty
from datacounterfactuals.core.window import Window
from datacounterfactuals.runs.cells import Cells, Weighed
from datacounterfactuals.runs.choices import PREDICTED, choose
from datacounterfactuals.runs.design import noise_of
from datacounterfactuals.runs.marks import marked
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicting import Server
from datacounterfactuals.runs.refusing import refusal, why
from datacounterfactuals.runs.surrogate import LEVEL, RefusedError
from datacounterfactuals.runs.together import together


def ask_runs(
    observed: Observed,
    *questions: Question,
    exact: bool = False,
    surface: str = "auto",
    level: float = LEVEL,
    extrapolate: bool = False,
    metric: str | None = None,
    slices: Sequence[str] | None = None,
    roster: Sequence[str] | None = None,
) -> tuple[Answer, ...]:
    """Ask questions of runs that were made elsewhere.

    A value whose every cell is a run is read from the runs. The others are predicted by a
    surface fitted to the runs (`surface`: linear, pairwise or auto), with intervals of this
    `level` for what the missing runs would show; such an answer has the fact `predicted by`. What
    the runs do not identify is refused: its value is missing, and the notes say why and which run
    would tell. Refused too is what leans on worlds smaller or larger than any run, unless
    `extrapolate` says to trust the surface there. With `exact` nothing is predicted, and an
    answer lists every missing run as a gap.
    """
    if not 0.0 < level < 1.0:
        raise QuestionError(f"the level is {level}", "Give a share between 0 and 1, such as 0.9")
    if not questions:
        raise QuestionError("no question was asked", "Name at least one, such as shapley")
    grid = observed.grid
    if exact:
        return ask(grid, *questions, metric=metric, slices=slices, roster=roster, progress=None)
    columns = list(grid.window(metric=metric, slices=slices).columns)
    if metric is None and slices is None:
        columns = [column for column in columns if column.fold == "slice"]
    window = grid.window(columns=columns, roster=roster)
    return tuple(
        _asked(observed, question, window, Cells(observed, columns, surface, extrapolate), level)
        for question in questions
    )


def predicted(answer: Answer) -> bool:
    """Whether some of its values are predicted and not read from runs."""
    return PREDICTED in answer.facts


def _asked(
    observed: Observed, question: Question, window: Window, cells: Cells, level: float
) -> Answer:
    try:
        answer = Server(cells).run(question, window)
        if answer.evidence is None:
            return choose(question, window, cells)
        return _summed(answer, question, window, cells, level)
    except RefusedError as error:
        return refusal(observed, question, window, error.problem)


# Contrasts


def _summed(
    answer: Answer, question: Question, window: Window, cells: Cells, level: float
) -> Answer:
    """The answer that a contrast is, each value exact, predicted or not identified."""
    assert answer.evidence is not None
    weighed = cells.weigh(answer.evidence)
    values = np.full(answer.values.shape, np.nan)
    known = np.ones(values.shape, dtype=bool)
    error, freedom = np.zeros(values.shape), np.full(len(answer.columns), np.nan)
    for place, one in enumerate(weighed):
        values[:, place] = one.held
        open_ = one.predicted.squares > 0
        if not open_.any():
            continue
        interval = cells.surrogate(place).interval(one.predicted, level)
        sign = cells.columns[place].better
        values[open_, place] += sign * interval.value[open_]
        values[cells.too_far(place, one), place] = np.nan
        known[:, place] = ~np.isnan(values[:, place])
        error[open_, place] = interval.error[open_]
        freedom[place] = interval.freedom
    if not known.any() or (np.isnan(values).all() and len(values)):
        raise RefusedError(why(cells, weighed, known))
    parts = _uncertainty(answer, cells, weighed, np.where(known, error, np.nan), freedom)
    changed = answer.with_(values=values, uncertainty=parts)
    if not known.all():
        facts = _told_facts(question, window, cells) | together(answer, cells, weighed, level)
        changed = changed.with_(facts=facts)
    return _dressed(changed, cells, weighed, known, level)


def _told_facts(question: Question, window: Window, cells: Cells) -> dict[str, float | str]:
    """The facts that need no world which is not identified."""
    facts = Server(cells, strict=True).run(question, window).facts
    return {
        name: fact for name, fact in facts.items() if isinstance(fact, str) or not np.isnan(fact)
    }


def _uncertainty(
    answer: Answer, cells: Cells, weighed: Sequence[Weighed], error: Floats, freedom: Floats
) -> Uncertainty:
    asked = answer.uncertainty.sampling
    sampling = asked
    if any(one.worlds for one in weighed):
        told = error if asked.error is None else np.sqrt(error**2 + asked.error**2)
        sampling = Part.measured(told, freedom, _words(cells, weighed))
    noise = noise_of(cells.observed.runs)
    spreads = [noise[score].spread for score in cells.scores]
    if any(spread is None for spread in spreads):
        seed = Part.unknown("no world was run twice")
    elif all(one.there == 0 for one in weighed):
        seed = Part.none("no single run enters; the noise of runs is in the predictions")
    else:
        seed = Part.measured(
            np.stack([s * np.sqrt(w.noise) for s, w in zip(spreads, weighed, strict=True) if s
                      is not None], axis=1),
            np.array([float(noise[score].freedom) for score in cells.scores]),
            "pooled between repeats of a world",
        )  # fmt: skip
    return Uncertainty(
        sampling,
        seed,
        Part.unknown("scores made elsewhere say nothing of their evaluation sets"),
        Part.unknown("the objects cannot be resampled: the runs were made elsewhere"),
    )


def _dressed(
    answer: Answer, cells: Cells, weighed: Sequence[Weighed], known: Bools, level: float
) -> Answer:
    """The answer with its marks, facts and words."""
    there = max(one.there for one in weighed)
    missing = max(one.worlds for one in weighed)
    answer = answer.with_(
        chart=marked(answer),
        facts={**answer.facts, **_facts(cells, weighed, level)} if missing else answer.facts,
        worlds=there + missing,
        cost=Cost(reused=there),
    )
    notes = list(answer.notes)
    if not known.all():
        rows = [label for label, row in zip(answer.labels, known, strict=True) if not row.all()]
        named = ", ".join(" ".join(label) for label in rows[:12])
        more = f" and {len(rows) - 12} more" if len(rows) > 12 else ""
        notes.append(f"not identified: {named}{more}. {why(cells, weighed, known)}")
    if not missing:
        return answer.with_(notes=tuple(notes))
    notes += _cautions(cells, weighed)
    claim = replace(
        answer.claim,
        landed=answer.claim.landed if known.all() else _landed(answer),
        not_established=(*answer.claim.not_established, _CAUTION.format(missing)),
    )
    return answer.with_(notes=tuple(notes), claim=claim, status="from what is held")


_CAUTION = "what the {} worlds that were not run would score: that is predicted, not measured"


def _facts(cells: Cells, weighed: Sequence[Weighed], level: float) -> dict[str, float | str]:
    out: dict[str, float | str] = {
        PREDICTED: _words(cells, weighed),
        "interval": f"{100 * level:g}%, of what the missing runs would show",
        "worlds run": float(max(one.there for one in weighed)),
        "worlds predicted": float(max(one.worlds for one in weighed)),
    }
    for place, (column, one) in enumerate(zip(cells.columns, weighed, strict=True)):
        if one.worlds:
            fitted = cells.surrogate(place)
            out[f"held-out R² on {column.name}"] = fitted.held_out.r2
            out[f"held-out error on {column.name}"] = fitted.held_out.rmse
            out[f"spread of a run on {column.name}"] = float(np.sqrt(fitted.variance))
            past = float(one.loads.beyond(cells.reach(place)).max(initial=0.0))
            if past > 0:
                out[f"largest share of weight beyond the runs on {column.name}"] = past
    return out


def _words(cells: Cells, weighed: Sequence[Weighed]) -> str:
    told = [cells.surrogate(place).words for place, one in enumerate(weighed) if one.worlds]
    return "; ".join(dict.fromkeys(told))


def _cautions(cells: Cells, weighed: Sequence[Weighed]) -> list[str]:
    notes: list[str] = []
    for place, (column, one) in enumerate(zip(cells.columns, weighed, strict=True)):
        if not one.worlds:
            continue
        fitted = cells.surrogate(place)
        if fitted.prior:
            notes.append(f"{column.name}: few runs for so many effects; {fitted.prior}")
        reach = cells.reach(place)
        past = one.loads.beyond(reach).max(initial=0.0)
        if cells.extrapolate and (one.loads.excess(reach) > 1.0).any():
            notes.append(
                f"{column.name}: extrapolated; up to {past:.0%} of a value's weight lies on worlds "
                f"beyond the runs ({reach.words}), where no interval can be trusted"
            )
        if not fitted.held_out.r2 > 0:
            notes.append(
                f"{column.name}: the surface predicts held-out runs no better than their mean does"
            )
    return notes


def _landed(answer: Answer) -> tuple[Landing, ...]:
    """The largest identified value of each column."""
    found: list[Landing] = []
    for place, info in enumerate(answer.columns):
        column = answer.values[:, place]
        if not np.isnan(column).all():
            top = int(np.nanargmax(np.abs(column)))
            found.append(Landing(info.name, answer.labels[top], float(column[top])))
    return tuple(sorted(found, key=lambda one: -abs(one.effect)))
