"""The best row within a budget."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice, Layer
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Folded
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Joined, Worlds, spans
from datacounterfactuals.questions.sampling.exact import LIMIT, affordable, by_content
from datacounterfactuals.questions.scale.choosing import distinct, halves, one_row
from datacounterfactuals.questions.scale.landing import landed

PART = "rows over the budget were not scored, except the full world: best of all means of these"
LABELS: tuple[Label, ...] = (
    ("best row in the budget",),
    ("mean row in the budget",),
    ("best row of all",),
    ("full world",),
)


@final
@dataclass(frozen=True)
class BestSubset(Question):
    """Which objects are best to have, if only so many can be had?

    The best row of at most `size` objects, or of at most `cost`. It is chosen on one half of each
    column's points and reported on the other. Its regret is to the row that the choosing half
    likes best of all rows, whatever it costs, scored on the reporting half too.
    """

    name: ClassVar[str] = "best_subset"
    title: ClassVar[str] = "Best subset in a budget"
    family: ClassVar[Family] = "scale"
    needs_all: ClassVar[bool] = False

    size: int | None = parameter(None, "the most objects it may hold (default: half of them)")
    cost: float | None = parameter(None, "the most that its objects may cost together")
    limit: int = parameter(LIMIT, "the most objects whose every world is filled")

    def __post_init__(self) -> None:
        if self.size is not None and self.size < 0:
            raise QuestionError(f"the size is {self.size}", "Give a number from 0 up")
        if self.cost is not None and not 0.0 <= self.cost < math.inf:
            raise QuestionError(f"the cost is {self.cost}", "Give a number from 0 up")

    def bound(self, view: View) -> Bound:
        return Bound("exact", len(self._worlds(view)))

    def ask(self, view: View) -> Asking:
        worlds = self._worlds(view)
        prices = np.array([item.cost for item in view.universe])
        sizes, costs = np.empty((2, len(worlds)))
        for start, stop in spans(len(worlds), 1 << 14):
            weights = worlds.weights(start, stop)
            sizes[start:stop], costs[start:stop] = weights.sum(axis=1), weights @ prices
        # Of rows that score alike, the one with fewer objects, then the cheaper, is chosen.
        every = np.lexsort((costs, sizes))
        within = every[self._fits(view, sizes[every], costs[every])]
        full = int(sizes.argmax())
        both = yield from halves(view, worlds)
        picked = [
            (both.pick(place, within), both.pick(place, every))
            for place in range(len(view.columns))
        ]
        rows = [
            [
                one_row(best),
                within[both.there[within, place]],
                one_row(unlimited),
                one_row(full),
            ]
            for place, (best, unlimited) in enumerate(picked)
        ]
        facts: dict[str, float | str] = {"budget": self._words(view)}
        for column, (best, unlimited) in zip(view.columns, picked, strict=True):
            for word, row in (("in the budget", best), ("of all", unlimited)):
                if row is not None:
                    name = f"best row {word} on {column.name}"
                    facts[name] = view.universe.spell(worlds[row])
        folded = both.fold(LABELS, rows)
        facts |= _regrets(view, folded)
        lattice = isinstance(worlds, Lattice)
        saying = Saying(
            intervention=f"only {self._words(view)} can be had",
            reference="the mean row within the same budget",
            supports="how much better than a typical choice the chosen row is, on points that "
            "did not choose it",
            not_established=(
                "that it is the best there is: other points might choose another row",
                "that a random learner would choose it again: the same repeats choose and report",
            ),
        )
        answer = view.answer(
            self,
            folded,
            saying,
            label_kind=("row",),
            reads="score",
            facts=facts,
            notes=(both.note,) if lattice else (both.note, PART),
            cells=distinct(worlds, [row for pair in picked for row in pair] + [full]),
        )
        gains = answer.values[0] - answer.values[1]
        return landed(answer, gains, [LABELS[0]] * len(gains))

    def _size(self, view: View) -> int:
        """The most objects, half of them when no budget is given."""
        if self.size is not None:
            return self.size
        count = len(view.roster)
        return max(1, count // 2) if self.cost is None else count

    def _fits(self, view: View, sizes: Floats, costs: Floats) -> Bools:
        if self.cost is None:
            return sizes <= self._size(view)
        if not any(view.universe[place].cost > 0 for place in view.roster.members):
            raise QuestionError("no object has a cost", "Give costs in the study, or ask with size")
        return (sizes <= self._size(view)) & (costs <= self.cost)

    def _words(self, view: View) -> str:
        size = f"at most {self._size(view)} objects"
        if self.cost is None:
            return size
        return f"a cost of at most {self.cost:g}" + (f" and {size}" if self.size else "")

    def _worlds(self, view: View) -> Worlds:
        """Every world when that is affordable, else those within the budget and the full one."""
        members, width, size = by_content(view), len(view.universe), self._size(view)
        if affordable(view, "auto", self.limit):
            return Lattice(width, members)
        if sum(math.comb(len(members), k) for k in range(size + 1)) > 1 << self.limit:
            raise QuestionError(
                f"{self._words(view)} of {len(members)} make too many rows to score them all",
                f"Ask with a smaller size, at most {self.limit} objects, or raise limit",
            )
        layers = [Layer(width, members, k) for k in range(min(size, len(members)) + 1)]
        whole = Layer(width, members, len(members))
        return Joined(layers if size >= len(members) else [*layers, whole])


def _regrets(view: View, folded: Folded) -> dict[str, float | str]:
    """What the budget costs: the best row of all less the best in the budget, both reported on
    points that did not choose, with the paired error of a finite evaluation."""
    regret = replace(
        folded,
        labels=(("regret",),),
        by_repeat=folded.by_repeat[:, 2:3] - folded.by_repeat[:, 0:1],
        left_out=tuple(left[:, 2:3] - left[:, 0:1] for left in folded.left_out),
    )
    error = regret.evaluation.error
    facts: dict[str, float | str] = {}
    for place, column in enumerate(view.columns):
        facts[f"regret on {column.name}"] = float(regret.values[0, place])
        if error is not None:
            facts[f"standard error of the regret on {column.name}"] = float(error[0, place])
    return facts
