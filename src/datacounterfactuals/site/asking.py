"""Asking for somebody else: from the shape of a request to an answer, within what is allowed."""

from collections.abc import Callable
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.asking.plan import Plan as Planned
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.core.arrays import Bools, Lanes
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.shutting import open_columns
from datacounterfactuals.core.view import View
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Progress
from datacounterfactuals.questions.catalogue import from_text, parameters_of, question
from datacounterfactuals.runs.predicted import ask_runs
from datacounterfactuals.site.forms import as_command, as_python, typed
from datacounterfactuals.site.opened import Opened
from datacounterfactuals.site.shapes.answers import Answer, Asked
from datacounterfactuals.site.shapes.asking import AskWanted, ParameterInfo, Plan, QuestionInfo
from datacounterfactuals.site.shapes.base import Fault
from datacounterfactuals.site.site import Site

MOST_WORDS = 10_000


def question_of(wanted: AskWanted) -> Question:
    """The question that is meant. Raises QuestionError for what does not fit."""
    texts = {key: value for key, value in wanted.parameters.items() if isinstance(value, str)}
    others = {key: value for key, value in wanted.parameters.items() if key not in texts}
    for key, text in texts.items():
        if len(text) > MOST_WORDS:
            raise QuestionError(f"the parameter {key!r} has {len(text):,} letters", "Give fewer")
    read = from_text(wanted.question, texts)
    if not others:
        return read
    return question(wanted.question, **{key: getattr(read, key) for key in texts}, **others)


def info_of(kind: type[Question]) -> QuestionInfo:
    """A question as the catalogue shows it: its words are its docstring's."""
    words, _, rest = (kind.__doc__ or kind.title).strip().partition("\n\n")
    hints = get_type_hints(kind)
    return QuestionInfo(
        name=kind.name,
        title=kind.title,
        family=kind.family,
        move=kind.move,
        question=" ".join(words.split()),
        about=" ".join(rest.split()),
        parameters=[
            ParameterInfo(
                name=one.name,
                type=one.type,
                choices=_choices(hints[one.name]),
                default=typed(one.default),
                help=one.help,
            )
            for one in parameters_of(kind)
        ],
    )


def _choices(hint: Any) -> list[str] | None:
    if hint is bool:
        return ["yes", "no"]
    return (
        [str(one) for one in get_args(hint)] if str(get_origin(hint)).endswith("Literal") else None
    )


def planned(site: Site, opened: Opened, wanted: AskWanted) -> Plan:
    """What a question would cost. Raises QuestionError or StudyError."""
    grid = opened.where(wanted.rights).grid
    asked = _affordable(site, grid, wanted)
    made = plan(grid, asked, metric=wanted.metric or None, slices=wanted.slices or None)
    refusal = site.studies.refusal(grid)
    fault = None if refusal is None else Fault(problem=refusal.problem, remedy=refusal.remedy)
    needs = needs_of(opened.rows, made, grid)
    return Plan.model_validate(made.to_json() | {"refusal": fault, "needs": needs})


def needs_of(rows: Worlds, made: Planned, grid: Grid) -> str:
    """By row of the page, what the first round needs: 0 nothing, 1 a row that is held, 2 a row
    that is missing."""
    shown = grid.keys(rows)
    needs = np.zeros(len(shown), dtype=np.uint8)
    for state, worlds in ((1, made.needed), (2, made.missing)):
        needs[_among(shown, grid.keys(worlds))] = state
    return "".join(map(str, needs.tolist()))


def _among(keys: Lanes, others: Lanes) -> Bools:
    """Which keys stand among others."""
    whole = np.dtype([("high", np.uint64), ("low", np.uint64)])
    first, second = (np.ascontiguousarray(one).view(whole)[:, 0] for one in (keys, others))
    return np.isin(first, second)


def asked(
    site: Site,
    opened: Opened,
    wanted: AskWanted,
    report: Callable[[Progress], None] | None = None,
    train: bool = True,
) -> Asked:
    """The answer, with what is missing trained if that is allowed; else from what is held. What
    runs made elsewhere do not tell is predicted, and says so."""
    opened = opened.where(wanted.rights)
    grid = opened.grid
    asking = _affordable(site, grid, wanted)
    metric, slices = wanted.metric or None, wanted.slices or None
    if opened.observed is not None:
        found = ask_runs(opened.observed, asking, metric=metric, slices=slices)[0]
    else:
        found = answer(
            grid,
            asking,
            columns=_open(grid, site.studies.columns(grid, metric, slices), slices is not None),
            budget=budget(site, grid, wanted.rows, wanted.seconds) if train else Budget(rows=0),
            progress=report,
        )
    written = opened.entry.written
    how = (metric, tuple(slices or ()), opened.plus, wanted.rights)
    return Asked(
        answer=Answer.model_validate(found.to_json()),
        python=as_python(written, asking, *how),
        command=as_command(written, asking, *how),
    )


def _open(grid: Grid, columns: tuple[Column, ...], named: bool) -> tuple[Column, ...]:
    """The columns that use rights leave open. Raises StudyError."""
    return open_columns(grid.study.universe, grid.study.evaluation, columns, named)


def budget(site: Site, grid: Grid, rows: int | None, seconds: float | None) -> Budget:
    """What may be trained: what was asked for, within the server's bounds."""
    if not site.studies.trains(grid):
        return Budget(rows=0)
    settings = site.settings
    return Budget(
        settings.most_rows if rows is None else min(rows, settings.most_rows),
        settings.most_seconds if seconds is None else min(seconds, settings.most_seconds),
    )


def _affordable(site: Site, grid: Grid, wanted: AskWanted) -> Question:
    """The question, if it does not want more worlds than this server goes through."""
    asking = question_of(wanted)
    window = grid.window(metric=wanted.metric or None, slices=wanted.slices or None)
    bound = asking.bound(View(window))
    most = site.settings.most_rows
    if bound.worlds > most:
        raise QuestionError(
            f"{asking.name} may want {bound.worlds:,} worlds, and this server goes through "
            f"{most:,} at most",
            "Bound it by its parameters, or ask in a terminal: datacf ask",
        )
    return asking
