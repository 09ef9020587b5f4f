"""The operator's best reply: what withholding costs one that looks for another row."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.contrast import Label
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.scores import Folded
from datacounterfactuals.core.universe import DataObject
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.leverage.regimes import PAID, WORDS, Rows
from datacounterfactuals.questions.sampling.exact import LIMIT, affordable
from datacounterfactuals.questions.scale.choosing import Halves, distinct, halves, one_row
from datacounterfactuals.questions.scale.landing import landed

PARTS = ("leverage", "loss if it stood still", "earned before", "earned after")
MOST_SPELLED = 40


@final
@dataclass(frozen=True)
class BestReply(Question):
    """What does it cost an operator when objects are withheld, if it then takes its best other row?

    A row S earns P(S) = price x (v(S) - v(empty)) - cost(S). Leverage is what the best open row
    earns before, less what the best open one earns after: the most that the withdrawal can push
    the operator down. Beside it stands the loss if it stood still, keeping its row without what is
    withheld, which is never less when the action only shuts rows. Which rows are open is the
    regime. Rows are chosen on one half of each column's points and reported on the other.
    Vincent et al. (2021) call it data leverage.
    """

    name: ClassVar[str] = "best_reply"
    title: ClassVar[str] = "Best reply and leverage"
    family: ClassVar[Family] = "leverage"
    move: ClassVar[Kind] = "rules"
    needs_all: ClassVar[bool] = False

    withheld: tuple[str, ...] = parameter((), "objects withheld together; none: each one alone")
    regime: Literal[
        "owned", "licensed", "opt-in", "opt-out", "deletion", "minimisation", "reserved"
    ] = parameter("licensed", "what withholding does to the rows that are open")
    price: float = parameter(1.0, "what one unit of score earns")
    substitutes: tuple[str, ...] = parameter(
        (), "objects outside the roster (reserve, stand-ins) that can be bought at their cost"
    )
    most: int | None = parameter(None, "minimisation: the most objects of a row (default: half)")
    least: float | None = parameter(
        None, "also: the smallest coalition that costs so much (default: half of what is earned)"
    )
    limit: int = parameter(LIMIT, "the most objects, substitutes too, whose every row is scored")

    def __post_init__(self) -> None:
        if not 0.0 < self.price < math.inf:
            raise QuestionError(f"the price is {self.price}", "Give a number above 0")
        if self.most is not None and self.most < 0:
            raise QuestionError(f"most is {self.most}", "Give a number from 0 up")
        if self.least is not None and not math.isfinite(self.least):
            raise QuestionError(f"least is {self.least}", "Give a number")

    def bound(self, view: View) -> Bound:
        return Bound("exact", 1 << len(self._members(view)))

    def ask(self, view: View) -> Asking:
        members = self._members(view)
        lattice = Lattice(len(view.universe), members)
        groups = self._groups(view, members)
        both = yield from halves(view, lattice)
        costs = self._costs(view, members)
        chosen = [
            self._chosen(view, both, column, costs, members, groups)
            for column in range(len(view.columns))
        ]
        who = [name for name, _ in groups]
        folded = _fold(both, chosen, who, costs, self.price)
        facts: dict[str, float | str] = {}
        for column, found in zip(view.columns, chosen, strict=True):
            if found is not None and len(who) * len(view.columns) <= MOST_SPELLED:
                facts |= self._facts(view, lattice, members, found, column.name, who)
        saying = Saying(
            intervention=f"objects are withheld: {WORDS[self.regime]}",
            reference="the best row that was open before",
            supports="how much less the operator earns by its best reply, on points that did not "
            "choose it, if it knows every row and a unit of score earns "
            f"{self.price:g}",
            not_established=(
                "that the operator would find that row: it has to train or guess it",
                "what the members themselves lose meanwhile (ask strike)",
                "what withholding does to the data that others make",
            ),
        )
        answer = view.answer(
            self,
            folded,
            saying,
            label_kind=("withheld", "part"),
            chart="beside",
            series=PARTS[:2],
            unit="" if self.price == 1.0 else "money",
            facts=facts,
            notes=(both.note,),
            cells=distinct(lattice, [row for one in chosen if one is not None for row in one.rows]),
        )
        if not who:
            return answer
        levers = answer.values[0 :: len(PARTS)]
        top = np.nan_to_num(np.abs(levers)).argmax(axis=0)
        effects = levers[top, np.arange(len(view.columns))]
        return landed(answer, effects, [(who[int(row)], PARTS[0]) for row in top])

    def _members(self, view: View) -> tuple[int, ...]:
        """The roster and the substitutes, by position. Raises QuestionError for too many."""
        bought = [view.universe.position(name) for name in self._named(view)]
        inside = [place for place in bought if place in view.roster.members]
        if inside:
            raise QuestionError(
                f"{view.names(inside)[0]!r} is on the roster already",
                "A substitute is an object of the reserve or a stand-in",
            )
        members = tuple(sorted({*view.roster.members, *bought}))
        if not affordable(view, "auto", self.limit) or len(members) > self.limit:
            raise QuestionError(
                f"all rows of {len(members)} objects are needed, which are 2^{len(members)}",
                f"Take a roster of at most {self.limit} objects, or raise limit",
            )
        return members

    def _named(self, view: View) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.substitutes))

    def _groups(self, view: View, members: Sequence[int]) -> list[tuple[str, int]]:
        """Who is withheld: names, and the bits of the members."""
        if not self.withheld:
            own = view.roster.members
            return [(view.universe.names[one], 1 << members.index(one)) for one in own]
        known = view.universe.positions
        places = (
            sorted({known[name] for name in self.withheld})
            if all(name in known for name in self.withheld)
            else view.universe.world(", ".join(self.withheld)).positions
        )
        absent = [place for place in places if place not in view.roster.members]
        if absent:
            raise QuestionError(
                f"{view.names(absent)[0]!r} is not on the roster", "Withhold what is there"
            )
        name = " + ".join(view.names(places))
        return [(name, sum(1 << members.index(place) for place in places))]

    def _costs(self, view: View, members: Sequence[int]) -> Floats:
        """What each row costs: its substitutes, and its other objects where they are paid for."""

        def price(item: DataObject, own: bool) -> float:
            return item.cost if not own or self.regime in PAID else 0.0

        each = [price(view.universe[one], one in view.roster.members) for one in members]
        inside = np.arange(1 << len(members))[:, None] >> np.arange(len(members)) & 1
        return inside.astype(np.float64) @ np.array(each)

    def _chosen(
        self,
        view: View,
        both: Halves,
        column: int,
        costs: Floats,
        members: Sequence[int],
        groups: Sequence[tuple[str, int]],
    ) -> "_Chosen | None":
        """The operator's rows on one column; None where a row has no score."""
        scores = both.choosing[:, column]
        if not both.there[:, column].all():
            return None
        own = sum(1 << place for place, one in enumerate(members) if one in view.roster.members)
        rows = Rows(own, self.price * (scores - scores[0]) - costs)
        before = rows.best(rows.before())
        most = max(1, len(view.roster) // 2) if self.most is None else self.most
        after = [rows.best(rows.after(self.regime, bits, before, most)) for _, bits in groups]
        least = self.least if self.least is not None else rows.profits[before] / 2
        return _Chosen(
            before,
            tuple(after),
            tuple(before & ~bits for _, bits in groups),
            rows.smallest(least),
            least,
        )

    def _facts(
        self,
        view: View,
        lattice: Lattice,
        members: Sequence[int],
        found: "_Chosen",
        column: str,
        who: Sequence[str],
    ) -> dict[str, float | str]:
        spell = view.universe.spell
        facts: dict[str, float | str] = {
            f"best row before on {column}": spell(lattice[found.before])
        }
        for name, after in zip(who, found.after, strict=True):
            facts[f"falls back on {column} without {name} to"] = spell(lattice[after])
            bought = [
                view.universe[one]
                for place, one in enumerate(members)
                if (after & ~found.before) >> place & 1 and one not in view.roster.members
            ]
            if bought:
                names = " + ".join(item.name for item in bought)
                facts[f"buys on {column} without {name}"] = names
                facts[f"and pays on {column} without {name}"] = sum(item.cost for item in bought)
        asked = f"smallest coalition that costs {found.least:.4g} on {column}"
        facts[asked] = "none" if found.smallest is None else spell(lattice[found.smallest])
        return facts


@final
@dataclass(frozen=True)
class _Chosen:
    """The operator's rows on one column: before, after each withdrawal, and if it stood still; and
    the smallest coalition whose withdrawal costs so much."""

    before: int
    after: tuple[int, ...]
    still: tuple[int, ...]
    smallest: int | None
    least: float

    @property
    def rows(self) -> tuple[int, ...]:
        return (self.before, *self.after, *self.still, 0)


def _fold(
    both: Halves,
    chosen: Sequence[_Chosen | None],
    who: Sequence[str],
    costs: Floats,
    price: float,
) -> Folded:
    """What the rows earn on the points that did not choose them, and the differences."""
    count = len(who)
    base: list[Label] = [("empty",), ("before",)]
    base += [(name, part) for part in ("after", "still") for name in who]
    picked = [
        [one_row(None)] * len(base)
        if one is None
        else [one_row(row) for row in (0, one.before, *one.after, *one.still)]
        for one in chosen
    ]
    scored = both.fold(base, picked)
    paid = np.full((len(base), len(chosen)), np.nan)
    for column, one in enumerate(chosen):
        if one is not None:
            paid[:, column] = costs[[0, one.before, *one.after, *one.still]]

    def earned(values: Floats, cost: Floats) -> Floats:
        """[..., base, last] to [..., labels, last]."""
        profits = price * (values - values[..., :1, :]) - cost
        before = np.repeat(profits[..., 1:2, :], count, axis=-2)
        after, still = profits[..., 2 : 2 + count, :], profits[..., 2 + count :, :]
        parts = np.stack([before - after, before - still, before, after], axis=-2)
        return parts.reshape(*values.shape[:-2], count * len(PARTS), values.shape[-1])

    return replace(
        scored,
        labels=tuple((name, part) for name in who for part in PARTS),
        by_repeat=earned(scored.by_repeat, paid),
        left_out=tuple(
            earned(left, paid[:, column, None]) for column, left in enumerate(scored.left_out)
        ),
    )
