"""What an evaluation slice adds to the measurement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.contamination import (
    COPIES,
    Suspects,
    compare,
    findings,
    single,
    verdict,
)
from datacounterfactuals.questions.leverage.eval_unions import (
    Union,
    by_metric,
    decisions,
    facts_of,
    fold,
)
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
CONTAMINATED = Saying(
    intervention="each object leaves the training set, and the points that are suspected are "
    "compared with the others of the same slice",
    reference="the world {}, measured point by point",
    supports="how much more an object raises the score on these points than on clean ones "
    "(positive: the measurement flatters), and the chance of that if they were like any others",
    not_established=(
        "how a copy came there, or whether it was meant",
        "that nothing else leaked: only what is suspected is tested, and only what changed a score",
        "a leak where honest rows are often alike: then some points stand in them by chance",
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
    two learners would be chosen by each measurement. With `contamination` it asks instead of each
    object whether points that stand in it gain more by it than others do: a row without each object
    is trained for that.
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
    contamination: str = parameter(
        "",
        "instead: test each object for a leak, of points that stand in it (copies), or of a slice "
        "that is suspected, by its name",
    )

    def __post_init__(self) -> None:
        if self.contamination.strip() and (self.coupled or self.other.strip()):
            raise QuestionError(
                "contamination is tested in one world, under one learner",
                "Leave out coupled and other",
            )

    def bound(self, view: View) -> Bound:
        if self.contamination.strip():
            return Bound("at most", 1 + self._world(view).size)
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
        if self.contamination.strip():
            return (yield from self._contaminated(view, world, slices))
        unions = [Union.of(group) for group in by_metric(slices)]
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
        folded = fold(view, scores, unions, names, places)
        facts: dict[str, float | str] = {"world": "full" if text == "full" else text}
        start = 0
        for union in unions:
            facts |= facts_of(scores, union, start)
            start += len(union.columns)
        if self.other.strip():
            second = yield from view.under(settings_of(self.other))
            others = yield from second.scores(Listed.of([world], len(view.universe)), wanted)
            facts |= decisions(scores, others, unions, self.other.strip())
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

    def _contaminated(self, view: View, world: World, slices: Sequence[Column]) -> Asking:
        """For each object, what its copies gain by it beyond what clean points gain."""
        text, members = self.contamination.strip(), world.positions
        if len({one.metric.name for one in slices}) > 1:
            raise QuestionError(
                "contamination is tested on one metric at a time", "Ask with metric="
            )
        points = yield from view.points(members)
        suspects = Suspects.of(text, slices, view.window.evaluation, points, len(members))
        able = suspects.testable()
        shown = [at for at in range(len(slices)) if able[:, at].any()] or range(len(slices))
        suspects = suspects.on(shown)
        tested = [int(place) for place in np.flatnonzero(able.any(axis=1))]
        evaluation = points.window.evaluation
        columns = [
            Column(slices[at].name, single(slices[at].metric, evaluation.schema), inside[None])
            for at, inside in zip(shown, suspects.inside, strict=True)
        ]
        worlds = [world, *(world.without(members[place]) for place in tested)]
        every = np.asarray(suspects.inside.any(axis=0))
        union = Column("points", columns[0].metric, every[None])
        scores = yield from View(points.window).scores(
            Listed.of(worlds, len(view.universe)), (union,)
        )
        names = view.names([members[place] for place in tested])
        random = view.random("contamination", text)
        folded, found = compare(scores, evaluation, suspects, tested, columns, names, random)
        told = self.world.strip()
        facts: dict[str, float | str] = {"world": told, "suspected": text}
        facts |= findings(scores, evaluation, suspects, columns, names, found)
        notes = verdict(names, columns, found) if found else []
        notes += _untested(text, len(members) - len(tested), len(slices) - len(columns), suspects)
        return view.answer(
            self,
            folded,
            replace(CONTAMINATED, reference=CONTAMINATED.reference.format(told)),
            facts=facts,
            notes=notes,
            cells=tuple(worlds),
            columns=columns,
        )


def _untested(text: str, objects: int, slices: int, suspects: Suspects) -> list[str]:
    """What was left out of a test of contamination, and why."""
    notes: list[str] = []
    if objects and not suspects.clean.any():
        notes.append("every point is suspected, so there is none to compare with")
    elif objects:
        where = "stand in them" if text == COPIES else "are suspected"
        notes.append(f"objects that are not tested, as fewer than two points {where}: {objects}")
    if slices:
        notes.append(f"slices without two points of each kind, which are left out: {slices}")
    return notes
