"""The view: a question's window on the grid and its typed ways of asking."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, Protocol, TypeVar, final

import numpy as np

from datacounterfactuals.core.answer import Answer, Chart, ChartKind, ColumnInfo, Status
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Claim, Kind, Landing
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.content import seed_from
from datacounterfactuals.core.contrast import Contrast
from datacounterfactuals.core.planted import Planted, Strategy
from datacounterfactuals.core.points import Points
from datacounterfactuals.core.request import (
    NewObject,
    Request,
    Together,
    WantAppend,
    WantFold,
    WantNeighbours,
    WantPlanted,
    WantPoints,
    WantProtocol,
    WantScores,
)
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.uncertainty import Part, Uncertainty
from datacounterfactuals.core.universe import Roster, Universe
from datacounterfactuals.core.window import Window
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Worlds

T = TypeVar("T")
Reply = Generator[Request[Any], Any, T]


class Asked(Protocol):
    """What an answer needs to know of the question that it answers."""

    name: ClassVar[str]
    title: ClassVar[str]
    move: ClassVar[Kind]
    needs_all: ClassVar[bool]

    def parameters(self) -> dict[str, Any]: ...


@final
@dataclass(frozen=True)
class Saying:
    """The words of a claim that only the question knows."""

    intervention: str
    reference: str
    supports: str
    not_established: tuple[str, ...] = ()


@final
@dataclass(frozen=True)
class View:
    """What a question can see, and what it can ask for."""

    window: Window

    @property
    def universe(self) -> Universe:
        return self.window.universe

    @property
    def roster(self) -> Roster:
        return self.window.roster

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.window.columns

    # Asking

    def scores(self, worlds: Worlds, columns: Sequence[Column] | None = None) -> Reply[Scores]:
        """The scores of these worlds on every column, trained if need be."""
        wanted = self.columns if columns is None else tuple(columns)
        reply: Scores = yield WantScores(self.window.grid, worlds, wanted)
        return reply

    def held(self, worlds: Worlds, columns: Sequence[Column] | None = None) -> Reply[Scores]:
        """The scores that the bank already holds; nothing is trained."""
        wanted = self.columns if columns is None else tuple(columns)
        reply: Scores = yield WantScores(self.window.grid, worlds, wanted, train=False)
        return reply

    def fold(self, contrast: Contrast, columns: Sequence[Column] | None = None) -> Reply[Folded]:
        """The sums of a family of contrasts, streamed over the cells they weigh."""
        wanted = self.columns if columns is None else tuple(columns)
        reply: tuple[Folded, ...] = yield WantFold(self.window.grid, (contrast,), wanted)
        return reply[0]

    def neighbours(self) -> Reply[Folded]:
        """The closed-form Shapley values of the roster's objects for the votes of nearest
        neighbours, on every column. Raises QuestionError where there is no such form."""
        members, columns = self.roster.members, self.columns
        reply: Folded = yield WantNeighbours(self.window.grid, members, columns)
        return reply

    def append(self, *objects: NewObject) -> Reply["View"]:
        """Extend the board: a view of the universe with these objects at its end.

        They join the roster unless they stand in for another; the columns stay those of this view.
        """
        reply: Window = yield WantAppend(self.window.grid, objects)
        names = (*self.roster.names, *(new.name for new in objects if not new.stands_in_for))
        roster = Roster.of(reply.universe, names)
        return View(replace(reply, roster=roster, columns=self.columns))

    def under(self, learner: Mapping[str, Any]) -> Reply["View"]:
        """The same worlds and columns under another learner, or other settings of this one."""
        reply: Window = yield WantProtocol(self.window.grid, learner)
        roster = Roster(reply.universe, self.roster.members)
        return View(replace(reply, roster=roster, columns=self.columns))

    def planted(
        self,
        trigger: str,
        target: str,
        alphas: Sequence[float],
        draws: int,
        strategies: Sequence[Strategy],
    ) -> Reply[Planted]:
        """The rows of the roster with a signal planted by shares of all people."""
        reply: Planted = yield WantPlanted(
            self.window.grid,
            self.roster.members,
            self.columns,
            trigger,
            target,
            tuple(alphas),
            draws,
            tuple(strategies),
        )
        return reply

    def points(self, members: Sequence[int]) -> Reply[Points]:
        """The evaluation point by point, and which of these objects hold which of them."""
        reply: Points = yield WantPoints(self.window.grid, tuple(members))
        return reply

    def together(self, *asks: Reply[Any]) -> Reply[tuple[Any, ...]]:
        """Several ways of asking at once, so that each round is filled in one go."""
        replies: list[Any] = [None] * len(asks)
        waiting: dict[int, Any] = dict.fromkeys(range(len(asks)))
        while waiting:
            wanted: dict[int, Request[Any]] = {}
            for place, reply in waiting.items():
                try:
                    wanted[place] = asks[place].send(reply)
                except StopIteration as stop:
                    replies[place] = stop.value
            if not wanted:
                break
            sent = yield Together(self.window.grid, tuple(wanted.values()))
            waiting = dict(zip(wanted, sent, strict=True))
        return tuple(replies)

    # Looking

    def on(self, names: Sequence[str]) -> "View":
        """The same view with another roster."""
        return View(replace(self.window, roster=Roster.of(self.universe, names)))

    def halves(self) -> tuple["View", "View"]:
        """Views on disjoint atoms: one to choose on, one to report on."""
        first, second = self.window.halves()
        return View(first), View(second)

    def random(self, *purpose: str | int) -> np.random.Generator:
        """Random choices that derive from the study's seed and from contents, not from places."""
        contents = sorted(self.universe[member].content for member in self.roster.members)
        return np.random.default_rng(seed_from(self.window.seed, *contents, *purpose))

    def names(self, positions: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.universe.names[position] for position in positions)

    # Answering

    def answer(
        self,
        question: Asked,
        folded: Folded,
        saying: Saying,
        *,
        label_kind: tuple[str, ...] = ("object",),
        chart: ChartKind = "bars",
        chart_x: str = "",
        series: Sequence[str] = (),
        unit: str = "",
        reads: Literal["gain", "score"] = "gain",
        sampling: Part | None = None,
        facts: Mapping[str, float | str] | None = None,
        notes: Sequence[str] = (),
        records: Sequence[Mapping[str, Any]] | None = None,
        cells: Sequence[World] = (),
        columns: Sequence[Column] | None = None,
    ) -> Answer:
        """The answer that a folded contrast is: values, errors, evidence and claim follow.

        `series`: a chart `beside` draws the labels that end so, in this order. `unit`: what values
        are counted in, if not in that of their column.
        """
        columns = self.columns if columns is None else tuple(columns)
        infos = tuple(
            ColumnInfo(column.name, column.metric.title, unit or column.unit, column.better)
            for column in columns
        )
        uncertainty = Uncertainty(
            sampling or Part.none("every world that the answer weighs was scored"),
            folded.seed,
            folded.evaluation,
            Part.unknown("ask with source= to resample inside the objects"),
        )
        sign = np.array([info.better if reads == "score" else 1 for info in infos])
        shown = folded.values * sign
        drawn = (
            _records(folded, infos, shown, uncertainty, chart) if records is None else list(records)
        )
        if chart == "beside":
            drawn = sorted((record for record in drawn if record["series"] in series),
                           key=lambda record: series.index(record["series"]))  # fmt: skip
        counted = infos[0].unit or infos[0].metric if infos else ""
        return Answer(
            question=question.name,
            title=question.title,
            parameters=question.parameters(),
            label_kind=label_kind,
            labels=folded.labels,
            columns=infos,
            values=folded.values,
            uncertainty=uncertainty,
            claim=self._claim(question.move, saying, folded, infos),
            chart=Chart(
                chart,
                chart_x or label_kind[0],
                f"gain, {counted}" if reads == "gain" else counted,
                tuple(drawn),
            ),
            reads=reads,
            status=_status(folded, question.needs_all),
            evidence=folded.contrast,
            cells=tuple(cells),
            gaps=folded.gaps,
            missing=folded.missing,
            facts=dict(facts or {}),
            notes=(*_notes(folded), *notes),
            worlds=folded.worlds,
            names=self.universe.names,
        )

    def _claim(
        self, move: Kind, saying: Saying, folded: Folded, infos: tuple[ColumnInfo, ...]
    ) -> Claim:
        landed: list[Landing] = []
        for place, info in enumerate(infos):
            column = folded.values[:, place]
            if len(column) and not np.isnan(column).all():
                top = int(np.nanargmax(np.abs(column)))
                landed.append(Landing(info.name, folded.labels[top], float(column[top])))
        landed.sort(key=lambda one: -abs(one.effect))
        return Claim(
            move,
            saying.intervention,
            saying.reference,
            tuple(landed),
            self.window.held_fixed,
            saying.supports,
            (*saying.not_established, *self.window.cautions),
        )


def _status(folded: Folded, needs_all: bool) -> Status:
    if not folded.missing:
        return "complete"
    return "incomplete" if needs_all else "from what is held"


def _notes(folded: Folded) -> list[str]:
    notes: list[str] = []
    if folded.fallbacks:
        of = "world was" if folded.fallbacks == 1 else "worlds were"
        notes.append(f"{folded.fallbacks} {of} scored by the documented fallback")
    if folded.missing:
        kinds = sorted({gap.state.name.lower().replace("_", " ") for gap in folded.gaps})
        notes.append(f"{folded.missing} worlds have no score ({', '.join(kinds)})")
    return notes


def _records(
    folded: Folded,
    infos: tuple[ColumnInfo, ...],
    shown: Floats,
    uncertainty: Uncertainty,
    chart: ChartKind,
) -> list[dict[str, Any]]:
    """One mark for each value, with the interval of the parts that were measured."""
    errors = [p.error for p in uncertainty.parts.values() if p.error is not None]
    spread = (
        1.96 * np.sqrt(np.nansum(np.square(errors), axis=0)) if errors else np.zeros(shown.shape)
    )
    out: list[dict[str, Any]] = []
    for row, label in enumerate([list(label) for label in folded.labels]):
        for place, info in enumerate(infos):
            value, half = float(shown[row, place]), float(spread[row, place])
            record: dict[str, Any] = {"column": info.name, "value": value}
            if chart == "pairs":
                record |= {"first": label[0], "second": label[-1]}
            elif chart == "curve":
                record |= {"x": float(label[0]), "series": label[-1] if len(label) > 1 else "mean"}
            elif chart == "beside":
                record |= {"label": ", ".join(label[:-1]), "series": label[-1]}
            else:
                record |= {"label": ", ".join(label)}
            out.append(record | {"low": value - half, "high": value + half})
    return out
