"""What the semivalues share: the whole lattice when it is affordable, else a sample of it."""

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Rule, semivalue
from datacounterfactuals.core.families import Beta, Family
from datacounterfactuals.core.question import Bound
from datacounterfactuals.core.scores import Folded
from datacounterfactuals.core.template import Plain, Template, rule
from datacounterfactuals.core.uncertainty import Part
from datacounterfactuals.core.view import Asked, Reply, Saying, View
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.questions.sampling.exact import affordable
from datacounterfactuals.questions.sampling.orders import Walked, walk
from datacounterfactuals.questions.sampling.paths import Steps
from datacounterfactuals.questions.sampling.stopping import Stopping
from datacounterfactuals.questions.value.per_unit import per_unit


@final
@dataclass(frozen=True)
class Valued:
    """Values of the roster's members, and how they came about.

    `ends`: scores of the empty and the full world, Float[2, columns]. `sampling`: None when every
    world was asked for.
    """

    folded: Folded
    ends: Floats
    sampling: Part | None = None
    facts: tuple[tuple[str, float | str], ...] = ()
    notes: tuple[str, ...] = ()


def emphasis(count: int, alpha: float, beta: float) -> Floats:
    """How much more a step after `size` objects counts than in Shapley's mean over orders:
    n C(n - 1, size) times the weight of one coalition, for each size. Float[count]."""
    numbers = [
        _log_beta(size + beta, count - 1 - size + alpha)
        - _log_beta(alpha, beta)
        - _log_beta(size + 1, count - size)
        for size in range(count)
    ]
    return np.exp(np.array(numbers, dtype=np.float64))


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def beta_values(
    view: View, alpha: float, beta: float, method: str, limit: int, stopping: Stopping
) -> Reply[Valued]:
    """Beta(alpha, beta) values: from every world when affordable, else from random orders."""
    members = view.roster.members
    if affordable(view, method, limit):
        rule = semivalue(len(view.universe), members, view.universe.names, Beta(alpha, beta))
        return (yield from exactly(view, rule))
    labels = tuple((name,) for name in view.roster.names)
    walked = yield from walk(
        view, Steps(labels, members, emphasis(len(members), alpha, beta)), stopping
    )
    return sampled(walked, stopping, "orders walked")


def over_the_lattice(view: View, family: Family | Plain) -> Template:
    """The template of a semivalue, where the lattice is filled and not sampled."""
    where = {"method": ["auto", "exact"], "limit": {"least": len(view.roster)}}
    return Template(rule(view.roster.names, family), where=where)


def exactly(view: View, rule: Rule) -> Reply[Valued]:
    """Fold a rule over the whole lattice; its first and last worlds give the ends."""
    both = Listed.of([view.roster.empty, view.roster.full], len(view.universe))
    folded, ends = yield from view.together(view.fold(rule), view.scores(both))
    return Valued(folded, ends.values)


def sampled(walked: Walked, stopping: Stopping, what: str) -> Valued:
    """Values from a sample, with why it ended."""
    end = stopping.words if walked.reached else f"the sample ended before {stopping.words}"
    return Valued(
        walked.folded,
        walked.ends,
        walked.sampling,
        ((what, float(walked.units)), ("rounds", float(walked.rounds)), ("stopped", end)),
        () if walked.reached else (end,),
    )


def bound(view: View, method: str, limit: int, most: int, stopping: Stopping) -> Bound:
    """Every world when that is affordable, else at most `most` worlds."""
    if affordable(view, method, limit):
        return Bound("exact", 1 << len(view.roster))
    return Bound("until", most, stopping.words)


def value_answer(
    view: View, question: Asked, valued: Valued, saying: Saying, efficient: bool = False
) -> Answer:
    """The answer that values of single objects are, with their sum beside v(N) - v(empty).

    `efficient`: these two should agree, and the residual says how well they do.
    """
    folded = valued.folded
    facts: dict[str, float | str] = dict(valued.facts)
    for place, column in enumerate(view.columns):
        gain = float(valued.ends[1, place] - valued.ends[0, place])
        total = float(folded.values[:, place].sum())
        facts[f"v(N) - v(empty) on {column.name}"] = gain
        facts[f"values add up to, on {column.name}"] = total
        if efficient:
            facts[f"efficiency residual on {column.name}"] = total - gain
    groups = [(member,) for member in view.roster.members]
    facts |= per_unit(view, groups, folded.labels, folded.values)
    answer = view.answer(
        question, folded, saying, sampling=valued.sampling, facts=facts, notes=valued.notes
    )
    if valued.sampling is None or not folded.missing:
        return answer
    nothing = bool(np.isnan(folded.values).all())
    return answer.with_(status="incomplete" if nothing else "from what is held")
