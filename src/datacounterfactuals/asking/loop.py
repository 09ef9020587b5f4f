"""`ask`: runs questions in lockstep over one grid, so that they share every cell."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from datacounterfactuals.asking.resample import source_part
from datacounterfactuals.asking.session import Ledger, Session
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.answer import Answer, Cost
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.view import View
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.grid.progress import Report
from datacounterfactuals.learners.crews.crew import Workers
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.study import Study

Source = Grid | Study | str | Path


def open_grid(source: Source, bank: Bank | Path | str | None = None) -> Grid:
    """A grid from a grid, a study, a shipped study's name or the path of a study.toml."""
    if isinstance(source, Grid):
        return source
    return Grid(source if isinstance(source, Study) else load(str(source)), bank)


def ask(
    source: Source,
    *questions: Question,
    metric: str | None = None,
    slices: Sequence[str] | None = None,
    columns: Sequence[Column] | None = None,
    roster: Sequence[str] | None = None,
    rights: Mapping[str, str] | None = None,
    budget: Budget | None = None,
    progress: Report = "auto",
    source_draws: int = 0,
    bank: Bank | Path | str | None = None,
    executor: Workers | None = None,
) -> tuple[Answer, ...]:
    """Ask questions of a study, train the cells that they need and nobody has, and answer.

    The questions run in lockstep and share every cell. `metric`, `slices` or `columns` choose
    what is read off each row; `roster` the objects over which "full" ranges, by name; `rights`
    what objects may be used for (`core.rights`), which shuts rows and columns. `budget`
    bounds what is trained; worlds over it come back marked. `source_draws` of at least 2 measure
    the source part of the uncertainty by asking again that many times on studies whose objects are
    resampled inside, which costs as much each time, from the same budget. `executor`: whose
    workers train, as in `Grid.fill`. Returns one answer per question. Raises StudyError or
    QuestionError for what does not fit.
    """
    if not questions:
        raise QuestionError("no question was asked", "Name at least one, such as Shapley()")
    if source_draws < 0 or source_draws == 1:
        raise QuestionError(
            f"{source_draws} draws inside the objects have no spread", "Draw at least twice, or 0"
        )
    grid = open_grid(source, bank).where(rights or {})
    window = grid.window(metric=metric, slices=slices, columns=columns, roster=roster)
    left = budget or Budget()

    def once(one: Grid) -> tuple[Answer, ...]:
        nonlocal left
        seen = one.window(columns=window.columns, roster=window.roster.names)
        session = Session(one, seen, left, progress, executor)
        answers = _ask_once(session, questions)
        left = session.budget
        return answers

    answers = once(grid)
    if source_draws:
        parts = source_part(grid, source_draws, once)
        answers = tuple(
            answer.with_(uncertainty=answer.uncertainty.with_(source=part))
            for answer, part in zip(answers, parts, strict=True)
        )
    return answers


def answer(source: Source, question: Question, **how: Any) -> Answer:
    """Ask one question; as `ask`, with its one answer."""
    return ask(source, question, **how)[0]


def _ask_once(session: Session, questions: Sequence[Question]) -> tuple[Answer, ...]:
    started = time.monotonic()
    ledgers = [Ledger() for _ in questions]
    view = View(session.based(ledgers))
    asking = [question.ask(view) for question in questions]
    replies: dict[int, Any] = dict.fromkeys(range(len(questions)))
    answers: dict[int, Answer] = {}
    try:
        while replies:
            wanted: dict[int, Any] = {}
            for place, reply in replies.items():
                try:
                    wanted[place] = asking[place].send(reply)
                except StopIteration as stop:
                    ledger = ledgers[place]
                    cost = Cost(ledger.trained, ledger.reused, time.monotonic() - started)
                    answers[place] = stop.value.with_(cost=cost)
            served = session.serve([(wanted[place], ledgers[place]) for place in wanted])
            replies = dict(zip(wanted, served, strict=True))
    finally:
        for one in asking:
            one.close()
    return tuple(answers[place] for place in range(len(questions)))
