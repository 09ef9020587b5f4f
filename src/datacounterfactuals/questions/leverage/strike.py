"""Data strikes: what is lost, and by whom, when objects leave together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Scores, mean_over_repeats
from datacounterfactuals.core.view import Reply, Saying, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.losses import ALL, Loss, Losses
from datacounterfactuals.questions.leverage.sides import NOT_OWNED, sides
from datacounterfactuals.questions.leverage.withdrawals import (
    Group,
    Strike,
    at_random,
    in_turn,
    named,
    owned,
    returning,
    sizes,
)
from datacounterfactuals.questions.scale.choosing import Halves, halves

BACK = "all, on return"
BEST = "all, best row asked"


@final
@dataclass(frozen=True)
class DataStrike(Question):
    """What is lost, and by whom, when objects leave together?

    Rows from the full world downward: objects leave at random, by value, by group or as named, and
    every value is the score then less the full world's on the same points: all of them, those held
    out from objects that stay, and those of objects that strike. Beside a plan stand random strikes
    of as many objects. A boycott takes the strikers' points away and leaves the rows: what is lost
    is their share of the gain over the baseline, per point that was served before. Vincent, Hecht
    and Sen (2019).
    """

    name: ClassVar[str] = "strike"
    title: ClassVar[str] = "Data strike"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "rules"

    who: tuple[str, ...] = parameter((), "objects or owners that leave one after another")
    order: Literal["random", "value", "group", "staged"] = parameter(
        "random",
        "without names: at random; by leave-one-out value, the largest first; each owner's objects "
        "alone (group); or owner after owner, the largest first (staged)",
    )
    points: int = parameter(10, "at most so many sizes of a strike")
    draws: int = parameter(10, "random strikes of each size; all of them where there are no more")
    baseline: Literal["no data", "item means"] = parameter(
        "no data",
        "what the gain is counted from: the empty world, or means of items on full data (of the "
        "learner factors)",
    )

    def __post_init__(self) -> None:
        for word, value in (("points", self.points), ("draws", self.draws)):
            if value < 1:
                raise QuestionError(f"{word} is {value}", "Give at least 1")

    def bound(self, view: View) -> Bound:
        count = len(view.roster)
        planned = 2 * max(self.points, len(owned(view)), 1)
        values = count if self.order == "value" else 0
        rows = 2 + values + planned + max(self.points, planned) * self.draws
        return Bound("at most", min(rows, 1 << count) if count < 60 else rows)

    def ask(self, view: View) -> Asking:
        reporting = view
        if self.order == "value" and not self.who:
            choosing, reporting = view.halves()
            planned = yield from self._by_value(choosing)
        else:
            planned = self._planned(view)
        columns = _columns(reporting)
        count = len(view.roster)
        wanted = sizes(count, self.points) if count else ()
        if planned:
            wanted = tuple(sorted({len(one.ways[0]) for one in planned}))
        strikes = [*planned, *at_random(view, wanted, self.draws)]
        full, empty = view.roster.full, view.roster.empty
        cells = _Cells(view, full)
        for strike in strikes:
            for gone in strike.ways:
                cells.add(gone)
        back = _back(planned, self.order) if self.who or self.order in ("value", "staged") else None
        for away in [] if back is None else returning(back, self.points):
            cells.add(away)
        worlds = [*cells.worlds, empty] if empty not in cells.worlds else cells.worlds
        listed = Listed.of(worlds, len(view.universe))
        scores: Scores = yield from view.scores(listed, columns)
        plain = View(replace(view.window, columns=columns))
        both = yield from halves(plain, listed)
        bottom = yield from self._bottom(view, columns, scores, worlds.index(empty))
        means = None
        if self.baseline != "no data":
            means = yield from view.under({"personal": False})
        told = yield from sides(view, columns, strikes, full, means)
        table = Losses(len(columns))
        gain = scores.values[0] - bottom
        for strike in strikes:
            table.rows(strike, ALL, scores, [cells.place(way) for way in strike.ways])
            if told is not None:
                for who, lost in told.of(strike).items():
                    table.add(strike, who, lost)
            ways = [_reply(both, cells.inside(way), columns) for way in strike.ways]
            table.add(strike, BEST, ways)
        if back is not None:
            for away in returning(back, self.points):
                one = Strike(back.way, len(away) / count, (away,))
                table.rows(one, BACK, scores, [cells.place(away)])
        notes = [
            "random strikes are matched by the number of objects",
            f"the best row asked without the strikers: {both.note}",
        ]
        if told is None:
            notes.append(NOT_OWNED)
        if reporting is not view:
            notes.append("values were found on one half of each column's points, and the strikes "
                         "are reported on the other half")  # fmt: skip
        folded = table.folded(scores)
        return view.answer(
            self,
            folded,
            _saying(self.baseline),
            label_kind=("participation", "strike", "on"),
            chart="curve",
            chart_x="share that strikes",
            sampling=table.sampling(),
            facts=table.facts(columns, gain),
            notes=notes,
            records=table.records(columns, folded),
            cells=tuple(worlds),
            columns=columns,
        )

    def _planned(self, view: View) -> list[Strike]:
        if self.who:
            stages = [places for _, places in named(view, self.who)]
            return in_turn(view, "as named", stages, max(self.points, 1))
        if self.order not in ("group", "staged"):
            return []
        groups = owned(view)
        if not groups:
            raise QuestionError(
                "the objects have no owners, so there are no groups to strike",
                "Name objects in `who`, or declare `owner` in [objects]",
            )
        if self.order == "staged":
            return in_turn(view, "staged", [places for _, places in groups], self.points)
        count = len(view.roster)
        return [Strike(name, len(places) / count, (places,)) for name, places in groups]

    def _by_value(self, view: View) -> Reply[list[Strike]]:
        """Objects by their leave-one-out value on the first column, the largest first."""
        members, full = view.roster.members, view.roster.full
        if not members:
            return []
        worlds = [full, *(full.without(place) for place in members)]
        scores = yield from view.scores(Listed.of(worlds, len(view.universe)), _columns(view)[:1])
        values = scores.values[0, 0] - scores.values[1:, 0]
        order = sorted(
            range(len(members)),
            key=lambda at: (-values[at], view.universe[members[at]].content),
        )
        ends = (0, *sizes(len(members), self.points))
        stages = [tuple(members[at] for at in order[low:high]) for low, high in pairwise(ends)]
        return in_turn(view, "by value", stages, self.points)

    def _bottom(
        self, view: View, columns: tuple[Column, ...], scores: Scores, empty: int
    ) -> Reply[Floats]:
        """The baseline's score on each column."""
        if self.baseline == "no data":
            return scores.values[empty]
        plain = yield from view.under({"personal": False})
        found = yield from plain.scores(Listed.of([view.roster.full], len(view.universe)), columns)
        return found.values[0]


@final
class _Cells:
    """The worlds that are asked for, each once; the full one first."""

    def __init__(self, view: View, full: World) -> None:
        self._full, self.worlds = full, [full]
        self._places: dict[World, int] = {full: 0}
        self._width = len(view.universe)

    def add(self, gone: Group) -> None:
        world = self._full.without(*gone)
        if world not in self._places:
            self._places[world] = len(self.worlds)
            self.worlds.append(world)

    def place(self, gone: Group) -> int:
        return self._places[self._full.without(*gone)]

    def inside(self, gone: Group) -> Bools:
        """Which of the worlds hold none of those who are gone."""
        rows = np.array([world.row(self._width) for world in self.worlds])
        return np.logical_not(rows[:, list(gone)].any(axis=1))


def _saying(baseline: str) -> Saying:
    return Saying(
        intervention="objects leave together and the model is trained again on those that stay",
        reference="the full world",
        supports="what is lost on all points, and, where the points of each object are known, by "
        f"those who stay and those who strike; gains are counted from: {baseline}",
        not_established=(
            "that anybody would strike, or how many would",
            "that the operator stands still: it can look for other rows (ask best_reply)",
        ),
    )


def _columns(view: View) -> tuple[Column, ...]:
    """The plain slices. Raises QuestionError where there is none."""
    columns = tuple(column for column in view.columns if column.fold == "slice")
    if not columns:
        raise QuestionError("none of the columns is a plain slice", "Ask with slices=")
    return columns


def _back(planned: Sequence[Strike], order: str) -> Strike | None:
    return planned[-1] if planned and order != "group" else None


def _reply(both: Halves, there: Bools, columns: tuple[Column, ...]) -> Loss:
    """The best of the rows that hold none of those who are gone, less the full one: chosen on one
    half of each column's points and reported on the other."""
    count = len(columns)
    reported, out = both.scores.values[:, count:], np.full(count, np.nan)
    left: list[Floats] = []
    open_ = np.flatnonzero(np.pad(there, (0, len(reported) - len(there)), constant_values=True))
    for place, column in enumerate(columns):
        atoms = column.atoms()
        replicates = np.full(len(atoms), np.nan)
        best = both.pick(place, open_)
        if best is not None:
            out[place] = reported[best, place] - reported[0, place]
            inside = np.isin(atoms, both.scores.columns[count + place].atoms())
            parts = mean_over_repeats(both.scores.reading.left_out[count + place])
            if parts.shape[-1] == inside.sum():
                replicates[:] = out[place]  # without a point that it is not reported on
                replicates[inside] = parts[best] - parts[0]
        left.append(replicates)
    return Loss(out, tuple(left))
