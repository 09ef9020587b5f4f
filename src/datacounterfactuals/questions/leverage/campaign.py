"""A campaign: objects given to an operator, and the same ones to a small competitor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.leverage.giving import Giving, Orders
from datacounterfactuals.questions.scale.choosing import distinct, halves, one_row
from datacounterfactuals.questions.scale.landing import landed

LIMIT = 10
"""By default every choice of so many given objects is scored: 1,024 for each who receives."""
LARGEST = 16


@final
@dataclass(frozen=True)
class Campaign(Question):
    """What does an operator gain as objects are given to it, and a small competitor by the same?

    The same objects are given, one after another, to two who receive: the operator, on top of what
    it has, and a competitor, on top of what that has (nothing, by default). Where both start alike
    there is one curve. In random order a point of a curve is the mean over which so many objects
    were given: over all choices of few objects, else over random orders. By value, the object goes
    first that adds most to the competitor alone, as one half of each column's points says; the
    curve is read off the other half. Vincent and Hecht (2021) call giving the same data to a
    competitor conscious data contribution. With `redirect` the objects also leave the operator, so
    that one falls as the other rises.
    """

    name: ClassVar[str] = "campaign"
    title: ClassVar[str] = "Contribution campaign"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "rules"

    given: tuple[str, ...] = parameter(
        (), "objects that are given; none: those of the roster that neither has before"
    )
    operator: str = parameter(
        "", "the world that the operator has before (default: the roster without what is given)"
    )
    competitor: str = parameter("empty", "the world that the competitor has before")
    redirect: bool = parameter(
        False, "the operator has the objects before, and loses them to the competitor"
    )
    order: Literal["random", "value", "given"] = parameter(
        "random", "in random order, what adds most to the competitor first, or as they are listed"
    )
    share: float = parameter(
        0.8, "also: with how many objects the competitor reaches this share of the best case"
    )
    limit: int = parameter(LIMIT, "the most given objects of which every choice is scored")
    draws: int = parameter(50, "of more objects: so many random orders")
    sizes: int = parameter(20, "of more objects: at most so many points between none and all")

    def __post_init__(self) -> None:
        if not 0.0 < self.share < math.inf:
            raise QuestionError(f"the share is {self.share}", "Give a number above 0, such as 0.8")
        if not 0 <= self.limit <= LARGEST:
            raise QuestionError(f"the limit is {self.limit}", f"Give a number from 0 to {LARGEST}")
        if self.draws < 2:
            raise QuestionError(f"the number of orders is {self.draws}", "Give at least 2")
        if self.sizes < 1:
            raise QuestionError(f"the number of points is {self.sizes}", "Give at least 1")

    def bound(self, view: View) -> Bound:
        giving = self._giving(view)
        many, nothing = len(giving.bases), 0 if giving.from_nothing else 1
        count = len(giving.members)
        if self.redirect and self.order != "value" and count <= self.limit:
            return Bound("at most", many * (1 << count) + nothing)
        if self.order == "given":
            kind = "at most" if self.redirect else "exact"
            return Bound(kind, many * len(self._cuts(count)) + nothing)
        if self.order == "value":
            return Bound("at most", len(view.columns) * many * (count + 1) + count + 2)
        if count <= self.limit:
            return Bound("exact", many * (1 << count) + nothing)
        inner = len(self._cuts(count)) - 2
        return Bound("at most", many * (self.draws * inner + 2) + nothing)

    def ask(self, view: View) -> Asking:
        giving = self._giving(view)
        if self.order == "value":
            return (yield from self._by_value(view, giving))
        orders = self._orders(view, giving)
        worlds, places = giving.worlds(orders)
        scores = yield from view.scores(Listed.of(worlds, len(view.universe)))
        labels, weights = giving.means(orders, places, len(worlds))
        folded = scores.fold(labels, weights)
        sampling = None
        if orders.sampled:
            sampling = Part.measured(
                giving.spread(orders, places, scores.values),
                float(orders.count - 1),
                f"{orders.count} random orders",
            )
        answer = view.answer(
            self,
            folded,
            self._saying(view, giving),
            label_kind=("objects", "who receives"),
            chart="curve",
            reads="score",
            sampling=sampling,
            facts=self._facts(view, giving, labels, folded.values, scores.values[0]),
        )
        return self._landed(giving, answer)

    def _by_value(self, view: View, giving: Giving) -> Asking:
        """Each column by an order of its own, chosen on one half of its points."""
        base = giving.bases[-1]
        singles = [base, *(base.plus(member) for member in giving.members)]
        alone = yield from halves(view, Listed.of(singles, len(view.universe)))
        choosing = alone.choosing[1:] - alone.choosing[0]
        ranked = np.argsort(-np.nan_to_num(choosing, nan=-np.inf), axis=0, kind="stable")
        cuts = self._cuts(len(giving.members))
        orders = Orders(np.array(giving.members, dtype=np.int64)[ranked.T], cuts)
        worlds, places = giving.worlds(orders)
        listed = Listed.of(worlds, len(view.universe))
        both = yield from halves(view, listed)
        labels = giving.labels(cuts)
        rows: list[list[Ints]] = [
            [one_row(int(place)) for place in places[:, column].ravel()]
            for column in range(len(view.columns))
        ]
        nothing = [[one_row(0)] for _ in view.columns]
        bottom = both.fold([("empty",)], nothing).values[0]
        folded = both.fold(labels, rows)
        chosen = [int(place) for place in places.transpose(1, 0, 2).ravel()]
        facts = self._facts(view, giving, labels, folded.values, bottom)
        for column, order in zip(view.columns, orders.members, strict=True):
            first = ", ".join(view.names([int(one) for one in order[:20]]))
            if first:
                facts[f"first on {column.name}"] = first
        answer = view.answer(
            self,
            folded,
            self._saying(view, giving),
            label_kind=("objects", "who receives"),
            chart="curve",
            reads="score",
            facts=facts,
            notes=(both.note,),
            cells=distinct(listed, chosen),
        )
        return self._landed(giving, answer)

    def _orders(self, view: View, giving: Giving) -> Orders:
        members = np.array(giving.members, dtype=np.int64)
        count = len(members)
        if self.order == "given":
            return Orders(members[None], self._cuts(count))
        if count <= self.limit:
            return Orders(members[None], np.arange(count + 1), every=True)
        contents = [view.universe[int(member)].content for member in members]
        steady = members[sorted(range(count), key=lambda place: contents[place])]
        drawn = view.random("campaign").permuted(np.tile(steady, (self.draws, 1)), axis=1)
        return Orders(drawn, self._cuts(count), sampled=True)

    def _cuts(self, count: int) -> Ints:
        """The numbers of objects that are read: all when few, else spread on a log scale."""
        if count - 1 <= self.sizes:
            return np.arange(count + 1)
        spread = np.exp(np.linspace(0.0, math.log(count), self.sizes + 1))
        return np.unique([0, *np.round(spread).astype(np.int64), count])

    def _giving(self, view: View) -> Giving:
        competitor = view.universe.world(self.competitor)
        known = view.universe.positions
        if self.given and all(name in known for name in self.given):
            members = tuple(dict.fromkeys(known[name] for name in self.given))
        elif self.given:
            members = view.universe.world(", ".join(self.given)).positions
        else:
            has = set(competitor.positions)
            own = set(view.universe.world(self.operator).positions if self.operator else ())
            members = tuple(one for one in view.roster.members if one not in has | own)
            if self.redirect and self.operator:
                members = tuple(sorted(own - has))
        if self.redirect:
            return self._redirecting(view, members, competitor)
        operator = (
            view.universe.world(self.operator)
            if self.operator
            else view.roster.full.without(*(one for one in members if one in view.roster.members))
        )
        if not self.given and not self.operator:
            operator = operator.without(*competitor.positions)
        for who, base in (("operator", operator), ("competitor", competitor)):
            twice = [one for one in members if one in base]
            if twice:
                raise QuestionError(
                    f"the {who} has {view.names(twice)[0]!r} before it is given",
                    f"Leave it out of the world of the {who}, or of what is given",
                )
        same = operator == competitor
        if same:
            return Giving(view.roster.empty, members, (competitor,), ("either",))
        return Giving(
            view.roster.empty, members, (operator, competitor), ("operator", "competitor")
        )

    def _redirecting(self, view: View, members: tuple[int, ...], competitor: World) -> Giving:
        """The operator has it all before, and the competitor what nobody takes from it."""
        operator = view.roster.full.without(*competitor.positions)
        if self.operator:
            operator = view.universe.world(self.operator)
        for one in members:
            if one not in operator or one in competitor:
                who = "the competitor has" if one in competitor else "the operator does not have"
                raise QuestionError(
                    f"{who} {view.names([one])[0]!r} before it is redirected",
                    "Redirect objects that the operator has and the competitor has not",
                )
        bases, who = (operator, competitor), ("operator", "competitor")
        return Giving(view.roster.empty, members, bases, who, redirected=True)

    def _saying(self, view: View, giving: Giving) -> Saying:
        spell = view.universe.spell
        had = " and ".join(
            f"{'both start' if who == 'either' else 'the ' + who + ' starts'} from {spell(base)}"
            for who, base in zip(giving.who, giving.bases, strict=True)
        )
        how = {
            "random": "in random order",
            "value": "those first that add most to the competitor alone",
            "given": "in the order of the list",
        }[self.order]
        return Saying(
            intervention=f"{len(giving.members)} objects "
            + ("leave the operator for the competitor" if giving.redirected else "are given")
            + f" one after another, {how}",
            reference=had,
            supports="what each who receives would score with so many of them, if it trains by the "
            "same protocol",
            not_established=(
                "that a competitor would have the same learner and the means to use it",
                "what people would have to be told or paid to give",
            ),
        )

    def _facts(
        self,
        view: View,
        giving: Giving,
        labels: Sequence[Label],
        values: Floats,
        bottom: Floats,
    ) -> dict[str, float | str]:
        """Shares of the best case: of the gain over no data that the operator has with all."""
        facts: dict[str, float | str] = {}
        count = len(labels) // len(giving.bases)
        competitor, sizes = values[-count:], [int(label[0]) for label in labels[-count:]]
        for place, column in enumerate(view.columns):
            on = f" on {column.name}"
            if giving.redirected:
                ahead = np.flatnonzero(competitor[:, place] > values[:count, place])
                words = f"objects with which the competitor overtakes the operator{on}"
                facts[words] = float(sizes[int(ahead[0])]) if len(ahead) else "not reached"
            most = values[0 if giving.redirected else count - 1, place]
            best = most - bottom[place]
            if not np.isfinite(best) or best <= 0.0:
                continue
            reached = (competitor[:, place] - bottom[place]) / best
            for size, part in zip(sizes, reached, strict=True):
                facts[f"share of the best case with {size}{on}"] = float(part)
            enough = np.flatnonzero(reached >= self.share - 1e-12)
            words = f"objects that reach {self.share:g} of the best case{on}"
            facts[words] = float(sizes[int(enough[0])]) if len(enough) else "not reached"
        return facts

    def _landed(self, giving: Giving, answer: Answer) -> Answer:
        """What the competitor gained by all objects, on each column."""
        count = len(answer.labels) // len(giving.bases)
        gains = answer.values[-1] - answer.values[-count]
        return landed(answer, gains, [answer.labels[-1]] * len(gains))
