"""Bargaining: what contributors may claim of what they gain together, and with an operator."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Folded, Scores
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.core.walks import Moves
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Joined
from datacounterfactuals.questions.leverage.claims import Rule, Terms, fold, nash, parts_of
from datacounterfactuals.questions.leverage.sharing import least_core, objecting
from datacounterfactuals.questions.sampling.exact import affordable
from datacounterfactuals.questions.sampling.reuse import ROWS, half_rows
from datacounterfactuals.questions.scale.landing import landed

LIMIT = 12
"""By default up to so many objects: 4,096 coalitions."""
HELD_OUT = 0.2
"""Of a sample of coalitions, the share that only tests whether it would object."""
FIRST = "dividend", "walk-away loss"
"""What the claim names: the first of these that the answer has."""
PROBABLE = "probable least core"
DRAWN = ("dividend", "least core", "nucleolus", "Nash, alone", "walk-away loss", PROBABLE)
"""What the chart sets side by side for each contributor."""
ROUNDING = 1e-6
MOST_CELLS = 256
"""Up to so many coalitions are listed as the cells that were read; of more, those that every rule
reads: none, all, each alone and all but each."""


@final
@dataclass(frozen=True)
class Bargaining(Question):
    """What may each contributor claim of what all gain together, and what can be had by bargaining?

    A coalition S is worth u(S) = price x (v(S) - v(empty)); costs stand apart. Shared among the
    contributors: Shapley dividends, the least core, the nucleolus, and what walks away with each.
    With an operator at the table, without whom nothing is worth anything: everybody's share, and
    the most that each can have in that core. In a deal after Nash each side has what it has without
    the other, and its part of what they gain: alone, given that all others stay, or together. Of
    many objects a sample of coalitions is scored, and the least core is probable. Shapley (1953),
    Schmeidler (1969), Nash (1950); Balcan, Procaccia and Zick (2015).
    """

    name: ClassVar[str] = "bargaining"
    title: ClassVar[str] = "Bargaining"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "rules"

    price: float = parameter(1.0, "what one unit of score is worth, in money")
    group: tuple[str, ...] = parameter((), "who makes one deal together; none: all of them")
    outside: float = parameter(0.0, "what they are offered elsewhere, in money")
    tau: float = parameter(0.5, "their part of what a deal gains, from 0 to 1")
    quota: float = parameter(0.5, "pivotal is who lifts u from below this share of u(N)")
    limit: int = parameter(LIMIT, "the most objects whose every coalition is scored")
    rounds: int = parameter(5, f"of more objects: how often {ROWS} random coalitions are scored")

    def __post_init__(self) -> None:
        if not 0.0 < self.price < math.inf:
            raise QuestionError(f"the price is {self.price}", "Give a number above 0")
        for name in ("tau", "quota"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise QuestionError(f"{name} is {getattr(self, name)}", "Give a number from 0 to 1")
        if not math.isfinite(self.outside):
            raise QuestionError(f"the offer elsewhere is {self.outside}", "Give a number")
        if self.rounds < 1:
            raise QuestionError(f"the number of rounds is {self.rounds}", "Give at least 1")

    def bound(self, view: View) -> Bound:
        members = self._members(view)
        if affordable(view, "auto", self.limit):
            return Bound("exact", 1 << len(members))
        return Bound("at most", self.rounds * ROWS + len(members) + 2)

    def ask(self, view: View) -> Asking:
        members = self._members(view)
        names = view.names(members)
        group = self._group(view, members)
        if not affordable(view, "auto", self.limit):
            return (yield from self._sampled(view, members))
        lattice = Lattice(len(view.universe), members)
        scores = yield from view.scores(lattice)
        prices = np.array([view.universe[place].cost for place in members])
        inside = np.arange(len(lattice))[:, None] >> np.arange(len(members)) & 1
        costs = inside.astype(np.float64) @ prices
        terms = Terms(group, self.outside, self.tau, self.quota, costs)
        folded = fold(scores, parts_of(names, terms), self.price)
        facts = self._facts(view, scores, names, terms)
        cells = [lattice[place] for place in _named(len(lattice))]
        notes = () if prices.any() else ("no object has a cost, so a deal pays for none",)
        return self._answer(view, folded, facts, notes, "every coalition could have come", cells)

    def _sampled(self, view: View, members: Sequence[int]) -> Asking:
        """Walk-away losses, and the least core to which a sample of coalitions may object."""
        single = [(member,) for member in members]
        ends = Moves(len(view.universe), view.roster.empty, (), ())
        leaving = Moves.without_each(view.roster.full, single)
        halves = [half_rows(view, number) for number in range(self.rounds)]
        scores = yield from view.scores(Joined([ends, leaving, *halves]))
        first = 2 + len(members)  # the empty world, the full one, and the full one without each
        inside = np.concatenate([rows.rows for rows in halves])[:, list(members)]
        proper = (inside.sum(axis=1) > 0) & (inside.sum(axis=1) < len(members))
        judges = np.zeros(len(inside), dtype=bool)
        judges[: round(HELD_OUT * len(inside))] = True
        names = view.names(members)

        def walk_away(game: Floats) -> Floats:
            return game[1] - game[2:first]

        def core(game: Floats) -> Floats:
            kept = proper & ~judges
            return objecting(inside[kept], game[first:][kept], float(game[1])).split

        folded = fold(
            scores,
            [
                Rule(tuple((name, "walk-away loss") for name in names), walk_away),
                Rule(tuple((name, PROBABLE) for name in names), core, cheap=False),
            ],
            self.price,
        )
        facts: dict[str, float | str] = {"coalitions sampled": float(proper.sum())}
        for place, column in enumerate(view.columns):
            game = self.price * (scores.values[:, place] - scores.values[0, place])
            if np.isnan(game).any():
                continue
            kept, held = proper & ~judges, proper & judges
            found = objecting(inside[kept], game[first:][kept], float(game[1]))
            slack = ROUNDING * max(1.0, abs(float(game[1])))
            objects = inside[held] @ found.split + found.excess < game[first:][held] - slack
            on = f" on {column.name}"
            facts[f"{PROBABLE} excess{on}"] = found.excess
            facts[f"share of held-out coalitions that object{on}"] = float(objects.mean())
            facts[f"certificate gap{on}"] = found.gap
        note = (
            f"{len(members)} objects are too many for every coalition: dividends, nucleolus and "
            "deals need a roster of fewer, or a higher limit"
        )
        sampling = Part.unknown("coalitions were sampled: the facts say how many others object")
        who = "a random sample of coalitions comes"
        cells = [scores.worlds[place] for place in range(first)]
        return self._answer(view, folded, facts, (note,), who, cells, sampling)

    def _answer(
        self,
        view: View,
        folded: Folded,
        facts: dict[str, float | str],
        notes: Sequence[str],
        who: str,
        cells: Sequence[World],
        sampling: Part | None = None,
    ) -> Answer:
        saying = Saying(
            intervention=f"{who} to the table"
            if who.startswith("every")
            else f"{who} is looked at",
            reference="the empty world, in which nobody contributes",
            supports="what each may claim by each rule of sharing, if a unit of score is worth "
            f"{self.price:g} and everybody knows every row",
            not_established=(
                "what anybody should be paid: each rule is a judgement of what is fair",
                "what the operator earns by a score: the price is declared, not found",
                "that people would act on it: bargaining also takes trust and time",
            ),
        )
        answer = view.answer(
            self,
            folded,
            saying,
            label_kind=("who", "part"),
            chart="beside",
            series=DRAWN,
            unit="" if self.price == 1.0 else "money",
            cells=cells,
            sampling=sampling,
            facts=facts,
            notes=notes,
        )
        if not folded.labels:
            return answer
        parts = [label[1] for label in folded.labels]
        named = next(part for part in FIRST if part in parts)
        rows = [row for row, part in enumerate(parts) if part == named]
        shares = folded.values[rows]
        top = np.nan_to_num(np.abs(shares)).argmax(axis=0)
        effects = shares[top, np.arange(len(view.columns))]
        return landed(answer, effects, [folded.labels[rows[int(row)]] for row in top])

    def _members(self, view: View) -> tuple[int, ...]:
        return view.roster.members

    def _group(self, view: View, members: Sequence[int]) -> tuple[int, ...]:
        """The places among the members of those who bargain together."""
        if not self.group:
            return ()
        known = view.universe.positions
        places = (
            [known[name] for name in self.group]
            if all(name in known for name in self.group)
            else view.universe.world(", ".join(self.group)).positions
        )
        absent = [place for place in places if place not in members]
        if absent:
            name = view.names(absent)[0]
            raise QuestionError(f"{name!r} is not on the roster", "Name who is, or extend it")
        return tuple(sorted({members.index(place) for place in places}))

    def _facts(
        self, view: View, scores: Scores, names: Sequence[str], terms: Terms
    ) -> dict[str, float | str]:
        """The numbers of each column that belong to nobody alone."""
        facts: dict[str, float | str] = {}
        who = terms.group or tuple(range(len(names)))
        name = " + ".join(names[one] for one in who)
        for place, column in enumerate(view.columns):
            game = self.price * (scores.values[:, place] - scores.values[0, place])
            if np.isnan(game).any():
                continue
            on = f" on {column.name}"
            facts[f"u(N){on}"] = float(game[-1])
            if len(names) > 1:
                found = least_core(game)
                facts[f"least core excess{on}"] = found.excess
                facts[f"certificate gap of the least core{on}"] = found.gap
                facts[f"the core is{on}"] = "empty" if found.excess > 1e-9 else "not empty"
            deal = nash(game - terms.costs, who, self.outside, self.tau)
            facts[f"deal of {name}{on}"] = "made" if deal.gain >= 0.0 else "none"
            facts[f"the operator without {name}{on}"] = deal.operator_alone
            facts[f"gain of the deal{on}"] = deal.gain
            facts[f"left to the operator{on}"] = deal.left
        return facts


def _named(count: int) -> list[int]:
    """The coalitions that are listed as read, the fullest first."""
    if count <= MOST_CELLS:
        return sorted(range(count), key=lambda row: -row.bit_count())
    ones = [1 << place for place in range(count.bit_length() - 1)]
    return [count - 1, *(count - 1 - one for one in ones), *ones, 0]
