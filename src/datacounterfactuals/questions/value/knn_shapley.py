"""Shapley values of nearest neighbours' votes, in closed form."""

from dataclasses import dataclass, replace
from typing import ClassVar, final

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.value.semivalue import Valued, value_answer


@final
@dataclass(frozen=True)
class KnnShapley(Question):
    """What is each single row worth to the votes of its nearest neighbours?

    Shapley values of a game of its own: at an evaluation point a world is worth the share of the k
    votes that its nearest rows cast for the right class, and the empty world nothing. From the
    order of the distances they follow exactly, without a world trained, in O(n log n) for a point
    (Jia et al., 2019). Objects are single rows, and equal distances are broken by content. The
    learner is nearest neighbours, whatever the study's own is. The scores of the empty and of the
    full world stand beside the values, which add up to their difference.
    """

    name: ClassVar[str] = "knn_shapley"
    title: ClassVar[str] = "Shapley values of nearest neighbours"
    family: ClassVar[Family] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset({"efficiency", "symmetry", "null object"})
    needs_all: ClassVar[bool] = False  # the values need no world

    k: int = parameter(5, "how many neighbours vote")

    def __post_init__(self) -> None:
        if self.k < 1:
            raise QuestionError(f"k is {self.k}", "Give at least 1")

    def bound(self, view: View) -> Bound:
        return Bound("exact", 2 if len(view.roster) else 1)

    def ask(self, view: View) -> Asking:
        columns = tuple(_votes(column) for column in view.columns)
        view = yield from view.under({"kind": "neighbours", "k": self.k})
        view = View(replace(view.window, columns=columns))
        both = Listed.of([view.roster.empty, view.roster.full], len(view.universe))
        folded = yield from view.neighbours()
        ends = yield from view.scores(both)
        folded = replace(folded, worlds=len(both), missing=len(ends.gaps), gaps=ends.gaps)
        saying = Saying(
            intervention="each row joins the others, in every order alike",
            reference="the rows that came before it in the order",
            supports="how the rows share the votes for the right class among the nearest: the "
            "values add up to what the full world has of them",
            not_established=(
                "what a row does to accuracy: a right vote counts also where it changes no choice",
                "what the rows are worth to another learner",
            ),
        )
        answer = value_answer(view, self, Valued(folded, ends.values), saying, efficient=True)
        return answer.with_(cells=(view.roster.empty, view.roster.full))


def _votes(column: Column) -> Column:
    """The same slice under the metric that the game is about."""
    if column.fold != "slice" or not column.metric.additive:
        raise QuestionError(
            f"the column {column.name!r} ({column.metric.title}) is no slice whose votes add up",
            "Ask with metric votes, and for slices only",
        )
    return replace(column, metric=METRICS["votes"])
