"""Banzhaf values."""

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from datacounterfactuals.core.contrast import semivalue
from datacounterfactuals.core.families import Bernoulli
from datacounterfactuals.core.question import Asking, Bound, Family, Law, Question, parameter
from datacounterfactuals.core.template import Template
from datacounterfactuals.core.view import Saying, View
from datacounterfactuals.questions.sampling.exact import LIMIT, affordable
from datacounterfactuals.questions.sampling.reuse import ROWS, reuse
from datacounterfactuals.questions.sampling.stopping import Stopping
from datacounterfactuals.questions.value.semivalue import (
    bound,
    exactly,
    over_the_lattice,
    sampled,
    value_answer,
)


@final
@dataclass(frozen=True)
class Banzhaf(Question):
    """What does each object add to a random half of the others?

    Each object's mean contribution over all worlds of the others, every world counting the same.
    Banzhaf (1965); for data, Wang and Jia (2023), whose maximum sample reuse lets every random
    half row serve every object when the lattice is too large.
    """

    name: ClassVar[str] = "banzhaf"
    title: ClassVar[str] = "Banzhaf values"
    family: ClassVar[Family] = "value"
    laws: ClassVar[frozenset[Law]] = frozenset({"symmetry", "null object", "linearity"})

    method: Literal["auto", "exact", "reuse"] = parameter(
        "auto", "fill every world (exact), reuse random half rows (reuse), or by the limit"
    )
    limit: int = parameter(LIMIT, "with auto: the most objects whose every world is filled")
    tolerance: float = parameter(
        0.05, "sampled: stop when each standard error is within this share of the largest value"
    )
    absolute: bool = parameter(False, "the tolerance is in the metric's own unit, not a share")
    rounds: int = parameter(50, "sampled: stop after this many rounds of 200 rows at the latest")

    def __post_init__(self) -> None:
        self.stopping()

    def stopping(self) -> Stopping:
        """When a sample is enough."""
        return Stopping(self.tolerance, self.absolute, self.rounds)

    def bound(self, view: View) -> Bound:
        stopping = self.stopping()
        return bound(view, self.method, self.limit, stopping.rounds * ROWS + 2, stopping)

    @classmethod
    def template(cls, view: View) -> Template:
        return over_the_lattice(view, Bernoulli())

    def ask(self, view: View) -> Asking:
        members, names = view.roster.members, view.universe.names
        if affordable(view, self.method, self.limit):
            rule = semivalue(len(view.universe), members, names, Bernoulli())
            valued = yield from exactly(view, rule)
        else:
            stopping = self.stopping()
            labels = tuple((names[member],) for member in members)
            drawn = yield from reuse(view, labels, stopping)
            valued = sampled(drawn, stopping, "half rows read")
        saying = Saying(
            intervention="each object joins every world of the others, all worlds counting alike",
            reference="the world that it joins",
            supports="each object's mean contribution; the same numbers are the best linear "
            "approximation of the score over all worlds",
            not_established=(
                "how to share a total: these values need not add up to v(N) - v(empty)",
            ),
        )
        return value_answer(view, self, valued, saying)
