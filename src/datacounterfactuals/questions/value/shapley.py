"""Shapley values."""

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from datacounterfactuals.core.families import Beta
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.template import Template
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.sampling.exact import LIMIT
from datacounterfactuals.questions.sampling.orders import most_worlds
from datacounterfactuals.questions.sampling.stopping import Stopping
from datacounterfactuals.questions.value.semivalue import (
    beta_values,
    bound,
    over_the_lattice,
    value_answer,
)


@final
@dataclass(frozen=True)
class Shapley(Question):
    """How is the gain of the full world shared fairly among the objects?

    Each object's mean contribution over all orders in which the objects could have come; the
    values add up to v(N) - v(empty). Shapley (1953); for data, Ghorbani and Zou (2019). When the
    lattice is too large, antithetic pairs of random orders are walked to their ends (Castro et
    al. 2009, Mitchell et al. 2022); an order is never cut short.
    """

    name: ClassVar[str] = "shapley"
    title: ClassVar[str] = "Shapley values"
    family: ClassVar[Family] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset(
        {"efficiency", "symmetry", "null object", "linearity"}
    )

    method: Literal["auto", "exact", "permutations"] = parameter(
        "auto", "fill every world (exact), walk random orders (permutations), or by the limit"
    )
    limit: int = parameter(LIMIT, "with auto: the most objects whose every world is filled")
    tolerance: float = parameter(
        0.05, "sampled: stop when each standard error is within this share of the largest value"
    )
    absolute: bool = parameter(False, "the tolerance is in the metric's own unit, not a share")
    rounds: int = parameter(100, "sampled: stop after this many rounds of 20 orders at the latest")

    def __post_init__(self) -> None:
        self.stopping()

    def stopping(self) -> Stopping:
        """When a sample is enough."""
        return Stopping(self.tolerance, self.absolute, self.rounds)

    def bound(self, view: View) -> Bound:
        stopping = self.stopping()
        most = most_worlds(len(view.roster) + 1, stopping)
        return bound(view, self.method, self.limit, most, stopping)

    @classmethod
    def template(cls, view: View) -> Template:
        return over_the_lattice(view, Beta())

    def ask(self, view: View) -> Asking:
        valued = yield from beta_values(view, 1.0, 1.0, self.method, self.limit, self.stopping())
        saying = Saying(
            intervention="the objects come one by one, in every order equally often",
            reference="the world that holds what came before",
            supports="each object's mean contribution; together they are exactly what the full "
            "world gains over the empty one",
            not_established=(
                "what the full world would lose without an object (ask leave_one_out)",
                "what anybody should be paid: a value shares a score, not money",
            ),
        )
        return value_answer(view, self, valued, saying, efficient=True)
