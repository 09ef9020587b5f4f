"""The score by the number of objects."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Ints
from datacounterfactuals.core.contrast import size_means
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import LARGEST_LATTICE
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.template import Template
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.sampling.exact import LIMIT, affordable
from datacounterfactuals.questions.sampling.orders import most_worlds, walk
from datacounterfactuals.questions.sampling.paths import Levels
from datacounterfactuals.questions.sampling.stopping import Stopping
from datacounterfactuals.questions.scale.landing import landed

SAYING = Saying(
    intervention="worlds of every number of objects, each world of a size counting alike",
    reference="the empty world",
    supports="the mean score at each number of objects; its steps are the mean contributions "
    "of an object to a world of that size",
    not_established=(
        "what larger universes would score: nothing is extrapolated",
        "what the best choice of so many objects would score (ask envelope)",
    ),
)


@final
@dataclass(frozen=True)
class Scaling(Question):
    """How does the score grow with the number of objects?

    The mean score of all worlds of each size, from the empty world to the full one. When the
    lattice is too large, the prefixes of random orders stand for the sizes (the same orders that
    Shapley walks).
    """

    name: ClassVar[str] = "scaling"
    title: ClassVar[str] = "Scaling by size"
    family: ClassVar[Family] = "scale"
    laws: ClassVar[frozenset[Law]] = frozenset({"linearity"})

    method: Literal["auto", "exact", "permutations"] = parameter(
        "auto", "fill every world (exact), walk random orders (permutations), or by the limit"
    )
    limit: int = parameter(LIMIT, "with auto: the most objects whose every world is filled")
    sizes: int = parameter(20, "sampled: at most so many sizes between the empty and full world")
    tolerance: float = parameter(
        0.01, "sampled: stop when each standard error is within this share of the largest score"
    )
    absolute: bool = parameter(False, "the tolerance is in the metric's own unit, not a share")
    rounds: int = parameter(20, "sampled: stop after this many rounds of 20 orders at the latest")

    def __post_init__(self) -> None:
        if self.sizes < 1:
            raise QuestionError(f"the number of sizes is {self.sizes}", "Give at least 1")
        self.stopping()

    def stopping(self) -> Stopping:
        """When a sample is enough."""
        return Stopping(self.tolerance, self.absolute, self.rounds)

    def bound(self, view: View) -> Bound:
        if affordable(view, self.method, self.limit):
            return Bound("exact", 1 << len(view.roster))
        stopping = self.stopping()
        return Bound("until", most_worlds(len(self._cuts(view)), stopping), stopping.words)

    @classmethod
    def template(cls, view: View) -> Template | None:
        if len(view.roster) > LARGEST_LATTICE:
            return None
        means = size_means(len(view.universe), view.roster.members)
        where = {"method": ["auto", "exact"], "limit": {"least": len(view.roster)}}
        return Template(means.to_json(view.universe.names), ("objects",), where)

    def ask(self, view: View) -> Asking:
        count = len(view.roster)
        if affordable(view, self.method, self.limit):
            folded = yield from view.fold(size_means(len(view.universe), view.roster.members))
            answer = view.answer(
                self, folded, SAYING, label_kind=("objects",), chart="curve", reads="score"
            )
            return _growth(answer)
        stopping = self.stopping()
        walked = yield from walk(view, Levels(self._cuts(view), count), stopping)
        end = stopping.words if walked.reached else f"the sample ended before {stopping.words}"
        answer = view.answer(
            self,
            walked.folded,
            SAYING,
            label_kind=("objects",),
            chart="curve",
            reads="score",
            sampling=walked.sampling,
            facts={"orders walked": float(walked.units), "stopped": end},
            notes=() if walked.reached else (end,),
        )
        if walked.folded.missing:
            held = "incomplete" if np.isnan(answer.values).all() else "from what is held"
            answer = answer.with_(status=held)
        return _growth(answer)

    def _cuts(self, view: View) -> Ints:
        """The sizes that are read: all when few, else about evenly spread on a log scale."""
        count = len(view.roster)
        if count - 1 <= self.sizes:
            return np.arange(count + 1)
        spread = np.exp(np.linspace(0.0, math.log(count), self.sizes + 1))
        return np.unique([0, *np.round(spread).astype(np.int64), count])


def _growth(answer: Answer) -> Answer:
    """What grew: the full world's score less the empty one's, on each column."""
    gains = answer.values[-1] - answer.values[0]
    return landed(answer, gains, [answer.labels[-1]] * len(gains))
