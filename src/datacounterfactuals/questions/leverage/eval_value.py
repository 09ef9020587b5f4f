"""What an evaluation slice adds to the measurement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.settings import settings_of

ALONE = Saying(
    intervention="the points of one slice are taken out of what the model is measured on",
    reference="the world {}, measured on the points of all slices",
    supports="how far each slice moves the measured score (positive: it raises it) and "
    "how much surer it makes the measurement",
    not_established=(
        "that the model is better or worse: the model is the same in every measurement",
        "which slices matter to anybody: that is for people to say",
    ),
)
COUPLED = Saying(
    intervention="an object is kept for evaluation: it is not trained on, and its slice is "
    "measured on",
    reference="the world {}, measured on the points of all slices but that one",
    supports="how far the measured score moves when row and column change together",
    not_established=("how much of it is the model and how much the measurement: both changed",),
)


@final
@dataclass(frozen=True)
class EvalValue(Question):
    """What does each evaluation slice do to the measurement?

    Columns are moved here, not rows: one world is measured on all points of all slices, and
    without the points of each slice in turn. How far the measured score moves, and how much its
    standard error grows, is what the slice adds. Unions are made from atoms; nothing is trained.
    With `coupled` the object of the same name moves too: before, it is trained on and not measured
    on; after, its slice is measured on and it is not trained on. With `other` it also says which of
    two learners would be chosen by each measurement.
    """

    name: ClassVar[str] = "eval_value"
    title: ClassVar[str] = "Value of evaluation slices"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "rules"

    world: str = parameter("full", "the world that is measured, as in ABD or A, B, D")

    coupled: bool = parameter(
        False, "the object of the slice's name leaves the training set as its slice enters"
    )
    other: str = parameter(
        "", "a second learner, as in naive_bayes, or settings of the same one, as in l2=0.1"
    )

    def bound(self, view: View) -> Bound:
        worlds = {self._world(view), *self._moved(view, self._names(view)).values()}
        return Bound("exact", len(worlds))

    def _world(self, view: View) -> World:
        text = self.world.strip()
        return view.roster.full if text == "full" else view.universe.world(text)

    def _names(self, view: View) -> list[str]:
        return [column.name for column in view.columns if column.fold == "slice"]

    def _moved(self, view: View, names: Sequence[str]) -> dict[str, World]:
        """The world without the object of each slice's name, for those whose objects are in it."""
        world, known = self._world(view), view.universe.positions
        if not self.coupled:
            return {}
        return {
            name: world.without(known[name])
            for name in names
            if name in known and known[name] in world
        }

    def ask(self, view: View) -> Asking:
        text = self.world.strip()
        world = self._world(view)
        slices = [column for column in view.columns if column.fold == "slice"]
        if not slices:
            raise QuestionError(
                "none of the columns is a plain slice", "Ask with slices= that the study declares"
            )
        if view.window.evaluation.schema.task == "scores":
            raise QuestionError(
                "finished scores from elsewhere cannot be united into one measurement",
                "Ask a study whose evaluation points are known",
            )
        unions = [_Union.of(group) for group in _by_metric(slices)]
        wanted = tuple(column for union in unions for column in union.columns)
        names = tuple(dict.fromkeys(name for union in unions for name, _ in union.without))
        moved = self._moved(view, self._names(view))
        if self.coupled:
            names = tuple(name for name in names if name in moved)
            if not names:
                raise QuestionError(
                    f"no slice has the name of an object of the world {text}, so none can move",
                    "Ask a study whose slices are named as its objects are",
                )
        worlds = [world, *moved.values()]
        listed = Listed.of(worlds, len(view.universe))
        scores = yield from view.scores(listed, wanted)
        places = {name: worlds.index(after) for name, after in moved.items()}
        folded = _fold(view, scores, unions, names, places)
        facts: dict[str, float | str] = {"world": "full" if text == "full" else text}
        start = 0
        for union in unions:
            facts |= _facts(scores, union, start)
            start += len(union.columns)
        if self.other.strip():
            second = yield from view.under(settings_of(self.other))
            others = yield from second.scores(Listed.of([world], len(view.universe)), wanted)
            facts |= _decisions(scores, others, unions, self.other.strip())
        saying = COUPLED if self.coupled else ALONE
        saying = replace(saying, reference=saying.reference.format(facts["world"]))
        return view.answer(
            self,
            folded,
            saying,
            label_kind=("slice",),
            facts=facts,
            notes=[note for union in unions for note in union.notes],
            cells=tuple(dict.fromkeys(worlds)),
            columns=tuple(union.whole for union in unions),
        )


@final
@dataclass(frozen=True)
class _Union:
    """All points of the slices of one metric, and these without the points of each slice.

    A slice that holds all of them is left out: nothing would be measured without it.
    """

    whole: Column
    without: tuple[tuple[str, Column], ...]
    notes: tuple[str, ...]

    @staticmethod
    def of(slices: Sequence[Column]) -> "_Union":
        whole = _any(np.concatenate([column.groups for column in slices]))
        rest = {column.name: whole & ~column.groups[0] for column in slices}
        title = "all slices" if len(slices) > 1 else slices[0].name
        metric = slices[0].metric
        return _Union(
            Column(title, metric, whole[None]),
            tuple(
                (name, Column(f"without {name}", metric, groups[None]))
                for name, groups in rest.items()
                if groups.any()
            ),
            tuple(f"nothing is measured without {n}" for n, g in rest.items() if not g.any()),
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.whole, *(column for _, column in self.without))


def _any(rows: Bools) -> Bools:
    return np.asarray(rows.any(axis=0))


def _by_metric(slices: Sequence[Column]) -> list[list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in slices:
        found.setdefault(column.metric.name, []).append(column)
    return list(found.values())


def _fold(
    view: View,
    scores: Scores,
    unions: Sequence[_Union],
    names: tuple[str, ...],
    places: Mapping[str, int],
) -> Folded:
    """Union less union without each slice; errors are paired, as both lose the same part.

    `places`: of which world the union is read, by slice; of the first unless it says another.
    """
    reading, sampling = scores.reading, scores.sampling
    repeats = len(reading.oriented)
    values = np.full((repeats, len(names), len(unions)), np.nan)
    lefts: list[Floats] = []
    start = 0
    for place, union in enumerate(unions):
        parts = _parts(view, union.whole)
        measured = reading.left_out[start].shape[-1] > 0
        left = np.full((repeats, len(names), len(parts) if measured else 0), np.nan)
        for at, (name, column) in enumerate(union.without, start + 1):
            if name not in names:
                continue
            row, world = names.index(name), places.get(name, 0)
            values[:, row, place] = reading.oriented[:, world, start] - reading.oriented[:, 0, at]
            if measured:
                # A part that the smaller union does not hold leaves its score as it is.
                less = np.repeat(reading.oriented[:, 0, at, None], len(parts), axis=1)
                inside = np.isin(parts, _parts(view, column))
                if reading.left_out[at].shape[-1]:
                    less[:, inside] = reading.left_out[at][:, 0]
                else:
                    less[:, inside] = np.nan
                left[:, row] = reading.left_out[start][:, world] - less
        lefts.append(left)
        start += len(union.columns)
    return Folded(
        tuple((name,) for name in names),
        replace(
            sampling,
            columns=tuple(union.whole for union in unions),
            sizes=tuple(_sizes(sampling.sizes, unions)),
        ),
        values,
        tuple(lefts),
        len(scores.worlds),
        len(scores.gaps),
        scores.gaps,
        int((scores.states == State.FALLBACK).sum()),
    )


def _sizes(sizes: Sequence[Floats], unions: Sequence[_Union]) -> list[Floats]:
    starts = np.cumsum([0, *(len(union.columns) for union in unions)])
    return [sizes[int(start)] for start in starts[:-1]]


def _parts(view: View, column: Column) -> Ints:
    """What the jackknife leaves out of a column, in its order: atoms of the evaluation."""
    inside = column.groups.any(axis=0)
    if column.metric.additive:
        return np.flatnonzero(inside)
    return np.unique(view.window.evaluation.atom_of[inside])


def _facts(scores: Scores, union: _Union, start: int) -> dict[str, float | str]:
    """The measurement and its standard error, with all slices and without each."""
    weights = np.zeros((1, len(scores.worlds)))
    weights[0, 0] = 1.0
    own = scores.fold((("measured",),), weights)
    error = own.evaluation.error
    of = f" ({union.whole.metric.title})"
    facts: dict[str, float | str] = {f"measured{of}": float(scores.shown[0, start])}
    if error is not None:
        facts[f"standard error{of}"] = float(error[0, start])
    for at, (name, _) in enumerate(union.without, start + 1):
        facts[f"measured without {name}{of}"] = float(scores.shown[0, at])
        if error is not None:
            facts[f"standard error without {name}{of}"] = float(error[0, at])
            facts[f"standard error removed by {name}{of}"] = float(error[0, at] - error[0, start])
    return facts


def _decisions(
    scores: Scores, others: Scores, unions: Sequence[_Union], other: str
) -> dict[str, float | str]:
    """Which of two learners measures better, on all slices and without each, and by how much."""
    facts: dict[str, float | str] = {}
    gains = others.reading.oriented[:, 0].mean(axis=0) - scores.reading.oriented[:, 0].mean(axis=0)
    start = 0
    for union in unions:
        of = f" ({union.whole.metric.title})"
        all_of_them = _chosen(float(gains[start]), other)
        facts[f"lead of {other}{of}"] = float(gains[start])
        facts[f"chosen{of}"] = all_of_them
        changed: list[str] = []
        for at, (name, _) in enumerate(union.without, start + 1):
            facts[f"lead of {other} without {name}{of}"] = float(gains[at])
            facts[f"chosen without {name}{of}"] = _chosen(float(gains[at]), other)
            if _chosen(float(gains[at]), other) != all_of_them:
                changed.append(name)
        facts[f"slices that change the choice{of}"] = ", ".join(changed) or "none"
        start += len(union.columns)
    return facts


def _chosen(lead: float, other: str) -> str:
    return other if lead > 0.0 else "the study's learner" if lead < 0.0 else "either"
