"""Beta Shapley values."""

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.template import Template, given
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

MOST = 1000.0


@final
@dataclass(frozen=True)
class BetaShapley(Question):
    """What does each object add, when small (or large) worlds count for more?

    A semivalue in the convention of Kwon and Zou (2022): one coalition of `size` others has the
    weight B(size + beta, n - 1 - size + alpha) / B(alpha, beta), so alpha > beta favours small
    worlds, alpha < beta large ones, and (1, 1) is Shapley. Orders are sampled as for Shapley, with
    every step weighted by its position.
    """

    name: ClassVar[str] = "beta_shapley"
    title: ClassVar[str] = "Beta Shapley values"
    family: ClassVar[Family] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset({"symmetry", "null object", "linearity"})

    alpha: float = parameter(4.0, "larger favours contributions to small worlds")
    beta: float = parameter(1.0, "larger favours contributions to large worlds")
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
        for name, value in (("alpha", self.alpha), ("beta", self.beta)):
            if not 0.0 < value <= MOST:
                raise QuestionError(
                    f"{name} is {value}", f"Give a number above 0 and up to {MOST:g}"
                )
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
        family = {"name": "beta", "alpha": given("alpha"), "beta": given("beta")}
        return over_the_lattice(view, family)

    def ask(self, view: View) -> Asking:
        valued = yield from beta_values(
            view, self.alpha, self.beta, self.method, self.limit, self.stopping()
        )
        if self.alpha == self.beta:
            favours = "no size of world is favoured over its mirror image"
        else:
            favours = f"{'small' if self.alpha > self.beta else 'large'} worlds count for more"
        saying = Saying(
            intervention=f"each object joins a random world of the others; {favours}",
            reference="the world that it joins",
            supports="each object's mean contribution under these weights",
            not_established=(
                "how to share a total: these values need not add up to v(N) - v(empty)",
            ),
        )
        return value_answer(view, self, valued, saying)
