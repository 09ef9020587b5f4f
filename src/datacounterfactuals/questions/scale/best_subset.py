"""The best row within a budget."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice, Layer
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.worlds import Joined, Worlds
from datacounterfactuals.questions.sampling.exact import LIMIT, affordable, by_content
from datacounterfactuals.questions.scale.choosing import Halves, distinct, halves
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
        weights = worlds.weights(0, len(worlds))
        sizes = weights.sum(axis=1)
        costs = weights @ np.array([item.cost for item in view.universe])
        # Of rows that score alike, the one with fewer objects, then the cheaper, is chosen.
        every = np.lexsort((costs, sizes))
        within = every[self._fits(view, sizes[every], costs[every])]
        full = int(sizes.argmax())
        both = yield from halves(view, worlds)
        tables = [np.zeros((len(LABELS), len(worlds))) for _ in view.columns]
        picked = [
            (both.pick(place, within), both.pick(place, every)) for place in range(len(tables))
        ]
        for place, (table, (best, unlimited)) in enumerate(zip(tables, picked, strict=True)):
            there = within[both.there[within, place]]
            table[1, there if len(there) else within] = 1.0 / (len(there) or np.nan)
            table[3, full] = 1.0
            for row, choice in ((0, best), (2, unlimited)):
                if choice is None:
                    table[row] = np.nan
                else:
                    table[row, choice] = 1.0
        facts: dict[str, float | str] = {"budget": self._words(view)}
        for column, (best, unlimited) in zip(view.columns, picked, strict=True):
            for word, row in (("in the budget", best), ("of all", unlimited)):
                if row is not None:
                    name = f"best row {word} on {column.name}"
                    facts[name] = view.universe.spell(worlds[row])
        facts |= _regrets(view, both, tables)
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
            both.fold(LABELS, tables),
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


def _regrets(view: View, both: Halves, tables: Sequence[Floats]) -> dict[str, float | str]:
    """What the budget costs: the best row of all less the best in the budget, both reported on
    points that did not choose, with the paired error of a finite evaluation."""
    folded = both.fold((("regret",),), [table[2:3] - table[0:1] for table in tables])
    error = folded.evaluation.error
    facts: dict[str, float | str] = {}
    for place, column in enumerate(view.columns):
        facts[f"regret on {column.name}"] = float(folded.values[0, place])
        if error is not None:
            facts[f"standard error of the regret on {column.name}"] = float(error[0, place])
    return facts
