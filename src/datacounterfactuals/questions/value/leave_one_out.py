"""Leave-one-out, of single objects or of a group."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import minus_each
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.template import Template, given, withdrawals
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.walks import Moves
from datacounterfactuals.core.world import World
from datacounterfactuals.questions.value.per_unit import per_unit

CAUTION = "what happens when several go at once: losses do not add up"


@final
@dataclass(frozen=True)
class LeaveOneOut(Question):
    """What is lost when an object, or a group of objects, is withdrawn?

    The score of a world less its score without the object, retrained. Beside a group stands the
    withdrawal of as much data chosen at random from the same world, and the difference of the
    two, its content: what the group is worth for what it is and not for how much it is.
    """

    name: ClassVar[str] = "leave_one_out"
    title: ClassVar[str] = "Leave-one-out"
    family: ClassVar[Family] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset({"symmetry", "null object", "linearity"})

    group: tuple[str, ...] = parameter((), "objects withdrawn together; none: each one alone")
    world: str = parameter("full", "the world they are withdrawn from, as in ABD or A, B, D")
    draws: int = parameter(10, "with a group: how many random withdrawals of the same size")

    def __post_init__(self) -> None:
        if self.draws < 1:
            raise QuestionError(f"the number of draws is {self.draws}", "Give at least 1")

    def bound(self, view: View) -> Bound:
        base = self._base(view)
        if not self.group:
            return Bound("exact", base.size + 1)
        return Bound("at most", self.draws + 2)

    @classmethod
    def template(cls, view: View) -> Template:
        # Of a group its effect; the random withdrawals beside it are drawn by the program.
        return Template(withdrawals(given("world"), given("group")))

    def ask(self, view: View) -> Asking:
        if self.group:
            return (yield from self._group(view))
        base = self._base(view)
        groups = [(place,) for place in base.positions]
        labels = [(name,) for name in view.names(base.positions)]
        folded = yield from view.fold(minus_each(base, groups, labels))
        saying = Saying(
            intervention="one object is withdrawn and the model is trained again",
            reference=self._reference(view),
            supports="what this world would lose without each object",
            not_established=(CAUTION,),
        )
        facts = per_unit(view, groups, labels, folded.values)
        return view.answer(self, folded, saying, facts=facts)

    def _group(self, view: View) -> Asking:
        base = self._base(view)
        group = self._places(view)
        absent = [place for place in group if place not in base]
        if absent:
            raise QuestionError(
                f"{view.names(absent)[0]!r} is not in the world {self.world!r}",
                "Withdraw what is there, or name another world",
            )
        matched, every = _matched(view, base, group, self.draws)
        worlds = Moves.without_each(base, [group, *matched])
        scores = yield from view.scores(worlds)
        weights = np.zeros((3, len(worlds)))
        weights[0, :2] = 1.0, -1.0
        weights[1, 0] = 1.0
        weights[1, 2:] = -1.0 / len(matched)
        weights[2] = weights[0] - weights[1]
        name = " + ".join(view.names(group))
        labels = [(name, part) for part in ("effect", "matched random", "content")]
        folded = scores.fold(labels, weights)
        draws = scores.values[0] - scores.values[2:]
        size = [sum(view.universe[place].size for place in places) for places in (group, *matched)]
        facts: dict[str, float | str] = {
            "size withdrawn": size[0],
            "size of the matched withdrawals, mean": float(np.mean(size[1:])),
            "matched withdrawals": float(len(matched)),
        } | per_unit(view, [group], labels[:1], folded.values[:1])
        saying = Saying(
            intervention=f"{name} withdrawn together and the model trained again",
            reference=self._reference(view),
            supports="what this world would lose without the group, and how much of it is due to "
            "what the group is (content) and not to how much it is (matched random)",
            not_established=("what the members would cost one by one: losses do not add up",),
        )
        return view.answer(
            self,
            folded,
            saying,
            label_kind=("group", "part"),
            sampling=_spread(draws, every),
            facts=facts,
        )

    def _base(self, view: View) -> World:
        text = self.world.strip()
        return view.roster.full if text == "full" else view.universe.world(text)

    def _places(self, view: View) -> tuple[int, ...]:
        """Where the group stands; AB are two objects where names are single letters."""
        known = view.universe.positions
        if all(name in known for name in self.group):
            return tuple(sorted({known[name] for name in self.group}))
        return view.universe.world(", ".join(self.group)).positions

    def _reference(self, view: View) -> str:
        text = self.world.strip()
        return "the full world" if text == "full" else f"the world {text}"


def _matched(
    view: View, base: World, group: Sequence[int], draws: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Withdrawals of as much as the group's, from the same world, and whether they are all.

    Objects of one size: every choice of as many, or `draws` of them at random. Else objects are
    taken in random order until the size is nearest to the group's.
    """
    present = sorted(base.positions, key=lambda place: view.universe[place].content)
    sizes = {place: view.universe[place].size for place in present}
    random = view.random("matched")
    if len(set(sizes.values())) == 1:
        if math.comb(len(present), len(group)) <= draws:
            return [tuple(choice) for choice in combinations(present, len(group))], True
        picks = [random.permutation(present)[: len(group)] for _ in range(draws)]
        return [tuple(int(place) for place in pick) for pick in picks], False
    wanted = sum(sizes[place] for place in group)
    out: list[tuple[int, ...]] = []
    for _ in range(draws):
        order = [int(place) for place in random.permutation(present)]
        totals = np.cumsum([sizes[place] for place in order])
        out.append(tuple(order[: 1 + int(np.abs(totals - wanted).argmin())]))
    return out, False


def _spread(draws: Floats, every: bool) -> Part:
    """The sampling error of effect (none), of the matched mean and of the content."""
    if every:
        return Part.none("every withdrawal of the same size was scored")
    if len(draws) < 2:
        return Part.unknown("one random withdrawal")
    error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
    return Part.measured(
        np.stack([np.zeros_like(error), error, error]),
        float(len(draws) - 1),
        f"{len(draws)} random withdrawals of the same size",
    )
