"""Asking an observed study: from its runs where they suffice, else predicted, else refused."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datacounterfactuals.ask.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.claim import Landing
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.uncertainty import Part, Uncertainty
from datacounterfactuals.core.window import Window
from datacounterfactuals.runs.cells import Cells, Weighed
from datacounterfactuals.runs.design import noise_of
from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.marks import marked
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicting import DRAWS, Server, drawn_answers
from datacounterfactuals.runs.surrogate import student

PREDICTED = "predicted by"
"""The fact that an answer has if some of its values are predicted, and by what."""
REFUSED = "refused"


def ask_runs(
    observed: Observed,
    *questions: Question,
    exact: bool = False,
    surface: str = "auto",
    level: float = 0.9,
    metric: str | None = None,
    slices: Sequence[str] | None = None,
    roster: Sequence[str] | None = None,
) -> tuple[Answer, ...]:
    """Ask questions of runs that were made elsewhere.

    A value whose every cell is a run is read from the runs. The others are predicted by a
    surface fitted to the runs (`surface`: linear, pairwise or auto), with intervals of this
    `level` for what the missing runs would show; such an answer has the fact `predicted by`. What
    the runs do not identify is refused: its value is missing, and the notes say why and which run
    would tell. With `exact` nothing is predicted, and an answer lists every missing run as a gap.
    """
    if not 0.0 < level < 1.0:
        raise QuestionError(f"the level is {level}", "Give a share between 0 and 1, such as 0.9")
    if not questions:
        raise QuestionError("no question was asked", "Name at least one, such as shapley")
    grid = observed.grid
    if exact:
        return ask(grid, *questions, metric=metric, slices=slices, roster=roster, progress=None)
    chosen = grid.study.columns(metric, slices)
    if metric is None and slices is None:
        chosen = tuple(column for column in chosen if column.fold == "slice")
    window = grid.window(columns=chosen, roster=roster)
    return tuple(_asked(observed, question, window, surface, level) for question in questions)


def predicted(answer: Answer) -> bool:
    """Whether some of its values are predicted and not read from runs."""
    return PREDICTED in answer.facts


def _asked(
    observed: Observed, question: Question, window: Window, surface: str, level: float
) -> Answer:
    cells = Cells(observed, window.columns, surface)
    try:
        answer = Server(cells).run(question, window)
        if answer.evidence is None:
            return _chosen(question, window, cells, level)
        return _summed(answer, cells, level)
    except _RefusedError as refusal:
        return _refusal(observed, question, window, str(refusal))


class _RefusedError(Exception):
    """Why a question cannot be answered from these runs."""


# Contrasts


def _summed(answer: Answer, cells: Cells, level: float) -> Answer:
    """The answer that a contrast is, each value exact, predicted or not identified."""
    assert answer.evidence is not None
    weighed = cells.weigh(answer.evidence)
    values = np.full(answer.values.shape, np.nan)
    known = np.ones(values.shape, dtype=bool)
    error, freedom = np.zeros(values.shape), np.full(values.shape[1], np.nan)
    for place, one in enumerate(weighed):
        values[:, place] = one.held
        open_ = one.predicted.squares > 0
        if not open_.any():
            continue
        interval = cells.surrogate(place).interval(one.predicted, level)
        sign = cells.columns[place].better
        values[open_, place] += sign * interval.value[open_]
        known[:, place] = ~np.isnan(values[:, place])
        error[open_, place] = interval.error[open_]
        freedom[place] = interval.freedom
    if not known.any() or (np.isnan(values).all() and len(values)):
        raise _RefusedError(_why(answer, cells, weighed, known))
    parts = _uncertainty(answer, cells, weighed, np.where(known, error, np.nan), freedom)
    changed = answer.with_(values=values, uncertainty=parts)
    return _dressed(changed, cells, weighed, known, level)


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
    if all(one.there == 0 for one in weighed):
        seed = Part.none("no single run enters")
    elif any(spread is None for spread in spreads):
        seed = Part.unknown("no world was run twice")
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
    halves = _halves(answer.uncertainty, level)
    answer = answer.with_(
        chart=marked(answer, halves),
        facts={**answer.facts, **_facts(cells, weighed, level)} if missing else answer.facts,
        worlds=there + missing,
    )
    notes = list(answer.notes)
    if not known.all():
        rows = [label for label, row in zip(answer.labels, known, strict=True) if not row.all()]
        named = ", ".join(" ".join(label) for label in rows[:12])
        more = f" and {len(rows) - 12} more" if len(rows) > 12 else ""
        notes.append(f"not identified: {named}{more}. {_why(answer, cells, weighed, known)}")
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


def _halves(parts: Uncertainty, level: float) -> Floats | None:
    """Half the width of each interval of this level, of the parts that were measured."""
    squares: list[Floats] = []
    for part in (parts.sampling, parts.seed):
        if part.error is None:
            continue
        freedom = np.broadcast_to(np.asarray(part.freedom, dtype=np.float64), part.error.shape[1:])
        reach = [student(level, float(one)) if one > 0 else 0.0 for one in freedom]
        squares.append((part.error * np.array(reach)) ** 2)
    return np.sqrt(np.sum(squares, axis=0)) if squares else None


# Questions that choose


def _chosen(question: Question, window: Window, cells: Cells, level: float) -> Answer:
    """A question whose values are no fixed sum of cells: worlds that are not identified are left
    out, and the spread is that over effects drawn from what the runs leave open."""
    answer = Server(cells, strict=True).run(question, window)
    predicts = [column for column in range(len(cells.columns)) if cells.predicts(column)]
    if not predicts:
        return answer
    if np.isnan(answer.values).all():
        raise _RefusedError("no world that it needs is identified by the runs")
    seed = seed_from(window.seed, window.study, question.name)
    draws = drawn_answers(question, window, cells, seed)
    with np.errstate(invalid="ignore"):
        error = draws.std(axis=0, ddof=1)
    freedom = np.array([cells.surrogate(c).freedom for c in predicts])
    first = cells.surrogate(predicts[0])
    parts = answer.uncertainty.with_(
        sampling=Part.measured(error, float(freedom.min()), first.words),
        seed=Part.unknown("choices among predicted worlds"),
    )
    answer = answer.with_(uncertainty=parts)
    facts = {PREDICTED: first.words, "draws of the effects": float(DRAWS)} | {
        f"held-out R² on {cells.columns[c].name}": cells.surrogate(c).held_out.r2 for c in predicts
    }
    left = f"{answer.missing} worlds are left out: the runs do not identify them"
    return answer.with_(
        chart=marked(answer, _halves(parts, level)),
        facts={**answer.facts, **facts},
        notes=(
            *answer.notes,
            *([left] if answer.missing else []),
            "the choice is made among predicted scores, so the best is flattered; the interval is "
            "that of the surface, and not of single runs",
        ),
        status="from what is held",
        gaps=(),
        missing=0,
    )


# Refusing


def _refusal(observed: Observed, question: Question, window: Window, reason: str) -> Answer:
    """The answer that says why there is none; the missing runs are counted, not listed."""
    names = window.roster.names
    plain = ask(observed.grid, question, columns=window.columns, roster=names, progress=None)[0]
    return plain.with_(
        status="incomplete",
        gaps=(),
        values=np.full(plain.values.shape, np.nan),
        facts={REFUSED: reason},
        notes=(
            f"refused: {reason}",
            f"{plain.missing} runs are missing; ask for the exact answer to list them",
        ),
    )


def _why(answer: Answer, cells: Cells, weighed: Sequence[Weighed], known: Bools) -> str:
    """What the runs do not tell apart, of what the unidentified values need."""
    runs, touched = cells.observed.runs, set[int]()
    for place, one in enumerate(weighed):
        if known[:, place].all() or not one.worlds:
            continue
        posterior = cells.surrogate(place).posterior
        u = posterior.directions(one.predicted)
        outside = np.abs(u - (u @ posterior.known.T) @ posterior.known)[~known[:, place]]
        length = np.sqrt((u**2).sum(axis=1))[~known[:, place]]
        if np.isnan(outside).any():
            return "shares of nothing have no score"
        part = outside[:, : len(runs.objects)] > 1e-3 * np.maximum(length[:, None], 1e-300)
        touched |= set(np.flatnonzero(part.any(axis=0)).tolist())
    names = {runs.objects[p] for p in touched}
    ties = [tie.words() for tie in Geometry(runs).ties() if names & set(tie.objects)]
    if ties:
        return "; ".join(ties[:4])
    if runs.kind == "shares":
        return "the runs tell of shares that add up to the same total only"
    if any(cells.surrogate(p).prior for p, one in enumerate(weighed) if one.worlds):
        return f"{len(runs)} runs are too few: what is asked would be more prior than data"
    return "what is asked lies outside what the runs varied"
