"""Interaction of pairs."""

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from datacounterfactuals.core.contrast import semivalue
from datacounterfactuals.core.families import Bernoulli, Beta, Family
from datacounterfactuals.core.question import Asking, Bound, Law, Question, parameter
from datacounterfactuals.core.question import Family as QuestionFamily
from datacounterfactuals.core.template import Template, given, rule
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.sampling.exact import LIMIT, whole_lattice

WEIGHTS: dict[str, Family] = {"shapley": Beta(), "banzhaf": Bernoulli()}
"""How much the worlds of the others weigh, for a pair."""


@final
@dataclass(frozen=True)
class Interaction(Question):
    """Which pairs of objects complement each other, and which replace each other?

    What a pair adds together beyond what its two add apart, averaged over the worlds of the
    others: positive for complements, negative for substitutes. The Shapley and the Banzhaf
    interaction index of Grabisch and Roubens (1999).
    """

    name: ClassVar[str] = "interaction"
    title: ClassVar[str] = "Interaction of pairs"
    family: ClassVar[QuestionFamily] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset({"symmetry", "null object", "linearity"})

    index: Literal["shapley", "banzhaf"] = parameter(
        "shapley", "weigh all sizes of worlds alike (shapley) or all worlds alike (banzhaf)"
    )
    limit: int = parameter(LIMIT, "the most objects whose every world is filled")

    def bound(self, view: View) -> Bound:
        return Bound("exact", 1 << len(whole_lattice(view, self.limit)))

    @classmethod
    def template(cls, view: View) -> Template:
        family = given("index", {index: one.to_json() for index, one in WEIGHTS.items()})
        where = {"limit": {"least": len(view.roster)}}
        return Template(rule(view.roster.names, family, 2), ("first", "second"), where)

    def ask(self, view: View) -> Asking:
        whole_lattice(view, self.limit)
        members, names = view.roster.members, view.universe.names
        rule = semivalue(len(view.universe), members, names, WEIGHTS[self.index], order=2)
        folded = yield from view.fold(rule)
        saying = Saying(
            intervention="two objects join a world of the others, together and each alone",
            reference="the world that they join",
            supports="whether two objects complement each other (positive) or replace each other "
            "(negative), on the average over worlds",
            not_established=(
                "why: two objects may say the same, or any data might have done as well",
            ),
        )
        return view.answer(self, folded, saying, label_kind=("first", "second"), chart="pairs")
