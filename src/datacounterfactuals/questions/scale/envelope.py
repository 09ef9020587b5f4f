"""The best, the mean and the worst row of every size."""

from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Ints
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.sampling.exact import LIMIT, whole_lattice
from datacounterfactuals.questions.scale.choosing import distinct, halves, one_row
from datacounterfactuals.questions.scale.landing import landed

SERIES = ("best", "mean", "worst")
MOST_NAMED = 60
"""The chosen rows are spelled out up to so many; the cells list them all."""


@final
@dataclass(frozen=True)
class Envelope(Question):
    """How much does it matter which objects are in, at every size?

    By number of objects: the best row (selection), the mean row (scaling) and the worst row (the
    most damaging withdrawal). Best and worst are chosen on one half of each column's points; all
    three are reported on the other half, where the mean is what `scaling` would say.
    """

    name: ClassVar[str] = "envelope"
    title: ClassVar[str] = "Best, mean and worst by size"
    family: ClassVar[Family] = "scale"
    needs_all: ClassVar[bool] = False

    limit: int = parameter(LIMIT, "the most objects whose every world is filled")

    def bound(self, view: View) -> Bound:
        return Bound("exact", 1 << len(whole_lattice(view, self.limit)))

    def ask(self, view: View) -> Asking:
        members = whole_lattice(view, self.limit)
        lattice = Lattice(len(view.universe), members)
        sizes = np.bitwise_count(np.arange(len(lattice)))
        both = yield from halves(view, lattice)
        labels: list[Label] = [(str(k), name) for k in range(len(members) + 1) for name in SERIES]
        rows: list[list[Ints]] = [[] for _ in view.columns]
        chosen: list[int | None] = []
        facts: dict[str, float | str] = {}
        for size in range(len(members) + 1):
            among = np.flatnonzero(sizes == size)
            for place, column in enumerate(view.columns):
                best, worst = both.pick(place, among), both.pick(place, among, sign=-1)
                chosen += [best, worst]
                mean = among[both.there[among, place]]
                rows[place] += [one_row(best), mean, one_row(worst)]
                if best is None or worst is None:
                    continue
                if 2 * len(rows) * (len(members) + 1) <= MOST_NAMED:
                    for word, row in (("best", best), ("worst", worst)):
                        name = f"{word} row of {size} on {column.name}"
                        facts[name] = view.universe.spell(lattice[row])
        saying = Saying(
            intervention="every choice of so many objects, from none to all",
            reference="the mean row of the same size",
            supports="how far the choice of objects moves the score at each size, on points that "
            "did not choose",
            not_established=(
                "that the chosen row is the best there is: another is chosen by other points",
                "that a random learner would choose it again: the same repeats choose and report",
            ),
        )
        answer = view.answer(
            self,
            both.fold(labels, rows),
            saying,
            label_kind=("objects", "row"),
            chart="curve",
            reads="score",
            facts=facts,
            notes=(both.note,),
            cells=distinct(lattice, chosen),
        )
        gaps = answer.values[0::3] - answer.values[2::3]
        widest = np.nan_to_num(gaps).argmax(axis=0)
        effects = gaps[widest, np.arange(len(view.columns))]
        return landed(answer, effects, [labels[3 * int(size)] for size in widest])
