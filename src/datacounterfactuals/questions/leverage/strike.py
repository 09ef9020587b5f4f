"""Data strikes: what is lost, and by whom, when objects leave together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.view import Reply, Saying, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.losses import ALL, Losses
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

STAY, GONE = "those who stay", "those who strike"
BOYCOTT, BOTH, BACK = "boycott alone", "strike and boycott", "all, on return"
NOT_OWNED = (
    "whose evaluation points these are is not known, so what those who stay and those who strike "
    "lose cannot be told apart: all points alone are read"
)


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
        shares = yield from self._shares(view, columns, strikes, full)
        table = Losses(len(columns))
        gain = scores.values[0] - bottom
        for strike in strikes:
            changes = np.array([_change(scores, cells.place(way)) for way in strike.ways])
            table.add(strike, ALL, changes, [cells.place(way) for way in strike.ways])
            if shares is not None:
                for who, lost in shares.of(strike).items():
                    table.add(strike, who, lost)
            best = [_reply(both, cells.inside(way)) for way in strike.ways]
            table.add(strike, "all, best row asked", np.array(best))
        if back is not None:
            for away in returning(back, self.points):
                one = Strike(back.way, len(away) / count, (away,))
                place = cells.place(away)
                table.add(one, BACK, _change(scores, place)[None], [place])
        notes = [
            "random strikes are matched by the number of objects",
            f"the best row asked without the strikers: {both.note}",
        ]
        if shares is None:
            notes.append(NOT_OWNED)
        if reporting is not view:
            notes.append("values were found on one half of each column's points, and the strikes "
                         "are reported on the other half")  # fmt: skip
        return view.answer(
            self,
            table.folded(scores),
            _saying(self.baseline),
            label_kind=("participation", "strike", "on"),
            chart="curve",
            chart_x="share that strikes",
            sampling=table.sampling(),
            facts=table.facts(columns, gain),
            notes=notes,
            records=table.records(columns),
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

    def _shares(
        self, view: View, columns: tuple[Column, ...], strikes: Sequence[Strike], full: World
    ) -> Reply["_Shares | None"]:
        """What those who stay and those who strike lose, where the points of each are known."""
        if not any(_told_apart(view, column) for column in columns):
            return None
        plain = None
        if self.baseline != "no data":
            plain = yield from view.under({"personal": False})
        ways = list(dict.fromkeys(way for strike in strikes for way in strike.ways))
        asks: list[Reply[Any]] = []
        masked: list[tuple[Column, ...]] = []
        width = len(view.universe)
        for way in ways:
            cut = (*_masked(view, columns, way, True), *_masked(view, columns, way, False))
            masked.append(cut)
            worlds = [full, full.without(*way), *([view.roster.empty] if plain is None else [])]
            asks.append(view.scores(Listed.of(worlds, width), cut))
            if plain is not None:
                asks.append(plain.scores(Listed.of([full], width), cut))
        replies = yield from view.together(*asks)
        found: dict[Group, dict[str, Floats]] = {}
        step = 1 if plain is None else 2
        for at, way in enumerate(ways):
            own: Scores = replies[step * at]
            base = own.values[2] if plain is None else replies[step * at + 1].values[0]
            found[way] = _split(view, columns, masked[at], own.values, base)
        return _Shares(found)


@final
@dataclass(frozen=True)
class _Shares:
    """What is lost by whom, for each way of striking: Float[columns]."""

    found: dict[Group, dict[str, Floats]]

    def of(self, strike: Strike) -> dict[str, Floats]:
        names = self.found[strike.ways[0]]
        return {who: np.array([self.found[way][who] for way in strike.ways]) for who in names}


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


def _change(scores: Scores, place: int) -> Floats:
    return scores.values[place] - scores.values[0]


def _back(planned: Sequence[Strike], order: str) -> Strike | None:
    return planned[-1] if planned and order != "group" else None


def _reply(both: Halves, there: Bools) -> Floats:
    """The best of the rows that hold none of those who are gone, less the full one: chosen on one
    half of each column's points and reported on the other."""
    count = both.choosing.shape[1]
    reported, out = both.scores.values[:, count:], np.full(count, np.nan)
    open_ = np.flatnonzero(np.pad(there, (0, len(reported) - len(there)), constant_values=True))
    for column in range(count):
        best = both.pick(column, open_)
        if best is not None:
            out[column] = reported[best, column] - reported[0, column]
    return out


def _told_apart(view: View, column: Column) -> bool:
    """Whether it is known of every point of a column which object it was held out from, and some
    are of the roster: by a few atoms that happen to have one owner nobody is judged."""
    evaluation = view.window.evaluation
    evaluation = evaluation if column.metric.additive else evaluation.single_points
    if evaluation.owners is None:
        return False
    owners = evaluation.owners[column.atoms()]
    return bool((owners >= 0).all() and np.isin(owners, view.roster.members).any())


def _masked(
    view: View, columns: tuple[Column, ...], gone: Group, struck: bool
) -> tuple[Column, ...]:
    """The columns on the points of those who are gone, or of the others on the roster."""
    out: list[Column] = []
    for column in columns:
        evaluation = view.window.evaluation
        evaluation = evaluation if column.metric.additive else evaluation.single_points
        owners = evaluation.owners
        stay = [place for place in view.roster.members if place not in gone]
        sides = list(gone) if struck else stay
        mask = owners is not None and _told_apart(view, column) & np.isin(owners, sides)
        word = GONE if struck else STAY
        out.append(replace(column, name=f"{column.name}, {word}", groups=column.groups & mask))
    return tuple(out)


def _split(
    view: View,
    columns: tuple[Column, ...],
    masked: tuple[Column, ...],
    values: Floats,
    base: Floats,
) -> dict[str, Floats]:
    """What a strike, a boycott and both take. `values`: Float[full and struck, 2 columns]: first on
    the strikers' points, then on the others'. `base`: Float[2 columns]."""
    count = len(columns)
    evaluation = view.window.evaluation
    points = np.bincount(evaluation.atom_of, minlength=len(evaluation.atoms)).astype(np.float64)
    mine, theirs = (
        np.array([_points(column, points) for column in some])
        for some in (masked[:count], masked[count:])
    )
    struck, stay = values[:, :count], values[:, count:]
    gone_gain = np.where(mine > 0, mine * (struck[0] - base[:count]), 0.0)
    lost = np.where(theirs > 0, theirs * (stay[1] - stay[0]), 0.0)
    served = np.where(mine + theirs > 0, mine + theirs, np.nan)
    return {
        STAY: np.where(theirs > 0, stay[1] - stay[0], np.nan),
        GONE: np.where(mine > 0, struck[1] - struck[0], np.nan),
        BOYCOTT: -gone_gain / served,
        BOTH: (lost - gone_gain) / served,
    }


def _points(column: Column, points: Floats) -> float:
    inside = column.groups[0]
    return float(points[inside].sum()) if len(points) == len(inside) else float(inside.sum())
